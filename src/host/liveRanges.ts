import * as vscode from "vscode";
import { followed, resembles, type Span } from "../core/liveSpan";
import type { FilePart } from "../core/messages";
import { pathOf, withoutLastLineEnd } from "./editorCode";
import { fileAt } from "./openPath";

/** The oldest are forgotten. */
const most = 200;

/** Code that was taken from a document, and where it is now. */
interface Followed {
  readonly part: FilePart;
  readonly document: vscode.TextDocument;
  /** Nothing when it went, or the document was closed: then its text is looked for. */
  span: Span | undefined;
  /** What stands there by our own hand, or stood there at first. */
  text: string;
}

/** Follows the code that was asked about through what is written around it and in it. */
export class LiveRanges implements vscode.Disposable {
  private readonly all: Followed[] = [];
  private readonly subscriptions = [
    vscode.workspace.onDidChangeTextDocument(change => this.changed(change)),
    vscode.workspace.onDidCloseTextDocument(document => this.closed(document)),
  ];

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** From now on `part` is where `range` is. */
  follow(document: vscode.TextDocument, range: vscode.Range, part: FilePart): void {
    const span = spanOf(document, withoutLastLineEnd(document, range));
    const old = this.of(part);
    if (old) this.all.splice(this.all.indexOf(old), 1);
    this.all.push({ part, document, span, text: part.text });
    if (this.all.length > most) this.all.shift();
  }

  /** The document that a part was taken from, where it is open or still in the workspace. */
  async documentOf(part: FilePart): Promise<vscode.TextDocument | undefined> {
    const known = this.of(part)?.document;
    const open = vscode.workspace.textDocuments;
    const there =
      open.find(({ uri }) => uri.toString() === known?.uri.toString()) ??
      open.find(({ uri }) => pathOf(uri) === part.path);
    if (there) return there;
    const uri = await fileAt(part.path);
    return uri && vscode.workspace.openTextDocument(uri);
  }

  /** Where the code is now; nothing where it is gone, or is another one. */
  rangeOf(part: FilePart, document: vscode.TextDocument): vscode.Range | undefined {
    const one = this.of(part);
    const { span, text = part.text } = one ?? {};
    if (span) {
      const range = rangeOf(document, span);
      const now = textAt(document, range);
      if (resembles(text, now) || resembles(part.text, now)) return range;
    }
    const found = search(document, text, part) ?? search(document, part.text, part);
    // Nobody selected it as a whole here: it may have been attached as a file.
    const whole = found && !one && textAt(document, found).trim() === document.getText().trim();
    return whole ? undefined : found;
  }

  /** Another text stands where the code was, by the user's wish: it is what is replaced the next time. */
  replaced(part: FilePart, document: vscode.TextDocument, range: vscode.Range): void {
    this.follow(document, range, part);
    const one = this.of(part);
    if (one) one.text = textAt(document, range);
  }

  private of(part: FilePart): Followed | undefined {
    return this.all.find(one => isSame(one.part, part));
  }

  private changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const edits = contentChanges.toSorted((one, other) => other.rangeOffset - one.rangeOffset);
    for (const one of this.all) {
      if (one.document !== document) continue;
      for (const { rangeOffset: offset, rangeLength: removed, text } of edits)
        one.span &&= followed(one.span, { offset, removed, added: text.length });
    }
  }

  private closed(document: vscode.TextDocument): void {
    for (const one of this.all) if (one.document === document) one.span = undefined;
  }
}

/** The only place with this text, or the one where it was. */
function search(
  document: vscode.TextDocument,
  text: string,
  { startLine }: FilePart,
): vscode.Range | undefined {
  const all = document.getText();
  const wanted = document.eol === vscode.EndOfLine.CRLF ? text.replaceAll("\n", "\r\n") : text;
  const found: vscode.Range[] = [];
  for (
    let at = all.indexOf(wanted);
    at >= 0 && found.length < 100;
    at = all.indexOf(wanted, at + 1)
  )
    found.push(rangeOf(document, { start: at, end: at + wanted.length }));
  return found.length === 1 ? found[0] : found.find(({ start }) => start.line + 1 === startLine);
}

function textAt(document: vscode.TextDocument, range: vscode.Range): string {
  return document.getText(range).replaceAll("\r\n", "\n");
}

function spanOf(document: vscode.TextDocument, { start, end }: vscode.Range): Span {
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}

function rangeOf(document: vscode.TextDocument, { start, end }: Span): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

function isSame(one: FilePart, other: FilePart): boolean {
  return (
    one.path === other.path &&
    one.startLine === other.startLine &&
    one.endLine === other.endLine &&
    one.text === other.text
  );
}
