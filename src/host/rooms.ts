import type * as vscode from "vscode";
import type { Chats } from "../core/chats";
import { readTexts } from "../core/searchTexts";
import type { AppPorts } from "./app";
import type { CodeRoom } from "./codeRoom";
import type { EditorTabs } from "./editorTabs";
import type { ExchangeRoom } from "./exchangeRoom";
import type { FunctionRoom } from "./functionRoom";
import type { HistoryRoom } from "./historyRoom";
import { LastEditor } from "./lastEditor";
import type { UnseenAnswers } from "./unseenAnswers";
import type { Views } from "./views";
import type { WireRoom } from "./wireRoom";

export interface RoomsPorts
  extends Pick<
    AppPorts,
    | "store"
    | "clock"
    | "wire"
    | "conversations"
    | "workspaceState"
    | "exchangeFiles"
    | "functionsChanged"
  > {
  /** URI of the open workspace folder; empty when there is none. */
  readonly workspace: string;
  readonly chats: Chats;
  readonly views: Views;
  readonly tabs: EditorTabs;
  readonly unseen: UnseenAnswers;
  /** Shows a conversation. */
  open(id: string): Promise<void>;
}

/** What the app does rarely: each room is a bundle of its own, loaded at the first use of anything in it. */
export class Rooms implements vscode.Disposable {
  private readonly editors = new LastEditor();
  private readonly subscriptions: vscode.Disposable[] = [this.editors];
  private codes: Promise<CodeRoom> | undefined;
  private wires: Promise<WireRoom> | undefined;
  private declared: Promise<FunctionRoom> | undefined;
  private histories: Promise<HistoryRoom> | undefined;
  private past: HistoryRoom | undefined;
  private exchanges: Promise<ExchangeRoom> | undefined;

  constructor(private readonly ports: RoomsPorts) {}

  dispose(): void {
    for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
  }

  /** Carries code between chats and editors. */
  code(): Promise<CodeRoom> {
    this.codes ??= import("./codeRoom").then(({ CodeRoom }) =>
      this.kept(new CodeRoom(this.editors)),
    );
    return this.codes;
  }

  /** Shows and copies what was sent. */
  wire(): Promise<WireRoom> {
    this.wires ??= import("./wireRoom").then(({ WireRoom }) =>
      this.kept(new WireRoom(this.ports.wire)),
    );
    return this.wires;
  }

  /** Declares functions in an editor. */
  functions(): Promise<FunctionRoom> {
    const { chats, views } = this.ports;
    this.declared ??= import("./functionRoom").then(({ FunctionRoom }) =>
      this.kept(
        new FunctionRoom({
          chats,
          changed: uri => this.ports.functionsChanged(uri),
          say: (id, words) => {
            for (const view of views.of(id)) view.controller.hint(words);
          },
        }),
      ),
    );
    return this.declared;
  }

  /** Finds past conversations again, renames and deletes them. */
  history(): Promise<HistoryRoom> {
    const { store, unseen, conversations: folder } = this.ports;
    this.histories ??= import("./historyRoom").then(({ HistoryRoom }) => {
      this.past = this.kept(
        new HistoryRoom({
          ...this.ports,
          folder,
          readTexts: (id, slices) => readTexts(store, id, slices),
          exportConversations: async ids => (await this.exchange()).exportConversations(ids),
          isUnseen: id => unseen.has(id),
          removed: id => unseen.forget(id),
        }),
      );
      return this.past;
    });
    return this.histories;
  }

  /** The history was shown when the window closed. */
  async showHistoryAgain(): Promise<void> {
    const room = await this.history().catch(() => undefined); // Its command says what is wrong.
    room?.again();
  }

  /** What goes on in conversations of this window may be another way. */
  touchHistory(): void {
    this.past?.touch();
  }

  /** Exports conversations and imports them. */
  exchange(): Promise<ExchangeRoom> {
    const { store, clock, chats, exchangeFiles: files } = this.ports;
    this.exchanges ??= import("./exchangeRoom").then(
      ({ ExchangeRoom }) =>
        new ExchangeRoom({
          store,
          files,
          now: () => clock.now(),
          flush: () => chats.flush(),
          open: id => this.ports.open(id),
        }),
    );
    return this.exchanges;
  }

  private kept<Room extends vscode.Disposable>(room: Room): Room {
    this.subscriptions.push(room);
    return room;
  }
}
