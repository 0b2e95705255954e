import * as vscode from "vscode";
import type { Activity, AskModel, Clock } from "../core/answering";
import { Chats } from "../core/chats";
import { type EditorCommand } from "../core/commands";
import { type Connection, modelLabel } from "../core/connections";
import type { ModelChoice } from "../core/conversation";
import { type ChatError, fill, wordsOf } from "../core/errors";
import { type PanelActions, PanelController } from "../core/panelController";
import type { HostToPanel, ServerOffer } from "../core/protocol";
import { offlineTour } from "../core/providers";
import type { ChatSession } from "../core/session";
import type { ConversationStore } from "../core/store";
import { addConnection, addFoundServer, editAddress } from "./addConnection";
import { chatViewId } from "./chatView";
import { takeCode } from "./editorCode";
import { pickConversation } from "./history";
import { pickConnectionForKey, promptForKey } from "./keyPrompt";
import type { Keys } from "./keys";
import { openLink } from "./links";
import { log } from "./log";
import { pickModel, pickModelAt, type PickerPorts } from "./modelPicker";
import { connectionOf, connectionReading, defaultChoice, writeDefaultChoice } from "./settings";

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
  private servers: readonly ServerOffer[] = [];
  private storeTrouble: string | undefined;

  constructor(private readonly ports: AppPorts) {
    const { store } = ports;
    const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.toString() ?? "";
    this.chats = new Chats({
      ...ports,
      workspace,
      defaultChoice,
      labelOf: choice => modelLabel(choice, connectionOf(choice.connectionId)),
      trouble: error => this.noteStoreTrouble(error),
    });
    const actions = this.actions(workspace);
    this.controller = new PanelController({
      chats: this.chats,
      store,
      workspace,
      actions,
      post: message => ports.post(message),
    });
    this.subscriptions.push(
      ports.keys.onDidChange(() => void this.postStatus()),
      vscode.workspace.onDidChangeConfiguration(change => {
        if (change.affectsConfiguration("parley")) void this.postStatus();
      }),
    );
  }

  get keys(): Keys {
    return this.ports.keys;
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

  /** Asks for a key; when the conversation has no model that works, for a model there too. */
  async setKey(connectionId = ""): Promise<void> {
    const asked =
      connectionId === ""
        ? await pickConnectionForKey(this.ports.keys)
        : connectionOf(connectionId);
    const connection = asked?.baseURL === undefined && asked ? await addConnection() : asked;
    if (!connection || !(await promptForKey(this.ports.keys, connection))) return;
    const session = await this.controller.session();
    if (session.choice?.connectionId === connection.id) return this.focus();
    await this.chooseAt(connection);
  }

  /** Adds a connection and goes on to its key and its models. */
  async addConnection(): Promise<void> {
    const connection = await addConnection();
    if (connection) await this.chooseAt(connection);
  }

  /** Sends the code at the cursor with the command's sentence. */
  async runEditorCommand(command: EditorCommand): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const code = editor && (await takeCode(editor));
    if (!code) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t("There is no code here. Select some, or put the cursor on it."),
      );
      return;
    }
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
    const text = fill(vscode.l10n.t(command.prompt), [code.name]);
    await this.controller.send([{ type: "text", text }, code.part]);
  }

  /** Tells the panel what is ready, and looks for servers on this computer while the chat is empty. */
  async postStatus(): Promise<void> {
    const session = await this.controller.session();
    const { choice } = session;
    const connection = choice ? connectionOf(choice.connectionId) : undefined;
    const hasKey = connection !== undefined && (await this.isReady(connection));
    void vscode.commands.executeCommand("setContext", "parley.hasKey", hasKey);
    this.controller.setStatus({
      modelLabel: choice ? modelLabel(choice, connection) : null,
      hasKey,
      notices: this.notices(),
      servers: this.servers,
    });
  }

  private actions(workspace: string): PanelActions {
    return {
      chooseModel: () => this.chooseModel(),
      setKey: connectionId => this.setKey(connectionId),
      editConnection: id => this.editConnection(id),
      openHistory: () => this.openHistory(workspace),
      showLog: () => log().show(),
      startOfflineTour: () => this.startOfflineTour(),
      useServer: baseURL => this.useServer(baseURL),
      openLink,
      copy: async text => vscode.env.clipboard.writeText(text),
      changed: (session, activity) => this.changed(session, activity),
    };
  }

  private changed(session: ChatSession, activity: Activity): void {
    void vscode.commands.executeCommand(
      "setContext",
      "parley.streaming",
      activity.state !== "idle",
    );
    void this.postStatus();
    if (session.conversation.messages.size === 0)
      void this.findServers().then(() => this.postStatus());
  }

  async openHistory(
    workspace = vscode.workspace.workspaceFolders?.[0]?.uri.toString() ?? "",
  ): Promise<void> {
    const id = await pickConversation(this.ports.store, workspace);
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
  }

  private async useServer(baseURL: string): Promise<void> {
    const server = this.servers.find(offer => offer.baseURL === baseURL);
    if (!server) return;
    const known = server.connectionId === undefined ? undefined : connectionOf(server.connectionId);
    const connection = known ?? (await addFoundServer(server.label, server.baseURL));
    if (connection) await this.chooseAt(connection);
  }

  private async editConnection(id: string): Promise<void> {
    const connection = connectionOf(id);
    if (!connection) return this.chooseModel();
    if (await editAddress(connection)) await this.postStatus();
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

  private async isReady(connection: Connection): Promise<boolean> {
    return connection.auth === "none" || (await this.ports.keys.source(connection)) !== "none";
  }

  private async findServers(): Promise<readonly ServerOffer[]> {
    this.servers = await this.ports.findServers(connectionReading().connections);
    return this.servers;
  }

  private notices(): readonly string[] {
    const { problem } = this.ports.keys;
    const settings = connectionReading().problems.map(text =>
      vscode.l10n.t("Setting parley.connections: {0}", text),
    );
    return [
      ...(problem === undefined
        ? []
        : [
            vscode.l10n.t(
              "VS Code's secret storage does not work, so keys cannot be read or kept: {0}",
              problem,
            ),
          ]),
      ...(this.storeTrouble === undefined
        ? []
        : [
            vscode.l10n.t(
              "Conversations cannot be written to disk; they are kept in memory and tried again: {0}",
              this.storeTrouble,
            ),
          ]),
      ...settings,
    ];
  }

  private noteStoreTrouble(error: unknown): void {
    this.storeTrouble = error === undefined ? undefined : wordsOf(error);
    if (error !== undefined) log().error(`Writing a conversation failed: ${this.storeTrouble}`);
    void this.postStatus();
  }
}
