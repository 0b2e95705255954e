import { copyOf } from "./copying";
import {
  type Conversation,
  type ConversationHeader,
  emptyConversation,
  newHeader,
} from "./conversation";
import { HeldChat, type HeldPorts } from "./heldChat";
import { uuidv7 } from "./ids";
import { readJournal } from "./journal";
import { reduceAll } from "./reduce";
import type { ChatSession } from "./session";
import type { ConversationStore } from "./store";

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

  /** A new, empty conversation. Nothing is written until something happens in it. */
  start(id = this.newId()): ChatSession {
    const header = this.headerOf(id);
    return this.hold(emptyConversation(header), [header]).session;
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
      if ((await store.read(id)) === undefined) return await this.startIfFree(id);
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
    return held.session;
  }

  /** Takes over what another window lets go; false where that goes on writing. */
  async takeOver({ conversation }: ChatSession): Promise<boolean> {
    return (await this.open.get(conversation.id)?.takeOver()) ?? false;
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
    const session = await this.load(id);
    const held = this.open.get(id);
    if (held && session?.access === "free") await held.takeOver();
    if (held && session?.access !== "write") {
      void this.letGo(held);
      return false;
    }
    session?.stop();
    await held?.writer.flush();
    await this.ports.store.remove(id);
    held?.forget();
    this.open.delete(id);
    return true;
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
    const claiming = await HeldChat.claim(store, id);
    const whole = await readWhole(store, id).catch(() => undefined); // Unreadable now: stays in the list.
    const reading = whole && readJournal(whole.texts, id);
    if (!whole || !reading || reading.newer) await claiming?.release();
    if (!whole || !reading) return undefined;
    if (reading.newer) return this.hold(reading.conversation, [], { access: "newer" }).session;
    const { end } = whole;
    if (!claiming) return this.hold(reading.folded, [], { access: "other", end }).session;
    return this.hold(reading.conversation, reading.closing, { claiming, end }).session;
  }

  /** Two windows without a folder may have shown the same empty conversation. */
  private async startIfFree(id: string): Promise<ChatSession> {
    const session = this.start(id);
    const held = this.open.get(id);
    const owned = (await held?.own().catch(() => true)) ?? true; // A disk that cannot be written is told of later.
    if (owned) return session;
    held?.forget();
    this.open.delete(id);
    return this.start();
  }

  /** What nobody looks at, and nothing happens in, is closed; an empty one is kept for its draft. */
  private async letGo(held: HeldChat): Promise<void> {
    const { id } = held.session.conversation;
    if (!(await held.rest()) || this.open.get(id) !== held) return;
    this.open.delete(id);
    held.session.setAccess("free"); // Who still holds it writes nothing any more.
    const closed = held.close().finally(() => this.closing.delete(id));
    this.closing.set(id, closed);
    await closed;
  }

  private hold(
    conversation: Conversation,
    first: readonly unknown[],
    how: ConstructorParameters<typeof HeldChat>[3] = {},
  ): HeldChat {
    const held = new HeldChat(this.ports, conversation, first, how);
    this.open.set(conversation.id, held);
    held.session.listen({
      events: () => {},
      activity: ({ state }) => {
        this.ports.busyChanged?.();
        if (state !== "idle") return;
        this.ports.answered?.(held.session);
        void this.letGo(held);
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
