import * as vscode from "vscode";
import type { Activity, AskModel, Clock } from "../core/answering";
import { Chats } from "../core/chats";
import type { EditorCommand } from "../core/commands";
import type { Connection } from "../core/connections";
import type { ModelChoice } from "../core/conversation";
import type { Favourites } from "../core/favourites";
import type { ModelLists } from "../core/modelLists";
import type { Repairs } from "../core/repairs";
import { type PanelActions, PanelController } from "../core/panelController";
import type { HostToPanel, ServerOffer } from "../core/protocol";
import { offlineTour } from "../core/providers";
import type { ConversationStore } from "../core/store";
import { chatViewId } from "./chatView";
import { Choosing } from "./choosing";
import { runEditorCommand } from "./editorCommands";
import { reportFailure } from "./failures";
import { getStarted } from "./getStarted";
import { pickConversation } from "./history";
import { removeKey } from "./keyCommands";
import type { KeyPorts } from "./keyPrompt";
import { openLink } from "./links";
import { log } from "./log";
import { nameModel } from "./say";
import { connectionOf, defaultChoice, writeDefaultChoice } from "./settings";
import { Status } from "./status";
import { StatusBar } from "./statusBar";

export interface AppPorts extends KeyPorts {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly ask: AskModel;
  readonly lists: ModelLists;
  readonly favourites: Favourites;
  readonly repairs: Repairs;
  findServers(connections: readonly Connection[]): Promise<readonly ServerOffer[]>;
  parseVariables(text: string): Readonly<Record<string, string>>;
  post(message: HostToPanel): void;
}

/** What the commands and the chat view do. Built when the first of them is used. */
export class App implements vscode.Disposable {
  readonly controller: PanelController;
  /** Providers, keys, connections and models. */
  readonly choosing: Choosing;
  private readonly chats: Chats;
  private readonly statusBar = new StatusBar();
  private readonly subscriptions: vscode.Disposable[] = [this.statusBar];
  private readonly status: Status;
  /** Whether an answer is being made in the shown chat. */
  private streaming = false;
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
      busyChanged: () => this.showModel(),
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
      show: status => {
        this.controller.setStatus(status);
        this.showModel();
      },
    });
    this.choosing = new Choosing({
      ...ports,
      foundServers: () => this.status.found,
      findServers: () => this.findServers(),
      present: async () => (await this.controller.session()).choice,
      choose: choice => this.choose(choice),
      say: words => this.controller.hint(words),
      done: words => this.finishChoosing(words),
    });
    this.subscriptions.push(
      keys.onDidChange(() => void this.postStatus()),
      vscode.workspace.onDidChangeConfiguration(change => {
        if (change.affectsConfiguration("parley")) void this.postStatus();
      }),
    );
  }

  /** Takes a message of the page; what fails is said to the user. */
  async receive(message: unknown): Promise<void> {
    await this.controller.receive(message).catch(reportFailure);
  }

  showLog(): void {
    log().show();
  }

  removeKey(): Promise<void> {
    return removeKey(this.ports.keys);
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

  /** Sends the code at the cursor with the command's sentence, or puts it into the composer. */
  async runEditorCommand(command: EditorCommand): Promise<void> {
    await runEditorCommand(command, this.controller);
  }

  private actions(): PanelActions {
    return {
      chooseModel: () => this.fromChat(() => this.choosing.chooseModel()),
      setKey: connectionId => this.fromChat(() => this.choosing.setKey(connectionId)),
      editConnection: id => this.fromChat(() => this.choosing.repairConnection(id)),
      openHistory: () => this.openHistory(),
      startOfflineTour: () => this.startOfflineTour(),
      useServer: baseURL => this.useServer(baseURL),
      useConnection: id => this.choosing.useConnection(id),
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
    this.streaming = state !== "idle";
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

  private async useServer(baseURL: string): Promise<void> {
    const server = this.status.found.find(offer => offer.baseURL === baseURL);
    if (server) await this.choosing.useServer(server);
  }

  /** The choice is the shown conversation's, and the default from then on. */
  private async choose(choice: ModelChoice): Promise<void> {
    (await this.controller.session()).choose(choice);
    await writeDefaultChoice(choice);
    await this.postStatus();
  }

  /** What was begun in the chat view ends there, also when the user leaves it half-way. */
  private async fromChat(flow: () => Promise<void>): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    await flow();
    if (vscode.window.activeTextEditor === editor) await this.focus();
  }

  private async finishChoosing(words?: string): Promise<void> {
    await this.postStatus();
    await this.focus();
    if (words !== undefined) this.controller.hint(words);
  }

  private showModel(): void {
    const elsewhere = this.chats.busy ? "elsewhere" : false;
    this.statusBar.show(this.status.modelLabel, this.streaming ? "here" : elsewhere);
  }

  /** Looks for servers on this computer, and shows them in an empty chat. */
  private async findServers(): Promise<readonly ServerOffer[]> {
    const servers = await this.status.findServers();
    void this.postStatus();
    return servers;
  }
}
