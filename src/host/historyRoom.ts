import * as vscode from "vscode";
import type { Chats } from "../core/chats";
import type { ConversationStore } from "../core/store";
import { setContext } from "./contexts";
import { reportFailure } from "./failures";
import { HistoryFocus } from "./historyFocus";
import { HistoryList } from "./historyList";
import { type HistoryNode, type HistoryRow, openRow, type RowState } from "./historyRows";
import { HistoryTree } from "./historyTree";
import { rename } from "./rename";
import { rowLabel } from "./history";
import type { EditorTabs } from "./editorTabs";
import type { Trash } from "./trash";
import type { Views } from "./views";

export interface HistoryRoomPorts {
  readonly store: ConversationStore;
  /** Where the journals lie. */
  readonly folder: vscode.Uri;
  /** URI of the open workspace folder; empty when there is none. */
  readonly workspace: string;
  readonly chats: Chats;
  readonly views: Views;
  readonly tabs: EditorTabs;
  readonly trash: Trash;
  /** Whether an answer came in a conversation that nobody has looked at. */
  isUnseen(id: string): boolean;
}

export const historyViewId = "parley.history";

/** How long signs of change are gathered before the view is drawn again, in milliseconds. */
const gathering = 300;

/**
 * The view of all past conversations, beside the chat. A bundle of its own (dist/historyRoom.js),
 * loaded when the view is shown first.
 */
export class HistoryRoom implements vscode.Disposable {
  private readonly list: HistoryList;
  private readonly tree: HistoryTree;
  private readonly view: vscode.TreeView<HistoryNode>;
  private readonly focus: HistoryFocus;
  private readonly subscriptions: vscode.Disposable[] = [];
  private timer: NodeJS.Timeout | undefined;
  private grouped = false;

  constructor(private readonly ports: HistoryRoomPorts) {
    const { store, folder, workspace } = ports;
    this.tree = new HistoryTree({
      workspace,
      stateOf: id => this.stateOf(id),
      now: () => Date.now(),
    });
    this.list = new HistoryList({
      store,
      folder,
      looked: () => this.view.visible,
      changed: whole => this.listChanged(whole),
    });
    this.view = vscode.window.createTreeView<HistoryNode>(historyViewId, {
      treeDataProvider: this.tree,
      canSelectMany: true,
      showCollapseAll: true,
    });
    this.focus = new HistoryFocus(this.view);
    this.subscriptions.push(
      this.list,
      this.view,
      this.view.onDidChangeVisibility(() => void this.look().catch(reportFailure)),
      ...this.commands(),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
  }

  /** Brings the view to the front, with the keyboard in it. */
  async show(): Promise<void> {
    setContext("parley.historyShown", true);
    await vscode.commands.executeCommand(`${historyViewId}.focus`);
    await this.look();
  }

  /** What goes on in conversations of this window may be another way. */
  touch(): void {
    if (!this.view.visible) return;
    this.timer ??= setTimeout(() => this.draw(), gathering);
  }

  /** Asks for another title; without a conversation that is not said to be anything. */
  async rename(id: string): Promise<void> {
    await rename(id, this.ports.chats);
    await this.list.read([id]);
  }

  private commands(): readonly vscode.Disposable[] {
    const run: Readonly<Record<string, (rows: readonly HistoryRow[]) => Promise<unknown>>> = {
      "parley.openFromHistory": ([row]) => this.openInEditor(row),
      "parley.renameFromHistory": async ([row]) => row && this.rename(row.id),
      "parley.deleteFromHistory": rows => this.remove(rows),
    };
    return [
      vscode.commands.registerCommand(openRow, (id: string) => this.opened(id)),
      vscode.commands.registerCommand("parley.closeHistory", () => this.close()),
      ...Object.entries(run).map(([id, work]) =>
        vscode.commands.registerCommand(
          id,
          async (node?: HistoryNode, all?: readonly HistoryNode[]) =>
            work(await this.focus.rows(node, all)),
        ),
      ),
    ];
  }

  private async close(): Promise<void> {
    setContext("parley.historyShown", false);
    await this.ports.views.sidebar.focus();
  }

  /** A row was opened: shown in the chat, with the keyboard staying here; once more, and it goes there. */
  private async opened(id: string): Promise<void> {
    if (this.focus.took(id)) return;
    const more = this.tree.more(id);
    if (more) return this.tree.showMore(more);
    const { chats, views } = this.ports;
    const { sidebar } = views;
    if (sidebar.controller.shown?.conversation.id === id) return sidebar.focus();
    const session = await chats.load(id);
    if (!session) return this.sayUnreadable(id);
    if (!sidebar.place.visible) await sidebar.place.reveal();
    await sidebar.controller.show(session);
  }

  private async openInEditor(row: HistoryRow | undefined): Promise<void> {
    if (!row) return;
    const session = await this.ports.chats.load(row.id);
    if (session) await this.ports.tabs.open(session);
    else await this.sayUnreadable(row.id);
  }

  private async remove(rows: readonly HistoryRow[]): Promise<void> {
    if (rows.length === 0) return;
    const unwanted = rows.map(({ id, summary: { title } }) => ({ id, title: rowLabel(title) }));
    const gone = await vscode.window.withProgress({ location: { viewId: historyViewId } }, () =>
      this.ports.trash.remove(...unwanted),
    );
    await this.list.read(gone);
  }

  private async sayUnreadable(id: string): Promise<void> {
    await this.list.read([id]); // It may be gone.
    void vscode.window.showErrorMessage(
      vscode.l10n.t("This conversation cannot be read. Its file is left as it is."),
    );
  }

  private async look(): Promise<void> {
    if (!this.view.visible) return;
    this.draw();
    await this.list.look();
  }

  /** The first rows at once, what comes then a few times a second, and the last of it at once again. */
  private listChanged(whole: boolean): void {
    if (!this.view.visible) return;
    const empty = whole && this.list.sorted.every(summary => summary.empty);
    this.view.message = empty ? vscode.l10n.t("There is no past conversation yet.") : "";
    if (!this.grouped) this.draw();
    else this.touch();
    this.grouped = true;
  }

  private draw(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.tree.show(this.list.sorted);
  }

  private stateOf(id: string): RowState {
    const { chats, views, isUnseen } = this.ports;
    if (chats.isBusy(id)) return "running";
    if (isUnseen(id)) return "unseen";
    if (this.list.isElsewhere(id)) return "elsewhere";
    return views.of(id).length > 0 ? "shown" : "none";
  }
}
