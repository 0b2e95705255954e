import * as vscode from "vscode";
import type { ConversationStore } from "../core/store";

/** Asks which past conversation to open; nothing when the user leaves. */
export async function pickConversation(
  store: ConversationStore,
  workspace: string,
): Promise<string | undefined> {
  const picked = await vscode.window.showQuickPick(items(store, workspace), {
    title: vscode.l10n.t("Past Conversations"),
    placeHolder: vscode.l10n.t("Which conversation do you want to open?"),
    matchOnDescription: true,
  });
  return picked?.id;
}

async function items(
  store: ConversationStore,
  workspace: string,
): Promise<(vscode.QuickPickItem & { readonly id?: string })[]> {
  const date = new Intl.DateTimeFormat(vscode.env.language, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  const all = (await store.list()).filter(({ empty }) => !empty);
  if (all.length === 0) return [{ label: vscode.l10n.t("There is no past conversation yet.") }];
  return all.map(({ id, title, changedAt, workspace: from }) => ({
    id,
    label: title === "" ? vscode.l10n.t("Untitled") : title.replace(/\$\(/g, "$ ("),
    description: date.format(changedAt),
    ...(from !== null && from !== workspace && { detail: folderName(from) }),
  }));
}

function folderName(uri: string): string {
  return vscode.Uri.parse(uri).path.split("/").at(-1) ?? uri;
}
