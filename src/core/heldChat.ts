import type { AskModel, Clock } from "./answering";
import type { Conversation } from "./conversation";
import type { ModelChoice, SentParameters } from "./messages";
import { closingOf } from "./copying";
import { readLines } from "./journal";
import { JournalWriter } from "./journalWriter";
import type { Repairs } from "./repairs";
import { type Access, ChatSession } from "./session";
import type { Claim, ClaimHolder, ConversationStore } from "./store";

/** What an open conversation needs of the world. */
export interface HeldPorts {
  readonly store: ConversationStore;
  readonly ask: AskModel;
  readonly clock: Clock;
  /** Told when keeping conversations fails, with the error, and when it works again, without. */
  trouble(error: unknown): void;
  /** Parameters that models refused before. */
  readonly repairs?: Repairs;
  /** Told when an answer begins or ends in any conversation, seen or unseen. */
  busyChanged?(): void;
  /** Told when an answer has ended. */
  answered?(session: ChatSession): void;
  defaultChoice(): ModelChoice | null;
  labelOf(choice: ModelChoice | null): string;
  parametersOf(choice: ModelChoice): SentParameters;
  /** Whether a model goes on with an answer that is the last message. */
  prefills?(choice: ModelChoice): boolean;
}

/** How long another window has to let a conversation go, in milliseconds. */
const handOver = 3000;

/** An open conversation with its journal, and its claim where this window writes it. */
export class HeldChat {
  readonly session: ChatSession;
  readonly writer: JournalWriter;
  /** How many views show it. */
  views = 0;
  private claimed: Claim | undefined;
  private owning: Promise<boolean> | undefined;
  /** How far the journal is known, in bytes; what is behind that another window wrote. */
  private end: number;
  private unwatch = () => {};
  private following: Promise<void> = Promise.resolve();
  private freed = () => {};

  constructor(
    private readonly ports: HeldPorts,
    conversation: Conversation,
    first: readonly unknown[],
    {
      access = "write",
      end = 0,
      claiming,
    }: { readonly access?: Access; readonly end?: number; readonly claiming?: PendingClaim } = {},
  ) {
    const { store, clock } = ports;
    this.end = end;
    this.writer = new JournalWriter(
      {
        clock,
        append: async text => {
          if (!(await this.own())) throw new Error("another window writes this conversation");
          await store.append(conversation.id, text);
          this.end += new TextEncoder().encode(text).length;
        },
        trouble: error => ports.trouble(error),
      },
      first,
    );
    this.session = new ChatSession(conversation, { ...ports, journal: this.writer, access });
    this.claimed = claiming?.claim;
    claiming?.give(this.holder());
    if (access === "other") this.watch();
    if (access === "write" && !claiming) void this.own().catch(() => undefined); // Tried again with the first write.
  }

  /** Takes the claim before the conversation is read; nothing while another window has it. */
  static async claim(store: ConversationStore, id: string): Promise<PendingClaim | undefined> {
    const holding: { holder?: ClaimHolder; asked?: true } = {};
    const asked = () => {
      if (holding.holder) holding.holder.asked();
      else holding.asked = true;
    };
    const claim = await store
      .claim(id, { asked, lost: () => holding.holder?.lost() })
      .catch((): Claim => ({ release: async () => {} })); // A disk that cannot be written: the first write says so.
    return claim && new PendingClaim(claim, holding);
  }

  /** Takes the right to write, if this window has not got it. Throws when claims cannot be written. */
  async own(): Promise<boolean> {
    if (this.claimed) return true;
    const { store } = this.ports;
    this.owning ??= store
      .claim(this.id, this.holder())
      .then(claim => {
        this.claimed = claim;
        return claim !== undefined;
      })
      .finally(() => (this.owning = undefined));
    return this.owning;
  }

  /** Asks the other window to let go, takes the claim, and goes on from what is written. */
  async takeOver(): Promise<boolean> {
    const { store, clock } = this.ports;
    const { session } = this;
    if (session.access !== "other" && session.access !== "free") return session.access === "write";
    if (session.access === "other") {
      await store.askFor(this.id);
      await this.untilFree();
    }
    if (!(await this.own())) return false;
    if (await this.isGone()) {
      await this.close();
      return false;
    }
    this.unwatch();
    await this.catchUp();
    session.setAccess("write", closingOf(session.conversation, clock.now()));
    return true;
  }

  /** Whether it may be closed: nobody looks at it, nothing happens in it, and all of it is written. */
  async rest(): Promise<boolean> {
    const { session, writer } = this;
    if (this.views > 0 || session.busy) return false;
    if (session.conversation.messages.size === 0 && !session.readOnly) return false;
    await writer.flush();
    return this.views === 0 && !session.busy && !writer.pending;
  }

  /** Lets other windows have it. */
  async close(): Promise<void> {
    this.unwatch();
    const claim = this.claimed;
    this.claimed = undefined;
    await claim?.release().catch(() => undefined); // A lock that stays is free once this process has ended.
  }

  /** Its files are gone. */
  forget(): void {
    this.unwatch();
    this.claimed = undefined;
  }

  /** Another window has deleted what this one followed; a journal without its beginning must not stand there. */
  private async isGone(): Promise<boolean> {
    const piece = await this.ports.store.readFrom(this.id, this.end).catch(() => null); // Unreadable is there.
    return piece === undefined;
  }

  private get id(): string {
    return this.session.conversation.id;
  }

  private holder(): ClaimHolder {
    return { asked: () => void this.handOver(), lost: () => this.lose() };
  }

  /** Another window wants to write; an answer that is being made comes first. */
  private async handOver(): Promise<void> {
    if (this.session.busy || !this.claimed) return;
    this.session.setAccess("other");
    await this.writer.flush();
    if (this.writer.pending) return this.session.setAccess("write");
    await this.close();
    this.watch();
  }

  /** This process slept, and another one has the claim: what it wrote meanwhile is read. */
  private lose(): void {
    this.claimed = undefined;
    this.session.stop();
    this.session.setAccess("other");
    this.watch();
  }

  private watch(): void {
    this.unwatch();
    this.unwatch = this.ports.store.watch(this.id, ({ free }) => {
      void this.catchUp().then(() => {
        if (this.claimed) return;
        this.session.setAccess(free ? "free" : "other");
        if (free) this.freed();
      });
    });
  }

  /** Reads what was written since the last time. */
  private catchUp(): Promise<void> {
    this.following = this.following.then(async () => {
      const piece = await this.ports.store.readFrom(this.id, this.end).catch(() => undefined); // The next change tries again.
      if (!piece || piece.text === "") return;
      this.end = piece.end;
      this.session.follow(readLines(piece.text).events);
    });
    return this.following;
  }

  private untilFree(): Promise<void> {
    return new Promise(resolve => {
      const cancel = this.ports.clock.after(handOver, resolve);
      this.freed = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** A claim whose conversation is still being read. */
class PendingClaim {
  constructor(
    readonly claim: Claim,
    private readonly holding: { holder?: ClaimHolder; asked?: true },
  ) {}

  give(holder: ClaimHolder): void {
    this.holding.holder = holder;
    if (this.holding.asked) holder.asked();
  }

  release(): Promise<void> {
    return this.claim.release();
  }
}
