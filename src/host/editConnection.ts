import * as vscode from "vscode";
import { hostOf, readAddress } from "../core/address";
import { readEntry } from "../core/connectionEntry";
import type { Connection } from "../core/connections";
import { isObject } from "../core/decode";
import type { KeyCheck } from "../core/models";
import { freeId } from "./addConnection";
import { askModal } from "./askModal";
import {
  askAddress,
  askAuthentication,
  askName,
  type Authentication,
  entryFieldsOf,
  wantsSecret,
} from "./connectionQuestions";
import { testConnection } from "./connectionTest";
import { connectionItem } from "./keyCommands";
import { type KeyPorts, promptForKey } from "./keyPrompt";
import {
  connectionOf,
  connectionReading,
  type Entry,
  entryOf,
  removeEntry,
  writeConnection,
} from "./settings";
import { askChoice } from "./steps";

/** What came of changing a connection. */
export interface EditedConnection {
  readonly connection: Connection;
  readonly check?: KeyCheck;
  readonly words?: string;
}

/** Asks for one of all connections. */
export async function pickAnyConnection(
  { keys }: KeyPorts,
  title: string,
): Promise<Connection | undefined> {
  const all = connectionReading().connections.filter(
    ({ quirks }) => !quirks.includes("cannedAnswers"),
  );
  const items = await Promise.all(all.map(connection => connectionItem(keys, connection)));
  const picked = await askChoice<Connection>({
    title,
    placeholder: vscode.l10n.t("Which connection?"),
    items,
  });
  return typeof picked === "object" ? picked : undefined;
}

/** Asks what is to be changed about a connection, and changes it. */
export async function editConnection(
  ports: KeyPorts,
  connection: Connection,
): Promise<EditedConnection | undefined> {
  const run = await askChoice<() => Promise<EditedConnection | undefined>>({
    title: vscode.l10n.t("Edit “{0}”", connection.label),
    placeholder: vscode.l10n.t("What do you want to change?"),
    items: [
      {
        label: vscode.l10n.t("Address"),
        description: connection.baseURL ?? "",
        value: () => changeAddress(ports, connection),
      },
      {
        label: vscode.l10n.t("Key"),
        value: () => changeKey(ports, connection),
      },
      { label: vscode.l10n.t("Name"), value: () => changeName(connection) },
      {
        label: vscode.l10n.t("Test"),
        value: async () => ({ connection, ...(await testConnection(ports, connection)) }),
      },
      { label: vscode.l10n.t("More in the Settings (JSON)"), value: openSettings },
    ],
  });
  return typeof run === "function" ? run() : undefined;
}

/** Asks for another address and for what the server there wants, and tests them. */
export async function changeAddress(
  ports: KeyPorts,
  connection: Connection,
): Promise<EditedConnection | undefined> {
  const { id, label, baseURL } = connection;
  const typed = await askAddress(vscode.l10n.t("Address of {0}", label), baseURL ?? "");
  const reading = typeof typed === "string" ? readAddress(typed) : undefined;
  if (!reading?.ok) return undefined;
  const { query } = reading;
  const present = presentEntry(connection);
  const address = { baseURL: reading.baseURL, ...(Object.keys(query).length > 0 && { query }) };
  if (connection.generic) {
    const authentication = await askAuthentication(vscode.l10n.t("What does {0} ask for?", label));
    if (typeof authentication !== "object") return undefined;
    await writeConnection({ ...withAuthentication(present, authentication), ...address });
  } else {
    await writeConnection({ ...present, ...address });
  }
  const changed = connectionOf(id);
  if (!changed) return undefined;
  if (wantsSecret(changed) && (await ports.keys.source(changed)) === "none")
    return changeKey(ports, changed);
  return { connection: changed };
}

async function changeKey(
  ports: KeyPorts,
  connection: Connection,
): Promise<EditedConnection | undefined> {
  if (!wantsSecret(connection)) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        "“{0}” sends no key. Change its address to say that it wants one.",
        connection.label,
      ),
    );
    return undefined;
  }
  const outcome = await promptForKey(ports, connection);
  return outcome && { connection, ...outcome };
}

async function changeName(connection: Connection): Promise<EditedConnection | undefined> {
  const label = await askName(vscode.l10n.t("Name of the connection"), connection.label);
  if (typeof label !== "string") return undefined;
  await writeConnection({ ...presentEntry(connection), label: label.trim() });
  const changed = connectionOf(connection.id);
  return changed && { connection: changed };
}

async function openSettings(): Promise<undefined> {
  await vscode.commands.executeCommand("workbench.action.openSettingsJson", {
    revealSetting: { key: "parley.connections" },
  });
}

/** A second connection with another name, the same settings, and the same key if the user wants. */
export async function duplicateConnection(
  ports: KeyPorts,
  connection: Connection,
): Promise<EditedConnection | undefined> {
  const suggestion = vscode.l10n.t("{0} copy", connection.label);
  const label = await askName(vscode.l10n.t("Duplicate “{0}”", connection.label), suggestion);
  if (typeof label !== "string") return undefined;
  const id = freeId(label);
  const { baseURL } = connection;
  const entry: Entry = {
    ...presentEntry(connection),
    id,
    label: label.trim(),
    ...(baseURL && { baseURL }),
  };
  const copy = readEntry(entry).connection;
  if (!copy) throw new Error(vscode.l10n.t("This connection cannot be used."));
  if (wantsSecret(copy)) {
    const key = await askWhichKey(ports, connection);
    if (key === undefined) return undefined;
    if (key === "other") {
      const outcome = await promptForKey(ports, copy, () => writeConnection(entry));
      return outcome && { connection: copy, ...outcome };
    }
    await ports.keys.copy(connection, copy);
  }
  await writeConnection(entry);
  return { connection: copy };
}

async function askWhichKey(
  { keys }: KeyPorts,
  connection: Connection,
): Promise<"same" | "other" | undefined> {
  if ((await keys.source(connection)) !== "stored") return "other";
  const picked = await askChoice<"same" | "other">({
    title: vscode.l10n.t("Duplicate “{0}”", connection.label),
    placeholder: vscode.l10n.t("Which key should the copy use?"),
    items: [
      { label: vscode.l10n.t("Another key"), value: "other" },
      { label: vscode.l10n.t("The same key"), value: "same" },
    ],
  });
  return typeof picked === "string" ? picked : undefined;
}

/** Removes a connection's entry and its keys, after a question. True when it is gone. */
export async function removeConnection(
  { keys }: KeyPorts,
  connection: Connection,
): Promise<boolean> {
  const { id, label, baseURL, providerId } = connection;
  const remove = vscode.l10n.t("Remove");
  const ofRow = id === providerId;
  const message = ofRow
    ? vscode.l10n.t("Set “{0}” back to how Parley comes?", label)
    : vscode.l10n.t("Remove the connection “{0}”?", label);
  const detail = vscode.l10n.t(
    "Its settings ({0}) and its key are removed. Conversations stay; an answer that is being made goes on.",
    baseURL === undefined ? vscode.l10n.t("no address") : hostOf(baseURL),
  );
  if ((await askModal(message, remove, detail)) !== remove) return false;
  if (entryOf(id)) await removeEntry(id);
  await keys.remove(connection);
  return true;
}

/** The entry as it stands, or one that says what the row says. */
function presentEntry({ id, providerId }: Connection): Entry {
  return entryOf(id) ?? { id, provider: providerId };
}

/** An entry that is asked in another way; the headers that carried the old secrets go. */
function withAuthentication(entry: Entry, authentication: Authentication): Entry {
  const { headers: old, auth: _old, ...rest } = entry;
  const { headers: added, ...auth } = entryFieldsOf(authentication);
  const kept = Object.entries(isObject(old) ? old : {}).filter(
    ([, value]) => !String(value).includes("${secret:"),
  );
  const headers = { ...Object.fromEntries(kept), ...added };
  return { ...rest, id: entry.id, ...auth, ...(Object.keys(headers).length > 0 && { headers }) };
}
