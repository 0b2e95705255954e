import * as vscode from "vscode";
import type { App } from "./app";
import type { Place } from "./place";
import { showPage } from "./webviewPage";

export const chatViewId = "parley.chat";

/** What VS Code calls the editor tabs with the same page. */
export const editorTabType = "parley.editor";

/** Shows the page in VS Code's view and carries messages between it and the app. */
export class ChatView implements vscode.WebviewViewProvider, Place {
  private view: vscode.WebviewView | undefined;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly app: () => Promise<App>,
  ) {}

  get visible(): boolean {
    return this.view?.visible ?? false;
  }

  post(messages: readonly unknown[]): void {
    void this.view?.webview.postMessage(messages);
  }

  async reveal(): Promise<void> {
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
  }

  /** Shows a number at the view's icon, where there is a view; none without one. */
  setBadge(badge: vscode.ViewBadge | undefined): void {
    if (this.view && this.view.badge?.value !== badge?.value) this.view.badge = badge;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    const subscriptions = [
      view.webview.onDidReceiveMessage(async (message: unknown) =>
        (await this.app()).sidebar.receive(message),
      ),
      view.onDidChangeVisibility(async () => (await this.app()).placeChanged()),
    ];
    view.onDidDispose(() => {
      for (const subscription of subscriptions) subscription.dispose();
      if (this.view !== view) return;
      this.view = undefined;
      void this.app().then(app => app.placeChanged());
    });
    showPage(view.webview, this.extensionUri);
    // What the page will ask for is made ready while it is loading.
    void this.app().then(app => app.sidebar.prepare());
  }
}
