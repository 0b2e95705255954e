import * as vscode from "vscode";
import type { Chats } from "../core/chats";
import type { ChatSession } from "../core/session";
import type { ConversationStore } from "../core/store";
import { reportFailure } from "./failures";
import type { View } from "./view";
import type { Views } from "./views";

export interface TrashPorts {
  readonly chats: Chats;
  readonly store: ConversationStore;
  readonly views: Views;
  openInEditor(session: ChatSession, leafId: string | null): Promise<void>;
  /** A conversation is gone. */
  removed(id: string): void;
}

/** A conversation that is to be deleted, and what the user calls it. */
export interface Unwanted {
  readonly id: string;
  readonly title: string;
}

/** Where a conversation was shown when it was deleted. */
interface Shown {
  readonly id: string;
  readonly view: View;
  readonly leafId: string | null;
  readonly inTab: boolean;
}

/** Deletes conversations so that each can come back. */
export class Trash {
  private readonly changes = new vscode.EventEmitter<void>();
  /** Conversations were deleted, or came back. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly ports: TrashPorts) {}

  dispose(): void {
    this.changes.dispose();
  }

  /**
   * Moves conversations to the trash, and offers to take all of it back at once; gives the ids of those
   * that went. What cannot be deleted now stays, which is said.
   */
  async remove(...unwanted: readonly Unwanted[]): Promise<readonly string[]> {
    const gone: Unwanted[] = [];
    const held: Unwanted[] = [];
    const shown: Shown[] = [];
    for (const each of unwanted) {
      const places = this.placesOf(each.id);
      const removed = await this.ports.chats.remove(each.id).catch((error: unknown) => error);
      if (removed === true) {
        gone.push(each);
        shown.push(...places);
        await this.leave(each.id, places).catch(reportFailure); // What is gone can still come back.
      } else if (removed === false) held.push(each);
      else void reportFailure(removed);
    }
    if (held.length > 0) sayHeld(held, gone.length);
    if (gone.length > 0) this.changes.fire();
    if (gone.length > 0) void this.offerUndo(gone, shown).catch(reportFailure);
    return gone.map(({ id }) => id);
  }

  /** Brings a conversation back; nothing, and said, when it cannot be done. */
  async restore(id: string): Promise<ChatSession | undefined> {
    const { chats, store } = this.ports;
    const session = (await store.restore(id)) ? await chats.load(id) : undefined;
    if (session) this.changes.fire();
    else sayLost(1);
    return session;
  }

  private placesOf(id: string): readonly Shown[] {
    const { views } = this.ports;
    return views.of(id).map(view => ({
      id,
      view,
      leafId: view.controller.view?.leafId ?? null,
      inTab: views.tabOf(view) !== undefined,
    }));
  }

  /** What showed a conversation that is gone shows another one, or is closed. */
  private async leave(id: string, shown: readonly Shown[]): Promise<void> {
    const { views, chats } = this.ports;
    this.ports.removed(id);
    for (const { view } of shown) {
      const tab = views.tabOf(view);
      if (tab) tab.close();
      else await view.controller.show(chats.empty());
    }
  }

  private async offerUndo(gone: readonly Unwanted[], shown: readonly Shown[]): Promise<void> {
    const undo = vscode.l10n.t("Undo");
    const [{ title } = { title: "" }] = gone;
    const words =
      gone.length === 1
        ? vscode.l10n.t("Moved “{0}” to the trash.", title)
        : vscode.l10n.t("Moved {0} conversations to the trash.", gone.length);
    if ((await vscode.window.showInformationMessage(words, undo)) !== undo) return;
    const { chats, store } = this.ports;
    let lost = 0;
    for (const { id } of gone) if (!(await store.restore(id).catch(() => false))) lost += 1; // It stays in the trash.
    this.changes.fire();
    if (lost > 0) sayLost(lost);
    for (const place of shown) {
      const session = await chats.load(place.id);
      if (session) await this.showAgain(session, place);
    }
  }

  private async showAgain(session: ChatSession, { view, leafId, inTab }: Shown): Promise<void> {
    if (inTab) await this.ports.openInEditor(session, leafId);
    else await view.controller.show(session, leafId);
  }
}

function sayHeld(held: readonly Unwanted[], others: number): void {
  const words =
    held.length + others === 1
      ? vscode.l10n.t("Another window writes this conversation. Close it there first.")
      : vscode.l10n.t(
          "Not deleted, because another window writes them: {0}. Close them there first.",
          listed(held),
        );
  void vscode.window.showErrorMessage(words);
}

/** The titles of some conversations, as far as a message has room for them. */
function listed(all: readonly Unwanted[]): string {
  const names = all.slice(0, most).map(({ title }) => vscode.l10n.t("“{0}”", title));
  return [...names, ...(all.length > most ? ["…"] : [])].join(", ");
}

const most = 5;

function sayLost(count: number): void {
  void vscode.window.showErrorMessage(
    count === 1
      ? vscode.l10n.t("This conversation is not in the trash any more, or cannot be read.")
      : vscode.l10n.t(
          "{0} conversations did not come back: they are not in the trash any more, or cannot be read. Try Restore Deleted Chat.",
          count,
        ),
  );
}
