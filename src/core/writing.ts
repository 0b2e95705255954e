import type { Clock } from "./answering";
import { closingOf } from "./copying";
import { readLines } from "./journal";
import type { JournalWriter } from "./journalWriter";
import type { ChatSession } from "./session";
import type { Claim, ClaimHolder, ConversationStore } from "./store";

export interface WritingPorts {
  readonly store: ConversationStore;
  readonly clock: Clock;
  /** The conversation, which is made after this. */
  session(): ChatSession;
  writer(): JournalWriter;
}

/** How long another window has to let a conversation go, in milliseconds. */
const handOver = 3000;
/** How long after a failed read of another window's lines it is tried again, in milliseconds. */
const again = 1000;

/** The right to write one conversation: gets it, hands it over, loses it, and follows who has it. */
export class Writing {
  private claimed: Claim | undefined;
  private claiming: Promise<boolean> | undefined;
  private taking: Promise<boolean> | undefined;
  private unwatch = () => {};
  private cancelAgain = () => {};
  private following: Promise<boolean> = Promise.resolve(true);
  private freed = () => {};

  constructor(
    private readonly id: string,
    private readonly ports: WritingPorts,
    /** How far the journal is known, in bytes; what is behind that another window wrote. */
    private end: number,
  ) {}

  /** Goes on with a claim that was taken before the conversation was read. */
  begin(pending: PendingClaim): void {
    this.claimed = pending.claim;
    pending.give(this.holder());
  }

  /** Appends to the journal. Throws where another window writes it, or it cannot be written. */
  async append(text: string): Promise<void> {
    if (!(await this.own())) throw new Error("another window writes this conversation");
    await this.ports.store.append(this.id, text);
    this.end += new TextEncoder().encode(text).length;
  }

  /** Takes the right to write where this window should have it. Throws when claims cannot be written. */
  async own(): Promise<boolean> {
    if (this.claimed) return true;
    return this.ports.session().access === "write" && this.claim();
  }

  /** Asks the other window to let go, takes the claim, and goes on from what is written. */
  takeOver(): Promise<boolean> {
    this.taking ??= this.take().finally(() => (this.taking = undefined));
    return this.taking;
  }

  /** Shows what another window writes, as it comes. */
  watch(): void {
    this.unwatch();
    this.unwatch = this.ports.store.watch(this.id, ({ free }) => {
      void this.catchUp().then(() => {
        if (this.claimed || this.claiming) return;
        this.ports.session().setAccess(free ? "free" : "other");
        if (free) this.freed();
      });
    });
  }

  /** Lets other windows have it. */
  async close(): Promise<void> {
    const claim = this.claimed;
    this.forget();
    await claim?.release().catch(() => undefined); // A lock that stays is free once this process has ended.
  }

  /** The files are gone, and the claim with them. */
  forget(): void {
    this.claimed = undefined;
    this.unwatch();
    this.cancelAgain();
  }

  private claim(): Promise<boolean> {
    this.claiming ??= this.claimAndRead().finally(() => (this.claiming = undefined));
    return this.claiming;
  }

  /** What another window wrote before is read first: nothing is written on an old state. */
  private async claimAndRead(): Promise<boolean> {
    const claim = await this.ports.store.claim(this.id, this.holder());
    if (!claim) return false;
    if (await this.catchUp()) {
      this.claimed = claim;
      return true;
    }
    await claim.release();
    throw new Error("what is written of this conversation cannot be read");
  }

  private async take(): Promise<boolean> {
    const { store, clock } = this.ports;
    const session = this.ports.session();
    if (session.access !== "other" && session.access !== "free") return session.access === "write";
    if (session.access === "other") {
      await store.askFor(this.id);
      await this.untilFree();
    }
    if (!(await this.claim())) return false;
    if (await this.isGone()) {
      await this.close();
      return false;
    }
    this.unwatch();
    this.ports.writer().resume();
    session.setAccess("write", closingOf(session.conversation, clock.now()));
    return true;
  }

  private holder(): ClaimHolder {
    return { asked: () => void this.handOver(), lost: () => this.lose() };
  }

  /** Another window wants to write; an answer that is being made comes first. */
  private async handOver(): Promise<void> {
    const session = this.ports.session();
    const writer = this.ports.writer();
    if (session.busy || !this.claimed) return;
    session.setAccess("other");
    await writer.flush();
    if (writer.pending) return session.setAccess("write");
    await this.close();
    this.watch();
  }

  /** This process slept, and another one has the claim: what is not written waits until it is taken over. */
  private lose(): void {
    const session = this.ports.session();
    this.claimed = undefined;
    this.ports.writer().pause();
    session.setAccess("other");
    session.stop();
    this.watch();
  }

  /** Reads what was written since the last time; false where that cannot be read now. */
  private catchUp(): Promise<boolean> {
    this.following = this.following.then(async () => {
      this.cancelAgain();
      try {
        const piece = await this.ports.store.readFrom(this.id, this.end);
        if (!piece || piece.text === "") return true;
        this.end = piece.end;
        this.ports.session().follow(readLines(piece.text).events);
        return true;
      } catch {
        // A busy disk: tried again, and before anything is written in any case.
        this.cancelAgain = this.ports.clock.after(again, () => void this.catchUp());
        return false;
      }
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

  /** Whether there is no journal any more: the other window deleted it. */
  private async isGone(): Promise<boolean> {
    const piece = await this.ports.store.readFrom(this.id, this.end).catch(() => null); // Unreadable is there.
    return piece === undefined;
  }
}

/** A claim whose conversation is still being read. */
export class PendingClaim {
  private holder: ClaimHolder | undefined;
  private asked = false;

  private constructor(readonly claim: Claim) {}

  /** Takes the claim before the conversation is read; nothing while another window has it. Throws when claims cannot be written. */
  static async take(store: ConversationStore, id: string): Promise<PendingClaim | undefined> {
    const told: { pending?: PendingClaim; asked?: true } = {};
    const claim = await store.claim(id, {
      asked: () => {
        if (told.pending) told.pending.hear();
        else told.asked = true;
      },
      lost: () => told.pending?.holder?.lost(),
    });
    if (!claim) return undefined;
    told.pending = new PendingClaim(claim);
    if (told.asked) told.pending.hear();
    return told.pending;
  }

  give(holder: ClaimHolder): void {
    this.holder = holder;
    if (this.asked) holder.asked();
  }

  release(): Promise<void> {
    return this.claim.release();
  }

  private hear(): void {
    if (this.holder) this.holder.asked();
    else this.asked = true;
  }
}
