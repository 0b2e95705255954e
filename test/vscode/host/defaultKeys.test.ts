import assert from "node:assert/strict";
import * as vscode from "vscode";
import { defaultKeys } from "../../../src/core/commands";

interface Binding {
  readonly key: string;
  readonly command: string;
  readonly when?: string;
}

describe("the default keys, beside those of VS Code itself,", () => {
  let theirs: readonly Binding[] = [];
  let all: readonly Binding[] = [];

  before(async () => {
    const uri = vscode.Uri.parse("vscode://defaultsettings/keybindings.json");
    const document = await vscode.workspace.openTextDocument(uri);
    all = JSON.parse(document.getText().replace(/^\s*\/\/.*$/gm, ""));
    theirs = all.filter(({ command, when }) => !command.startsWith("parley.") && when !== "false");
  });

  it("are known to VS Code as they were meant", () => {
    assert.ok(theirs.length > 500, `${theirs.length} default keys`);
    const mac = process.platform === "darwin";
    for (const row of defaultKeys) {
      const found = all.find(({ command }) => command === row.command);
      assert.equal(found?.key, mac ? row.mac : row.key);
    }
  });

  for (const { command, key } of defaultKeys) {
    it(`leave all of them alone: ${command}`, () => {
      const clashes = theirs.filter(
        their => begins(chords(their.key), chords(key)) || begins(chords(key), chords(their.key)),
      );
      assert.deepEqual(clashes, []);
    });
  }

  it("begin with a key that begins chords of VS Code too, and does nothing by itself", () => {
    for (const { key, mac } of defaultKeys) {
      const [first = ""] = chords(process.platform === "darwin" ? mac : key);
      assert.ok(
        theirs.some(their => chords(their.key).length > 1 && chords(their.key)[0] === first),
      );
    }
  });
});

function chords(key: string): readonly string[] {
  return key.split(" ");
}

/** Whether the first chords are those of another key: pressing that one would come in the way. */
function begins(longer: readonly string[], shorter: readonly string[]): boolean {
  return shorter.every((chord, index) => longer[index] === chord);
}
