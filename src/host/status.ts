import * as vscode from "vscode";
import type { Connection } from "../core/connections";
import type { SettingProblem } from "../core/connectionSettings";
import type { ModelChoice } from "../core/messages";
import type { Model } from "../core/models";
import { wordsOf } from "../core/errors";
import { rulesOf, withListed } from "../core/parameterColumns";
import type { KeyOffer, PanelStatus, ServerOffer } from "../core/protocol";
import { describeKey } from "./keyCommands";
import type { Keys } from "./keys";
import { log } from "./log";
import { nameModel, say } from "./say";
import {
  connectionOf,
  connectionReading,
  defaultModelIsWrong,
  presetReading,
  sendKey,
} from "./settings";

export interface StatusPorts {
  readonly keys: Keys;
  findServers(connections: readonly Connection[]): Promise<readonly ServerOffer[]>;
  /** What is known of a model. Never throws. */
  known(choice: ModelChoice): Promise<Model>;
}

/** What the views show beside the conversation: the model, what is ready, what does not work. */
export class Status {
  private servers: readonly ServerOffer[] = [];
  /** Conversations that cannot be written now, and why. */
  private readonly storeTroubles = new Map<string, string>();

  constructor(private readonly ports: StatusPorts) {}

  /** The servers found last. */
  get found(): readonly ServerOffer[] {
    return this.servers;
  }

  /** What a view of a conversation with this choice shows. */
  of(choice: ModelChoice | null, hasKey: boolean | null, model?: Model): PanelStatus {
    const connection = choice ? connectionOf(choice.connectionId) : undefined;
    return {
      modelLabel: choice ? nameModel(choice, connection) : null,
      hasKey,
      notices: this.notices(),
      servers: this.servers,
      keys: this.keyOffers(choice),
      sendKey: sendKey(),
      ...(model && { model }),
      ...(connection?.functions && { functions: connection.functions }),
      ...(connection?.images && { images: connection.images }),
      rules: withListed(rulesOf(connection?.parameters, choice?.model ?? ""), model?.parameters),
      presets: presetReading().presets,
    };
  }

  /** What is known of the model of a choice. */
  async modelOf(choice: ModelChoice | null): Promise<Model | undefined> {
    return choice ? this.ports.known(choice) : undefined;
  }

  /** Whether there is what a choice needs. Who has only the offline tour is a newcomer still. */
  async hasKey(choice: ModelChoice | null): Promise<boolean> {
    const connection = choice ? connectionOf(choice.connectionId) : undefined;
    if (!connection || connection.quirks.includes("cannedAnswers")) return false;
    return (await describeKey(this.ports.keys, connection)).there;
  }

  /** Looks for servers on this computer. */
  async findServers(): Promise<readonly ServerOffer[]> {
    this.servers = await this.ports.findServers(connectionReading().connections);
    return this.servers;
  }

  /** Remembers that a conversation cannot be written, or that it can be again. */
  noteStoreTrouble(error: unknown, id: string): void {
    if (error === undefined) return void this.storeTroubles.delete(id);
    const words = wordsOf(error);
    this.storeTroubles.set(id, words);
    log().error(`Writing a conversation failed: ${words}`);
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
    const settings = [
      ...connectionReading().problems.map(settingTrouble("parley.connections")),
      ...presetReading().problems.map(settingTrouble("parley.presets")),
    ];
    return [
      problem === undefined ? "" : secretTrouble(problem),
      ...[...this.storeTroubles.values()].slice(-1).map(storeTrouble),
      defaultModelIsWrong()
        ? vscode.l10n.t("Setting parley.defaultModel must be “connectionId/modelId”.")
        : "",
      ...settings,
    ].filter(notice => notice !== "");
  }
}

function settingTrouble(name: string): (problem: SettingProblem) => string {
  return ({ entry, phrase }) =>
    entry === undefined
      ? vscode.l10n.t("Setting {0}: {1}", name, say(phrase))
      : vscode.l10n.t("Setting {0}, entry {1}: {2}", name, entry, say(phrase));
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
