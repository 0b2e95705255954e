import type * as vscode from "vscode";
import { askModel } from "./client/ask";
import type { Destination } from "./client/destination";
import { findLocalServers } from "./client/localServers";
import { checkKey, listModels } from "./client/models";
import { hostOf } from "./core/address";
import { systemClock } from "./core/answering";
import type { Connection } from "./core/connections";
import type { ChatError } from "./core/errors";
import { Favourites } from "./core/favourites";
import type { Secrets } from "./core/key";
import { ModelLists } from "./core/modelLists";
import { environmentVariable, parseVariables } from "./desktop/environment";
import { fileStore } from "./desktop/fileStore";
import { stateFiles } from "./desktop/stateFiles";
import { App } from "./host/app";
import { Keys } from "./host/keys";
import { logDisposable } from "./host/log";
import { connectionOf } from "./host/settings";
import { UnencryptedAddresses } from "./host/unencrypted";

/** Builds the objects and connects them. A bundle of its own (dist/parley.js), loaded at first use. */
export function buildApp(context: vscode.ExtensionContext, post: (message: unknown) => void): App {
  const folder = context.globalStorageUri.fsPath;
  const keys = new Keys(context.secrets, environmentVariable);
  const clock = systemClock;
  const state = stateFiles(folder);
  const destinations = new Destinations(keys, new UnencryptedAddresses(state));
  const lists = new ModelLists({
    state,
    clock,
    list: async (connection, signal) => {
      const found = await destinations.of(connection);
      return "kind" in found ? found : listModels(request, clock, found, signal);
    },
  });
  context.subscriptions.push(keys, logDisposable);
  return new App({
    store: fileStore(folder),
    keys,
    clock,
    lists,
    favourites: new Favourites(state),
    parseVariables,
    post,
    ask: askModel({
      fetch,
      clock,
      resolve: ({ connectionId }) => destinations.at(connectionId),
    }),
    check: async (connection, secrets, signal) => {
      const found = await destinations.with(connection, secrets);
      if ("kind" in found) return { verdict: "unchecked", error: found };
      return checkKey(request, clock, found, signal);
    },
    findServers: connections => findLocalServers(request, connections),
  });
}

/** Where a request may go, and what it carries; or why nothing may be sent. */
class Destinations {
  constructor(
    private readonly keys: Keys,
    private readonly unencrypted: UnencryptedAddresses,
  ) {}

  async at(connectionId: string): Promise<Destination | ChatError> {
    const connection = connectionOf(connectionId);
    return connection ? this.of(connection) : { kind: "noConnection", values: [connectionId] };
  }

  /** With the secrets that are stored. */
  async of(connection: Connection): Promise<Destination | ChatError> {
    const secrets = await this.keys.secretsFor(connection);
    return "kind" in secrets ? secrets : this.with(connection, secrets);
  }

  async with(connection: Connection, { key, secrets }: Secrets): Promise<Destination | ChatError> {
    const { baseURL } = connection;
    if (baseURL === undefined) return { kind: "noConnection", values: [connection.label] };
    if (!(await this.unencrypted.allows(baseURL)))
      return { kind: "insecure", values: [hostOf(baseURL)] };
    return { connection: { ...connection, baseURL }, secrets, ...(key !== undefined && { key }) };
  }
}

/** VS Code's own global `fetch`, which carries the user's proxy and certificates. */
function request(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, init);
}
