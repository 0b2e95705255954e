import type { Activity } from "./answering";
import type { Chats } from "./chats";
import type { ContentPart, FilePart } from "./conversation";
import { contentOf, type Draft, Drafts, withoutParts, withPart } from "./drafts";
import {
  decodePanelMessage,
  dispatch,
  type Handlers,
  type HostToPanel,
  type PanelStatus,
  type PanelToHost,
  snapshotOf,
} from "./protocol";
import type { ChatSession } from "./session";
import type { ConversationStore } from "./store";

/** What only the editor can do for the panel. */
export interface PanelActions {
  chooseModel(): Promise<void>;
  /** With an empty id the user is asked for the connection. */
  setKey(connectionId: string): Promise<void>;
  editConnection(connectionId: string): Promise<void>;
  openHistory(): Promise<void>;
  startOfflineTour(): Promise<void>;
  /** The keyboard is in the view, or no longer. */
  focusChanged(focused: boolean): void;
  /** Opens the walkthrough. */
  getStarted(): Promise<void>;
  useServer(baseURL: string): Promise<void>;
  useConnection(connectionId: string): Promise<void>;
  openLink(url: string): Promise<void>;
  copy(text: string): Promise<void>;
  /** The shown conversation or what goes on in it changed. */
  changed(session: ChatSession, activity: Activity): void;
  /** A view shows an empty conversation: what could be used may be looked for. */
  emptyShown(): void;
}

export interface PanelPorts {
  readonly chats: Chats;
  readonly store: ConversationStore;
  readonly workspace: string;
  readonly actions: PanelActions;
  post(message: HostToPanel): void;
}

/** One view of one conversation at a time: answers the panel's messages, and posts what happens. */
export class PanelController {
  private shown: ChatSession | undefined;
  private restoring: Promise<ChatSession> | undefined;
  private unlisten = () => {};
  private ready = false;
  private wantsFocus = false;
  private waitingHint: string | undefined;
  private status: PanelStatus | undefined;
  private readonly drafts: Drafts;

  constructor(private readonly ports: PanelPorts) {
    this.drafts = new Drafts(ports.store);
  }

  /** The shown conversation; the last one is restored at the first call. */
  async session(): Promise<ChatSession> {
    if (this.shown) return this.shown;
    this.restoring ??= this.ports.chats.restore();
    const session = await this.restoring;
    if (!this.shown) this.follow(session);
    return this.shown ?? session;
  }

  /** Shows another conversation; one that streams goes on unseen. */
  async show(session: ChatSession): Promise<void> {
    this.follow(session);
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
    session.send(content);
  }

  /** Puts code into the composer and sends nothing; `idle` wants a conversation in which Send works. */
  async attach(part: FilePart, { idle }: { readonly idle: boolean }): Promise<void> {
    const { id } = (await this.sessionFor({ idle })).conversation;
    await this.changeDraft(id, draft => withPart(draft, part));
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

  /** Takes whatever the page posted; what is not a message is dropped. */
  async receive(value: unknown): Promise<void> {
    const message = decodePanelMessage(value);
    if (message) await dispatch(this.handlers, message);
  }

  private readonly handlers: Handlers<PanelToHost> = {
    ready: async () => {
      this.ready = true;
      await this.session();
      await this.postSnapshot();
      if (this.status) this.post({ type: "status", status: this.status });
      if (this.wantsFocus) this.focusComposer();
      if (this.waitingHint !== undefined) this.hint(this.waitingHint);
    },
    send: ({ conversationId, text, partIds }) => this.sendTyped(conversationId, text, partIds),
    stop: ({ conversationId }) => this.withShown(conversationId, session => session.stop()),
    retry: ({ conversationId, answerId }) =>
      this.withShown(conversationId, session => {
        if (!session.retry(answerId) && session.repeats(answerId))
          this.post({ type: "notDone", why: "sameAgain" });
      }),
    shorten: ({ conversationId, answerId }) =>
      this.withShown(conversationId, session => {
        if (!session.busy && !session.shorten(answerId))
          this.post({ type: "notDone", why: "nothingOlder" });
      }),
    includeAll: ({ conversationId }) =>
      this.withShown(conversationId, session => session.includeAll()),
    undoRepair: ({ conversationId, answerId, parameter }) =>
      this.withShown(conversationId, session => session.undoRepair(answerId, parameter)),
    changeDraft: async ({ conversationId, text }) => {
      await this.drafts.change(conversationId, draft => ({ ...draft, text }));
    },
    removePart: ({ conversationId, partId }) =>
      this.changeDraft(conversationId, draft => withoutParts(draft, [partId])),
    changeSystemPrompt: ({ conversationId, text }) =>
      this.withShown(conversationId, session => session.setSystemPrompt(text)),
    newChat: () => this.newChat(),
    openHistory: () => this.ports.actions.openHistory(),
    chooseModel: () => this.ports.actions.chooseModel(),
    setKey: ({ connectionId }) => this.ports.actions.setKey(connectionId),
    editConnection: ({ connectionId }) => this.ports.actions.editConnection(connectionId),
    getStarted: () => this.ports.actions.getStarted(),
    startOfflineTour: () => this.ports.actions.startOfflineTour(),
    useServer: ({ baseURL }) => this.ports.actions.useServer(baseURL),
    useConnection: ({ connectionId }) => this.ports.actions.useConnection(connectionId),
    focused: () => this.ports.actions.focusChanged(true),
    blurred: () => this.ports.actions.focusChanged(false),
    openLink: ({ url }) => this.ports.actions.openLink(url),
    copy: ({ text }) => this.ports.actions.copy(text),
  };

  private async sendTyped(id: string, text: string, partIds: readonly string[]): Promise<void> {
    const draft = await this.drafts.read(id);
    let sent = false;
    this.withShown(id, session => {
      sent = session.send(contentOf(text, draft, partIds));
      this.post({ type: sent ? "sent" : "refused", conversationId: id });
    });
    if (sent) await this.changeDraft(id, draft => ({ ...withoutParts(draft, partIds), text: "" }));
  }

  /** The shown conversation, or a new one where that cannot take what comes. */
  private async sessionFor({ idle }: { readonly idle: boolean }): Promise<ChatSession> {
    const session = await this.session();
    if (!session.readOnly && !(idle && session.busy)) return session;
    const fresh = this.ports.chats.start();
    await this.show(fresh);
    return fresh;
  }

  private withShown(conversationId: string, act: (session: ChatSession) => void): void {
    if (this.shown?.conversation.id === conversationId) act(this.shown);
  }

  /** Changes a draft; the view is told when its attached code is another then. */
  private async changeDraft(id: string, change: (draft: Draft) => Draft): Promise<void> {
    let changed = false;
    const { parts } = await this.drafts.change(id, old => {
      const draft = change(old);
      changed = draft.parts.length !== old.parts.length;
      return draft;
    });
    if (changed && this.shown?.conversation.id === id)
      this.post({ type: "draftParts", conversationId: id, parts });
  }

  private follow(session: ChatSession): void {
    this.unlisten();
    this.shown = session;
    const conversationId = session.conversation.id;
    this.unlisten = session.listen({
      events: (from, events) => this.post({ type: "events", conversationId, from, events }),
      activity: activity => {
        this.post({ type: "activity", conversationId, activity });
        this.ports.actions.changed(session, activity);
      },
    });
    this.ports.actions.changed(session, session.activity);
    const { store, workspace } = this.ports;
    void store.writeCurrent(workspace, conversationId).catch(() => undefined); // Only what a reload shows is lost.
  }

  private async postSnapshot(): Promise<void> {
    const session = this.shown;
    if (!session || !this.ready) return;
    const draft = await this.drafts.read(session.conversation.id);
    if (session !== this.shown) return;
    const { conversation, position, activity } = session;
    if (conversation.messages.size === 0) this.ports.actions.emptyShown();
    this.post({
      type: "snapshot",
      conversation: snapshotOf(conversation),
      from: position,
      activity,
      draft: draft.text,
      draftParts: draft.parts,
      readOnly: session.readOnly,
    });
  }

  private post(message: HostToPanel): void {
    if (this.ready) this.ports.post(message);
  }
}
