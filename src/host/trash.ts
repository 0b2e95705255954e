import * as vscode from "vscode";
import type { Clock } from "../core/answering";
import type { Chats } from "../core/chats";
import { wordsOf } from "../core/errors";
import type { ChatSession } from "../core/session";
import type { ConversationStore } from "../core/store";
import { reportFailure } from "./failures";
import { log } from "./log";
import { trashDays } from "./settings";
import type { View } from "./view";
import type { Views } from "./views";

export interface TrashPorts {
  readonly chats: Chats;
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly views: Views;
  openInEditor(session: ChatSession, leafId: string | null): Promise<void>;
  /** A conversation is gone. */
  removed(id: string): void;
}

/** Where a conversation was shown when it was deleted. */
interface Shown {
  readonly view: View;
  readonly leafId: string | null;
  readonly inTab: boolean;
}

const day = 24 * 60 * 60 * 1000;

/** Deletes conversations so that each can come back. */
export class Trash {
  private readonly changes = new vscode.EventEmitter<void>();
  /** A deleted conversation came back. */
  readonly onDidRestore = this.changes.event;

  constructor(private readonly ports: TrashPorts) {}

  dispose(): void {
    this.changes.dispose();
  }

  /** Moves a conversation to the trash and offers to undo it; false, and said, where that cannot be done. */
  async remove(id: string, title: string): Promise<boolean> {
    const { chats, views } = this.ports;
    const shown = views.of(id).map(view => ({
      view,
      leafId: view.controller.view?.leafId ?? null,
      inTab: views.tabOf(view) !== undefined,
    }));
    if (!(await chats.remove(id))) {
      void vscode.window.showErrorMessage(
        vscode.l10n.t("Another window writes this conversation. Close it there first."),
      );
      return false;
    }
    this.ports.removed(id);
    for (const { view } of shown) {
      const tab = views.tabOf(view);
      if (tab) tab.close();
      else await view.controller.show(chats.empty());
    }
    void this.offerUndo(id, title, shown).catch(reportFailure);
    return true;
  }

  /** Brings a conversation back; nothing, and said, when it cannot be done. */
  async restore(id: string): Promise<ChatSession | undefined> {
    const { chats, store } = this.ports;
    const session = (await store.restore(id)) ? await chats.load(id) : undefined;
    if (!session) {
      void vscode.window.showErrorMessage(
        vscode.l10n.t("This conversation is not in the trash any more, or cannot be read."),
      );
      return undefined;
    }
    this.changes.fire();
    return session;
  }

  /** Deletes for good what is in the trash for longer than the setting says. */
  async purge(): Promise<void> {
    const days = trashDays();
    if (days === 0) return;
    try {
      const purged = await this.ports.store.purge(this.ports.clock.now() - days * day);
      if (purged.length > 0) log().info(`Deleted from the trash: ${purged.length} conversations`);
    } catch (error) {
      log().error(`The trash could not be cleaned up: ${wordsOf(error)}`);
    }
  }

  private async offerUndo(id: string, title: string, shown: readonly Shown[]): Promise<void> {
    const undo = vscode.l10n.t("Undo");
    const words = vscode.l10n.t("Moved “{0}” to the trash.", title);
    if ((await vscode.window.showInformationMessage(words, undo)) !== undo) return;
    const session = await this.restore(id);
    if (session) for (const place of shown) await this.showAgain(session, place);
  }

  private async showAgain(session: ChatSession, { view, leafId, inTab }: Shown): Promise<void> {
    if (inTab) await this.ports.openInEditor(session, leafId);
    else await view.controller.show(session, leafId);
  }
}
