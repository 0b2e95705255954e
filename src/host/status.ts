import * as vscode from "vscode";
import type { Connection } from "../core/connections";
import type { ModelChoice } from "../core/conversation";
import { wordsOf } from "../core/errors";
import type { KeyOffer, PanelStatus, ServerOffer } from "../core/protocol";
import { describeKey } from "./keyCommands";
import type { Keys } from "./keys";
import { log } from "./log";
import { nameModel, say } from "./say";
import { connectionOf, connectionReading, defaultModelIsWrong } from "./settings";

export interface StatusPorts {
  readonly keys: Keys;
  findServers(connections: readonly Connection[]): Promise<readonly ServerOffer[]>;
  show(status: PanelStatus): void;
}

/** What the panel shows beside the conversation: the model, what is ready, what does not work. */
export class Status {
  private servers: readonly ServerOffer[] = [];
  private storeTrouble: string | undefined;
  private hasKey: boolean | null = null;
  private label: string | null = null;
  /** Counts the posts: a slow secret storage must not overwrite a later one. */
  private run = 0;

  constructor(private readonly ports: StatusPorts) {}

  /** The servers found last. */
  get found(): readonly ServerOffer[] {
    return this.servers;
  }

  /** The name of the model as it was shown last. */
  get modelLabel(): string | null {
    return this.label;
  }

  /** Shows the model at once, and whether it is ready when that is known. */
  async post(choice: ModelChoice | null): Promise<void> {
    const run = ++this.run;
    const connection = choice ? connectionOf(choice.connectionId) : undefined;
    this.show(choice, connection);
    // Who has only the offline tour is a newcomer still.
    const real = connection?.quirks.includes("cannedAnswers") ? undefined : connection;
    const hasKey = real !== undefined && (await describeKey(this.ports.keys, real)).there;
    if (run !== this.run) return;
    this.hasKey = hasKey;
    void vscode.commands.executeCommand("setContext", "parley.hasKey", hasKey);
    this.show(choice, connection);
  }

  /** Looks for servers on this computer. */
  async findServers(): Promise<readonly ServerOffer[]> {
    this.servers = await this.ports.findServers(connectionReading().connections);
    return this.servers;
  }

  /** Remembers that conversations cannot be written, or that they can be again. */
  noteStoreTrouble(error: unknown): void {
    this.storeTrouble = error === undefined ? undefined : wordsOf(error);
    if (error !== undefined) log().error(`Writing a conversation failed: ${this.storeTrouble}`);
  }

  private show(choice: ModelChoice | null, connection: Connection | undefined): void {
    this.label = choice ? nameModel(choice, connection) : null;
    this.ports.show({
      modelLabel: this.label,
      hasKey: this.hasKey,
      notices: this.notices(),
      servers: this.servers,
      keys: this.keyOffers(choice),
    });
  }

  /** Keys of the environment: offered, and used only when the user says so. */
  private keyOffers(choice: ModelChoice | null): readonly KeyOffer[] {
    return connectionReading().connections.flatMap(connection => {
      const variable = this.ports.keys.variableOf(connection);
      const { id, label } = connection;
      return variable && choice?.connectionId !== id ? [{ connectionId: id, label, variable }] : [];
    });
  }

  private notices(): readonly string[] {
    const { problem } = this.ports.keys;
    const settings = connectionReading().problems.map(({ entry, phrase }) =>
      entry === undefined
        ? vscode.l10n.t("Setting parley.connections: {0}", say(phrase))
        : vscode.l10n.t("Setting parley.connections, entry {0}: {1}", entry, say(phrase)),
    );
    return [
      problem === undefined ? "" : secretTrouble(problem),
      this.storeTrouble === undefined ? "" : storeTrouble(this.storeTrouble),
      defaultModelIsWrong()
        ? vscode.l10n.t("Setting parley.defaultModel must be “connectionId/modelId”.")
        : "",
      ...settings,
    ].filter(notice => notice !== "");
  }
}

function secretTrouble(words: string): string {
  return vscode.l10n.t(
    "VS Code's secret storage does not work, so keys cannot be read or kept: {0} Unlock or install the keyring of this computer, then set the key again.",
    words,
  );
}

function storeTrouble(words: string): string {
  return vscode.l10n.t(
    "Conversations cannot be written to disk; they are kept in memory and tried again: {0}",
    words,
  );
}
