import assert from "node:assert/strict";
import fs from "node:fs";
import Module from "node:module";
import net from "node:net";
import path from "node:path";
import * as vscode from "vscode";
import { editorCommands, paletteCommands } from "../../../src/core/commands";

describe("activation", () => {
  const extension = vscode.extensions.getExtension("parley.parley");

  it("does not happen at start-up", () => {
    assert.ok(extension, "the extension is there");
    assert.equal(extension.isActive, false);
  });

  it("reads no file, opens no connection, asks for no secret and loads no SDK", async () => {
    const calls: string[] = [];
    const restore = [
      ...[
        "readFile",
        "readFileSync",
        "writeFileSync",
        "open",
        "openSync",
        "mkdirSync",
        "statSync",
        "readdirSync",
        "appendFile",
      ].map(name => spy(fs, name, calls)),
      ...["readFile", "writeFile", "open", "mkdir", "stat", "readdir", "appendFile"].map(name =>
        spy(fs.promises, name, calls),
      ),
      spy(net.Socket.prototype, "connect", calls),
      spy(globalThis, "fetch", calls),
      spy(Module, "_load", calls),
    ];
    const started = performance.now();
    await extension?.activate();
    console.log(`activation took ${(performance.now() - started).toFixed(1)} ms, loading included`);
    for (const undo of restore) undo();
    assert.deepEqual(
      calls.filter(call => call !== "_load vscode"),
      [],
    );
    assert.ok(calls.includes("_load vscode"), "the spy works");
  });

  it("registers every command of the tables", async () => {
    const registered = await vscode.commands.getCommands(true);
    for (const { id } of [...paletteCommands, ...editorCommands])
      assert.ok(registered.includes(id), id);
  });
});

/** The folder of Parley's bundles, as it stands in a stack. */
const bundles = path.join(
  vscode.extensions.getExtension("parley.parley")?.extensionPath ?? "?",
  "dist",
);

/** Notes the calls that come from Parley's bundle; the result ends it. */
function spy(owner: object, name: string, calls: string[]): () => void {
  const object = owner as Record<string, (...values: unknown[]) => unknown>;
  const original = object[name];
  if (!original) throw new Error(`no ${name}`);
  object[name] = function (this: unknown, ...values: unknown[]) {
    if (new Error().stack?.includes(bundles)) calls.push(`${name} ${String(values[0])}`);
    return original.apply(this, values);
  };
  return () => {
    object[name] = original;
  };
}
