import { closingOf } from "../copying";
import {
  type Conversation,
  type ConversationHeader,
  emptyConversation,
  newHeader,
} from "../conversation";
import { filesIn } from "../imageRules";
import { readLines } from "../journal";
import { phrase } from "../phrase";
import { reduceAll } from "../reduce";
import type { ConversationStore } from "../store";
import { newer } from "./incoming";
import type { Slices } from "../slices";
import { step } from "./slices";
import { isGivenUp, Trouble } from "./trouble";

/** A conversation of the store with the lines that it was read from. */
export interface StoredConversation {
  readonly header: ConversationHeader;
  /** With answers that nobody makes any more ended. */
  readonly conversation: Conversation;
  /** As they stand in its file behind the header: what can be read, and what only a later version knows. */
  readonly lines: readonly string[];
  /** The names of its files. */
  readonly files: readonly string[];
  readonly damagedLines: number;
}

/** Reads a conversation of any length without holding up the host; nothing when there is none. */
export async function readStored(
  store: Pick<ConversationStore, "readFrom">,
  id: string,
  slices: Slices,
): Promise<StoredConversation | undefined> {
  const lines: string[] = [];
  let end = 0;
  for (let piece = await store.readFrom(id, 0); piece; piece = await store.readFrom(id, end)) {
    if (piece.text === "") return foldedLines(lines, id, slices);
    for (const line of linesOf(piece.text)) if (line.trim() !== "") lines.push(line);
    ({ end } = piece);
    await slices.spend(piece.text.length);
  }
  return undefined;
}

/**
 * Folds the lines of a journal. Lines that cannot be read are left out; what only a later version
 * knows stays. Nothing where none of them can be read. Throws where a later version wrote them.
 */
export async function foldedLines(
  all: readonly string[],
  id: string | undefined,
  slices: Slices,
): Promise<StoredConversation | undefined> {
  let header: ConversationHeader | undefined;
  let damagedLines = 0;
  const kept: string[] = [];
  const parts: { readonly events: Parameters<typeof reduceAll>[1] }[] = [];
  for (const lines of inSteps(all)) {
    const read = readLines(lines);
    if (read.newer) throw newer();
    header ??= read.header;
    damagedLines += read.damagedLines;
    // Where all lines are events there is nothing to look for.
    const whole = read.damagedLines === 0 && !read.header;
    for (const line of whole ? lines : lines.filter(isKept)) kept.push(line);
    parts.push(read);
    await slices.spend(lines.reduce((sum, line) => sum + line.length, 0));
  }
  const [first] = parts.flatMap(({ events }) => events.slice(0, 1));
  const found = header ?? (first && id ? newHeader(id, first.at, null) : undefined);
  if (!found) return undefined;
  const named = { ...found, id: id ?? found.id };
  let conversation = emptyConversation(named);
  for (const { events } of parts) {
    conversation = reduceAll(conversation, events);
    await slices.spend(step);
  }
  const at = parts.at(-1)?.events.at(-1)?.at ?? named.createdAt;
  const whole = reduceAll(conversation, closingOf(conversation, at));
  const files = filesIn([...whole.messages.values()]);
  return { header: named, conversation: whole, lines: kept, files, damagedLines };
}

/** Whether a line is an event, of this version or of a later one. A header is none. */
function isKept(line: string): boolean {
  const { header, damagedLines } = readLines(line);
  return !header && damagedLines === 0;
}

/** Lines in parts of so many signs as are read at one go. */
export function* inSteps(lines: readonly string[]): Generator<readonly string[]> {
  let size = 0;
  let from = 0;
  for (const [at, line] of lines.entries()) {
    size += line.length;
    if (size < step) continue;
    yield lines.slice(from, at + 1);
    [size, from] = [0, at + 1];
  }
  if (from < lines.length) yield lines.slice(from);
}

/** The lines of a text one by one: a text of hundreds of megabytes is not copied for them. */
export function* linesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const found = text.indexOf("\n", from);
    const to = found < 0 ? text.length : found;
    yield text.slice(from, to);
    from = to + 1;
  }
}

/** The conversation, or why there is none. */
export async function readOrRefuse(
  store: Pick<ConversationStore, "readFrom">,
  id: string,
  slices: Slices,
): Promise<StoredConversation> {
  const stored = await readStored(store, id, slices).catch((error: unknown) => {
    if (error instanceof Trouble || isGivenUp(error)) throw error;
    throw new Trouble(phrase("Its file cannot be read now."));
  });
  if (!stored) throw new Trouble(phrase("Its file is gone, or nothing in it can be read."));
  return stored;
}
