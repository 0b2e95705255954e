import type { Chats } from "./chats";
import type { CodeActions } from "./codeHandlers";
import { titleOf } from "./conversation";
import type { ContentPart, FilePart, ModelChoice } from "./messages";
import { type AttachedFile, type Draft, type Drafts, type QueuedMessage, withPart } from "./drafts";
import type { FoundFile } from "./foundFiles";
import type { Meter, MeteredView } from "./meter";
import type { FunctionActions } from "./functionHandlers";
import type { PresetActions } from "./parameterHandlers";
import { panelHandlers } from "./panelHandlers";
import {
  decodePanelMessage,
  dispatch,
  type Handlers,
  type HostToPanel,
  type PanelDraft,
  type PanelStatus,
  type PanelToHost,
  type ReadImage,
} from "./protocol";
import { queuedLines, type Queues } from "./queue";
import type { ChatSession } from "./session";
import { ThreadView } from "./shownThread";
import type { ConversationStore } from "./store";
import type { WireForm } from "./wire";

/** Files as they can be attached. */
export interface ReadFiles {
  readonly parts: readonly AttachedFile[];
  /** Pictures, which the page has to make fit first. */
  readonly images?: readonly ReadImage[];
  /** Why the others cannot, in translated sentences. */
  readonly refused: readonly string[];
}

/** A message, and what was found in it. */
export interface FoundPlace {
  readonly messageId: string;
  readonly text: string;
}

/** What only the editor can do for the panel. */
export interface PanelActions extends CodeActions, FunctionActions, PresetActions {
  chooseModel(): Promise<void>;
  /** Asks for a model for one answer; nothing when the user leaves. */
  pickModel(): Promise<ModelChoice | undefined>;
  /** With an empty id the user is asked for the connection. */
  setKey(connectionId: string): Promise<void>;
  editConnection(connectionId: string): Promise<void>;
  openHistory(): Promise<void>;
  /** Shows a conversation in an editor tab of its own, at a thread. */
  openInEditor(session: ChatSession, leafId: string | null): Promise<void>;
  /** Asks what a conversation is to be called. */
  renameChat(session: ChatSession): Promise<void>;
  /** Asks for a form and a place, and writes a conversation there. */
  exportChat(session: ChatSession): Promise<void>;
  /** Moves a conversation to the trash; every view of it shows another one then. */
  deleteChat(session: ChatSession): Promise<void>;
  startOfflineTour(): Promise<void>;
  /** The keyboard is in the view, or no longer. */
  focusChanged(focused: boolean): void;
  /** Opens the walkthrough. */
  getStarted(): Promise<void>;
  useServer(baseURL: string): Promise<void>;
  useConnection(connectionId: string): Promise<void>;
  /** Asks the user for files to attach. */
  pickFiles(): Promise<ReadFiles>;
  /** Open editors and files of the workspace that fit a query, the best first. */
  findFiles(query: string): Promise<readonly FoundFile[]>;
  /** What was found must be open or in the workspace; what the user dropped may lie anywhere. */
  readFiles(uris: readonly string[], how: "found" | "dropped"): Promise<ReadFiles>;
  /** Shows what went over the wire for an answer, or copies its request. */
  showWire(session: ChatSession, answerId: string, form: WireForm): Promise<void>;
  openLink(url: string): Promise<void>;
  copy(text: string): Promise<void>;
  /** Another conversation is shown. */
  changed(): void;
  /** What goes on in the shown conversation changed. */
  activityChanged(): void;
  /** A view shows an empty conversation: what could be used may be looked for. */
  emptyShown(): void;
}

export interface PanelPorts {
  readonly chats: Chats;
  readonly store: ConversationStore;
  /** One for all views of a window. */
  readonly drafts: Drafts;
  /** One for all views of a window. */
  readonly queues: Queues;
  readonly actions: PanelActions;
  /** The conversation that is shown first. */
  first(): Promise<ChatSession>;
  /** Another conversation is shown, or another thread of it. */
  shows(session: ChatSession, leafId: string | null): void;
  post(message: HostToPanel): void;
  /** What measures the next request of a view. */
  meter?(view: MeteredView): Meter;
}

/** One view of one conversation at a time: answers the panel's messages, and posts what happens. */
export class PanelController {
  private chat: { readonly session: ChatSession; readonly view: ThreadView } | undefined;
  private restoring: Promise<ChatSession> | undefined;
  private unlisten = () => {};
  private ready = false;
  private wantsFocus = false;
  private waitingHint: string | undefined;
  private waitingPlace: FoundPlace | undefined;
  private status: PanelStatus | undefined;
  /** What happens now is what this view asked for. */
  private acting = false;
  private disposed = false;
  /** The queue that the page was told of last. */
  private toldQueue: readonly QueuedMessage[] | undefined;
  private readonly handlers: Handlers<PanelToHost>;
  private readonly undraft: () => void;
  private readonly meter: Meter | undefined;

  constructor(readonly ports: PanelPorts) {
    this.handlers = panelHandlers(this);
    this.meter = ports.meter?.({
      shown: () => this.chat && { session: this.chat.session, leafId: this.chat.view.leafId },
      draft: id => ports.drafts.read(id),
      tell: (conversationId, reading) => this.post({ type: "meter", conversationId, reading }),
    });
    this.undraft = ports.drafts.listen((id, draft, by) => {
      if (this.shown?.conversation.id !== id) return;
      if (by !== this && by !== ports.queues) this.postDraft(id, draft, false);
      if (draft.queue !== this.toldQueue) this.postQueue(id, draft);
      this.meter?.touch();
    });
  }

  /** The conversation that is shown, if there is one yet. */
  get shown(): ChatSession | undefined {
    return this.chat?.session;
  }

  get view(): ThreadView | undefined {
    return this.chat?.view;
  }

  /** Whether there is a page that takes messages. */
  get alive(): boolean {
    return this.ready;
  }

  /** The shown conversation; the first one is opened at the first call. */
  async session(): Promise<ChatSession> {
    if (this.shown) return this.shown;
    this.restoring ??= this.ports.first();
    const session = await this.restoring;
    if (!this.shown) this.follow(session);
    return this.shown ?? session;
  }

  /** Shows another conversation, or another thread; one that streams goes on unseen. */
  async show(session: ChatSession, leafId?: string | null): Promise<void> {
    // It may have been let go since it was asked for.
    this.follow(await this.ports.chats.live(session), leafId);
    await this.postSnapshot();
  }

  async newChat(): Promise<void> {
    const { messages } = (await this.session()).conversation;
    if (messages.size > 0) await this.show(this.ports.chats.empty());
    else this.ports.actions.emptyShown();
    this.focusComposer();
  }

  /** Sends what an editor command made; in a new conversation while the shown one is busy. */
  async send(content: readonly ContentPart[]): Promise<void> {
    const session = await this.sessionFor({ idle: true });
    this.act(() => session.send(content, this.view?.leafId));
  }

  /** Puts code into the composer and sends nothing; `idle` wants a conversation in which Send works. */
  async attach(part: FilePart, { idle }: { readonly idle: boolean }): Promise<void> {
    const { id } = (await this.sessionFor({ idle })).conversation;
    await this.changeParts(id, draft => withPart(draft, part));
    this.focusComposer();
  }

  /** Says a translated sentence in the line under the composer, as soon as there is one. */
  hint(text: string): void {
    this.waitingHint = this.ready ? undefined : text;
    this.post({ type: "hint", text });
  }

  setStatus(status: PanelStatus): void {
    this.status = status;
    this.post({ type: "status", status });
    this.meter?.touch();
  }

  focusComposer(): void {
    this.wantsFocus = !this.ready;
    this.post({ type: "focusComposer" });
  }

  /** The page is gone: nothing is posted until a new one says `ready`. */
  pageGone(): void {
    this.ready = false;
    this.ports.actions.focusChanged(false);
  }

  /** The view is closed for good; its conversation goes on. */
  dispose(): void {
    this.disposed = true;
    this.meter?.dispose();
    this.pageGone();
    this.undraft();
    this.unlisten();
    this.unlisten = () => {};
  }

  /** Takes whatever the page posted; what is not a message is dropped. */
  async receive(value: unknown): Promise<void> {
    const message = decodePanelMessage(value);
    if (message) await dispatch(this.handlers, message);
  }

  /** A page is there, and has nothing yet. */
  async pageReady(): Promise<void> {
    this.ready = true;
    await this.session();
    await this.postSnapshot(true);
    if (this.status) this.post({ type: "status", status: this.status });
    if (this.wantsFocus) this.focusComposer();
    const place = this.waitingPlace;
    this.waitingPlace = undefined;
    if (place) await this.showPlace(place);
    if (this.waitingHint !== undefined) this.hint(this.waitingHint);
  }

  /** Does what this view asked for: it goes where that leads. */
  act<T>(work: () => T): T {
    this.acting = true;
    try {
      return work();
    } finally {
      this.acting = false;
    }
  }

  /** Shows the thread through a message, here and after a restart. */
  async showMessage(messageId: string): Promise<void> {
    const { session, view } = this.chat ?? {};
    if (!session || !view || !session.conversation.messages.has(messageId)) return;
    view.show(messageId);
    if (view.leafId !== null) session.chooseLeaf(view.leafId);
    this.ports.shows(session, view.leafId);
    await this.postSnapshot(true);
  }

  /** Shows a message of the shown conversation, with find at what was found in it. */
  async showPlace(place: FoundPlace): Promise<void> {
    const { session, view } = this.chat ?? {};
    const { messageId, text } = place;
    if (!session?.conversation.messages.has(messageId) || !view) return;
    const moved = view.goTo(messageId);
    this.ports.shows(session, view.leafId);
    if (!this.ready) return void (this.waitingPlace = place);
    if (moved) await this.postSnapshot(true);
    // A part at a time, so that the page can be used meanwhile.
    while (this.chat?.view === view && !view.reaches(messageId) && this.showEarlier()) await turn();
    const { id: conversationId } = session.conversation;
    if (this.chat?.view === view)
      this.post({ type: "findInChat", conversationId, messageId, text });
  }

  /** Gives the page what comes before what it has; false where that is nothing. */
  showEarlier(): boolean {
    const { session, view } = this.chat ?? {};
    if (!session || !view) return false;
    const conversationId = session.conversation.id;
    const part = view.earlier();
    this.post({ type: "earlierMessages", conversationId, ...part });
    return part.messages.length > 0;
  }

  /** Changes a draft; the view is told when its attached code is another then. */
  async changeParts(id: string, change: (draft: Draft) => Draft): Promise<void> {
    let changed = false;
    const { parts } = await this.ports.drafts.change(
      id,
      old => {
        const draft = change(old);
        changed = draft.parts.length !== old.parts.length;
        return draft;
      },
      this,
    );
    if (changed && this.shown?.conversation.id === id)
      this.post({ type: "draftParts", conversationId: id, parts });
  }

  /** Puts something else into the composer. */
  async replaceDraft(id: string, change: (draft: Draft) => Draft): Promise<void> {
    const draft = await this.ports.drafts.change(id, change, this);
    if (this.shown?.conversation.id === id) this.postDraft(id, draft, true);
  }

  post(message: HostToPanel): void {
    if (this.ready) this.ports.post(message);
  }

  /** The shown conversation, or a new one where that cannot take what comes. */
  private async sessionFor({ idle }: { readonly idle: boolean }): Promise<ChatSession> {
    const session = await this.session();
    if (!session.readOnly && !(idle && session.busy)) return session;
    const fresh = this.ports.chats.start();
    await this.show(fresh);
    return fresh;
  }

  private follow(session: ChatSession, leafId?: string | null): void {
    const { chats, actions } = this.ports;
    const hide = chats.shown(session);
    if (this.disposed) return hide(); // Closed while it was still being read.
    const view = new ThreadView(session.conversation, leafId);
    const unlisten = session.listen({
      events: (from, events) => {
        if (!session.busy) this.meter?.touch();
        const told = view.take(session.conversation, events, this.acting);
        if (told === "all") return void this.postSnapshot(true);
        const { thread } = told === "thread" ? view : {};
        const { id: conversationId } = session.conversation;
        const beside = {
          ...(this.acting && { mine: true as const }),
          ...(thread && { thread, title: titleOf(session.conversation) }),
        };
        this.post({ type: "events", conversationId, from, events, ...beside });
        if (thread) this.ports.shows(session, thread.leafId);
      },
      activity: activity => {
        this.post({ type: "activity", conversationId: session.conversation.id, activity });
        actions.activityChanged();
        if (activity.state === "idle") this.meter?.touch();
      },
      refused: (why, at) => this.post({ type: "notSent", why, at }),
      access: access => {
        this.post({ type: "access", conversationId: session.conversation.id, access });
        if (access === "write") void this.readDraft(session.conversation.id);
      },
    });
    this.unlisten();
    this.unlisten = () => {
      unlisten();
      hide();
    };
    this.chat = { session, view };
    actions.changed();
    this.ports.shows(session, view.leafId);
  }

  /** All anew; with `keep` the page stays where it is, and has at least as much as before. */
  private async postSnapshot(keep = false): Promise<void> {
    const { chat } = this;
    if (!chat || !this.ready) return;
    const { session, view } = chat;
    const draft = await this.ports.drafts.read(session.conversation.id);
    if (chat !== this.chat) return;
    const { conversation, position, activity, access } = session;
    if (conversation.messages.size === 0) this.ports.actions.emptyShown();
    const { messages, more } = view.end(keep);
    this.post({
      type: "snapshot",
      conversation: { ...conversation, messages },
      title: titleOf(conversation),
      thread: view.thread,
      more,
      from: position,
      activity,
      draft: this.draftOf(draft),
      access,
    });
    this.postQueue(conversation.id, draft);
    this.meter?.forget();
  }

  private postQueue(conversationId: string, draft: Draft): void {
    const before = this.toldQueue;
    this.toldQueue = draft.queue;
    if (before || draft.queue)
      this.post({ type: "queue", conversationId, queue: queuedLines(draft) });
  }

  /** Another window may have changed it; what is being typed here stays. */
  private async readDraft(id: string): Promise<void> {
    const draft = await this.ports.drafts.read(id);
    if (this.shown?.conversation.id === id) this.postDraft(id, draft, false);
  }

  private postDraft(conversationId: string, draft: Draft, mine: boolean): void {
    this.post({ type: "draft", conversationId, draft: this.draftOf(draft), mine });
  }

  private draftOf({ text, parts, editing, results }: Draft): PanelDraft {
    const message = editing && this.shown?.conversation.messages.get(editing.messageId);
    return {
      text,
      parts,
      editing: message ? { messageId: message.id, role: message.role } : null,
      ...(results && { results }),
    };
  }
}

/** What is posted behind it is another message to the page. */
function turn(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 0));
}
