import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { ExchangeFiles } from "../../../src/core/exchange/ports";
import { wholeOf } from "../../../src/core/exchange/source";
import { pickedUris } from "../../../src/host/pickedUris";

/** What lies on a disk that is not this one. */
const disk: Readonly<Record<string, string | readonly string[]>> = {
  "/chats": ["a.json", "sub", "locked", ".git", "gone.json"],
  "/chats/a.json": "[1]",
  "/chats/sub": ["b.json"],
  "/chats/sub/b.json": "[22]",
  "/chats/.git": ["c.json"],
  "/chats/.git/c.json": "[]",
};

/** A disk as a remote window has it, of which only reading is asked. */
class Elsewhere implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  watch = () => new vscode.Disposable(() => undefined);

  stat({ path }: vscode.Uri): vscode.FileStat {
    const found = disk[path];
    if (path === "/chats/locked")
      return { type: vscode.FileType.Directory, ctime: 1, mtime: 2, size: 0 };
    if (found === undefined) throw vscode.FileSystemError.FileNotFound(path);
    const type = typeof found === "string" ? vscode.FileType.File : vscode.FileType.Directory;
    return { type, ctime: 1, mtime: 2, size: found.length };
  }

  readDirectory({ path }: vscode.Uri): [string, vscode.FileType][] {
    const names = disk[path];
    if (typeof names !== "object") throw vscode.FileSystemError.NoPermissions(path);
    const { File, Directory } = vscode.FileType;
    return names.map(name => [name, name.endsWith(".json") ? File : Directory]);
  }

  readFile({ path }: vscode.Uri): Uint8Array {
    return Buffer.from(String(disk[path]));
  }

  createDirectory = refuse;
  writeFile = refuse;
  delete = refuse;
  rename = refuse;
}

function refuse(): never {
  throw vscode.FileSystemError.NoPermissions();
}

/** Nothing of this disk is picked here. */
const files = { pickedFiles: async () => [] } as unknown as ExchangeFiles;

describe("pickedUris", () => {
  let registered: vscode.Disposable;
  before(
    () => (registered = vscode.workspace.registerFileSystemProvider("elsewhere", new Elsewhere())),
  );
  after(() => registered.dispose());

  it("finds the files below a folder of another disk, and says what cannot be read", async () => {
    const folder = vscode.Uri.parse("elsewhere:/chats");
    const sources = await pickedUris([folder], files, new AbortController().signal);
    const read = sources.map(async source => {
      const bytes = await wholeOf(source, 100).catch((error: Error) => error.name);
      return [
        source.place,
        typeof bytes === "string" ? "refused" : String(Buffer.from(bytes ?? [])),
      ];
    });
    assert.deepEqual(await Promise.all(read), [
      ["chats/a.json", "[1]"],
      ["chats/gone.json", "refused"],
      ["chats/locked", "refused"],
      ["chats/sub/b.json", "[22]"],
    ]);
    assert.deepEqual(
      sources.slice(0, 1).map(({ folder: where, size, changedAt }) => [where, size, changedAt]),
      [["chats", 3, 2]],
    );
  });

  it("takes a file of another disk as one that was chosen, and leaves when the user gives up", async () => {
    const file = vscode.Uri.parse("elsewhere:/chats/sub/b.json");
    const [source] = await pickedUris([file], files, new AbortController().signal);
    assert.deepEqual([source?.place, source?.folder, source?.chosen], ["sub/b.json", "sub", true]);
    await assert.rejects(pickedUris([file], files, AbortSignal.abort()), { name: "AbortError" });
  });
});
