import * as vscode from "vscode";
import type { App } from "./host/app";
import { ChatView, chatViewId } from "./host/chatView";
import { registerCommands } from "./host/commands";

let app: Promise<App> | undefined;

/** Registers the view and the commands. Everything else is loaded when one of them is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const load = async () => {
    const { buildApp } = await import("./parley");
    return buildApp(context, message => view.post(message));
  };
  const theApp = () => (app ??= load());
  const view = new ChatView(context.extensionUri, theApp);
  context.subscriptions.push(
    vscode.window.registerWebviewViewProvider(chatViewId, view),
    ...registerCommands(theApp),
  );
}

/** Writes what is queued before the window closes. */
export async function deactivate(): Promise<void> {
  await (await app)?.close();
  app = undefined;
}
