import type { Clock } from "./answering";
import {
  type Conversation,
  type ConversationEvent,
  type ConversationHeader,
  emptyConversation,
  newHeader,
  type ToolCallPiece,
} from "./conversation";
import { closingOf } from "./copying";
import { decodeEvent, decodeHeader, parseJson } from "./decode";
import { reduceAll } from "./reduce";

/** What is written in a part of a journal. */
export interface JournalLines {
  readonly header: ConversationHeader | undefined;
  readonly events: readonly ConversationEvent[];
  /** Lines that were torn or damaged; they are skipped, and stay in the file. */
  readonly damagedLines: number;
  /** Written by a newer Parley. */
  readonly newer: boolean;
}

/** What a journal's text holds. */
export interface JournalReading {
  readonly header: ConversationHeader;
  /** As the file says it, with answers that have no end yet. */
  readonly folded: Conversation;
  /** With those answers closed. */
  readonly conversation: Conversation;
  /** Lines that were torn or damaged; they are skipped, and stay in the file. */
  readonly damagedLines: number;
  /** Written by a newer Parley: shown, and not written to. */
  readonly newer: boolean;
  /** Closes answers that a reload or a kill cut; to be written before anything else is. */
  readonly closing: readonly ConversationEvent[];
}

/**
 * Folds a journal. With its `id`, which is the file's name,
 * a file that was copied is a conversation of its own, and a damaged header hides nothing. Nothing
 * when there is neither a header nor an event.
 */
export function readJournal(
  text: string | readonly string[],
  id?: string,
): JournalReading | undefined {
  const { header: found, newer, events, damagedLines } = readLines(text);
  const [first] = events;
  const made = id !== undefined && first ? newHeader(id, first.at, null) : undefined;
  const header = found ? { ...found, id: id ?? found.id } : made;
  if (!header) return undefined;
  const folded = reduceAll(emptyConversation(header), events);
  const closing = closingOf(folded, events.at(-1)?.at ?? header.createdAt);
  const conversation = reduceAll(folded, closing);
  return { header, folded, conversation, damagedLines, newer, closing };
}

/** What the lines of a journal say, or of a part of one. */
export function readLines(text: string | readonly string[]): JournalLines {
  let header: ConversationHeader | undefined;
  let newer = false;
  let damagedLines = 0;
  const events: ConversationEvent[] = [];
  for (const line of linesOf(text)) {
    if (line.trim() === "") continue;
    const value = parseJson(line);
    const decoded = decodeEvent(value);
    if (typeof decoded === "object") addTo(events, decoded);
    else if (decoded === "damaged") {
      const first = header ? undefined : decodeHeader(value);
      if (first) ({ header, newer } = first);
      else if (!isHeader(value)) damagedLines += 1;
    }
  }
  return { header, newer, events, damagedLines };
}

/** A journal may be longer than a text can be, and comes in parts then: each of whole lines. */
function* linesOf(text: string | readonly string[]): Generator<string> {
  for (const part of typeof text === "string" ? [text] : text) yield* part.split("\n");
}

/** Puts pieces of the same text together: a long answer is then one event, and read at once. */
function addTo(events: ConversationEvent[], event: ConversationEvent): void {
  const last = events.at(-1);
  const whole = last && joined(last, event);
  if (whole) events[events.length - 1] = whole;
  else events.push(event);
}

/** A header that is there once more says nothing new. */
function isHeader(value: unknown): boolean {
  return decodeHeader(value) !== undefined;
}

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

  /** Queues events. Streamed text waits a little; anything else is written at once. */
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
    this.unwritten = true;
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
    this.unwritten = false;
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
  return { type: last.type, at: last.at, id: last.id, text: last.text + event.text };
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
