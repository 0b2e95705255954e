import * as vscode from "vscode";
import { askModel } from "./client/ask";
import { Destinations } from "./client/destinations";
import { findLocalServers } from "./client/localServers";
import { checkKey, listModels } from "./client/models";
import { WireLog } from "./client/wireLog";
import { rebuiltExchange } from "./client/wireRebuilt";
import { systemClock } from "./core/answering";
import { Favourites } from "./core/favourites";
import { knownModel } from "./core/knownModel";
import type { ModelChoice } from "./core/messages";
import { ModelLists } from "./core/modelLists";
import { Repairs } from "./core/repairs";
import { TokenCorrections } from "./core/tokenCorrections";
import type { ConversationStore } from "./core/store";
import { environmentVariable, parseVariables } from "./desktop/environment";
import { fileStore } from "./desktop/fileStore";
import { stateFiles } from "./desktop/stateFiles";
import { App, type AppPorts } from "./host/app";
import type { ChatView } from "./host/chatView";
import { Keys } from "./host/keys";
import { logDisposable } from "./host/log";
import { connectionOf } from "./host/settings";
import { UnencryptedAddresses } from "./host/unencrypted";

/** Builds the objects and connects them. A bundle of its own (dist/parley.js), loaded at first use. */
export function buildApp(
  context: vscode.ExtensionContext,
  place: ChatView,
  functionsChanged: AppPorts["functionsChanged"],
): App {
  const folder = context.globalStorageUri.fsPath;
  const store = fileStore(folder);
  const keys = new Keys(context.secrets, environmentVariable);
  const clock = systemClock;
  const state = stateFiles(folder);
  const unencrypted = new UnencryptedAddresses(state);
  const destinations = new Destinations({
    connectionOf,
    secretsFor: connection => keys.secretsFor(connection),
    allows: baseURL => unencrypted.allows(baseURL),
  });
  const lists = new ModelLists({
    state,
    clock,
    list: async (connection, signal) => {
      const found = await destinations.of(connection);
      return "kind" in found ? found : listModels(request, clock, found, signal);
    },
  });
  const corrections = new TokenCorrections(state);
  const wire = new WireLog(clock);
  const ask = askModel({
    fetch,
    clock,
    wire,
    resolve: ({ connectionId }) => destinations.at(connectionId),
  });
  context.subscriptions.push(keys, logDisposable);
  return new App({
    store,
    keys,
    clock,
    lists,
    favourites: new Favourites(state),
    repairs: new Repairs(state),
    parseVariables,
    place,
    ...placesOf(context),
    corrections,
    functionsChanged,
    ...latePorts(wire, store),
    async *ask(chat, signal) {
      const { metered } = await import("./core/metering");
      const known = ({ connectionId, model }: ModelChoice) =>
        knownModel(connectionOf(connectionId), model, lists);
      yield* metered(ask, { corrections, known })(chat, signal);
    },
    check: async (connection, secrets, signal) => {
      const found = await destinations.with({ ...connection, firstByteSeconds: 15 }, secrets);
      if ("kind" in found) return { verdict: "unchecked", error: found };
      return checkKey(request, clock, found, signal);
    },
    findServers: connections => findLocalServers(request, connections),
  });
}

/** What VS Code gives an extension to keep things in. */
function placesOf({ extensionUri, globalStorageUri, workspaceState }: vscode.ExtensionContext) {
  const conversations = vscode.Uri.joinPath(globalStorageUri, "conversations");
  return { extensionUri, conversations, workspaceState };
}

/** What the rooms need that are loaded at their first use. */
function latePorts(
  wire: WireLog,
  store: ConversationStore,
): Pick<AppPorts, "wire" | "exchangeFiles"> {
  return {
    wire: {
      exchangesOf: answerId => wire.of(answerId),
      readFile: (id, name) => store.readFile(id, name),
      rebuilt: (request, at) =>
        rebuiltExchange(connectionOf(request.choice.connectionId), request, at),
    },
    exchangeFiles: () => import("./desktop/exchangeFiles"),
  };
}

/** VS Code's own global `fetch`, which carries the user's proxy and certificates. */
function request(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, init);
}
