import * as vscode from "vscode";
import { type FilePlace, pathBelow, readPlace } from "../core/filePlaces";

/** More places than these are not looked for. */
const mostPlaces = 200;

/** Those of the places in an answer whose files exist in the workspace. */
export async function findPlaces(places: readonly string[]): Promise<readonly string[]> {
  const known = new Map<string, Promise<vscode.Uri | undefined>>();
  const found = places.slice(0, mostPlaces).map(async place => {
    const { path } = readPlace(place) ?? {};
    if (path === undefined) return [];
    const uri = known.get(path) ?? fileAt(path);
    known.set(path, uri);
    return (await uri) ? [place] : [];
  });
  return (await Promise.all(found)).flat();
}

/** Opens a place of an answer if its file is in the workspace, as the Explorer would; false where it is not. */
export async function openPlace(text: string, viewColumn: vscode.ViewColumn): Promise<boolean> {
  const place = readPlace(text);
  const uri = place && (await fileAt(place.path));
  if (!uri) return false;
  const options = { preview: true, viewColumn, selection: selectionAt(place) };
  await vscode.commands.executeCommand("vscode.open", uri, options);
  return true;
}

/** The file below one of the workspace's folders; nothing where there is none, and never one outside. */
export async function fileAt(path: string): Promise<vscode.Uri | undefined> {
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const below = pathBelow(uri.path, path);
    if (below === undefined) continue;
    const file = vscode.Uri.joinPath(uri, below);
    if (await isFile(file)) return file;
  }
  return undefined;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false; // Whatever the reason, it cannot be opened.
  }
}

function selectionAt({ line, column }: FilePlace): vscode.Range {
  return new vscode.Range(line - 1, column - 1, line - 1, column - 1);
}
