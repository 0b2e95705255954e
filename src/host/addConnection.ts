import * as vscode from "vscode";
import { type AddressReading, readAddress } from "../core/address";
import type { Connection } from "../core/connections";
import { readEntry } from "../core/connectionEntry";
import type { KeyCheck } from "../core/models";
import type { Provider } from "../core/provider";
import { providerOf, providers } from "../core/providers";
import {
  askAddress,
  askAuthentication,
  askName,
  type Authentication,
  entryFieldsOf,
  wantsSecret,
} from "./connectionQuestions";
import { testConnection } from "./connectionTest";
import { type KeyPorts, promptForKey } from "./keyPrompt";
import { askService, hasForms, type ServiceFields } from "./serviceQuestions";
import { back, runSteps, type Step } from "./steps";
import {
  connectionOf,
  type Entry,
  entryOf,
  removeEntry,
  usedIds,
  writeConnection,
} from "./settings";

/** A connection that is there now, and what its server said. */
export interface AddedConnection {
  readonly connection: Connection;
  readonly check: KeyCheck;
  readonly words: string;
  /** A model that the pasted URL named. */
  readonly model?: string;
}

type Address = Extract<AddressReading, { ok: true }>;

interface Answers {
  readonly provider: Provider;
  /** The row has no URL of its own: the entry becomes its default connection. */
  readonly ofRow: boolean;
  readonly label: string;
  readonly typed: string;
  readonly address?: Address;
  readonly authentication?: Authentication;
  /** The form in which a service of several forms is asked. */
  readonly service?: ServiceFields;
}

/** Asks for name, URL and key, and tests them; nothing is left behind when the user leaves before the end. */
export async function addConnection(
  ports: KeyPorts,
  row?: Provider,
): Promise<AddedConnection | undefined> {
  const provider = row ?? providers.find(({ generic }) => generic);
  if (!provider) return undefined;
  const typed = ports.keys.addressSuggestionFor(provider) ?? "";
  const ofRow = row !== undefined && connectionOf(row.id)?.baseURL === undefined;
  const label = row?.label ?? "";
  const answers = await runSteps(steps, { provider, ofRow, label, typed });
  if (!answers?.address) return undefined;
  const former = answers.ofRow ? entryOf(answers.provider.id) : undefined;
  const entry = { ...former, ...newEntry(answers) };
  const { connection } = readEntry(entry);
  if (!connection) throw new Error(vscode.l10n.t("This connection cannot be used."));
  const model = answers.service ? connection.models[0] : answers.address.model;
  const named = model === undefined ? {} : { model };
  if (wantsSecret(connection)) {
    const outcome = await promptForKey(ports, connection, () => writeConnection(entry));
    return outcome && kept(ports, { connection, ...named, ...outcome }, former);
  }
  const tested = await testConnection(ports, connection);
  await writeConnection(entry);
  return kept(ports, { connection, ...named, ...tested }, former);
}

/** A server found on this computer as a connection, and how to keep it. */
export function foundConnection(
  label: string,
  baseURL: string,
): { readonly connection: Connection; keep(): Promise<void> } | undefined {
  const provider = providers.find(({ generic }) => generic)?.id;
  const entry = { id: freeId(label), provider, label, baseURL, auth: "none" };
  const { connection } = readEntry(entry);
  return connection && { connection, keep: () => writeConnection(entry) };
}

/** An id made of a name that no connection has. */
export function freeId(label: string): string {
  const base =
    label
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "") || "server";
  const taken = new Set([...providers.map(row => row.id), ...usedIds()]);
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}

const steps: readonly Step<Answers>[] = [
  {
    when: ({ ofRow }) => !ofRow,
    ask: async (answers, backButton) => {
      const label = await askName(vscode.l10n.t("Add Connection: Name"), answers.label, backButton);
      return typeof label === "string" ? { ...answers, label: label.trim() } : label;
    },
  },
  {
    ask: async (answers, backButton) => {
      const title = vscode.l10n.t("{0}: URL", answers.label);
      const typed = await askAddress(title, answers.typed, backButton);
      if (typeof typed !== "string") return typed;
      const address = readAddress(typed);
      return address.ok ? { ...answers, typed, address } : back;
    },
  },
  {
    // A recognised provider's row knows how its key is sent.
    when: answers => rowOf(answers).generic === true,
    ask: async (answers, backButton) => {
      const title = vscode.l10n.t("{0}: What does the server ask for?", answers.label);
      const authentication = await askAuthentication(title, backButton);
      return typeof authentication === "object" ? { ...answers, authentication } : authentication;
    },
  },
  {
    when: answers => answers.address !== undefined && hasForms(rowOf(answers), answers.address),
    ask: async (answers, backButton) => {
      if (!answers.address) return back;
      const service = await askService(rowOf(answers), answers.address, answers.label, backButton);
      return typeof service === "object" ? { ...answers, service } : service;
    },
  },
];

/** The row that the URL belongs to, when it was not chosen before. */
function rowOf({ provider, ofRow, address }: Answers): Provider {
  const recognised = providerOf(address?.provider ?? "");
  return !ofRow && recognised ? recognised : provider;
}

function newEntry(answers: Answers): Entry {
  const { ofRow, label, address, authentication } = answers;
  const row = rowOf(answers);
  const service = address && hasForms(row, address) ? answers.service : undefined;
  const { "api-version": version, ...others } = address?.query ?? {};
  const query =
    version && !service?.["apiVersion"] ? { "api-version": version, ...others } : others;
  return {
    id: ofRow ? row.id : freeId(label),
    provider: row.id,
    ...(!(ofRow && label === row.label) && { label }),
    ...(address && { baseURL: address.baseURL }),
    ...(Object.keys(query).length > 0 && { query }),
    ...(address?.model !== undefined && { models: [address.model] }),
    ...(authentication && entryFieldsOf(authentication)),
    ...service,
  };
}

/** What was added, unless its test failed and the user takes it back; the former entry comes back then. */
async function kept(
  ports: KeyPorts,
  added: AddedConnection,
  former: Entry | undefined,
): Promise<AddedConnection | undefined> {
  const { check, words, connection } = added;
  // Who kept a refused key has been asked already.
  if (check.error === undefined || check.verdict === "refused") return added;
  const keep = { title: vscode.l10n.t("Keep It"), isCloseAffordance: true };
  const discard = { title: vscode.l10n.t("Discard") };
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t("“{0}” was added, but its test failed.", connection.label),
    { modal: true, detail: words },
    keep,
    discard,
  );
  if (picked !== discard) return added;
  await (former ? writeConnection(former) : removeEntry(connection.id));
  await ports.keys.remove(connection);
  return undefined;
}
