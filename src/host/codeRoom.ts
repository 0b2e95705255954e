import * as vscode from "vscode";
import type { CodeActions } from "../core/codeHandlers";
import { languageId } from "../core/languageIds";
import { sharedLines } from "../core/liveSpan";
import type { FilePart } from "../core/messages";
import { withoutLastLineEnd } from "./editorCode";
import type { LastEditor } from "./lastEditor";
import { LiveRanges } from "./liveRanges";
import { findPlaces, openPlace } from "./openPath";

/**
 * What carries code between chats and editors; one for all views of a window. A bundle of its own
 * (dist/codeRoom.js), loaded when code is asked about, or with an answer that names files.
 */
export class CodeRoom implements vscode.Disposable {
  readonly ranges = new LiveRanges();

  constructor(readonly editors: LastEditor) {}

  /** What the editor does with code of answers; `say` is the line under a view's composer. */
  actions(say: (words: string) => void): CodeActions {
    return {
      insertCode: async text => say((await insert(this, text)) ?? ""),
      replaceSelection: async (text, asked) => say((await replaceAsked(this, text, asked)) ?? ""),
      newFile: (text, language) => showNewFile(this, text, language),
      findPlaces,
      openPlace: async place => {
        if (await openPlace(place, this.editors.column)) return;
        say(vscode.l10n.t("{0} is not in the workspace any more.", place));
      },
    };
  }

  dispose(): void {
    this.ranges.dispose();
  }
}

/** At the cursor of the last editor. Like what follows, it gives the words that say why nothing was done. */
async function insert({ editors }: CodeRoom, text: string): Promise<string | undefined> {
  const editor = await editors.show();
  if (!editor) return vscode.l10n.t("No file is open. Open one, or choose New file.");
  const { active } = editor.selection;
  return write(editor, new vscode.Range(active, active), text);
}

async function replaceAsked(
  room: CodeRoom,
  text: string,
  asked: readonly FilePart[],
): Promise<string | undefined> {
  // Of several the one that the code looks like most.
  const likely = asked.toSorted(
    (one, other) => sharedLines(other.text, text) - sharedLines(one.text, text),
  );
  for (const part of likely) {
    const document = await room.ranges.documentOf(part);
    if (!document || !room.ranges.rangeOf(part, document)) continue;
    const editor = await shown(room, document);
    const range = room.ranges.rangeOf(part, document);
    return range && replacePart(room, part, editor, range, text);
  }
  const [first] = likely;
  return first ? gone(room, first, text) : replaceCurrent(await room.editors.show(), text);
}

async function replacePart(
  { ranges }: CodeRoom,
  part: FilePart,
  editor: vscode.TextEditor,
  range: vscode.Range,
  text: string,
): Promise<string | undefined> {
  const refused = await write(editor, range, text);
  if (refused === undefined)
    ranges.replaced(part, editor.document, new vscode.Range(range.start, editor.selection.end));
  return refused;
}

/** Replaces nothing unasked; what is selected in that file is offered. */
async function gone({ ranges }: CodeRoom, part: FilePart, text: string): Promise<string> {
  const words = vscode.l10n.t(
    "The code that you asked about is not in {0} any more, or is another one now. Nothing was replaced.",
    part.path,
  );
  const document = await ranges.documentOf(part);
  const editor = vscode.window.visibleTextEditors.find(each => each.document === document);
  if (editor?.selection.isEmpty === false) void offer(words, editor, text);
  return words;
}

async function offer(words: string, editor: vscode.TextEditor, text: string): Promise<void> {
  const replace = vscode.l10n.t("Replace What Is Selected");
  const picked = await vscode.window.showInformationMessage(words, replace);
  if (picked === replace) await replaceCurrent(editor, text);
}

async function replaceCurrent(
  editor: vscode.TextEditor | undefined,
  text: string,
): Promise<string | undefined> {
  if (!editor || editor.selection.isEmpty)
    return vscode.l10n.t("Nothing is selected in the editor. Select what to replace.");
  return write(editor, withoutLastLineEnd(editor.document, editor.selection), text);
}

/** One step for Undo; then the keyboard is in the editor, behind what was written. */
async function write(
  editor: vscode.TextEditor,
  range: vscode.Range,
  text: string,
): Promise<string | undefined> {
  const { document, viewColumn } = editor;
  if (!(await editor.edit(change => change.replace(range, text))))
    return vscode.l10n.t("The file could not be changed.");
  const end = endOf(range.start, text);
  editor.selection = new vscode.Selection(end, end);
  editor.revealRange(new vscode.Range(range.start, end));
  await vscode.window.showTextDocument(document, {
    viewColumn: viewColumn ?? vscode.ViewColumn.Active,
  });
  return undefined;
}

/** Counted in lines, which is right with any line ends. */
function endOf(start: vscode.Position, text: string): vscode.Position {
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines.at(-1) ?? "";
  const character = lines.length === 1 ? start.character + last.length : last.length;
  return new vscode.Position(start.line + lines.length - 1, character);
}

async function showNewFile(
  { editors: { column: viewColumn } }: CodeRoom,
  content: string,
  word: string,
): Promise<void> {
  const language = languageId(word, await vscode.languages.getLanguages());
  const document = await vscode.workspace.openTextDocument({ content, language });
  await vscode.window.showTextDocument(document, { viewColumn, preview: false });
}

async function shown(
  { editors }: CodeRoom,
  document: vscode.TextDocument,
): Promise<vscode.TextEditor> {
  const visible = vscode.window.visibleTextEditors.find(each => each.document === document);
  return visible ?? vscode.window.showTextDocument(document, { viewColumn: editors.column });
}
