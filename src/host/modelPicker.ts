import * as vscode from "vscode";
import { hostOf } from "../core/address";
import type { Connection } from "../core/connections";
import type { ModelChoice } from "../core/conversation";
import { type ChatError, errorAdvice, fill } from "../core/errors";
import type { ServerOffer } from "../core/protocol";
import { addConnection, addFoundServer } from "./addConnection";
import { promptForKey, describeKey } from "./keyPrompt";
import type { Keys } from "./keys";
import { connectionOf, connectionReading } from "./settings";

export interface PickerPorts {
  readonly keys: Keys;
  findServers(): Promise<readonly ServerOffer[]>;
  listModels(connection: Connection, signal: AbortSignal): Promise<readonly string[] | ChatError>;
}

/** Asks for a provider, then for a model there. Nothing when the user leaves. */
export async function pickModel(
  ports: PickerPorts,
  present: ModelChoice | null,
): Promise<ModelChoice | undefined> {
  for (;;) {
    const connection = await pickConnection(ports, present);
    if (!connection) return undefined;
    const choice = await pickModelAt(ports, connection, present, true);
    if (choice !== "back") return choice;
  }
}

/** Asks for a model at one connection, whose key and address are asked for first if they are missing. */
export async function pickModelAt(
  ports: PickerPorts,
  connection: Connection,
  present: ModelChoice | null,
  backButton = false,
): Promise<ModelChoice | undefined | "back"> {
  const ready = await makeReady(ports.keys, connection);
  if (!ready) return undefined;
  const [only] = ready.models;
  if (ready.quirks.includes("cannedAnswers") && only)
    return { connectionId: ready.id, model: only };
  const model = await pickModelId(ports, ready, present, backButton);
  return model === undefined || model === "back"
    ? model
    : { connectionId: ready.id, model: model.id };
}

/** The connection with address and key; nothing when the user leaves before it has them. */
export async function makeReady(
  keys: Keys,
  connection: Connection,
): Promise<Connection | undefined> {
  const addressed = connection.baseURL === undefined ? await addConnection() : connection;
  if (!addressed || addressed.auth === "none") return addressed;
  if ((await keys.source(addressed)) !== "none") return addressed;
  return (await promptForKey(keys, addressed)) ? addressed : undefined;
}

type ConnectionItem = vscode.QuickPickItem & {
  readonly open?: () => Promise<Connection | undefined>;
};

async function pickConnection(
  ports: PickerPorts,
  present: ModelChoice | null,
): Promise<Connection | undefined> {
  const picked = await vscode.window.showQuickPick(connectionItems(ports, present), {
    title: vscode.l10n.t("Provider (1/2)"),
    placeHolder: vscode.l10n.t("Where should your messages go?"),
    matchOnDescription: true,
  });
  return picked?.open?.();
}

async function connectionItems(
  ports: PickerPorts,
  present: ModelChoice | null,
): Promise<ConnectionItem[]> {
  const { connections } = connectionReading();
  const servers = await ports.findServers();
  const items = await Promise.all(
    connections.map(connection => itemOf(ports, connection, servers, present)),
  );
  const found = servers.filter(({ connectionId }) => connectionId === undefined).map(foundItem);
  return [
    ...found,
    ...items.filter(item => item.ready).map(({ item }) => item),
    { label: vscode.l10n.t("not ready yet"), kind: vscode.QuickPickItemKind.Separator },
    ...items.filter(item => !item.ready).map(({ item }) => item),
    { label: `$(add) ${vscode.l10n.t("Add Connection…")}`, alwaysShow: true, open: addConnection },
  ];
}

async function itemOf(
  { keys }: PickerPorts,
  connection: Connection,
  servers: readonly ServerOffer[],
  present: ModelChoice | null,
): Promise<{ readonly ready: boolean; readonly item: ConnectionItem }> {
  const { id, label, baseURL, local, quirks } = connection;
  const canned = quirks.includes("cannedAnswers");
  const server = servers.find(({ connectionId }) => connectionId === id);
  const key = canned
    ? vscode.l10n.t("canned text, for a first look")
    : await describeKey(keys, connection);
  const running = server
    ? vscode.l10n.t("running, {0} models", server.models.length)
    : vscode.l10n.t("not found running");
  const description = [
    local ? running : key,
    present?.connectionId === id ? vscode.l10n.t("in use") : "",
  ];
  const hasKey =
    connection.auth === "none"
      ? !local || server !== undefined
      : (await keys.source(connection)) !== "none";
  return {
    ready: hasKey && baseURL !== undefined,
    item: {
      label,
      description: description.filter(text => text !== "").join(" · "),
      ...(baseURL && !canned && { detail: hostOf(baseURL) }),
      open: async () => connectionOf(id),
    },
  };
}

function foundItem({ label, baseURL, models }: ServerOffer): ConnectionItem {
  return {
    label,
    description: vscode.l10n.t("found on this computer, {0} models", models.length),
    detail: hostOf(baseURL),
    open: () => addFoundServer(label, baseURL),
  };
}

/** A quick pick over the live list, in which any other id can be typed. */
function pickModelId(
  ports: PickerPorts,
  connection: Connection,
  present: ModelChoice | null,
  backButton: boolean,
): Promise<{ readonly id: string } | "back" | undefined> {
  const quickPick = vscode.window.createQuickPick<
    vscode.QuickPickItem & { readonly id?: string }
  >();
  const closed = new AbortController();
  quickPick.title = vscode.l10n.t("Model at {0} (2/2)", connection.label);
  quickPick.placeholder = vscode.l10n.t("Pick a model, or type any model id");
  quickPick.matchOnDescription = true;
  if (backButton) quickPick.buttons = [vscode.QuickInputButtons.Back];
  let listed: readonly {
    readonly label: string;
    readonly description?: string;
    readonly id?: string;
  }[] = [];
  const show = () => {
    const typed = quickPick.value.trim();
    const known = typed === "" || listed.some(item => item.id === typed);
    const own = {
      label: typed,
      description: vscode.l10n.t("use this id"),
      id: typed,
      alwaysShow: true,
    };
    quickPick.items = known ? listed : [...listed, own];
  };
  quickPick.onDidChangeValue(show);
  quickPick.busy = true;
  void ports.listModels(connection, closed.signal).then(list => {
    if (closed.signal.aborted) return;
    listed = listItems(connection, list, present);
    quickPick.busy = false;
    show();
  });
  quickPick.show();
  return new Promise(resolve => {
    quickPick.onDidTriggerButton(() => (resolve("back"), quickPick.hide()));
    quickPick.onDidAccept(() => {
      const id = quickPick.selectedItems[0]?.id ?? quickPick.value.trim();
      if (id === "") return;
      resolve({ id });
      quickPick.hide();
    });
    quickPick.onDidHide(() => {
      resolve(undefined);
      closed.abort();
      quickPick.dispose();
    });
  });
}

function listItems(
  connection: Connection,
  list: readonly string[] | ChatError,
  present: ModelChoice | null,
): readonly {
  readonly label: string;
  readonly description?: string;
  readonly id?: string;
  readonly alwaysShow?: boolean;
}[] {
  const ids = "kind" in list ? connection.models : [...new Set([...connection.models, ...list])];
  const inUse = (id: string) => present?.connectionId === connection.id && present.model === id;
  const items = ids.map(id => ({
    label: id,
    id,
    ...(inUse(id) && { description: vscode.l10n.t("in use") }),
  }));
  if (!("kind" in list)) return items;
  const title = fill(vscode.l10n.t(errorAdvice[list.kind].title), list.values);
  const label = `$(warning) ${vscode.l10n.t("No list: {0}", title)}`;
  const detail = list.detail ?? vscode.l10n.t("A model id can still be typed.");
  return [...items, { label, description: detail, alwaysShow: true }];
}
