import { copyOf } from "./copying";
import {
  type Conversation,
  type ConversationHeader,
  emptyConversation,
  newHeader,
} from "./conversation";
import { type Found, HeldChat, type HeldPorts } from "./heldChat";
import { uuidv7 } from "./ids";
import { filesIn, type ImageRules } from "./imageRules";
import { readJournal } from "./journal";
import type { ModelChoice } from "./messages";
import { presetEvents } from "./presets";
import { reduceAll } from "./reduce";
import type { ChatSession } from "./session";
import type { ConversationStore } from "./store";
import { PendingClaim } from "./writing";

export interface ChatsPorts extends HeldPorts {
  /** URI of the open workspace folder; empty when there is none. */
  readonly workspace: string;
}

/** The conversations that are open in this window, streaming or not. They belong to the host. */
export class Chats {
  private readonly open = new Map<string, HeldChat>();
  private readonly loading = new Map<string, Promise<ChatSession | undefined>>();
  /** Conversations whose claim is being given back. */
  private readonly closing = new Map<string, Promise<void>>();

  constructor(private readonly ports: ChatsPorts) {}

  /** A new, empty conversation with the default preset. Nothing is written until something happens in it. */
  start(id = this.newId()): ChatSession {
    return this.open.get(id)?.session ?? this.bare(id);
  }

  /** An empty conversation that is open already, with its draft, and in no other view; or a new one. */
  empty(): ChatSession {
    const unseen = [...this.open.values()].filter(({ views }) => views === 0);
    const found = unseen.find(
      ({ session }) => session.conversation.messages.size === 0 && !session.readOnly,
    );
    return found?.session ?? this.start();
  }

  /**
   * A conversation by its id, to be written in, or to be followed where another window writes it;
   * nothing when its journal cannot be read.
   */
  load(id: string): Promise<ChatSession | undefined> {
    const held = this.open.get(id)?.session;
    if (held) return Promise.resolve(held);
    const loading = this.loading.get(id) ?? this.read(id).finally(() => this.loading.delete(id));
    this.loading.set(id, loading);
    return loading;
  }

  /** The conversation that this workspace showed last, where no other window has it; or a new one. */
  async restore(): Promise<ChatSession> {
    const { store, workspace } = this.ports;
    try {
      const id = await store.readCurrent(workspace);
      if (id === undefined) return this.start();
      // An empty conversation has no journal yet; by its id its draft is found again.
      const piece = await store.readFrom(id, Number.MAX_SAFE_INTEGER);
      if (!piece) return await this.startIfFree(id);
      const session = await this.load(id);
      if (session && session.access !== "other") return session;
      const followed = this.open.get(id);
      if (followed) void this.letGo(followed);
      return this.start();
    } catch {
      return this.start(); // The old one cannot be read at this moment; it stays in the list.
    }
  }

  /** A new conversation with a copy of the thread to a message. */
  fork(session: ChatSession, messageId: string | null): ChatSession {
    const { conversation } = session;
    const id = this.newId();
    const forkedFrom = { id: conversation.id, messageId: messageId ?? "" };
    const header = { ...this.headerOf(id), forkedFrom };
    const events = copyOf(conversation, messageId);
    const copy = reduceAll(emptyConversation(header), events);
    const held = this.hold(copy, [header, ...events]);
    void held.writer.begin();
    const files = filesIn([...copy.messages.values()]);
    // What cannot be copied is missed when it is sent, which says so.
    void this.ports.store.copyFiles(conversation.id, id, files).catch(() => undefined);
    return held.session;
  }

  /** Takes over what another window lets go; false where that goes on writing. */
  async takeOver({ conversation }: ChatSession): Promise<boolean> {
    return (await this.open.get(conversation.id)?.writing.takeOver()) ?? false;
  }

  /** The session itself where it is open still, or the one that its conversation has now. */
  async live(session: ChatSession): Promise<ChatSession> {
    const { id } = session.conversation;
    return this.open.get(id)?.session ?? (await this.load(id)) ?? session;
  }

  /** A view shows a conversation from now on; the result ends it. */
  shown({ conversation }: ChatSession): () => void {
    const held = this.open.get(conversation.id);
    if (!held) return () => {};
    held.views += 1;
    return () => {
      held.views -= 1;
      void this.letGo(held);
    };
  }

  /** Moves a conversation to the trash; false, and nothing done, while another window has it. */
  async remove(id: string): Promise<boolean> {
    await this.load(id);
    const held = this.open.get(id);
    if (!held || held.session.access === "newer") {
      await this.ports.store.remove(id);
      this.drop(id, held);
      return true;
    }
    held.views += 1; // It is not let go meanwhile.
    try {
      return await this.removeHeld(held);
    } finally {
      held.views -= 1;
      void this.letGo(held);
    }
  }

  /** What holds for pictures at a model; nothing where that is not known. */
  async imagesAt(choice: ModelChoice | null): Promise<ImageRules | undefined> {
    return choice ? this.ports.imagesAt?.(choice) : undefined;
  }

  /** Whether an answer is being made in a conversation. */
  isBusy(id: string): boolean {
    return this.open.get(id)?.session.busy ?? false;
  }

  /** Whether an answer is being made in any of them. */
  get busy(): boolean {
    return [...this.open.values()].some(({ session }) => session.busy);
  }

  /** Writes what is queued in every conversation, and lets them go. */
  async close(): Promise<void> {
    await this.flush();
    await Promise.all([...this.open.values()].map(held => held.close()));
  }

  /** Writes what is queued in every conversation. */
  async flush(): Promise<void> {
    await Promise.all([
      ...[...this.open.values()].map(({ writer }) => writer.flush()),
      this.ports.store.settle(),
    ]);
  }

  private async read(id: string): Promise<ChatSession | undefined> {
    const { store } = this.ports;
    await this.closing.get(id);
    // Where claims cannot be written now, the first write gets one, and says so if it cannot.
    const claim = await PendingClaim.take(store, id).catch(() => "unwritable" as const);
    const taken = claim === "unwritable" ? undefined : claim;
    const whole = await readWhole(store, id).catch(() => undefined); // Unreadable now: stays in the list.
    const reading = whole && readJournal(whole.texts, id);
    if (!whole || !reading || reading.newer) await taken?.release();
    if (!whole || !reading) return undefined;
    if (reading.newer) return this.hold(reading.conversation, [], { access: "newer" }).session;
    const { end } = whole;
    if (!claim) return this.hold(reading.folded, [], { access: "other", end }).session;
    const found = { end, ...(taken && { claim: taken }) };
    return this.hold(reading.conversation, reading.closing, found).session;
  }

  private async removeHeld(held: HeldChat): Promise<boolean> {
    const { session, writer, writing } = held;
    if (session.access === "free") await writing.takeOver();
    if (session.access !== "write") return false;
    session.stop();
    await writer.flush();
    if (writer.pending) throw new Error("not all of this conversation could be written yet");
    const { id } = session.conversation;
    await this.ports.store.remove(id);
    this.drop(id, held);
    return true;
  }

  private drop(id: string, held: HeldChat | undefined): void {
    held?.forget();
    this.open.delete(id);
    this.ports.left?.(id);
  }

  /** Two windows without a folder may have shown the same empty conversation. */
  private async startIfFree(id: string): Promise<ChatSession> {
    const session = this.open.get(id)?.session ?? this.bare(id);
    const held = this.open.get(id);
    const owned = (await held?.writing.own().catch(() => true)) ?? true; // A disk that cannot be written is told of later.
    if (owned) return session;
    held?.forget();
    this.open.delete(id);
    return this.start();
  }

  /** A default preset is what happens first in it; it is written with what happens next. */
  private bare(id: string): ChatSession {
    const header = this.headerOf(id);
    const preset = this.ports.defaultPreset?.();
    const events = preset ? presetEvents(preset, header.createdAt) : [];
    return this.hold(reduceAll(emptyConversation(header), events), [header, ...events]).session;
  }

  /** What nobody looks at, and nothing happens in, is closed; an empty one is kept for its draft. */
  private async letGo(held: HeldChat): Promise<void> {
    const { id } = held.session.conversation;
    if (!(await held.rest()) || this.open.get(id) !== held) return;
    this.open.delete(id);
    const closed = held.close().finally(() => this.closing.delete(id));
    this.closing.set(id, closed);
    this.ports.left?.(id);
    await closed;
  }

  private hold(conversation: Conversation, first: readonly unknown[], found: Found = {}): HeldChat {
    const held = new HeldChat(this.ports, conversation, first, found);
    this.open.set(conversation.id, held);
    let answerId = "";
    held.session.listen({
      events: () => {},
      activity: activity => {
        this.ports.busyChanged?.();
        if (activity.state !== "idle") return void ({ answerId } = activity);
        this.ports.answered?.(held.session, answerId);
        void this.letGo(held);
      },
      access: access => {
        if (access !== "newer") this.ports.left?.(conversation.id); // Another window may change its draft.
      },
    });
    return held;
  }

  private newId(): string {
    return uuidv7(this.ports.clock.now());
  }

  private headerOf(id: string): ConversationHeader {
    const { clock, workspace } = this.ports;
    return newHeader(id, clock.now(), workspace === "" ? null : workspace);
  }
}

/** A whole journal, in as many parts as it takes, and where it ended. */
async function readWhole(store: ConversationStore, id: string) {
  const texts: string[] = [];
  let end = 0;
  for (let piece = await store.readFrom(id, end); piece; piece = await store.readFrom(id, end)) {
    texts.push(piece.text);
    if (piece.text === "") return { texts, end };
    ({ end } = piece);
  }
  return undefined;
}
