import * as vscode from "vscode";
import { type FoundFile, globFor, mostFound, rankFiles } from "../core/foundFiles";
import { pathOf } from "./editorCode";

/** How many files are looked at for a query; more are not told apart by one more letter. */
const mostLookedAt = 2000;

let searching: vscode.CancellationTokenSource | undefined;

/** Open editors and files of the workspace that fit a query; a newer query ends the one before. */
export async function findFiles(query: string): Promise<readonly FoundFile[]> {
  searching?.cancel();
  const search = new vscode.CancellationTokenSource();
  searching = search;
  const open = openFiles();
  const names = new Set(open.map(({ uri }) => uri));
  // Without an exclude of ours `files.exclude` holds.
  const most = query === "" ? mostFound : mostLookedAt;
  const found = await vscode.workspace
    .findFiles(globFor(query), undefined, most, search.token)
    .then(undefined, () => []); // A file system without search: what is open can still be found.
  search.dispose();
  const closed = found.map(uri => foundFile(uri, false)).filter(({ uri }) => !names.has(uri));
  return rankFiles(query, [...open, ...closed]);
}

/** The texts that are open in editors, each once. */
export function openFiles(): readonly FoundFile[] {
  const uris = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => {
      if (input instanceof vscode.TabInputText) return [input.uri];
      return input instanceof vscode.TabInputTextDiff ? [input.modified] : [];
    })
    .filter(({ scheme }) => scheme !== "output");
  const files = new Map(uris.map(uri => [uri.toString(), foundFile(uri, true)]));
  return [...files.values()];
}

export function foundFile(uri: vscode.Uri, open: boolean): FoundFile {
  const path = pathOf(uri);
  const at = path.lastIndexOf("/");
  return {
    uri: uri.toString(),
    name: path.slice(at + 1),
    folder: path.slice(0, Math.max(0, at)),
    open,
  };
}
