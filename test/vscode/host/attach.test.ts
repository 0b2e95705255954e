import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { readFiles } from "../../../src/host/attach";
import { png } from "../../support/imageBytes";

describe("readFiles", () => {
  let elsewhere: string;
  let file: vscode.Uri;

  before(() => {
    elsewhere = mkdtempSync(path.join(os.tmpdir(), "parley-elsewhere-"));
    file = vscode.Uri.file(path.join(elsewhere, "a.json"));
    writeFileSync(file.fsPath, '{\r\n"a": 1\r\n}\r\n');
  });
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    rmSync(elsewhere, { recursive: true });
  });

  it("reads nothing that is neither open nor in the workspace, by whatever way up", async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const up = "/..".repeat(folder.path.split("/").length);
    const around = folder.with({ path: `${folder.path}${up}${file.path}` });
    for (const uri of [file.toString(), around.toString(), around.toString(true), "a.json", "x:"])
      assert.deepEqual(await readFiles([uri], "found"), { parts: [], refused: [] }, uri);
  });

  it("reads what was dropped, as it is on disk", async () => {
    const { parts } = await readFiles([file.toString()], "dropped");
    assert.deepEqual(
      parts.map(({ language, endLine, text, whole }) => [language, endLine, text, whole]),
      [["json", 3, '{\n"a": 1\n}', true]],
    );
  });

  it("reads what is open, as it is there", async () => {
    const editor = await vscode.window.showTextDocument(file);
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), "// unsaved\n"));
    const { parts } = await readFiles([file.toString()], "found");
    assert.match(parts[0]?.text ?? "", /^\/\/ unsaved\n/);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("reads a picture whatever its name says, for the page to make it fit", async () => {
    const bytes = png(4, 3);
    const picture = path.join(elsewhere, "picture.txt");
    writeFileSync(picture, bytes);
    const read = await readFiles([vscode.Uri.file(picture).toString()], "dropped");
    const url = `data:;base64,${bytes.toString("base64")}`;
    assert.deepEqual(read, { parts: [], images: [{ name: "picture.txt", url }], refused: [] });
  });

  it("says why a folder and a missing file cannot be attached", async () => {
    const missing = vscode.Uri.file(path.join(elsewhere, "none.txt"));
    const folder = vscode.Uri.file(elsewhere);
    const { parts, refused } = await readFiles([folder.toString(), missing.toString()], "dropped");
    assert.equal(parts.length, 0);
    assert.match(refused[0] ?? "", /is a folder/);
    assert.match(refused[1] ?? "", /^none\.txt cannot be read: /);
  });
});
