import * as vscode from "vscode";
import { dataUrl } from "../core/base64";
import { type AttachedFile, wholeFile } from "../core/drafts";
import { wordsOf } from "../core/errors";
import { type FoundFile, largestFile } from "../core/foundFiles";
import { imageTypeOf, largestImage } from "../core/imageType";
import type { ReadFiles } from "../core/panelController";
import type { ReadImage } from "../core/protocol";
import { pathOf } from "./editorCode";
import { foundFile, openFiles } from "./findFiles";

/** How many files of the workspace the quick pick offers; "Browse…" has the others. */
const mostOffered = 5000;

/** How much of pictures is read at one go, in characters of their data URLs. */
const mostOfImages = 128 << 20;

/** How much of a file is looked at to tell text from anything else, in bytes. */
const lookedAt = 8000;

/** VS Code's own choice of open editors and files of the workspace, several at once. */
export async function pickFiles(): Promise<ReadFiles> {
  const browse: Row = { label: vscode.l10n.t("Browse…"), iconPath: icon("folder-opened") };
  const picked = await vscode.window.showQuickPick(rows(browse), {
    canPickMany: true,
    matchOnDescription: true,
    title: vscode.l10n.t("Attach Files"),
    placeHolder: vscode.l10n.t("Open editors and files of the workspace"),
  });
  if (!picked) return { parts: [], refused: [] };
  const uris = picked.flatMap(({ file }) => (file ? [vscode.Uri.parse(file.uri, true)] : []));
  const browsed = picked.includes(browse)
    ? await vscode.window.showOpenDialog({
        canSelectMany: true,
        openLabel: vscode.l10n.t("Attach"),
      })
    : undefined;
  return readAll([...uris, ...(browsed ?? [])]);
}

interface Row extends vscode.QuickPickItem {
  readonly file?: FoundFile;
}

async function rows(browse: Row): Promise<Row[]> {
  const open = openFiles();
  const names = new Set(open.map(({ uri }) => uri));
  const found = await vscode.workspace.findFiles("**/*", undefined, mostOffered);
  const closed = found
    .map(uri => foundFile(uri, false))
    .filter(({ uri }) => !names.has(uri))
    .toSorted((one, other) => comparePaths(one, other));
  return [
    separator(vscode.l10n.t("Open editors")),
    ...open.map(row),
    separator(vscode.l10n.t("Files of the workspace")),
    ...closed.map(row),
    separator(vscode.l10n.t("Elsewhere")),
    browse,
  ];
}

function row(file: FoundFile): Row {
  return { label: file.name, description: file.folder, iconPath: icon("file"), file };
}

function separator(label: string): Row {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function icon(name: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name);
}

function comparePaths(one: FoundFile, other: FoundFile): number {
  return `${one.folder}/${one.name}`.localeCompare(`${other.folder}/${other.name}`);
}

/** Reads files that the page names. What was found must be in an editor or in the workspace. */
export async function readFiles(
  texts: readonly string[],
  how: "found" | "dropped",
): Promise<ReadFiles> {
  const open = new Set(openFiles().map(({ uri }) => uri));
  const uris = texts.flatMap(text => {
    const uri = parsed(text);
    if (!uri) return [];
    const known = open.has(uri.toString()) || isInWorkspace(uri);
    return known || how === "dropped" ? [uri] : [];
  });
  return readAll(uris);
}

/** VS Code compares paths as they are written: one with a way up could lead out. */
function isInWorkspace(uri: vscode.Uri): boolean {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return folder !== undefined && !uri.path.split("/").includes("..");
}

function parsed(text: string): vscode.Uri | undefined {
  try {
    return vscode.Uri.parse(text, true);
  } catch {
    return undefined; // No address: there is nothing to attach.
  }
}

async function readAll(uris: readonly vscode.Uri[]): Promise<ReadFiles> {
  const read: (AttachedFile | ReadImage | string)[] = [];
  let length = 0;
  // One after the other: many photos at once would fill the memory.
  for (const uri of uris) {
    const one = length > mostOfImages ? tooMuch(uri) : await readOne(uri);
    if (typeof one === "object" && "url" in one) length += one.url.length;
    read.push(one);
  }
  const images = read.filter(result => typeof result === "object" && "url" in result);
  return {
    parts: read.filter(result => typeof result === "object" && "type" in result),
    ...(images.length > 0 && { images }),
    refused: read.filter(result => typeof result === "string"),
  };
}

function tooMuch(uri: vscode.Uri): string {
  const name = pathOf(uri).split("/").at(-1) ?? "";
  return vscode.l10n.t("{0} is left out: attach fewer pictures at once.", name);
}

/** A file as it is in its open editor, else as it is saved; a sentence where it cannot be attached. */
async function readOne(uri: vscode.Uri): Promise<AttachedFile | ReadImage | string> {
  const name = pathOf(uri).split("/").at(-1) ?? "";
  try {
    const open = vscode.workspace.textDocuments.find(
      document => document.uri.toString() === uri.toString(),
    );
    const other = open ? undefined : await readOther(uri, name);
    if (other !== undefined) return other;
    const document = open ?? (await vscode.workspace.openTextDocument(uri));
    return document.getText().length > largestFile ? tooLarge(name) : partOf(document);
  } catch (error) {
    return vscode.l10n.t("{0} cannot be read: {1}", name, wordsOf(error));
  }
}

/** A picture, or why a file cannot be attached; nothing for a text. What it is its bytes say. */
async function readOther(uri: vscode.Uri, name: string): Promise<ReadImage | string | undefined> {
  const { type, size } = await vscode.workspace.fs.stat(uri);
  if (type & vscode.FileType.Directory)
    return vscode.l10n.t("{0} is a folder; only files can be attached.", name);
  if (size > largestImage) return tooLarge(name);
  const bytes = await vscode.workspace.fs.readFile(uri);
  if (imageTypeOf(bytes)) return { name, url: dataUrl("", bytes) };
  if (bytes.length > largestFile) return tooLarge(name);
  return bytes.subarray(0, lookedAt).includes(0)
    ? vscode.l10n.t("{0} is not a text file.", name)
    : undefined;
}

function tooLarge(name: string): string {
  return vscode.l10n.t(
    "{0} is too large: at most {1} KB of text can be attached, or an image of {2} MB.",
    name,
    largestFile / 1024,
    largestImage / 1_048_576,
  );
}

function partOf(document: vscode.TextDocument): AttachedFile | string {
  const path = pathOf(document.uri);
  const text = document.getText();
  return text.trim() === ""
    ? vscode.l10n.t("{0} is empty.", path)
    : wholeFile(path, document.languageId, text);
}
