import * as vscode from "vscode";
import { pageHtml } from "../core/page";
import type { App } from "./app";

export const chatViewId = "parley.chat";

/** Shows the page in VS Code's view and carries messages between it and the app. */
export class ChatView implements vscode.WebviewViewProvider {
  private view: vscode.WebviewView | undefined;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly app: () => Promise<App>,
  ) {}

  post(message: unknown): void {
    void this.view?.webview.postMessage(message);
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    this.view = view;
    webview.options = {
      enableScripts: true,
      localResourceRoots: ["dist", "media"].map(folder =>
        vscode.Uri.joinPath(this.extensionUri, folder),
      ),
    };
    const received = webview.onDidReceiveMessage(async (message: unknown) =>
      (await this.app()).receive(message),
    );
    view.onDidDispose(() => {
      received.dispose();
      if (this.view !== view) return;
      this.view = undefined;
      void this.app().then(app => app.controller.pageGone());
    });
    webview.html = pageHtml({
      uri: path => webview.asWebviewUri(vscode.Uri.joinPath(this.extensionUri, path)).toString(),
      source: webview.cspSource,
      language: vscode.env.language,
      bundle: vscode.l10n.bundle,
    });
  }
}
