import type { Clock } from "./answering";
import {
  type Conversation,
  type ConversationEvent,
  type ConversationHeader,
  emptyConversation,
  isOpen,
  type ToolCallPiece,
} from "./conversation";
import { decodeEvent, decodeHeader, parseJson } from "./decode";
import { reduceAll } from "./reduce";

/** What a journal's text holds. */
export interface JournalReading {
  readonly header: ConversationHeader;
  readonly conversation: Conversation;
  /** Lines that were torn or damaged; they are skipped, and stay in the file. */
  readonly damagedLines: number;
  /** Written by a newer Parley: shown, and not written to. */
  readonly newer: boolean;
  /** Closes answers that a reload or a kill cut; to be written before anything else is. */
  readonly closing: readonly ConversationEvent[];
}

/** Folds a journal. Nothing when there is no header in it. */
export function readJournal(text: string): JournalReading | undefined {
  let header: ConversationHeader | undefined;
  let newer = false;
  let damagedLines = 0;
  const events: ConversationEvent[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const value = parseJson(line);
    const decoded = header ? decodeEvent(value) : undefined;
    if (decoded === "damaged" || value === undefined) damagedLines += 1;
    else if (decoded && decoded !== "unknown") events.push(decoded);
    else if (!header) ({ header, newer } = decodeHeader(value) ?? { header, newer });
  }
  if (!header) return undefined;
  const folded = reduceAll(emptyConversation(header), events);
  const closing = closeOpenAnswers(folded, events.at(-1)?.at ?? header.createdAt);
  return { header, conversation: reduceAll(folded, closing), damagedLines, newer, closing };
}

function closeOpenAnswers(conversation: Conversation, at: number): readonly ConversationEvent[] {
  return [...conversation.messages.values()]
    .filter(isOpen)
    .map(({ id }) => ({ type: "answerFinished", at, id, finish: "interrupted" }));
}

/** Streamed text is at most this much behind the stream, in milliseconds. */
const delay = 250;
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

  /** `first` is written before the first event: a header, or what closes cut answers. */
  constructor(
    private readonly ports: JournalPorts,
    private first: readonly unknown[],
  ) {}

  /** Queues events. Streamed text waits up to 250 ms; anything else is written at once. */
  add(events: readonly ConversationEvent[]): Promise<void> {
    for (const event of events) this.queue(event);
    if (!events.every(isDelta)) return this.flush();
    this.cancelTimer ??= this.ports.clock.after(delay, () => void this.flush());
    return Promise.resolve();
  }

  /** Writes what is queued; resolves when it is written or known to be unwritable for now. */
  flush(): Promise<void> {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
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
    if (lines.length === 0) return;
    this.lines = [];
    this.tail = undefined;
    try {
      await this.ports.append(`\n${lines.map(line => JSON.stringify(line)).join("\n")}\n`);
      if (this.failing) this.ports.trouble(undefined);
      this.failing = false;
    } catch (error) {
      this.lines = [...lines, ...this.lines];
      if (!this.failing) this.ports.trouble(error);
      this.failing = true;
      this.cancelTimer ??= this.ports.clock.after(retryDelay, () => void this.flush());
    }
  }
}

/** One event for two pieces of the same text, or nothing where they are none. */
function joined(last: ConversationEvent, event: ConversationEvent): ConversationEvent | undefined {
  if (event.type === "toolCallReceived" && last.type === "toolCallReceived") {
    const goesOn = event.id === last.id && event.index === last.index && isArguments(event);
    return goesOn
      ? { ...last, arguments: (last.arguments ?? "") + (event.arguments ?? "") }
      : undefined;
  }
  if (!isText(event) || !isText(last) || last.type !== event.type || last.id !== event.id)
    return undefined;
  return { ...last, text: last.text + event.text };
}

/** Whether an event is a piece of a stream, and may be written a little later. */
function isDelta(event: ConversationEvent): boolean {
  return isText(event) || (event.type === "toolCallReceived" && isArguments(event));
}

function isText(
  event: ConversationEvent,
): event is Extract<ConversationEvent, { text: string; id: string }> {
  return (
    event.type === "textReceived" ||
    event.type === "reasoningReceived" ||
    event.type === "refusalReceived"
  );
}

/** Whether a piece of a tool call has nothing but more of its arguments. */
function isArguments({ callId, name, extra }: ToolCallPiece): boolean {
  return callId === undefined && name === undefined && extra === undefined;
}
