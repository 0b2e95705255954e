import * as vscode from "vscode";
import { type AddressReading, hostOf, originOf, readAddress } from "../core/address";
import { readEntry } from "../core/connectionEntry";
import type { Connection } from "../core/connections";
import { isObject } from "../core/decode";
import { optionalSlotsOf, slotsOf } from "../core/key";
import type { KeyCheck } from "../core/models";
import { providerOf } from "../core/providers";
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
import { askService, hasForms, type ServiceFields, serviceFieldNames } from "./serviceQuestions";
import { askChoice } from "./steps";
import { needsNothing } from "./verdict";

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
      {
        label: vscode.l10n.t("What the server asks for"),
        value: () => changeAuthentication(ports, connection),
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

/** Asks for another address, and tests it. */
async function changeAddress(
  ports: KeyPorts,
  connection: Connection,
): Promise<EditedConnection | undefined> {
  const entry = await askForAddress(connection);
  return entry && keep(ports, entry);
}

/** Asks for another address and, of any server, for what it wants: for a connection that failed. */
export async function repairAddress(
  ports: KeyPorts,
  connection: Connection,
): Promise<EditedConnection | undefined> {
  const entry = await askForAddress(connection);
  if (!entry || !connection.generic) return entry && keep(ports, entry);
  const changed = await askForAuthentication(connection, entry);
  return changed && keep(ports, changed);
}

/** Asks what the server wants to see before it answers. */
export async function changeAuthentication(
  ports: KeyPorts,
  connection: Connection,
): Promise<EditedConnection | undefined> {
  const entry = await askForAuthentication(connection, presentEntry(connection));
  return entry && keep(ports, entry);
}

async function askForAddress(connection: Connection): Promise<Entry | undefined> {
  const { label, baseURL = "", path } = connection;
  const title = vscode.l10n.t("Address of {0}", label);
  const typed = await askAddress(title, baseURL, false, path);
  const reading = typeof typed === "string" ? readAddress(typed) : undefined;
  if (!reading?.ok) return undefined;
  const service = await askServiceAt(connection, reading);
  if (service === undefined) return undefined;
  const present = presentEntry(connection);
  const { baseURL: _old, query: oldQuery, ...rest } = service ? withoutService(present) : present;
  const row = providerOf(connection.providerId)?.baseURL;
  const newQuery = Object.keys(reading.query).length > 0 ? reading.query : undefined;
  // The query of another server means nothing to this one.
  const query =
    newQuery ?? (originOf(reading.baseURL) === originOf(baseURL) ? oldQuery : undefined);
  const models = reading.model === undefined ? undefined : [reading.model];
  return {
    ...rest,
    id: connection.id,
    // The row's own address is no change: its environment variables go on serving it.
    ...(reading.baseURL !== row && { baseURL: reading.baseURL }),
    ...(query !== undefined && !service?.["apiVersion"] && { query }),
    ...(models && { models }),
    ...service,
  };
}

/** The form in which a service is asked at another address; null where there is none to ask for. */
async function askServiceAt(
  { providerId, label, path }: Connection,
  address: Extract<AddressReading, { ok: true }>,
): Promise<ServiceFields | null | undefined> {
  const row = providerOf(providerId);
  if (!row) return null;
  if (hasForms(row, address)) {
    const service = await askService(row, address, label);
    return typeof service === "object" ? service : undefined;
  }
  // An address that names no deployment ends the form that does.
  return path.startsWith("/openai/deployments/") ? {} : null;
}

async function askForAuthentication(
  connection: Connection,
  entry: Entry,
): Promise<Entry | undefined> {
  const { label, auth, secrets } = connection;
  const title = vscode.l10n.t("What does {0} ask for?", label);
  const present = auth === "none" && secrets.length > 0 ? "header" : auth;
  const authentication = await askAuthentication(title, false, present);
  return typeof authentication === "object"
    ? withAuthentication(entry, authentication, present === "header")
    : undefined;
}

/** Keeps a changed entry with its key, which is asked for if there is none, and tests it. */
async function keep(ports: KeyPorts, entry: Entry): Promise<EditedConnection | undefined> {
  const changed = readEntry(entry).connection;
  if (!changed) throw new Error(vscode.l10n.t("This connection cannot be used."));
  const write = () => writeConnection(entry);
  if (wantsSecret(changed) && !needsNothing(changed)) {
    if ((await ports.keys.source(changed)) === "none") {
      const outcome = await promptForKey(ports, changed, write);
      return outcome && { connection: changed, ...outcome };
    }
  }
  await write();
  await ports.keys.remove(changed, [...slotsOf(changed), ...optionalSlotsOf(changed)]); // What the old way needed.
  return { connection: changed, ...(await testConnection(ports, changed)) };
}

async function changeKey(
  ports: KeyPorts,
  connection: Connection,
): Promise<EditedConnection | undefined> {
  if (!wantsSecret(connection)) return changeAuthentication(ports, connection);
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
  await keys.remove(connection);
  if (entryOf(id)) await removeEntry(id);
  return true;
}

/** The entry as it stands, or one that says what the row says. */
function presentEntry({ id, providerId }: Connection): Entry {
  return entryOf(id) ?? { id, provider: providerId };
}

/** An entry without what belongs to the form in which its service was asked. */
function withoutService(entry: Entry): Entry {
  const others = Object.entries(entry).filter(
    ([name]) => !serviceFieldNames.some(field => field === name),
  );
  return { ...Object.fromEntries(others), id: entry.id };
}

/** An entry that is asked in another way; a header that carried the key goes, others stay. */
function withAuthentication(
  entry: Entry,
  authentication: Authentication,
  keyInHeader: boolean,
): Entry {
  const { headers: old, auth: _old, ...rest } = entry;
  const { headers: added, ...auth } = entryFieldsOf(authentication);
  const kept = Object.entries(isObject(old) ? old : {}).filter(
    ([, value]) => !(keyInHeader && String(value).includes("${secret:")),
  );
  const headers = { ...Object.fromEntries(kept), ...added };
  return { ...rest, id: entry.id, ...auth, ...(Object.keys(headers).length > 0 && { headers }) };
}
