import type * as vscode from "vscode";
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
import { Keys } from "./host/keys";
import { logDisposable } from "./host/log";
import { connectionOf } from "./host/settings";

/** Builds the objects and connects them. A bundle of its own (dist/parley.js), loaded at first use. */
export function buildApp(context: vscode.ExtensionContext, post: (message: unknown) => void): App {
  const keys = new Keys(context.secrets, environmentVariable);
  const clock = systemClock;
  const destination = (connection: Connection) => destinationOf(keys, connection);
  context.subscriptions.push(keys, logDisposable);
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
