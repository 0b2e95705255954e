import * as vscode from "vscode";
import type { App } from "./host/app";
import { ChatView, chatViewId, editorTabType } from "./host/chatView";
import { registerCommands } from "./host/commands";
import { FunctionFiles, functionScheme } from "./host/functionFiles";

let app: Promise<App> | undefined;

/** Registers the view, what restores editor tabs, the documents of functions, and the commands. Everything else is loaded when one of them is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const load = async () => {
    const { buildApp } = await import("./parley");
    return buildApp(context, view, uri => functions.changed(uri));
  };
  const theApp = () => (app ??= load());
  const view = new ChatView(context.extensionUri, theApp);
  const functions = new FunctionFiles(async () => (await theApp()).rooms.functions());
  context.subscriptions.push(
    vscode.workspace.registerFileSystemProvider(functionScheme, functions),
    vscode.window.registerWebviewViewProvider(chatViewId, view),
    vscode.window.registerWebviewPanelSerializer(editorTabType, {
      deserializeWebviewPanel: async (panel, state) => (await theApp()).restoreTab(panel, state),
    }),
    ...registerCommands(theApp),
  );
}

/** Writes what is queued before the window closes. */
export async function deactivate(): Promise<void> {
  await (await app)?.close();
  app = undefined;
}
