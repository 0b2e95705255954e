import * as vscode from "vscode";
import { type Connection, originOfConnection } from "../core/connections";
import { isObject, parseJson } from "../core/decode";
import { type ChatError, wordsOf } from "../core/errors";
import {
  mainSlot,
  optionalSlotsOf,
  readKey,
  type Secrets,
  secretName,
  slotsOf,
  type StoredKey,
} from "../core/key";
import type { Provider } from "../core/provider";
import { askModal } from "./askModal";
import { log } from "./log";

/** How long the secret storage may take, in milliseconds; a locked keyring may never answer. */
const patience = 3000;

/** Where a connection's key comes from. */
export type KeySource = "stored" | "none" | { readonly variable: string };

/** The keys of all connections; they live in VS Code's secret storage only. */
export class Keys implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Fires when a key or the state of the secret storage changed. */
  readonly onDidChange = this.changed.event;
  /** What the secret storage said when it failed last. */
  private trouble: string | undefined;
  /** Origins that the user did not want a key to go to. */
  private readonly declined = new Set<string>();

  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly variable: (name: string) => string | undefined,
  ) {}

  /** Why keys cannot be read or kept, in the system's words; nothing while all is well. */
  get problem(): string | undefined {
    return this.trouble;
  }

  dispose(): void {
    this.changed.dispose();
  }

  /** Where what a connection needs comes from; `none` while anything of it is missing. */
  async source(connection: Connection): Promise<KeySource> {
    const slots = slotsOf(connection);
    const stored = await Promise.all(
      slots.map(slot => this.read(connection.id, slot).catch(() => undefined)), // `problem` tells.
    );
    const missing = slots.filter((_, index) => stored[index] === undefined);
    if (missing.length === 0) return "stored";
    const variable = this.variableOf(connection);
    return variable && missing.join() === mainSlot ? { variable } : "none";
  }

  /** The variable that holds a key for this connection; one that cannot be sent is no key. */
  variableOf({ keyVariables }: Connection): string | undefined {
    return keyVariables.find(name => readKey(this.variable(name) ?? "").ok);
  }

  /** The value of a variable that may be put into a prompt; never used on its own. */
  suggestionFor({ promptVariables }: Connection): { name: string; value: string } | undefined {
    for (const name of promptVariables) {
      const reading = readKey(this.variable(name) ?? "");
      if (reading.ok) return { name, value: reading.key };
    }
    return undefined;
  }

  /** An address that the environment names for a row without one; never used on its own. */
  addressSuggestionFor({ urlVariables = [] }: Provider): string | undefined {
    return urlVariables.map(name => this.variable(name)).find(value => value !== undefined);
  }

  /** What to send to a connection: its key and its header secrets; an error when something is missing. */
  async secretsFor(connection: Connection): Promise<Secrets | ChatError> {
    const found: { key?: string; secrets: Record<string, string> } = { secrets: {} };
    for (const slot of [...slotsOf(connection), ...optionalSlotsOf(connection)]) {
      const value = await this.secretFor(connection, slot);
      if (typeof value === "object") return value;
      if (value === undefined) continue;
      if (slot === mainSlot) found.key = value;
      else found.secrets[slot] = value;
    }
    return found;
  }

  /** Stores what the user gave for a connection's present origin; throws when it is not there afterwards. */
  async set(connection: Connection, key: string, slot = mainSlot): Promise<void> {
    const stored: StoredKey = { v: 1, key, origin: originOfConnection(connection) };
    const name = secretName(connection.id, slot);
    await this.attempt(() => this.secrets.store(name, JSON.stringify(stored)));
    const kept = await this.read(connection.id, slot);
    if (kept?.key !== key)
      throw new Error(vscode.l10n.t("The secret storage did not keep the key."));
    this.changed.fire();
  }

  /** Forgets one secret. */
  async clear({ id }: Connection, slot: string): Promise<void> {
    await this.attempt(() => this.secrets.delete(secretName(id, slot)));
    this.changed.fire();
  }

  /** Forgets all that is stored for a connection, or all but some slots. */
  async remove({ id }: Connection, kept: readonly string[] = []): Promise<void> {
    const main = secretName(id);
    const keep = kept.map(slot => secretName(id, slot));
    for (const name of await this.attempt(() => this.secrets.keys())) {
      const own = name === main || name.startsWith(`${main}.`);
      if (own && !keep.includes(name)) await this.attempt(() => this.secrets.delete(name));
    }
    this.changed.fire();
  }

  /** Gives a connection what another one has, when both go to the same origin. */
  async copy(from: Connection, to: Connection): Promise<void> {
    for (const slot of [...slotsOf(from), ...optionalSlotsOf(from)]) {
      const stored = await this.read(from.id, slot);
      if (stored?.origin === originOfConnection(to)) await this.set(to, stored.key, slot);
    }
  }

  /** One secret; nothing when it may be missing. */
  private async secretFor(
    connection: Connection,
    slot: string,
  ): Promise<string | undefined | ChatError> {
    const variable = slot === mainSlot ? this.variableOf(connection) : undefined;
    const fallback = variable && this.variable(variable)?.trim();
    try {
      const stored = await this.read(connection.id, slot);
      if (stored) return await this.bound(connection, stored, slot);
      const optional = connection.keyOptional || optionalSlotsOf(connection).includes(slot);
      if (fallback !== undefined || optional) return fallback;
      return { kind: "noKey", values: [connection.label] };
    } catch (error) {
      return fallback ?? { kind: "secretStore", detail: wordsOf(error) };
    }
  }

  /** A key goes to the origin it was given for; to another only when the user says so, once. */
  private async bound(
    connection: Connection,
    stored: StoredKey,
    slot: string,
  ): Promise<string | ChatError> {
    const origin = originOfConnection(connection);
    if (stored.origin === origin) return stored.key;
    const elsewhere: ChatError = { kind: "keyElsewhere", values: [stored.origin, origin] };
    const question = `${connection.id} ${stored.origin} ${origin}`;
    if (this.declined.has(question)) return elsewhere;
    const send = vscode.l10n.t("Send the Key There");
    const message = vscode.l10n.t(
      "The key of “{0}” was stored for {1}. The connection now goes to {2}. Send the key there?",
      connection.label,
      stored.origin,
      origin,
    );
    if ((await askModal(message, send)) === send) {
      await this.set(connection, stored.key, slot);
      return stored.key;
    }
    this.declined.add(question);
    return elsewhere;
  }

  private async read(connectionId: string, slot: string): Promise<StoredKey | undefined> {
    const text = await this.attempt(() => this.secrets.get(secretName(connectionId, slot)));
    const value = parseJson(text ?? "");
    return isStoredKey(value) ? value : undefined;
  }

  private async attempt<T>(work: () => Thenable<T>): Promise<T> {
    try {
      const result = await withPatience(Promise.resolve(work()));
      this.note(undefined);
      return result;
    } catch (error) {
      this.note(wordsOf(error));
      throw error;
    }
  }

  private note(trouble: string | undefined): void {
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    if (trouble !== undefined) log().error(`Secret storage: ${trouble}`);
    this.changed.fire();
  }
}

async function withPatience<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    const message = vscode.l10n.t("It did not answer for {0} seconds.", patience / 1000);
    timer = setTimeout(() => reject(new Error(message)), patience);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}

function isStoredKey(value: unknown): value is StoredKey {
  return isObject(value) && typeof value["key"] === "string" && typeof value["origin"] === "string";
}
