import * as vscode from "vscode";
import type { Chats } from "../core/chats";
import type { EditorCommand } from "../core/commands";
import type { FoundPlace } from "../core/panelController";
import type { ChatSession } from "../core/session";
import type { PickedConversation } from "./history";
import { runEditorCommand } from "./editorCommands";
import type { EditorTabs } from "./editorTabs";
import type { Rooms } from "./rooms";
import { chatTitle } from "./say";
import type { View } from "./view";
import type { Views } from "./views";

export interface ChatCommandsPorts {
  readonly chats: Chats;
  readonly views: Views;
  readonly tabs: EditorTabs;
  readonly rooms: Rooms;
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
    await runEditorCommand(command, this.active, () => this.ports.rooms.code());
  }

  async openHistory(view = this.active): Promise<void> {
    const picked = await (await this.ports.rooms.history()).pick();
    if (picked) await this.open(picked, view);
  }

  /** Shows a conversation of the list, at its end or where something was found in it. */
  async open(picked: PickedConversation, view = this.active): Promise<void> {
    const { chats, tabs } = this.ports;
    const session = await chats.load(picked.id);
    if (!session) {
      void vscode.window.showErrorMessage(
        vscode.l10n.t("This conversation cannot be read. Its file is left as it is."),
      );
    } else if (picked.inEditor) await goTo(await tabs.open(session), picked.place);
    else await show(view, session, picked.place);
  }

  /** Exports a conversation; without one that of the view. */
  async exportChat(view = this.active, session?: ChatSession): Promise<void> {
    const { conversation } = session ?? (await view.controller.session());
    if (conversation.messages.size === 0)
      view.controller.hint(vscode.l10n.t("This chat is empty; there is nothing to export."));
    else await (await this.ports.rooms.exchange()).exportConversations([conversation.id]);
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
    const { id, messages } = conversation;
    if (messages.size > 0)
      await (await this.ports.rooms.history()).trash.remove({ id, title: chatTitle(conversation) });
    else view.controller.hint(vscode.l10n.t("This chat is empty; there is nothing to delete."));
  }

  /** Shows all past conversations beside the chat. */
  async showHistory(): Promise<void> {
    await (await this.ports.rooms.history()).showView();
  }

  /** Asks what the conversation of a view is to be called. */
  async renameChat(view = this.active, session?: ChatSession): Promise<void> {
    const { id } = (session ?? (await view.controller.session())).conversation;
    await (await this.ports.rooms.history()).rename(id);
  }

  /** Asks for a conversation of the trash, and shows it again. */
  async restoreChat(): Promise<void> {
    const room = await this.ports.rooms.history();
    const id = await room.pickDeleted();
    const session = id === undefined ? undefined : await room.trash.restore(id);
    if (session) await show(this.active, session);
  }

  private get active(): View {
    return this.ports.views.active;
  }
}

async function show(view: View, session: ChatSession, place?: FoundPlace): Promise<void> {
  await view.place.reveal();
  await view.controller.show(session);
  view.controller.focusComposer();
  await goTo(view, place);
}

/** Shows what was found in a conversation, where something was. */
async function goTo(view: View, place: FoundPlace | undefined): Promise<void> {
  if (place) await view.controller.showPlace(place);
}
