import * as vscode from "vscode";
import { hostOf } from "../core/address";
import { isLoopback } from "../core/hosts";
import type { Connection } from "../core/connections";
import type { ModelChoice } from "../core/messages";
import type { Favourites } from "../core/favourites";
import type { ServerOffer } from "../core/protocol";
import { wantsSecret } from "./connectionQuestions";
import { describeKey } from "./keyCommands";
import type { Keys } from "./keys";
import { choiceItem, same } from "./modelItem";
import { countModels, say } from "./say";
import { connectionReading } from "./settings";
import { section, shown } from "./steps";
import { needsNothing } from "./verdict";

export interface ConnectionPickPorts {
  readonly keys: Keys;
  readonly favourites: Favourites;
  /** The servers on this computer that were found last. */
  foundServers(): readonly ServerOffer[];
  findServers(): Promise<readonly ServerOffer[]>;
}

/** What can be chosen in the first list. */
export type Destination =
  | { readonly type: "model"; readonly choice: ModelChoice }
  | { readonly type: "connection"; readonly connection: Connection }
  | { readonly type: "server"; readonly server: ServerOffer }
  | { readonly type: "edit"; readonly connection: Connection }
  | { readonly type: "add" }
  | { readonly type: "importKeys" };

type Item = vscode.QuickPickItem & {
  readonly value?: Destination;
  readonly connection?: Connection;
};

/**
 * Asks where messages should go: pinned and recent models, then what is ready, then the rest. The
 * list is there at once; servers that are found on this computer join it. Nothing when the user leaves.
 */
export async function pickDestination(
  ports: ConnectionPickPorts,
  present: ModelChoice | null,
): Promise<Destination | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = vscode.l10n.t("Provider and Model");
  pick.placeholder = vscode.l10n.t("Where should your messages go?");
  pick.matchOnDescription = true;
  pick.keepScrollPosition = true;
  const fill = async (servers: readonly ServerOffer[]) => {
    const items = await itemsOf(ports, servers, present);
    const active = JSON.stringify(pick.activeItems[0]?.value);
    pick.items = items;
    const again = items.find(({ value }) => value && JSON.stringify(value) === active);
    if (again) pick.activeItems = [again];
  };
  await ports.favourites.load();
  await fill(ports.foundServers());
  const answer = await shown<Destination>(pick, resolve => {
    pick.busy = true;
    void ports.findServers().then(async servers => {
      if (JSON.stringify(servers) !== JSON.stringify(before)) await fill(servers);
      pick.busy = false;
    });
    pick.onDidAccept(() => {
      const value = pick.selectedItems[0]?.value;
      if (value) resolve(value);
    });
    pick.onDidTriggerItemButton(async ({ item }) => {
      if (item.connection) return resolve({ type: "edit", connection: item.connection });
      if (item.value?.type !== "model") return;
      await ports.favourites.toggle(item.value.choice);
      await fill(ports.foundServers());
    });
    const before = ports.foundServers();
  });
  return typeof answer === "object" ? answer : undefined;
}

async function itemsOf(
  ports: ConnectionPickPorts,
  servers: readonly ServerOffer[],
  present: ModelChoice | null,
): Promise<readonly Item[]> {
  const { pinned, recent } = ports.favourites;
  const models = (choices: readonly ModelChoice[], isPinned: boolean): readonly Item[] =>
    choices.flatMap(choice => {
      const item = choiceItem(choice, { inUse: same(present, choice), pinned: isPinned });
      return item ? [{ ...item, value: { type: "model", choice } as const }] : [];
    });
  const connections = await Promise.all(
    connectionReading().connections.map(async connection => {
      const server = servers.find(({ connectionId }) => connectionId === connection.id);
      return connectionRow(ports.keys, connection, server, present);
    }),
  );
  const found = servers.filter(({ connectionId }) => connectionId === undefined).map(foundItem);
  const ready = connections
    .filter(row => row.ready)
    .toSorted((one, other) => Number(one.canned) - Number(other.canned))
    .map(({ item }) => item);
  const rest = connections.filter(row => !row.ready).map(({ item }) => item);
  return [
    ...section(vscode.l10n.t("pinned"), models(pinned, true)),
    ...section(vscode.l10n.t("recent"), models(recent.slice(0, 5), false)),
    ...section<Item>(vscode.l10n.t("ready"), [...found, ...ready]),
    ...section(vscode.l10n.t("not ready yet"), rest),
    ...section<Item>(" ", [
      {
        label: `$(add) ${vscode.l10n.t("Add Connection…")}`,
        alwaysShow: true,
        value: { type: "add" },
      },
      {
        label: `$(key) ${vscode.l10n.t("Import Keys from .env…")}`,
        value: { type: "importKeys" },
      },
    ]),
  ];
}

async function connectionRow(
  keys: Keys,
  connection: Connection,
  server: ServerOffer | undefined,
  present: ModelChoice | null,
): Promise<{ readonly ready: boolean; readonly canned: boolean; readonly item: Item }> {
  const { id, label, baseURL, local, quirks, note, retired } = connection;
  const canned = quirks.includes("cannedAnswers");
  const key = await describeKey(keys, connection);
  const stored = wantsSecret(connection) && (await keys.source(connection)) === "stored";
  const here = local && baseURL !== undefined && isLoopback(new URL(baseURL).hostname);
  const running = !here || stored || server !== undefined;
  const state = canned
    ? vscode.l10n.t("canned text, for a first look")
    : here && !stored
      ? localState(server)
      : key.words;
  const inUse = present?.connectionId === id ? ` · ${vscode.l10n.t("in use")}` : "";
  const possible = baseURL !== undefined && !retired;
  const ready = canned || (possible && running && (key.there || needsNothing(connection)));
  const place = baseURL && !canned ? ` · ${hostOf(baseURL)}` : "";
  const item: Item = {
    label: canned ? vscode.l10n.t(label) : label,
    description: state + place + inUse,
    // What is in use already has no need of its note.
    ...(note !== undefined && !ready && { detail: say({ text: note, values: [] }) }),
    value: { type: "connection", connection },
    ...(!canned && { connection, buttons: [editButton()] }),
  };
  return { ready, canned, item };
}

function editButton(): vscode.QuickInputButton {
  return { iconPath: new vscode.ThemeIcon("gear"), tooltip: vscode.l10n.t("Edit Connection") };
}

function localState(server: ServerOffer | undefined): string {
  return server
    ? vscode.l10n.t("running, {0}", countModels(server.models.length))
    : vscode.l10n.t("not found running");
}

function foundItem(server: ServerOffer): Item {
  return {
    label: server.label,
    description: `${vscode.l10n.t("found on this computer, {0}", countModels(server.models.length))} · ${hostOf(server.baseURL)}`,
    value: { type: "server", server },
  };
}
