import * as vscode from "vscode";
import { HistoryList } from "../core/historyList";
import { historyShown, setContext } from "./contexts";
import { reportFailure } from "./failures";
import { HistoryFocus } from "./historyFocus";
import { type HistoryNode, type HistoryRow, openRow, type RowState } from "./historyRows";
import { HistoryTree } from "./historyTree";
import { rename } from "./rename";
import { rowLabel } from "./historyItem";
import type { HistoryRoomPorts } from "./historyRoom";
import type { Trash } from "./trash";
import { watchJournals } from "./watchJournals";

export const historyViewId = "parley.history";

/** How long signs of change are gathered before the view is drawn again, in milliseconds. */
const gathering = 300;

/** The view of all past conversations, beside the chat. */
export class HistoryView implements vscode.Disposable {
  private readonly list: HistoryList;
  private readonly tree: HistoryTree;
  private readonly view: vscode.TreeView<HistoryNode>;
  private readonly meant: HistoryFocus;
  private readonly subscriptions: vscode.Disposable[] = [];
  private timer: NodeJS.Timeout | undefined;
  private drawn = false;
  /** The conversation that was opened last. */
  private wanted = "";

  constructor(
    private readonly ports: HistoryRoomPorts,
    private readonly trash: Trash,
  ) {
    const { store, folder, clock, workspace } = ports;
    this.tree = new HistoryTree({
      workspace,
      stateOf: id => this.stateOf(id),
      now: () => clock.now(),
    });
    this.list = new HistoryList({
      store,
      clock,
      looked: () => this.view.visible,
      changed: () => this.listChanged(),
      failed: error => void reportFailure(error),
    });
    this.view = vscode.window.createTreeView<HistoryNode>(historyViewId, {
      treeDataProvider: this.tree,
      canSelectMany: true,
      showCollapseAll: true,
    });
    this.meant = new HistoryFocus(this.view, patience => this.tree.settled(patience));
    this.subscriptions.push(
      this.list,
      this.view,
      this.view.onDidCollapseElement(({ element }) => this.tree.folded(element)),
      watchJournals(folder, id => this.list.touch(id)),
      this.trash.onDidChange(() => void this.list.forget().catch(reportFailure)),
      this.view.onDidChangeVisibility(() => void this.look().catch(reportFailure)),
      ...this.commands(),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
  }

  /** The view stands above the chat from now on, also after a reload. */
  show(): void {
    this.want(true);
  }

  /** Brings the view to the front, with the keyboard in it. */
  async focus(): Promise<void> {
    await vscode.commands.executeCommand(`${historyViewId}.focus`);
  }

  /** What goes on in conversations of this window may be another way. */
  touch(): void {
    if (!this.view.visible) return;
    this.timer ??= setTimeout(() => this.draw(), gathering);
  }

  private commands(): readonly vscode.Disposable[] {
    const run: Readonly<Record<string, (rows: readonly HistoryRow[]) => Promise<unknown>>> = {
      "parley.openFromHistory": ([row]) => this.openInEditor(row),
      "parley.renameFromHistory": ([row]) => this.rename(row),
      "parley.exportFromHistory": rows => this.ports.exportConversations(rows.map(({ id }) => id)),
      "parley.deleteFromHistory": rows => this.remove(rows),
    };
    return [
      vscode.commands.registerCommand(openRow, (id: string) => this.opened(id)),
      vscode.commands.registerCommand("parley.closeHistory", () => this.close()),
      ...Object.entries(extending).map(([id, command]) =>
        vscode.commands.registerCommand(id, () => this.meant.extend(command)),
      ),
      ...Object.entries(run).map(([id, work]) =>
        vscode.commands.registerCommand(
          id,
          async (node?: HistoryNode, all?: readonly HistoryNode[]) =>
            work(await this.meant.rows(node, all)),
        ),
      ),
    ];
  }

  private async close(): Promise<void> {
    this.want(false);
    await this.ports.views.sidebar.focus();
  }

  private want(wanted: boolean): void {
    setContext(historyShown, wanted);
    void this.ports.workspaceState.update(historyShown, wanted || undefined);
  }

  /** A row was opened: shown in the chat, with the keyboard staying here; once more, and it goes there. */
  private async opened(id: string): Promise<void> {
    if (this.meant.took(id)) return;
    const more = this.tree.more(id);
    if (more) return this.tree.showMore(more);
    const { chats, views } = this.ports;
    const { sidebar } = views;
    if (sidebar.controller.shown?.conversation.id === id) return sidebar.focus();
    this.wanted = id;
    const session = await chats.load(id);
    if (!session) return this.sayUnreadable(id);
    // Another row may have been opened while this one was read; it is let go again.
    if (this.wanted !== id) return chats.shown(session)();
    if (!sidebar.place.visible) await sidebar.place.reveal();
    await sidebar.controller.show(session);
  }

  private async openInEditor(row: HistoryRow | undefined): Promise<void> {
    if (!row) return;
    const session = await this.ports.chats.load(row.id);
    if (session) await this.ports.tabs.open(session);
    else await this.sayUnreadable(row.id);
  }

  private async rename(row: HistoryRow | undefined): Promise<void> {
    if (!row) return;
    await rename(row.id, this.ports.chats);
    await this.list.read([row.id]);
  }

  private async remove(rows: readonly HistoryRow[]): Promise<void> {
    if (rows.length === 0) return;
    const unwanted = rows.map(({ id, summary: { title } }) => ({ id, title: rowLabel(title) }));
    const gone = await vscode.window.withProgress({ location: { viewId: historyViewId } }, () =>
      this.trash.remove(...unwanted),
    );
    await this.list.read(gone);
  }

  private async sayUnreadable(id: string): Promise<void> {
    await this.list.read([id]); // It may be gone.
    void vscode.window.showErrorMessage(
      vscode.l10n.t("This conversation cannot be read. Its file is left as it is."),
    );
  }

  /** What happened while nobody looked may not have been told by the files. */
  private async look(): Promise<void> {
    if (!this.view.visible) return;
    this.draw();
    await this.list.forget();
  }

  /** The first rows at once, and what comes then a few times a second. */
  private listChanged(): void {
    if (!this.view.visible) return;
    if (this.drawn) return this.touch();
    this.drawn = true;
    this.draw();
  }

  private draw(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { sorted, whole } = this.list;
    this.tree.show(sorted);
    const empty = sorted.every(summary => summary.empty);
    this.view.message = empty && whole ? vscode.l10n.t("There is no past conversation yet.") : "";
  }

  private stateOf(id: string): RowState {
    const { chats, views } = this.ports;
    if (chats.isBusy(id)) return "running";
    if (this.ports.isUnseen(id)) return "unseen";
    if (this.list.isElsewhere(id)) return "elsewhere";
    return views.of(id).length > 0 ? "shown" : "none";
  }
}

/** What Shift with an arrow does here: VS Code's own would open the first row that is selected. */
const extending = {
  "parley.extendHistoryDown": "list.expandSelectionDown",
  "parley.extendHistoryUp": "list.expandSelectionUp",
} as const;
