import * as vscode from "vscode";
import type { FoundPlace } from "../core/panelController";
import type { Search } from "../core/search";
import type { ConversationStore, ConversationSummary } from "../core/store";
import { reportFailure } from "./failures";
import { buttons, folderName, type HistoryItem, rowLabel, whenFormat } from "./historyItem";
import { HistorySearch } from "./historySearch";
import { shown } from "./steps";

export interface HistoryPorts {
  readonly store: ConversationStore;
  readonly workspace: string;
  readonly search: Search;
  /** A deleted conversation came back. */
  readonly onDidRestore: vscode.Event<void>;
  /** Moves a conversation to the trash; false when that cannot be done. */
  remove(id: string, title: string): Promise<boolean>;
}

/** A conversation that was chosen from the list. */
export interface PickedConversation {
  readonly id: string;
  readonly inEditor: boolean;
  /** Where it is to be opened; at its end without one. */
  readonly place?: FoundPlace;
}

/** Asks which past conversation to open, by title or by what was said in it; nothing when the user leaves. */
export async function pickConversation(
  ports: HistoryPorts,
): Promise<PickedConversation | undefined> {
  const pick = vscode.window.createQuickPick<HistoryItem>();
  pick.title = vscode.l10n.t("Past Conversations");
  pick.placeholder = vscode.l10n.t("Search titles and everything that was said");
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.keepScrollPosition = true;
  const list = new PastConversations(pick, ports);
  const restored = ports.onDidRestore(() => void list.refresh().catch(reportFailure));
  const picked = shown<PickedConversation>(pick, resolve => {
    const choose = ({ id, place }: HistoryItem, inEditor: boolean) => {
      if (id !== undefined) resolve({ id, inEditor, ...(place && { place }) });
    };
    pick.onDidChangeValue(() => list.look());
    pick.onDidTriggerItemButton(({ item, button }) => {
      if (button === buttons.inEditor) choose(item, true);
      else if (item.id !== undefined) void list.remove(item.id).catch(reportFailure);
    });
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item) choose(item, false);
    });
  });
  void list.open().catch(reportFailure);
  const answer = await picked;
  list.dispose();
  restored.dispose();
  return typeof answer === "object" ? answer : undefined;
}

/** The list behind the picker: what is remembered at once, and what the files say when they are read. */
class PastConversations {
  private summaries: readonly ConversationSummary[] = [];
  private readonly searching: HistorySearch;
  private whole = false;
  private closed = false;

  constructor(
    private readonly pick: vscode.QuickPick<HistoryItem>,
    private readonly ports: HistoryPorts,
  ) {
    this.searching = new HistorySearch(ports.search, {
      row: summary => this.row(summary),
      show: (items, busy) => {
        this.fill(items);
        pick.busy = busy || !this.whole;
      },
    });
  }

  /** What is still being read is not looked at any more. */
  dispose(): void {
    this.closed = true;
    this.searching.stop();
  }

  async open(): Promise<void> {
    this.pick.busy = true;
    const remembered = await this.ports.store.remembered();
    if (remembered) this.show(remembered);
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const summaries = await this.ports.store.list();
    this.whole = true;
    this.show(summaries);
  }

  /** Shows what fits what is typed, or all. */
  look(): void {
    this.show(this.summaries);
  }

  /** The row goes; the list stays open. */
  async remove(id: string): Promise<void> {
    const title = this.pick.items.find(item => item.id === id)?.label ?? "";
    if (!(await this.ports.remove(id, title))) return;
    this.show(this.summaries.filter(summary => summary.id !== id));
  }

  private show(summaries: readonly ConversationSummary[]): void {
    if (this.closed) return;
    this.summaries = summaries.filter(({ empty }) => !empty);
    if (this.searching.look(this.pick.value, this.summaries)) return;
    const nothing = { label: vscode.l10n.t("There is no past conversation yet.") };
    const items = this.summaries.map(summary => this.row(summary));
    this.fill(items.length === 0 && this.whole ? [nothing] : items);
    this.pick.busy = !this.whole;
  }

  /** Where the row at which one is goes away, the one in its place is taken. */
  private fill(items: readonly HistoryItem[]): void {
    const { pick } = this;
    const [active] = pick.activeItems;
    const before = pick.items.findIndex(item => isSame(item, active));
    pick.items = items;
    const again =
      items.find(item => isSame(item, active)) ?? items[Math.min(before, items.length - 1)];
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

function isSame(item: HistoryItem, other: HistoryItem | undefined): boolean {
  return item.id === other?.id && item.place?.messageId === other?.place?.messageId;
}
