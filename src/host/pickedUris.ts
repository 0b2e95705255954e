import * as vscode from "vscode";
import {
  filesBelow,
  type FolderEntry,
  type FolderReading,
  unreadable,
} from "../core/exchange/folders";
import type { ExchangeFiles } from "../core/exchange/ports";
import { bytesSource, type Source } from "../core/exchange/source";

/**
 * The files that are picked, and those below folders that are. What lies on this disk is read piece
 * by piece; anything else, as the files of a remote window, VS Code reads as a whole when it is wanted.
 */
export async function pickedUris(
  uris: readonly vscode.Uri[],
  files: ExchangeFiles,
  signal: AbortSignal,
): Promise<readonly Source[]> {
  const onDisk = uris.filter(({ scheme }) => scheme === "file");
  const sources = [
    ...(await files.pickedFiles(
      onDisk.map(({ fsPath }) => fsPath),
      signal,
    )),
  ];
  for (const uri of uris)
    if (uri.scheme !== "file")
      for (const source of await elsewhere(uri, signal)) sources.push(source);
  return sources;
}

async function elsewhere(uri: vscode.Uri, signal: AbortSignal): Promise<readonly Source[]> {
  signal.throwIfAborted();
  const names = uri.path.split("/").filter(Boolean);
  const name = names.at(-1) ?? "";
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    // A folder that is picked may be a link itself.
    if ((type & vscode.FileType.Directory) !== 0)
      return await filesBelow(name, reading(uri), signal);
    const folder = names.at(-2) ?? "";
    const place = folder === "" ? name : `${folder}/${name}`;
    return [{ ...(await uriSource(uri, uri, { place, folder, name })), chosen: true }];
  } catch (error) {
    signal.throwIfAborted();
    return [unreadable(name, error)];
  }
}

function reading(root: vscode.Uri): FolderReading {
  const at = (path: readonly string[]) => vscode.Uri.joinPath(root, ...path);
  return {
    entries: path => entriesOf(at(path)),
    source: (path, facts) => uriSource(at(path), root, facts),
  };
}

async function* entriesOf(folder: vscode.Uri): AsyncGenerator<FolderEntry> {
  const { File, Directory } = vscode.FileType;
  for (const [name, type] of await vscode.workspace.fs.readDirectory(folder))
    yield { name, kind: type === File ? "file" : type === Directory ? "folder" : "other" };
}

async function uriSource(
  uri: vscode.Uri,
  root: vscode.Uri,
  facts: Pick<Source, "place" | "folder" | "name">,
): Promise<Source> {
  const { size, mtime } = await vscode.workspace.fs.stat(uri);
  return {
    ...facts,
    root: root.toString(),
    size,
    changedAt: mtime,
    async *bytes(start, end) {
      const bytes = await vscode.workspace.fs.readFile(uri);
      yield* bytesSource(facts.place, bytes).bytes(start, end);
    },
  };
}
