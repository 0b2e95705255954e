import type * as vscode from "vscode";
import type { Clock } from "../core/answering";
import type { Chats } from "../core/chats";
import { Search } from "../core/search";
import type { SearchText } from "../core/searchTexts";
import type { Slices } from "../core/slices";
import type { ConversationStore } from "../core/store";
import type { EditorTabs } from "./editorTabs";
import { type PickedConversation, pickConversation } from "./history";
import { HistoryView } from "./historyView";
import { rename } from "./rename";
import { Trash } from "./trash";
import { pickDeleted } from "./trashPick";
import type { Views } from "./views";

export interface HistoryRoomPorts {
  readonly store: ConversationStore;
  readonly clock: Clock;
  /** Where the journals lie. */
  readonly folder: vscode.Uri;
  /** URI of the open workspace folder; empty when there is none. */
  readonly workspace: string;
  readonly workspaceState: vscode.Memento;
  readonly chats: Chats;
  readonly views: Views;
  readonly tabs: EditorTabs;
  /** All messages of a conversation; where they are read the reader of journals is loaded already. */
  readTexts(id: string, slices: Slices): Promise<readonly SearchText[]>;
  /** Asks for the form and the place, and writes these conversations there. */
  exportConversations(ids: readonly string[]): Promise<void>;
  /** Whether an answer came in a conversation that nobody has looked at. */
  isUnseen(id: string): boolean;
  /** A conversation is gone. */
  removed(id: string): void;
}

/** How long what was read for a search stays in memory, in milliseconds: one looks again soon, or not at all. */
const searchKept = 3 * 60 * 1000;

/**
 * What is done with past conversations: found again in a view or a picker, renamed, deleted and
 * restored. A bundle of its own (dist/historyRoom.js), loaded at the first use of any of it.
 */
export class HistoryRoom implements vscode.Disposable {
  readonly trash: Trash;
  private view: HistoryView | undefined;
  private readonly search: Search;
  /** Keeps what was read for the next search. */
  private forgetSearch = () => {};

  constructor(private readonly ports: HistoryRoomPorts) {
    const pause = () => new Promise<void>(resolve => setImmediate(resolve));
    this.search = new Search({ read: (id, slices) => ports.readTexts(id, slices), pause });
    this.trash = new Trash({
      ...ports,
      openInEditor: async (session, leafId) => void (await ports.tabs.open(session, leafId)),
    });
  }

  dispose(): void {
    this.forgetSearch();
    this.trash.dispose();
    this.view?.dispose();
  }

  /** Shows the view of all past conversations. */
  async showView(): Promise<void> {
    this.again();
    await this.view?.focus();
  }

  /** The view is there again after a reload, and takes the keyboard from nobody. */
  again(): void {
    this.view ??= new HistoryView(this.ports, this.trash);
    this.view.show();
  }

  /** What goes on in conversations of this window may be another way. */
  touch(): void {
    this.view?.touch();
  }

  /** Asks which conversation to open. */
  async pick(): Promise<PickedConversation | undefined> {
    const { trash, search } = this;
    this.forgetSearch();
    const picked = await pickConversation({
      ...this.ports,
      search,
      onDidRestore: trash.onDidChange,
      remove: async (id, title) => (await trash.remove({ id, title })).length > 0,
    });
    this.forgetSearch = this.ports.clock.after(searchKept, () => search.forget());
    return picked;
  }

  /** Asks which conversation of the trash to restore. */
  pickDeleted(): Promise<string | undefined> {
    return pickDeleted(this.ports.store);
  }

  /** Asks what a conversation is to be called. */
  async rename(id: string): Promise<void> {
    await rename(id, this.ports.chats);
  }
}
