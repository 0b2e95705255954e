import * as vscode from "vscode";
import type { FoundPlace } from "../core/panelController";
import { plain } from "./modelItem";

/** A row of the picker: a conversation, or what was found in one. */
export interface HistoryItem extends vscode.QuickPickItem {
  readonly id?: string;
  readonly place?: FoundPlace;
}

/** What can be done with a row beside opening it. */
export const buttons = {
  inEditor: {
    iconPath: new vscode.ThemeIcon("go-to-file"),
    tooltip: vscode.l10n.t("Open in editor"),
  },
  remove: {
    iconPath: new vscode.ThemeIcon("trash"),
    tooltip: vscode.l10n.t("Move to the trash"),
  },
};

/** A conversation's title in a list; nothing in it becomes an icon. */
export function rowLabel(title: string): string {
  return title === "" ? vscode.l10n.t("Untitled") : plain(title);
}

let format: Intl.DateTimeFormat | undefined;

/** How lists of conversations write a time. */
export function whenFormat(): Intl.DateTimeFormat {
  format ??= new Intl.DateTimeFormat(vscode.env.language, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  return format;
}

/** The name of a folder of a workspace, which stands for it in lists. */
export function folderName(uri: string): string {
  return parsed(uri)?.path.split("/").at(-1) ?? uri;
}

/** Where a folder of a workspace is, as people write it. */
export function folderPath(uri: string): string {
  return parsed(uri)?.fsPath ?? uri;
}

/** A file that came from elsewhere may say anything. */
function parsed(uri: string): vscode.Uri | undefined {
  try {
    return vscode.Uri.parse(uri);
  } catch {
    return undefined;
  }
}
