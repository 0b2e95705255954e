import * as vscode from "vscode";
import type { Chats } from "../core/chats";
import type { EditorCommand } from "../core/commands";
import type { ChatSession } from "../core/session";
import type { ConversationStore } from "../core/store";
import type { CodeRoom } from "./codeRoom";
import { runEditorCommand } from "./editorCommands";
import type { EditorTabs } from "./editorTabs";
import type { ExchangeRoom } from "./exchangeRoom";
import { pickConversation } from "./history";
import { chatTitle } from "./say";
import type { Trash } from "./trash";
import { pickDeleted } from "./trashPick";
import type { View } from "./view";
import type { Views } from "./views";

export interface ChatCommandsPorts {
  readonly store: ConversationStore;
  readonly workspace: string;
  readonly chats: Chats;
  readonly views: Views;
  readonly tabs: EditorTabs;
  readonly trash: Trash;
  codeRoom(): Promise<CodeRoom>;
  exchangeRoom(): Promise<ExchangeRoom>;
}

/** What is done with whole conversations: in a view that asks for it, or in the active one. */
export class ChatCommands {
  constructor(private readonly ports: ChatCommandsPorts) {}

  async newChat(): Promise<void> {
    const { active } = this;
    await active.place.reveal();
    await active.controller.newChat();
  }

  async stop(): Promise<void> {
    (await this.active.controller.session()).stop();
  }

  /** Sends the code at the cursor with the command's sentence, or puts it into the composer. */
  async runEditorCommand(command: EditorCommand): Promise<void> {
    await runEditorCommand(command, this.active, () => this.ports.codeRoom());
  }

  async openHistory(view = this.active): Promise<void> {
    const { store, workspace, trash } = this.ports;
    const picked = await pickConversation({
      store,
      workspace,
      onDidRestore: trash.onDidRestore,
      remove: (id, title) => trash.remove(id, title),
    });
    if (picked) await this.open(picked.id, picked.inEditor, view);
  }

  /** Shows a conversation of the list. */
  async open(id: string, inEditor = false, view = this.active): Promise<void> {
    const { chats, tabs } = this.ports;
    const session = await chats.load(id);
    if (!session) {
      void vscode.window.showErrorMessage(
        vscode.l10n.t("This conversation cannot be read. Its file is left as it is."),
      );
    } else if (inEditor) await tabs.open(session);
    else await show(view, session);
  }

  /** Exports the conversation of the active view. */
  async exportChat(view = this.active): Promise<void> {
    const { conversation } = await view.controller.session();
    if (conversation.messages.size === 0)
      view.controller.hint(vscode.l10n.t("This chat is empty; there is nothing to export."));
    else await (await this.ports.exchangeRoom()).exportConversations([conversation.id]);
  }

  /** Without a conversation the one of the view, at its thread. From a tab it is another tab. */
  async openInEditor(view = this.active, session?: ChatSession, leafId?: string | null) {
    const { tabs, views } = this.ports;
    const shown = session ?? (await view.controller.session());
    const thread = leafId ?? view.controller.view?.leafId ?? null;
    await tabs.open(shown, thread, { beside: views.tabOf(view) !== undefined });
  }

  async deleteChat(view = this.active, session?: ChatSession): Promise<void> {
    const { conversation } = session ?? (await view.controller.session());
    if (conversation.messages.size > 0)
      await this.ports.trash.remove(conversation.id, chatTitle(conversation));
    else view.controller.hint(vscode.l10n.t("This chat is empty; there is nothing to delete."));
  }

  /** Asks for a conversation of the trash, and shows it again. */
  async restoreChat(): Promise<void> {
    const { store, trash } = this.ports;
    const id = await pickDeleted(store);
    const session = id === undefined ? undefined : await trash.restore(id);
    if (session) await show(this.active, session);
  }

  private get active(): View {
    return this.ports.views.active;
  }
}

async function show(view: View, session: ChatSession): Promise<void> {
  await view.place.reveal();
  await view.controller.show(session);
  view.controller.focusComposer();
}
