import assert from "node:assert/strict";
import * as vscode from "vscode";
import { takeCode } from "../../../src/host/editorCode";

const code =
  "function outer() {\n  function inner() {\n    return 1;\n  }\n}\n\nlet last = 2;\n   \n";

describe("takeCode", () => {
  let editor: vscode.TextEditor;
  let provider: vscode.Disposable;

  before(async () => {
    provider = vscode.languages.registerDocumentSymbolProvider(
      { language: "plaintext" },
      { provideDocumentSymbols: symbols },
    );
    const document = await vscode.workspace.openTextDocument({
      language: "plaintext",
      content: code,
    });
    editor = await vscode.window.showTextDocument(document);
  });
  after(async () => {
    provider.dispose();
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  function select(
    fromLine: number,
    fromColumn: number,
    toLine = fromLine,
    toColumn = fromColumn,
  ): void {
    editor.selection = new vscode.Selection(fromLine, fromColumn, toLine, toColumn);
  }

  it("takes the selection, with the lines it touches", async () => {
    select(1, 2, 2, 13);
    assert.deepEqual(await takeCode(editor), {
      name: "the selected code",
      range: editor.selection,
      part: {
        type: "file",
        path: editor.document.uri.path,
        language: "plaintext",
        startLine: 2,
        endLine: 3,
        text: "function inner() {\n    return 1;",
      },
    });
  });

  it("does not count a line of which nothing is selected", async () => {
    select(0, 0, 2, 0);
    const taken = await takeCode(editor);
    assert.deepEqual([taken?.part.startLine, taken?.part.endLine], [1, 2]);
    assert.equal(taken?.part.text, "function outer() {\n  function inner() {");
  });

  it("takes the innermost symbol at the cursor when nothing is selected, and names it", async () => {
    select(2, 6);
    const taken = await takeCode(editor);
    assert.equal(taken?.name, "`inner`, the symbol at the cursor");
    assert.deepEqual([taken?.part.startLine, taken?.part.endLine], [2, 4]);
  });

  it("takes the line where there is no symbol", async () => {
    select(6, 3);
    const taken = await takeCode(editor);
    assert.equal(taken?.name, "the line at the cursor");
    assert.deepEqual([taken?.part.startLine, taken?.part.text], [7, "let last = 2;"]);
  });

  it("takes nothing where there is only space", async () => {
    select(7, 1);
    assert.equal(await takeCode(editor), undefined);
    select(5, 0);
    assert.equal(await takeCode(editor), undefined);
  });

  it("sends line breaks as the API's own, whatever the file has", async () => {
    const document = await vscode.workspace.openTextDocument({ content: "a\r\nb\r\n" });
    const other = await vscode.window.showTextDocument(document);
    other.selection = new vscode.Selection(0, 0, 2, 0);
    assert.equal((await takeCode(other))?.part.text, "a\nb");
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });
});

function symbols(): vscode.DocumentSymbol[] {
  const symbol = (name: string, from: number, to: number) => {
    const range = new vscode.Range(from, 0, to, 3);
    return new vscode.DocumentSymbol(name, "", vscode.SymbolKind.Function, range, range);
  };
  const outer = symbol("outer", 0, 4);
  outer.children.push(symbol("inner", 1, 3));
  return [outer];
}
