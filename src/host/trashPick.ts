import * as vscode from "vscode";
import type { ConversationStore, TrashedConversation } from "../core/store";
import { askModal } from "./askModal";
import { reportFailure } from "./failures";
import { rowLabel, whenFormat } from "./historyItem";
import { trashDays } from "./settings";
import { shown } from "./steps";

interface TrashItem extends vscode.QuickPickItem {
  readonly id?: string;
  readonly empties?: true;
}

const day = 24 * 60 * 60 * 1000;

/** Asks which deleted conversation to restore; nothing when the user leaves. */
export async function pickDeleted(store: ConversationStore): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<TrashItem>();
  pick.title = vscode.l10n.t("Deleted Conversations");
  pick.placeholder = vscode.l10n.t("Which conversation do you want to restore?");
  pick.matchOnDescription = true;
  pick.keepScrollPosition = true;
  pick.ignoreFocusOut = true; // A question about deleting for good takes the focus.
  const list = async () => {
    pick.busy = true;
    pick.items = items(await store.listTrash());
    pick.busy = false;
  };
  const purge = async (before: number, id?: string) => {
    await store.purge(before, id);
    await list();
  };
  void list().catch(reportFailure);
  const picked = await shown<string>(pick, resolve => {
    pick.onDidTriggerItemButton(async ({ item: { id, label } }) => {
      if (id !== undefined && (await agrees(label))) await purge(all, id).catch(reportFailure);
    });
    pick.onDidAccept(async () => {
      const [item] = pick.selectedItems;
      if (item?.id !== undefined) return resolve(item.id);
      if (item?.empties && (await agrees())) await purge(all).catch(reportFailure);
    });
  });
  return typeof picked === "string" ? picked : undefined;
}

/** Later than any deletion. */
const all = Number.MAX_SAFE_INTEGER;

/** What cannot be undone is asked about. */
async function agrees(title?: string): Promise<boolean> {
  const yes = title === undefined ? vscode.l10n.t("Empty Trash") : vscode.l10n.t("Delete for Good");
  const question =
    title === undefined
      ? vscode.l10n.t("Delete all conversations of the trash for good?")
      : vscode.l10n.t("Delete “{0}” for good?", title);
  return (await askModal(question, yes, vscode.l10n.t("This cannot be undone."))) === yes;
}

function items(deleted: readonly TrashedConversation[]): readonly TrashItem[] {
  if (deleted.length === 0) return [{ label: vscode.l10n.t("The trash is empty.") }];
  const format = whenFormat();
  const days = trashDays();
  return [
    {
      label: `$(trash) ${vscode.l10n.t("Empty trash…")}`,
      description: vscode.l10n.t("{0} in it", deleted.length),
      empties: true,
    },
    ...deleted.map(({ id, title, deletedAt }) => ({
      id,
      label: rowLabel(title),
      description: vscode.l10n.t("deleted {0}", format.format(deletedAt)),
      detail:
        days === 0
          ? vscode.l10n.t("stays until you empty the trash")
          : vscode.l10n.t("stays until {0}", format.format(deletedAt + days * day)),
      buttons: [
        { iconPath: new vscode.ThemeIcon("trash"), tooltip: vscode.l10n.t("Delete for good") },
      ],
    })),
  ];
}
