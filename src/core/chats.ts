import type { AskModel, Clock } from "./answering";
import {
  type Conversation,
  emptyConversation,
  type ModelChoice,
  newHeader,
  type SentParameters,
} from "./conversation";
import { uuidv7 } from "./ids";
import { JournalWriter, readJournal } from "./journal";
import type { Repairs } from "./repairs";
import { ChatSession } from "./session";
import type { ConversationStore } from "./store";

export interface ChatsPorts {
  readonly store: ConversationStore;
  readonly ask: AskModel;
  readonly clock: Clock;
  /** URI of the open workspace folder; empty when there is none. */
  readonly workspace: string;
  /** Told when keeping conversations fails, with the error, and when it works again, without. */
  trouble(error: unknown): void;
  /** Parameters that models refused before. */
  readonly repairs?: Repairs;
  /** Told when an answer begins or ends in any conversation, seen or unseen. */
  busyChanged?(): void;
  defaultChoice(): ModelChoice | null;
  labelOf(choice: ModelChoice | null): string;
  parametersOf(choice: ModelChoice): SentParameters;
}

/** The conversations that are open in this window, streaming or not. They belong to the host. */
export class Chats {
  private readonly open = new Map<
    string,
    { readonly session: ChatSession; readonly writer: JournalWriter }
  >();

  constructor(private readonly ports: ChatsPorts) {}

  /** A new, empty conversation. Nothing is written until something happens in it. */
  start(id = uuidv7(this.ports.clock.now())): ChatSession {
    const { clock, workspace } = this.ports;
    const header = newHeader(id, clock.now(), workspace === "" ? null : workspace);
    return this.hold(emptyConversation(header), [header]);
  }

  /** An empty conversation that is open already, with its draft, or a new one. */
  empty(): ChatSession {
    const sessions = [...this.open.values()].map(({ session }) => session);
    const found = sessions.find(
      ({ conversation, readOnly }) => conversation.messages.size === 0 && !readOnly,
    );
    return found ?? this.start();
  }

  /** A conversation by its id; nothing when its journal cannot be read. */
  async load(id: string): Promise<ChatSession | undefined> {
    const held = this.open.get(id)?.session;
    if (held) return held;
    const text = await this.ports.store.read(id).catch(() => undefined); // Unreadable now: stays in the list.
    const reading = text === undefined ? undefined : readJournal(text);
    // A file that was copied holds another id; going on in it would write to the other one.
    if (!reading || reading.header.id !== id) return undefined;
    const { conversation, closing, newer } = reading;
    return this.open.get(id)?.session ?? this.hold(conversation, closing, newer);
  }

  /** The conversation that this workspace showed last, or a new one. */
  async restore(): Promise<ChatSession> {
    const { store, workspace } = this.ports;
    try {
      const id = await store.readCurrent(workspace);
      if (id === undefined) return this.start();
      // An empty conversation has no journal yet; by its id its draft is found again.
      if ((await store.read(id)) === undefined) return this.start(id);
      return (await this.load(id)) ?? this.start();
    } catch {
      return this.start(); // The old one cannot be read at this moment; it stays in the list.
    }
  }

  /** Whether an answer is being made in any of them. */
  get busy(): boolean {
    return [...this.open.values()].some(({ session }) => session.busy);
  }

  /** Writes what is queued in every conversation. */
  async flush(): Promise<void> {
    await Promise.all([
      ...[...this.open.values()].map(({ writer }) => writer.flush()),
      this.ports.store.settle(),
    ]);
  }

  private hold(
    conversation: Conversation,
    first: readonly unknown[],
    readOnly = false,
  ): ChatSession {
    const { store, clock, ask, repairs } = this.ports;
    const append = (text: string) => store.append(conversation.id, text);
    const trouble = (error: unknown) => this.ports.trouble(error);
    const writer = new JournalWriter({ clock, append, trouble }, first);
    const session = new ChatSession(conversation, {
      ask,
      clock,
      journal: writer,
      readOnly,
      ...(repairs && { repairs }),
      defaultChoice: () => this.ports.defaultChoice(),
      labelOf: choice => this.ports.labelOf(choice),
      parametersOf: choice => this.ports.parametersOf(choice),
    });
    this.open.set(conversation.id, { session, writer });
    session.listen({ events: () => {}, activity: () => this.ports.busyChanged?.() });
    return session;
  }
}
