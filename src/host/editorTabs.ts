import * as vscode from "vscode";
import type { Chats } from "../core/chats";
import { isObject } from "../core/decode";
import { isConversationId } from "../core/ids";
import type { ChatSession } from "../core/session";
import type { ConversationStore } from "../core/store";
import { editorTabType } from "./chatView";
import { EditorTab } from "./editorTab";
import { chatTitle } from "./say";
import type { View } from "./view";
import type { Views } from "./views";
import { showPage } from "./webviewPage";

export interface EditorTabsPorts {
  readonly extensionUri: vscode.Uri;
  readonly views: Views;
  readonly chats: Chats;
  readonly store: ConversationStore;
  viewIn(tab: EditorTab, first: () => Promise<ChatSession>): View;
  /** A tab is shown, hidden or closed. */
  changed(): void;
}

/** Opens conversations in editor tabs, and finds them again after a reload. */
export class EditorTabs {
  constructor(private readonly ports: EditorTabsPorts) {}

  /**
   * Shows a thread of a conversation: in the tab that shows that very thread, or in a new one. With
   * `beside` a new one always, next to that view. Without a leaf any tab of the conversation will do.
   */
  async open(
    session: ChatSession,
    leafId?: string | null,
    { beside }: { readonly beside?: boolean } = {},
  ): Promise<View> {
    const { views } = this.ports;
    const same = views
      .of(session.conversation.id)
      .filter(view => views.tabOf(view) && leafMatches(view, leafId));
    const [there] = beside ? [] : same;
    if (there) {
      await there.focus();
      return there;
    }
    const panel = vscode.window.createWebviewPanel(
      editorTabType,
      chatTitle(session.conversation),
      beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active,
    );
    const view = this.adopt(panel, async () => session);
    views.activate(view);
    await view.controller.show(session, leafId);
    view.controller.focusComposer();
    return view;
  }

  /** Fills a tab that VS Code restored, from what its page remembered. */
  async restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { conversationId, leafId } = isObject(state) ? state : {};
    const loading = this.find(conversationId);
    const view = this.adopt(panel, () => loading);
    const session = await loading;
    const known = typeof leafId === "string" && session.conversation.messages.has(leafId);
    await view.controller.show(session, known ? leafId : undefined);
  }

  private adopt(panel: vscode.WebviewPanel, first: () => Promise<ChatSession>): View {
    const { extensionUri, views } = this.ports;
    const tab = new EditorTab(panel);
    const view = this.ports.viewIn(tab, first);
    views.add(view, tab);
    const subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => view.receive(message)),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) view.controller.pageGone();
        if (panel.active) views.activate(view);
        this.ports.changed();
      }),
    ];
    panel.onDidDispose(() => {
      for (const subscription of subscriptions) subscription.dispose();
      view.controller.dispose();
      views.remove(view);
      this.ports.changed();
    });
    const icon = (file: string) => vscode.Uri.joinPath(extensionUri, "media", file);
    panel.iconPath = { light: icon("parley-light.svg"), dark: icon("parley.svg") };
    showPage(panel.webview, extensionUri);
    return view;
  }

  /** The conversation that a tab showed; where it cannot be read that is said, and the chat is empty. */
  private async find(id: unknown): Promise<ChatSession> {
    const { chats, store, views } = this.ports;
    if (!isConversationId(id)) return chats.empty();
    const session = await chats.load(id);
    if (session) return session;
    const there = await store.read(id).catch(() => ""); // Not readable is not the same as not there.
    const deleted = await store.listTrash().catch(() => []);
    if (there !== undefined || deleted.some(other => other.id === id)) {
      void vscode.window.showErrorMessage(
        there === undefined
          ? vscode.l10n.t("This conversation is in the trash. Restore Deleted Chat brings it back.")
          : vscode.l10n.t("This conversation cannot be read. Its file is left as it is."),
      );
      return chats.empty();
    }
    // An empty conversation has no journal yet. The side bar may be about to open the same one.
    await views.sidebar.controller.session();
    return (await chats.load(id)) ?? chats.start(id);
  }
}

function leafMatches({ controller }: View, leafId: string | null | undefined): boolean {
  return leafId === undefined || controller.view?.leafId === leafId;
}
