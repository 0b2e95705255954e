import * as vscode from "vscode";
import { hostOf } from "../core/address";
import type { Connection } from "../core/connections";
import type { ModelChoice } from "../core/conversation";
import type { ServerOffer } from "../core/protocol";
import { addConnection, addFoundServer } from "./addConnection";
import { describeKey } from "./keyPrompt";
import type { Keys } from "./keys";
import { countModels } from "./say";
import { connectionOf, connectionReading } from "./settings";

export interface ConnectionPickPorts {
  readonly keys: Keys;
  findServers(): Promise<readonly ServerOffer[]>;
}

type ConnectionItem = vscode.QuickPickItem & {
  readonly open?: () => Promise<Connection | undefined>;
};

/** Asks for a provider or another connection, what is ready first. Nothing when the user leaves. */
export async function pickConnection(
  ports: ConnectionPickPorts,
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
  ports: ConnectionPickPorts,
  present: ModelChoice | null,
): Promise<ConnectionItem[]> {
  const servers = await ports.findServers();
  const rows = connectionReading().connections.map(async connection => {
    const server = servers.find(({ connectionId }) => connectionId === connection.id);
    return itemOf(connection, await describeKey(ports.keys, connection), server, present);
  });
  const items = await Promise.all(rows);
  const found = servers.filter(({ connectionId }) => connectionId === undefined).map(foundItem);
  return [
    ...found,
    ...items.filter(({ ready }) => ready).map(({ item }) => item),
    { label: vscode.l10n.t("not ready yet"), kind: vscode.QuickPickItemKind.Separator },
    ...items.filter(({ ready }) => !ready).map(({ item }) => item),
    { label: `$(add) ${vscode.l10n.t("Add Connection…")}`, alwaysShow: true, open: addConnection },
  ];
}

function itemOf(
  connection: Connection,
  key: { readonly words: string; readonly there: boolean },
  server: ServerOffer | undefined,
  present: ModelChoice | null,
): { readonly ready: boolean; readonly item: ConnectionItem } {
  const { id, label, baseURL, local, quirks } = connection;
  const canned = quirks.includes("cannedAnswers");
  const running = server
    ? vscode.l10n.t("running, {0}", countModels(server.models.length))
    : vscode.l10n.t("not found running");
  const state = canned
    ? vscode.l10n.t("canned text, for a first look")
    : local
      ? running
      : key.words;
  const inUse = present?.connectionId === id ? ` · ${vscode.l10n.t("in use")}` : "";
  const item = {
    label: canned ? vscode.l10n.t(label) : label,
    description: state + inUse,
    ...(baseURL && !canned && { detail: hostOf(baseURL) }),
    open: async () => connectionOf(id),
  };
  return { ready: key.there && baseURL !== undefined && (!local || server !== undefined), item };
}

function foundItem({ label, baseURL, models }: ServerOffer): ConnectionItem {
  return {
    label,
    description: vscode.l10n.t("found on this computer, {0}", countModels(models.length)),
    detail: hostOf(baseURL),
    open: () => addFoundServer(label, baseURL),
  };
}
