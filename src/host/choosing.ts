import * as vscode from "vscode";
import type { Connection } from "../core/connections";
import type { ModelChoice } from "../core/messages";
import type { ErrorAction } from "../core/errors";
import type { ModelLists } from "../core/modelLists";
import type { KeyCheck } from "../core/models";
import { providerOf } from "../core/providers";
import type { ServerOffer } from "../core/protocol";
import { type AddedConnection, addConnection, foundConnection } from "./addConnection";
import { type ConnectionPickPorts, pickDestination } from "./connectionPick";
import { wantsSecret } from "./connectionQuestions";
import {
  changeAuthentication,
  duplicateConnection,
  type EditedConnection,
  editConnection,
  pickAnyConnection,
  removeConnection,
  repairAddress,
} from "./editConnection";
import { importKeys } from "./importKeys";
import { connectionItem } from "./keyCommands";
import { type KeyPorts, promptForKey } from "./keyPrompt";
import { pickModelId } from "./modelPick";
import { connectionOf, connectionReading } from "./settings";
import { askChoice, back } from "./steps";
import { needsNothing } from "./verdict";

export interface ChoosingPorts extends KeyPorts, ConnectionPickPorts {
  readonly lists: ModelLists;
  /** Reads a file of variables. */
  parseVariables(text: string): Readonly<Record<string, string>>;
  present(): Promise<ModelChoice | null>;
  /** Makes a choice the conversation's own and the default. */
  choose(choice: ModelChoice): Promise<void>;
  /** Says something under the composer, and leaves the focus where it is. */
  say(words: string): void;
  /** Ends in the composer, with what came of it in words. */
  done(words?: string): Promise<void>;
}

/** What came before a model is asked for. */
interface Before {
  /** What was found out, in words. */
  readonly words?: string;
  readonly check?: KeyCheck;
  /** Keeps the connection, once there is a model. */
  readonly keep?: () => Promise<void>;
}

/** Everything between “I have a key” and the composer: providers, keys, connections, models. */
export class Choosing {
  constructor(private readonly ports: ChoosingPorts) {}

  /** Asks where messages should go. */
  async chooseModel(): Promise<void> {
    for (;;) {
      const present = await this.ports.present();
      const picked = await pickDestination(this.ports, present);
      if (!picked) return;
      switch (picked.type) {
        case "model":
          return this.finish(picked.choice);
        case "edit":
          return this.editConnection(picked.connection);
        case "add":
          return this.addConnection();
        case "importKeys":
          return this.importKeys();
        case "server":
          return this.useServer(picked.server);
        case "connection":
          if ((await this.chooseAt(picked.connection, true)) !== back) return;
      }
    }
  }

  /** Asks for a key, then for a model there unless the conversation has one of that connection. */
  async setKey(connectionId: string): Promise<void> {
    const asked = connectionId === "" ? await this.pickForKey() : connectionOf(connectionId);
    if (!asked) return connectionId === "" ? undefined : this.chooseModel();
    if (asked === "add") return this.addConnection();
    if (asked.baseURL === undefined) return this.addConnection(asked.providerId);
    if (!wantsSecret(asked)) return this.change(await changeAuthentication(this.ports, asked));
    const outcome = await promptForKey(this.ports, asked);
    if (!outcome) return;
    await this.follow(asked, outcome.check, outcome.words);
  }

  async addConnection(providerId?: string): Promise<void> {
    const row = providerId === undefined ? undefined : providerOf(providerId);
    const added = await addConnection(this.ports, row);
    if (added) await this.followAdded(added);
  }

  /** Changes the address of a connection that an error is about. */
  async repairConnection(id: string): Promise<void> {
    const connection = connectionOf(id);
    if (!connection) return this.chooseModel();
    await this.change(await repairAddress(this.ports, connection));
  }

  async editConnection(connection?: Connection): Promise<void> {
    const title = vscode.l10n.t("Edit Connection");
    const asked = connection ?? (await pickAnyConnection(this.ports, title));
    if (!asked) return;
    if (asked.baseURL === undefined) return this.addConnection(asked.providerId);
    await this.change(await editConnection(this.ports, asked));
  }

  async duplicateConnection(): Promise<void> {
    const title = vscode.l10n.t("Duplicate Connection");
    const asked = await pickAnyConnection(this.ports, title);
    const made = asked && (await duplicateConnection(this.ports, asked));
    if (!made) return;
    this.remember(made.connection, made.check);
    await this.chooseAfter(made.connection, made.words, made.check);
  }

  async removeConnection(): Promise<void> {
    const title = vscode.l10n.t("Remove Connection");
    const asked = await pickAnyConnection(this.ports, title);
    if (asked && (await removeConnection(this.ports, asked)))
      await this.ports.done(vscode.l10n.t("“{0}” was removed.", asked.label));
  }

  /** Stores keys that a file of the workspace holds, those that the user picks. */
  async importKeys(): Promise<void> {
    const imported = await importKeys(this.ports);
    if (!imported) return;
    for (const { connection, check } of imported.results) this.remember(connection, check);
    const [only] = imported.results;
    const present = await this.ports.present();
    if (present !== null && connectionOf(present.connectionId))
      return this.ports.done(imported.words);
    if (only && imported.results.length === 1)
      return this.chooseAfter(only.connection, imported.words, only.check);
    this.ports.say(imported.words);
    await this.chooseModel();
  }

  /** Chooses a model at a connection whose key the environment holds. */
  async useConnection(id: string): Promise<void> {
    const connection = connectionOf(id);
    if (connection) await this.chooseAt(connection, false);
  }

  /** Chooses a model at a server that was found on this computer. */
  async useServer(server: ServerOffer): Promise<void> {
    const { connectionId = "", label, baseURL } = server;
    const known = connectionOf(connectionId);
    if (known) return void (await this.chooseAt(known, false));
    const found = foundConnection(label, baseURL);
    if (found) await this.chooseAt(found.connection, false, { keep: () => found.keep() });
  }

  private async pickForKey(): Promise<Connection | "add" | undefined> {
    const { connections } = connectionReading();
    const own = connections.filter(
      connection => wantsSecret(connection) || connection.baseURL === undefined,
    );
    const items = await Promise.all(
      own.map(connection => connectionItem(this.ports.keys, connection)),
    );
    const picked = await askChoice<Connection | "add">({
      title: vscode.l10n.t("Set API Key"),
      placeholder: vscode.l10n.t("Set the API key of which provider?"),
      items: [
        ...items,
        { label: `$(add) ${vscode.l10n.t("Add Connection…")}`, alwaysShow: true, value: "add" },
      ],
    });
    return picked === back ? undefined : picked;
  }

  /** Asks for a model at one connection, whose key and address are asked for first if they are missing. */
  private async chooseAt(
    connection: Connection,
    backButton: boolean,
    { words, check, keep }: Before = {},
  ): Promise<typeof back | void> {
    if (connection.baseURL === undefined) return this.addConnection(connection.providerId);
    const [only] = connection.models;
    if (connection.quirks.includes("cannedAnswers") && only)
      return this.finish({ connectionId: connection.id, model: only }, words);
    if (wantsSecret(connection) && !needsNothing(connection)) {
      if ((await this.ports.keys.source(connection)) === "none") return this.setKey(connection.id);
    }
    const model = await pickModelId(this.ports, {
      connection,
      present: await this.ports.present(),
      backButton,
      words,
      justRead: check?.models !== undefined,
    });
    if (model === back) return back;
    if (model === undefined) return words === undefined ? undefined : this.ports.done(words);
    if (typeof model === "object") return this.repair(connection, model.action);
    await keep?.();
    await this.finish({ connectionId: connection.id, model }, words);
  }

  /** Asks for a model at a connection of which something was just found out. */
  private async chooseAfter(connection: Connection, words?: string, check?: KeyCheck) {
    const before = { ...(words !== undefined && { words }), ...(check && { check }) };
    await this.chooseAt(connection, false, before);
  }

  /** Goes where the failure of a list is mended. */
  private repair(connection: Connection, action: ErrorAction): Promise<void> {
    return action === "setKey" ? this.setKey(connection.id) : this.repairConnection(connection.id);
  }

  /** After a key: the model picker, unless the conversation has a model there already. */
  private async follow(connection: Connection, check: KeyCheck, words: string): Promise<void> {
    this.remember(connection, check);
    const present = await this.ports.present();
    if (present?.connectionId === connection.id) return this.ports.done(words);
    await this.chooseAfter(connection, words, check);
  }

  private async followAdded({ connection, check, words, model }: AddedConnection): Promise<void> {
    this.remember(connection, check);
    if (model === undefined) return this.chooseAfter(connection, words, check);
    await this.finish({ connectionId: connection.id, model }, words);
  }

  private async change(edited: EditedConnection | undefined): Promise<void> {
    if (!edited) return;
    this.remember(edited.connection, edited.check);
    await this.ports.done(edited.words);
  }

  private remember(connection: Connection, check: KeyCheck | undefined): void {
    if (check?.models) this.ports.lists.keep(connection, check.models);
  }

  private async finish(choice: ModelChoice, words?: string): Promise<void> {
    await this.ports.choose(choice);
    const canned = connectionOf(choice.connectionId)?.quirks.includes("cannedAnswers");
    if (!canned) await this.ports.favourites.use(choice);
    await this.ports.done(words);
  }
}
