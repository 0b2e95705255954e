import * as vscode from "vscode";
import { askModel } from "./client/ask";
import type { Destination } from "./client/destination";
import { findLocalServers } from "./client/localServers";
import { listModels } from "./client/models";
import { systemClock } from "./core/answering";
import type { Connection } from "./core/connections";
import type { ChatError } from "./core/errors";
import { environmentVariable } from "./desktop/environment";
import { fileStore } from "./desktop/fileStore";
import { App } from "./host/app";
import { ChatView, chatViewId } from "./host/chatView";
import { registerCommands } from "./host/commands";
import { Keys } from "./host/keys";
import { logDisposable } from "./host/log";
import { connectionOf } from "./host/settings";

let app: App | undefined;

/** Registers the view and the commands. Everything else is built when one of them is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const theApp = () => (app ??= buildApp(context, message => view.post(message)));
  const view = new ChatView(context.extensionUri, () => theApp().controller);
  context.subscriptions.push(
    vscode.window.registerWebviewViewProvider(chatViewId, view),
    ...registerCommands(theApp),
    logDisposable,
  );
}

/** Writes what is queued before the window closes. */
export async function deactivate(): Promise<void> {
  await app?.close();
  app = undefined;
}

function buildApp(context: vscode.ExtensionContext, post: (message: unknown) => void): App {
  const keys = new Keys(context.secrets, environmentVariable);
  const clock = systemClock;
  const destination = (connection: Connection) => destinationOf(keys, connection);
  context.subscriptions.push(keys);
  return new App({
    store: fileStore(context.globalStorageUri.fsPath),
    keys,
    clock,
    post,
    ask: askModel({
      fetch,
      clock,
      resolve: ({ connectionId }) => resolve(destination, connectionId),
    }),
    listModels: async (connection, signal) => {
      const found = await destination(connection);
      return "kind" in found ? found : listModels(request, clock, found, signal);
    },
    findServers: connections => findLocalServers(request, connections),
  });
}

async function resolve(
  destination: (connection: Connection) => Promise<Destination | ChatError>,
  connectionId: string,
): Promise<Destination | ChatError> {
  const connection = connectionOf(connectionId);
  return connection ? destination(connection) : { kind: "noConnection", values: [connectionId] };
}

async function destinationOf(keys: Keys, connection: Connection): Promise<Destination | ChatError> {
  const { baseURL } = connection;
  if (baseURL === undefined) return { kind: "noConnection", values: [connection.label] };
  const key = await keys.keyFor(connection);
  if (typeof key === "object") return key;
  return { connection: { ...connection, baseURL }, ...(key !== undefined && { key }) };
}

/** VS Code's own global `fetch`, which carries the user's proxy and certificates. */
function request(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, init);
}
