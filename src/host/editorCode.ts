import * as vscode from "vscode";
import type { FilePart } from "../core/messages";

/** What was taken from the editor, and a name for it in a sentence. */
export interface TakenCode {
  readonly part: FilePart;
  readonly name: string;
  readonly range: vscode.Range;
}

/** The selection; without one the symbol at the cursor, else its line. Nothing where there is only space. */
export async function takeCode(editor: vscode.TextEditor): Promise<TakenCode | undefined> {
  const { document, selection } = editor;
  if (!selection.isEmpty) return taken(document, selection, vscode.l10n.t("the selected code"));
  const symbol = await symbolAt(document, selection.active);
  if (symbol)
    return taken(
      document,
      symbol.range,
      vscode.l10n.t("`{0}`, the symbol at the cursor", symbol.name),
    );
  const line = document.lineAt(selection.active.line);
  return taken(document, line.range, vscode.l10n.t("the line at the cursor"));
}

function taken(
  document: vscode.TextDocument,
  range: vscode.Range,
  name: string,
): TakenCode | undefined {
  const text = document.getText(range);
  if (text.trim() === "") return undefined;
  const { end } = withoutLastLineEnd(document, range);
  return {
    name,
    range,
    part: {
      type: "file",
      path: pathOf(document.uri),
      language: document.languageId,
      startLine: range.start.line + 1,
      endLine: end.line + 1,
      text: text.replace(/\r\n/g, "\n").replace(/\n$/, ""),
    },
  };
}

/** Whole lines are mostly selected with the line end behind them, which is not part of the code. */
export function withoutLastLineEnd(
  document: vscode.TextDocument,
  { start, end }: vscode.Range,
): vscode.Range {
  const atStart = end.character === 0 && end.line > start.line;
  return new vscode.Range(start, atStart ? document.lineAt(end.line - 1).range.end : end);
}

/** The innermost symbol that holds a position. */
async function symbolAt(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.DocumentSymbol | undefined> {
  const found = await vscode.commands.executeCommand(
    "vscode.executeDocumentSymbolProvider",
    document.uri,
  );
  let symbols = (Array.isArray(found) ? found : []).filter(isDocumentSymbol);
  let innermost: vscode.DocumentSymbol | undefined;
  for (;;) {
    const inner = symbols.find(({ range }) => range.contains(position));
    if (!inner) return innermost;
    innermost = inner;
    symbols = inner.children;
  }
}

function isDocumentSymbol(value: unknown): value is vscode.DocumentSymbol {
  return typeof value === "object" && value !== null && "children" in value && "range" in value;
}

/** A path as it is sent: relative to the workspace where it lies in one. */
export function pathOf(uri: vscode.Uri): string {
  return uri.scheme === "untitled"
    ? uri.path
    : vscode.workspace.asRelativePath(uri, false).replaceAll("\\", "/");
}
