import assert from "node:assert/strict";
import * as vscode from "vscode";
import { type AskingCommand, editorCommands } from "../../../src/core/commands";
import { takeCode } from "../../../src/host/editorCode";
import { question } from "../../../src/host/editorCommands";

const code = "let one = 1;\nlet two = tow;\nlet three = 3;\nlet four = 4;\n";
const { Error: error, Warning: warning, Information: note } = vscode.DiagnosticSeverity;

describe("the question of an editor command", () => {
  let editor: vscode.TextEditor;
  const reports = vscode.languages.createDiagnosticCollection("parley-test");

  before(async () => {
    const document = await vscode.workspace.openTextDocument({ content: code });
    editor = await vscode.window.showTextDocument(document);
  });
  afterEach(() => reports.clear());
  after(async () => {
    reports.dispose();
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  /** The question about lines 2 and 3, while VS Code reports these. */
  async function ask(id: string, ...found: readonly vscode.Diagnostic[]): Promise<string> {
    const { uri } = editor.document;
    reports.set(uri, found);
    editor.selection = new vscode.Selection(1, 0, 3, 0);
    const taken = await takeCode(editor);
    assert.ok(taken);
    return question(rowOf(id), taken, vscode.languages.getDiagnostics(uri));
  }

  it("is the row's sentence about what was taken", async () => {
    assert.equal(await ask("parley.explainSelection"), "Explain the selected code.");
  });

  it("names what VS Code reports inside the code, and says nothing when that is nothing", async () => {
    const sentence = await ask("parley.fixSelection");
    assert.doesNotMatch(sentence, /VS Code/);
    const one = await ask("parley.fixSelection", reported(1, "Cannot find name\n 'tow'.", error));
    assert.equal(one, `${sentence}\n\nVS Code reports: line 2: Cannot find name 'tow'.`);
    const two = await ask(
      "parley.fixSelection",
      reported(1, "later", warning),
      reported(2, "first", error),
    );
    assert.equal(two, `${sentence}\n\nVS Code reports:\nline 3: first\nline 2: later`);
  });

  it("leaves out what is outside the code, and what is no error and no warning", async () => {
    const text = await ask(
      "parley.fixSelection",
      reported(0, "before", error),
      reported(3, "after", error),
      reported(1, "style", note),
    );
    assert.doesNotMatch(text, /VS Code|before|after|style/);
  });

  it("names ten at most, and says how many more there are", async () => {
    const many = Array.from({ length: 14 }, (_, number) => reported(1, `wrong ${number}`, error));
    const text = await ask("parley.fixSelection", ...many);
    assert.equal(text.match(/line 2: wrong/g)?.length, 10);
    assert.match(text, /\nand 4 more$/);
  });

  it("names none where the row does not want it", async () => {
    assert.doesNotMatch(await ask("parley.writeTests", reported(1, "x", error)), /VS Code/);
  });
});

function rowOf(id: string): AskingCommand {
  const row = editorCommands.find(command => command.id === id);
  if (row?.prompt === undefined) throw new Error(`no row ${id} that asks`);
  return row;
}

function reported(
  line: number,
  message: string,
  severity: vscode.DiagnosticSeverity,
): vscode.Diagnostic {
  return new vscode.Diagnostic(new vscode.Range(line, 4, line, 9), message, severity);
}
