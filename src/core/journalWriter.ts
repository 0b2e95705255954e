import type { Clock } from "./answering";
import type { ConversationEvent } from "./events";
import { isDelta, joined } from "./pieces";

/** How long streamed text waits, in milliseconds: with the gathering and the write it is at most 250 behind. */
const delay = 220;
/** How long after a failed write it is tried again, in milliseconds. */
const retryDelay = 5000;

export interface JournalPorts {
  readonly clock: Clock;
  /** Appends text to the conversation's file in one call. */
  append(text: string): Promise<void>;
  /** Told once when writing fails, with the error, and once when it works again, without. */
  trouble(error: unknown): void;
}

/** Writes a conversation's events in order; keeps them in memory while writing fails. */
export class JournalWriter {
  private lines: unknown[] = [];
  private tail: ConversationEvent | undefined;
  private writing: Promise<void> = Promise.resolve();
  private cancelTimer: (() => void) | undefined;
  private failing = false;
  private paused = false;
  /** Lines are on their way to the disk. */
  private unwritten = false;

  /** `first` is written before the first event: a header, or what closes cut answers. */
  constructor(
    private readonly ports: JournalPorts,
    private first: readonly unknown[],
  ) {}

  /** Whether something is not on the disk yet. */
  get pending(): boolean {
    return this.lines.length > 0 || this.unwritten;
  }

  /** Writes what comes before the first event, without waiting for one. */
  begin(): Promise<void> {
    this.lines.push(...this.first);
    this.first = [];
    return this.flush();
  }

  /** Nothing is written until `resume`; what is queued stays. */
  pause(): void {
    this.paused = true;
    this.stopTimer();
  }

  resume(): void {
    this.paused = false;
    void this.flush();
  }

  /** Nothing is written any more, for the file is gone. */
  end(): void {
    this.pause();
    this.lines = [];
  }

  /** Queues events. Streamed text waits a little; anything else is written at once. */
  add(events: readonly ConversationEvent[]): Promise<void> {
    for (const event of events) this.queue(event);
    if (!events.every(isDelta)) return this.flush();
    this.cancelTimer ??= this.ports.clock.after(delay, () => void this.flush());
    return Promise.resolve();
  }

  /** Writes what is queued; resolves when it is written or known to be unwritable for now. */
  flush(): Promise<void> {
    this.stopTimer();
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private stopTimer(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
  }

  private queue(event: ConversationEvent): void {
    const whole = this.tail && joined(this.tail, event);
    if (whole) {
      this.tail = whole;
      this.lines[this.lines.length - 1] = whole;
      return;
    }
    this.tail = event;
    this.lines.push(...this.first, event);
    this.first = [];
  }

  private async write(): Promise<void> {
    const lines = this.lines;
    if (lines.length === 0 || this.paused) return;
    this.lines = [];
    this.tail = undefined;
    this.unwritten = true;
    try {
      await this.ports.append(`\n${lines.map(line => JSON.stringify(line)).join("\n")}\n`);
      if (this.failing) this.ports.trouble(undefined);
      this.failing = false;
    } catch (error) {
      this.lines = [...lines, ...this.lines];
      if (!this.failing) this.ports.trouble(error);
      this.failing = true;
      if (!this.paused)
        this.cancelTimer ??= this.ports.clock.after(retryDelay, () => void this.flush());
    }
    this.unwritten = false;
  }
}
