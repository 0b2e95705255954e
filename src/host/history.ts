import * as vscode from "vscode";
import type { ConversationStore, ConversationSummary } from "../core/store";
import { reportFailure } from "./failures";
import { plain } from "./modelItem";
import { shown } from "./steps";

export interface HistoryPorts {
  readonly store: ConversationStore;
  readonly workspace: string;
  /** A deleted conversation came back. */
  readonly onDidRestore: vscode.Event<void>;
  /** Moves a conversation to the trash; false when that cannot be done. */
  remove(id: string, title: string): Promise<boolean>;
}

/** A conversation that was chosen from the list. */
export interface PickedConversation {
  readonly id: string;
  readonly inEditor: boolean;
}

interface HistoryItem extends vscode.QuickPickItem {
  readonly id?: string;
}

/** Asks which past conversation to open; nothing when the user leaves. */
export async function pickConversation(
  ports: HistoryPorts,
): Promise<PickedConversation | undefined> {
  const pick = vscode.window.createQuickPick<HistoryItem>();
  pick.title = vscode.l10n.t("Past Conversations");
  pick.placeholder = vscode.l10n.t("Which conversation do you want to open?");
  pick.matchOnDescription = true;
  pick.keepScrollPosition = true;
  const list = new PastConversations(pick, ports);
  const restored = ports.onDidRestore(() => void list.refresh().catch(reportFailure));
  const picked = shown<PickedConversation>(pick, resolve => {
    pick.onDidTriggerItemButton(({ item, button }) => {
      if (item.id === undefined) return;
      if (button === buttons.inEditor) resolve({ id: item.id, inEditor: true });
      else void list.remove(item.id).catch(reportFailure);
    });
    pick.onDidAccept(() => {
      const id = pick.selectedItems[0]?.id;
      if (id !== undefined) resolve({ id, inEditor: false });
    });
  });
  void list.open().catch(reportFailure);
  const answer = await picked;
  restored.dispose();
  return typeof answer === "object" ? answer : undefined;
}

/** The list behind the picker: what is remembered at once, and what the files say when they are read. */
class PastConversations {
  private summaries: readonly ConversationSummary[] = [];

  constructor(
    private readonly pick: vscode.QuickPick<HistoryItem>,
    private readonly ports: HistoryPorts,
  ) {}

  async open(): Promise<void> {
    this.pick.busy = true;
    const remembered = await this.ports.store.remembered();
    if (remembered) this.show(remembered);
    await this.refresh();
  }

  async refresh(): Promise<void> {
    this.show(await this.ports.store.list(), true);
    this.pick.busy = false;
  }

  /** The row goes; the list stays open. */
  async remove(id: string): Promise<void> {
    const title = this.pick.items.find(item => item.id === id)?.label ?? "";
    if (!(await this.ports.remove(id, title))) return;
    this.show(
      this.summaries.filter(summary => summary.id !== id),
      true,
    );
  }

  /** `whole`: there are no others, so that an empty list can be said to be empty. */
  private show(summaries: readonly ConversationSummary[], whole = false): void {
    this.summaries = summaries;
    const { pick } = this;
    const [active] = pick.activeItems;
    const items = summaries.filter(({ empty }) => !empty).map(summary => this.row(summary));
    const nothing = { label: vscode.l10n.t("There is no past conversation yet.") };
    const before = pick.items.findIndex(({ id }) => id === active?.id);
    pick.items = items.length === 0 && whole ? [nothing] : items;
    const again =
      items.find(({ id }) => id === active?.id) ?? items[Math.min(before, items.length - 1)];
    if (active && again) pick.activeItems = [again];
  }

  private row({ id, title, changedAt, workspace: from }: ConversationSummary): HistoryItem {
    const elsewhere = from !== null && from !== this.ports.workspace;
    return {
      id,
      label: rowLabel(title),
      description: whenFormat().format(changedAt),
      ...(elsewhere && { detail: folderName(from) }),
      buttons: [buttons.inEditor, buttons.remove],
    };
  }
}

const buttons = {
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
  return vscode.Uri.parse(uri).path.split("/").at(-1) ?? uri;
}
