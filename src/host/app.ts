import * as vscode from "vscode";
import { Chats, type ChatsPorts } from "../core/chats";
import type { Connection } from "../core/connections";
import { wordsOf } from "../core/errors";
import type { ModelChoice, SentParameters } from "../core/messages";
import { Drafts } from "../core/drafts";
import type { ImageRules } from "../core/imageRules";
import { knownModel } from "../core/knownModel";
import { Meter, type MeteredView } from "../core/meter";
import type { Model } from "../core/models";
import { rulesOf } from "../core/parameterColumns";
import type { ParameterRules } from "../core/parameters";
import type { ServerOffer } from "../core/protocol";
import { Queues } from "../core/queue";
import type { ChatSession } from "../core/session";
import type { TokenCorrections } from "../core/tokenCorrections";
import { ChatCommands } from "./chatCommands";
import type { ChatView } from "./chatView";
import { Choosing, type ChoosingPorts } from "./choosing";
import type { EditorTab } from "./editorTab";
import { historyShown, setContext } from "./contexts";
import { EditorTabs } from "./editorTabs";
import type { ExchangePorts } from "./exchangeRoom";
import { removeKey } from "./keyCommands";
import { log } from "./log";
import { purgeTrash } from "./purge";
import { Rooms } from "./rooms";
import { nameModel } from "./say";
import {
  connectionOf,
  defaultChoice,
  forgetReading,
  modelTitles,
  presetReading,
  writeDefaultChoice,
} from "./settings";
import { Status } from "./status";
import { StatusBar } from "./statusBar";
import { UnseenAnswers } from "./unseenAnswers";
import { View, type ViewPorts } from "./view";
import { viewActions, type ViewHost } from "./viewActions";
import { Views } from "./views";
import type { WirePorts } from "./wireRoom";

type ChosenFor = "present" | "choose" | "say" | "done" | "foundServers" | "findServers";

export interface AppPorts
  extends Omit<ChoosingPorts, ChosenFor>,
    Pick<ChatsPorts, "store" | "clock" | "ask" | "repairs"> {
  readonly extensionUri: vscode.Uri;
  /** The folder of the journals. */
  readonly conversations: vscode.Uri;
  /** What is remembered of this workspace's window. */
  readonly workspaceState: vscode.Memento;
  readonly wire: WirePorts;
  readonly exchangeFiles: ExchangePorts["files"];
  readonly corrections: TokenCorrections;
  /** A document of functions holds something else than VS Code has read. */
  functionsChanged(uri: vscode.Uri): void;
  /** The place in the side bar. */
  readonly place: ChatView;
  findServers(connections: readonly Connection[]): Promise<readonly ServerOffer[]>;
}

/** When the status bar follows an answer, in milliseconds. */
const soon = 30;

/** What the commands and the views do. Built when the first of them is used. */
export class App implements ViewHost, vscode.Disposable {
  private readonly workspace = vscode.workspace.workspaceFolders?.[0]?.uri.toString() ?? "";
  private readonly chats: Chats;
  private readonly drafts: Drafts;
  private readonly status: Status;
  private readonly views: Views;
  private readonly tabs: EditorTabs;
  /** What is done with whole conversations. */
  readonly chatCommands: ChatCommands;
  readonly rooms: Rooms;
  private readonly unseen: UnseenAnswers;
  private readonly statusBar = new StatusBar();
  private readonly subscriptions: vscode.Disposable[] = [this.statusBar];
  /** The conversation that is remembered as the last one of this workspace. */
  private current: string | undefined;
  private unseenTitles: readonly string[] = [];
  private soon: NodeJS.Timeout | undefined;

  constructor(private readonly ports: AppPorts) {
    const { store, clock, keys, lists, place, extensionUri } = ports;
    this.chats = new Chats(this.chatsPorts());
    this.drafts = new Drafts(store);
    this.status = new Status({
      keys,
      findServers: all => ports.findServers(all),
      known: ({ connectionId, model }) => knownModel(connectionOf(connectionId), model, lists),
    });
    const { chats } = this;
    const shared = this.viewPorts();
    const sidebar = new View(place, shared, () => chats.restore());
    this.views = new Views(sidebar, () => this.showActive());
    const { views } = this;
    this.unseen = new UnseenAnswers({
      views,
      sidebar: place,
      show: titles => {
        this.unseenTitles = titles;
        this.showModel();
      },
    });
    this.tabs = new EditorTabs({
      extensionUri,
      views,
      chats,
      store,
      viewIn: (tab: EditorTab, first) => new View(tab, shared, first),
      changed: () => this.unseen.update(),
    });
    const { workspace, tabs, unseen } = this;
    this.rooms = new Rooms({
      ...ports,
      workspace,
      chats,
      views,
      tabs,
      unseen,
      open: id => this.chatCommands.open({ id, inEditor: false }),
    });
    this.chatCommands = new ChatCommands({ chats, views, tabs, rooms: this.rooms });
    this.subscriptions.push(
      this.rooms,
      keys.onDidChange(() => void this.postStatus()),
      vscode.workspace.onDidChangeConfiguration(change => {
        forgetReading();
        if (change.affectsConfiguration("parley")) void this.postStatus();
      }),
    );
    if (ports.workspaceState.get(historyShown)) void this.rooms.showHistoryAgain();
    void purgeTrash(store, clock);
  }

  /** The view of the side bar. */
  get sidebar(): View {
    return this.views.sidebar;
  }

  /** The view that commands act on. */
  get active(): View {
    return this.views.active;
  }

  /** The view of the side bar was shown, hidden or closed; what is not shown has no page. */
  placeChanged(): void {
    if (!this.sidebar.place.visible) this.sidebar.controller.pageGone();
    this.unseen.update();
  }

  /** Fills an editor tab that VS Code found again after a reload. */
  restoreTab(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    return this.tabs.restore(panel, state);
  }

  showLog(): void {
    log().show();
  }

  removeKey(): Promise<void> {
    return removeKey(this.ports.keys);
  }

  /** Writes what is queued; VS Code waits a moment for it when the window closes. */
  async close(): Promise<void> {
    await this.chats.close();
    this.dispose();
  }

  dispose(): void {
    clearTimeout(this.soon);
    for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
  }

  focusChanged(view: View, focused: boolean): void {
    this.views.focusChanged(view, focused);
  }

  changed(view: View): void {
    if (view === this.active) this.showActive();
    void view.postStatus();
  }

  /** Nothing of it is urgent, and the request that has just been made is. */
  activityChanged(view: View): void {
    const { shown } = view.controller;
    if (!shown?.busy) void view.postStatus();
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      this.showActive();
    }, soon);
  }

  async useServer(view: View, baseURL: string): Promise<void> {
    const server = this.status.found.find(offer => offer.baseURL === baseURL);
    if (server) await view.choosing.useServer(server);
  }

  /** Looks for servers on this computer, and shows them in an empty chat. */
  async findServers(): Promise<readonly ServerOffer[]> {
    const servers = await this.status.findServers();
    void this.postStatus();
    return servers;
  }

  private chatsPorts(): ChatsPorts {
    return {
      ...this.ports,
      workspace: this.workspace,
      defaultChoice,
      labelOf: choice => nameModel(choice, choice ? connectionOf(choice.connectionId) : undefined),
      parametersOf,
      rulesOf: modelRules,
      functionsOf: ({ connectionId }) => connectionOf(connectionId)?.functions,
      defaultPreset: () => presetReading().presets.find(preset => preset.default),
      imagesAt: async choice => imageRulesOf(await this.status.modelOf(choice), choice),
      prefills: ({ connectionId }) => connectionOf(connectionId)?.prefill !== undefined,
      trouble: (error, id) => {
        this.status.noteStoreTrouble(error, id);
        void this.postStatus();
      },
      busyChanged: () => this.activityChanged(this.active),
      answered: (session, answerId) => {
        this.unseen.answered(session, answerId);
        if (modelTitles()) void this.giveTitle(session, answerId);
      },
      left: id => this.drafts.forget(id),
    };
  }

  /** Its first answer has ended, so its model knows what a conversation is about. */
  private async giveTitle(session: ChatSession, answerId: string): Promise<void> {
    const release = this.chats.shown(session); // It is not let go meanwhile.
    try {
      const { giveTitle } = await import("../core/titling");
      const ports = { ...this.ports, parametersOf, rulesOf: modelRules };
      const why = await giveTitle(session, answerId, ports);
      if (why !== undefined) log().warn(`A model gave no title: ${why}`);
    } catch (error) {
      log().warn(`A model gave no title: ${wordsOf(error)}`);
    } finally {
      release();
    }
  }

  private viewPorts(): ViewPorts {
    const { chats, status } = this;
    const { store } = this.ports;
    return {
      chats,
      store,
      status,
      drafts: this.drafts,
      queues: new Queues(chats, this.drafts),
      meter: view => this.meterOf(view),
      actionsOf: view => viewActions(view, this),
      choosingOf: (view, choose) => this.choosingOf(view, choose),
      choose: (view, choice) => this.choose(view, choice),
      shows: (view, session) => this.shows(view, session),
      statusShown: view => {
        if (view === this.active) this.showModel();
      },
    };
  }

  private meterOf(view: MeteredView): Meter {
    return new Meter({ ...this.ports, connectionOf }, view);
  }

  private choosingOf(view: View, choose: (choice: ModelChoice) => Promise<void>): Choosing {
    return new Choosing({
      ...this.ports,
      choose,
      foundServers: () => this.status.found,
      findServers: () => this.findServers(),
      present: async () => (await view.controller.session()).choice,
      say: words => view.controller.hint(words),
      done: async words => {
        await this.postStatus();
        await view.focus();
        if (words !== undefined) view.controller.hint(words);
      },
    });
  }

  /** The choice is the shown conversation's, and the default from then on. */
  private async choose(view: View, choice: ModelChoice): Promise<void> {
    (await view.controller.session()).choose(choice);
    await writeDefaultChoice(choice);
    await this.postStatus();
  }

  private shows(view: View, { conversation: { id } }: ChatSession): void {
    this.unseen.update();
    if (view !== this.sidebar || id === this.current) return;
    this.current = id;
    void this.ports.store.writeCurrent(this.workspace, id).catch(() => undefined); // The list has it.
  }

  /** Tells the views their models; one that nobody has used yet opens nothing for it. */
  private async postStatus(): Promise<void> {
    const used = this.views.all.filter(
      view => view === this.active || view.controller.shown !== undefined,
    );
    await Promise.all(used.map(view => view.postStatus()));
  }

  /** What follows the active view: its answer, its model, where the keyboard is. */
  private showActive(): void {
    setContext("parley.streaming", this.active.controller.shown?.busy ?? false);
    setContext("parley.chatFocused", this.views.hasKeyboard);
    this.showModel();
  }

  private showModel(): void {
    const { active, chats, unseenTitles: unseen } = this;
    const here = active.controller.shown?.busy ? "here" : false;
    const streaming = here || (chats.busy ? "elsewhere" : false);
    this.statusBar.show({ model: active.modelLabel, streaming, unseen });
    setContext("parley.hasKey", active.hasKey ?? false);
    this.rooms.touchHistory();
  }
}

/** What is known of pictures at a model. */
function imageRulesOf(known: Model | undefined, { connectionId, model }: ModelChoice): ImageRules {
  const connection = connectionOf(connectionId);
  const { vision } = known ?? {};
  return {
    provider: connection?.label ?? connectionId,
    model,
    ...(vision !== undefined && { vision }),
    column: connection?.images ?? {},
  };
}

/** The names and ranges that a model has for parameters, where they differ. */
function modelRules({ connectionId, model }: ModelChoice): ParameterRules {
  return rulesOf(connectionOf(connectionId)?.parameters, model);
}

/** What is sent beside model and messages. */
function parametersOf({ connectionId }: ModelChoice): SentParameters {
  return connectionOf(connectionId)?.extraBody ?? {};
}
