import {
  type Conversation,
  type ConversationHeader,
  emptyConversation,
  newHeader,
} from "./conversation";
import type { ConversationEvent } from "./events";
import { closingOf } from "./copying";
import { decodeEvent, decodeHeader, parseJson } from "./decode";
import { joined } from "./pieces";
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
