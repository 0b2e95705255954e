import * as vscode from "vscode";
import { type Connection, originOfConnection } from "../core/connections";
import { isObject, parseJson } from "../core/decode";
import { type ChatError, wordsOf } from "../core/errors";
import { readKey, secretName, type StoredKey } from "../core/key";
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

  async source(connection: Connection): Promise<KeySource> {
    const stored = await this.read(connection.id).catch(() => undefined); // `problem` tells.
    if (stored) return "stored";
    const variable = this.variableOf(connection);
    return variable ? { variable } : "none";
  }

  /** The variable that holds a key for this connection; one that cannot be sent is no key. */
  variableOf({ keyVariables }: Connection): string | undefined {
    return keyVariables.find(name => readKey(this.variable(name) ?? "").ok);
  }

  /** The key to send to a connection; nothing when it needs none; an error when there is none. */
  async keyFor(connection: Connection): Promise<string | undefined | ChatError> {
    if (connection.auth === "none") return undefined;
    const variable = this.variableOf(connection);
    const fallback = variable && this.variable(variable)?.trim();
    try {
      const stored = await this.read(connection.id);
      if (stored) return await this.bound(connection, stored);
      return fallback ?? { kind: "noKey", values: [connection.label] };
    } catch (error) {
      return fallback ?? { kind: "secretStore", detail: wordsOf(error) };
    }
  }

  /** Stores a key for the connection's present origin; throws when it is not there afterwards. */
  async set(connection: Connection, key: string): Promise<void> {
    const stored: StoredKey = { v: 1, key, origin: originOfConnection(connection) };
    await this.attempt(() => this.secrets.store(secretName(connection.id), JSON.stringify(stored)));
    const kept = await this.read(connection.id);
    if (kept?.key !== key)
      throw new Error(vscode.l10n.t("The secret storage did not keep the key."));
    this.changed.fire();
  }

  async remove(connectionId: string): Promise<void> {
    await this.attempt(() => this.secrets.delete(secretName(connectionId)));
    this.changed.fire();
  }

  /** A key goes to the origin it was given for; to another only when the user says so, once. */
  private async bound(connection: Connection, stored: StoredKey): Promise<string | ChatError> {
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
      await this.set(connection, stored.key);
      return stored.key;
    }
    this.declined.add(question);
    return elsewhere;
  }

  private async read(connectionId: string): Promise<StoredKey | undefined> {
    const text = await this.attempt(() => this.secrets.get(secretName(connectionId)));
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

/** The answer to a modal question; where no dialog can be shown, the answer is no. */
async function askModal(message: string, yes: string): Promise<string | undefined> {
  try {
    return await vscode.window.showWarningMessage(message, { modal: true }, yes);
  } catch (error) {
    log().warn(`A question could not be asked: ${wordsOf(error)}`);
    return undefined;
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
