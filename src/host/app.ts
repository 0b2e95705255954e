import * as vscode from "vscode";
import type { Activity, AskModel, Clock } from "../core/answering";
import { Chats } from "../core/chats";
import type { EditorCommand } from "../core/commands";
import type { Connection } from "../core/connections";
import type { ModelChoice } from "../core/conversation";
import type { ChatError } from "../core/errors";
import { type PanelActions, PanelController } from "../core/panelController";
import type { HostToPanel, ServerOffer } from "../core/protocol";
import { offlineTour } from "../core/providers";
import type { ChatSession } from "../core/session";
import type { ConversationStore } from "../core/store";
import { addConnection, addFoundServer, editConnection } from "./addConnection";
import { chatViewId } from "./chatView";
import { runEditorCommand } from "./editorCommands";
import { reportFailure } from "./failures";
import { getStarted } from "./getStarted";
import { pickConversation } from "./history";
import { pickConnectionForKey, promptForKey, removeKey } from "./keyPrompt";
import type { Keys } from "./keys";
import { openLink } from "./links";
import { log } from "./log";
import { pickModel, pickModelAt, type PickerPorts } from "./modelPicker";
import { nameModel } from "./say";
import { connectionOf, defaultChoice, writeDefaultChoice } from "./settings";
import { Status } from "./status";

export interface AppPorts {
  readonly store: ConversationStore;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly ask: AskModel;
  listModels(connection: Connection, signal: AbortSignal): Promise<readonly string[] | ChatError>;
  findServers(connections: readonly Connection[]): Promise<readonly ServerOffer[]>;
  post(message: HostToPanel): void;
}

/** What the commands and the chat view do. Built when the first of them is used. */
export class App implements vscode.Disposable {
  readonly controller: PanelController;
  private readonly chats: Chats;
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly status: Status;
  private readonly workspace = vscode.workspace.workspaceFolders?.[0]?.uri.toString() ?? "";

  constructor(private readonly ports: AppPorts) {
    const { store, keys } = ports;
    const { workspace } = this;
    this.chats = new Chats({
      ...ports,
      workspace,
      defaultChoice,
      labelOf: choice => nameModel(choice, choice ? connectionOf(choice.connectionId) : undefined),
      parametersOf: ({ connectionId }) => connectionOf(connectionId)?.extraBody ?? {},
      trouble: error => {
        this.status.noteStoreTrouble(error);
        void this.postStatus();
      },
    });
    this.controller = new PanelController({
      chats: this.chats,
      store,
      workspace,
      actions: this.actions(),
      post: message => ports.post(message),
    });
    this.status = new Status({
      keys,
      findServers: connections => ports.findServers(connections),
      show: status => this.controller.setStatus(status),
    });
    this.subscriptions.push(
      keys.onDidChange(() => void this.postStatus()),
      vscode.workspace.onDidChangeConfiguration(change => {
        if (change.affectsConfiguration("parley")) void this.postStatus();
      }),
    );
  }

  private get keys(): Keys {
    return this.ports.keys;
  }

  /** Takes a message of the page; what fails is said to the user. */
  async receive(message: unknown): Promise<void> {
    await this.controller.receive(message).catch(reportFailure);
  }

  showLog(): void {
    log().show();
  }

  removeKey(): Promise<void> {
    return removeKey(this.keys);
  }

  /** Writes what is queued; VS Code waits a moment for it when the window closes. */
  async close(): Promise<void> {
    await this.chats.flush();
    this.dispose();
  }

  dispose(): void {
    for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
  }

  async focus(): Promise<void> {
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
    this.controller.focusComposer();
  }

  async newChat(): Promise<void> {
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
    await this.controller.newChat();
  }

  async stop(): Promise<void> {
    (await this.controller.session()).stop();
  }

  /** Lets the user choose the model of the shown conversation, which is the default from then on. */
  async chooseModel(): Promise<void> {
    const session = await this.controller.session();
    const choice = await pickModel(this.pickerPorts(), session.choice);
    if (choice) await this.choose(session, choice);
  }

  /** Asks for a key, and for a model there unless the conversation has one of that connection. */
  async setKey(connectionId = ""): Promise<void> {
    const { keys } = this.ports;
    const asked =
      connectionId === "" ? await pickConnectionForKey(keys) : connectionOf(connectionId);
    if (!asked) return;
    if (asked.baseURL === undefined) return this.addConnection();
    if (asked.auth === "none") return this.editConnection(asked.id);
    if (!(await promptForKey(keys, asked))) return;
    const session = await this.controller.session();
    if (session.choice?.connectionId === asked.id) return this.focus();
    await this.chooseAt(asked);
  }

  /** Adds a connection and goes on to its key and its models. */
  async addConnection(): Promise<void> {
    const connection = await addConnection();
    if (connection) await this.chooseAt(connection);
  }

  async runEditorCommand(command: EditorCommand): Promise<void> {
    await runEditorCommand(command, this.controller);
  }

  private actions(): PanelActions {
    return {
      chooseModel: () => this.chooseModel(),
      setKey: connectionId => this.setKey(connectionId),
      editConnection: id => this.editConnection(id),
      openHistory: () => this.openHistory(),
      startOfflineTour: () => this.startOfflineTour(),
      useServer: baseURL => this.useServer(baseURL),
      useConnection: id => this.useConnection(id),
      focusChanged: focused =>
        void vscode.commands.executeCommand("setContext", "parley.chatFocused", focused),
      getStarted,
      openLink,
      copy: async text => vscode.env.clipboard.writeText(text),
      changed: (_session, activity) => this.changed(activity),
      emptyShown: () => void this.findServers(),
    };
  }

  private changed({ state }: Activity): void {
    void vscode.commands.executeCommand("setContext", "parley.streaming", state !== "idle");
    void this.postStatus();
  }

  private async postStatus(): Promise<void> {
    await this.status.post((await this.controller.session()).choice);
  }

  async openHistory(): Promise<void> {
    const id = await pickConversation(this.ports.store, this.workspace);
    if (id === undefined) return;
    const session = await this.chats.load(id);
    if (!session) {
      void vscode.window.showErrorMessage(
        vscode.l10n.t("This conversation cannot be read. Its file is left as it is."),
      );
      return;
    }
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
    await this.controller.show(session);
    this.controller.focusComposer();
  }

  private async startOfflineTour(): Promise<void> {
    const session = await this.controller.session();
    session.choose({ connectionId: offlineTour, model: offlineTour });
    session.send([{ type: "text", text: vscode.l10n.t("Show me what this chat view can do.") }]);
    await this.postStatus();
    this.controller.focusComposer();
  }

  /** A connection whose key the environment holds. */
  private async useConnection(id: string): Promise<void> {
    const connection = connectionOf(id);
    if (connection) await this.chooseAt(connection);
  }

  private async useServer(baseURL: string): Promise<void> {
    const server = this.status.found.find(offer => offer.baseURL === baseURL);
    if (!server) return;
    const known = server.connectionId === undefined ? undefined : connectionOf(server.connectionId);
    const connection = known ?? (await addFoundServer(server.label, server.baseURL));
    if (connection) await this.chooseAt(connection);
  }

  private async editConnection(id: string): Promise<void> {
    const connection = connectionOf(id);
    if (!connection) return this.chooseModel();
    const changed = await editConnection(connection);
    if (!changed) return;
    if (changed.auth !== "none" && (await this.keys.source(changed)) === "none") {
      await promptForKey(this.keys, changed);
    }
    await this.focus();
  }

  private pickerPorts(): PickerPorts {
    return {
      keys: this.ports.keys,
      findServers: () => this.findServers(),
      listModels: (connection, signal) => this.ports.listModels(connection, signal),
    };
  }

  private async chooseAt(connection: Connection): Promise<void> {
    const session = await this.controller.session();
    const choice = await pickModelAt(this.pickerPorts(), connection, session.choice);
    if (choice && choice !== "back") await this.choose(session, choice);
  }

  private async choose(session: ChatSession, choice: ModelChoice): Promise<void> {
    session.choose(choice);
    await writeDefaultChoice(choice);
    await this.postStatus();
    await this.focus();
  }

  /** Looks for servers on this computer, and shows them in an empty chat. */
  private async findServers(): Promise<readonly ServerOffer[]> {
    const servers = await this.status.findServers();
    void this.postStatus();
    return servers;
  }
}
