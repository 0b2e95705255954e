import { type Conversation, type ConversationHeader, emptyConversation } from "../conversation";
import { decodeEvent, parseJson } from "../decode";
import type { ConversationEvent } from "../events";
import type { Message } from "../messages";
import { type Phrase, phrase } from "../phrase";
import { reduceAll } from "../reduce";
import type { Slices } from "../slices";
import { step } from "./slices";
import { Trouble } from "./trouble";

/** A conversation that was read and checked as a whole, and is not written yet. */
export interface Incoming {
  readonly header: ConversationHeader;
  /** The lines of its journal behind the header. */
  readonly lines: readonly string[];
  /** When something last happened in it, in milliseconds since 1970. */
  readonly changedAt: number;
  /** As people know it. */
  readonly title: string;
  /** Where it was read. */
  readonly place: string;
  /** Its pictures by the names that its lines use. */
  readonly files: ReadonlyMap<string, IncomingFile>;
  /** The conversation that this is a part of, where that is known. */
  readonly partOf?: string;
  /** What of it could not be read, though the rest could. */
  readonly notes: readonly Phrase[];
}

/** Bytes of a picture; read only when they are wanted, where they lie in a file. */
export interface IncomingFile {
  (): Promise<Uint8Array>;
  /** How many of them are in memory already. */
  readonly held?: number;
}

/** A picture that is in memory. */
export function heldFile(bytes: Uint8Array): IncomingFile {
  return Object.assign(async () => bytes, { held: bytes.length });
}

/** How much of memory a conversation takes until it is written, in signs and bytes. */
export function heldBy({ lines, files }: Incoming): number {
  let sum = 0;
  for (const line of lines) sum += line.length;
  for (const { held = 0 } of files.values()) sum += held;
  return sum;
}

/**
 * The lines of a journal that events make, each of them as the reader of journals takes it, and the
 * conversation that these give. Throws where one is not taken, or messages are no tree.
 */
export async function checked(
  header: ConversationHeader,
  events: Iterable<ConversationEvent>,
  slices: Slices,
): Promise<{ readonly lines: readonly string[]; readonly conversation: Conversation }> {
  const lines: string[] = [];
  let conversation = emptyConversation(header);
  let read: ConversationEvent[] = [];
  let size = 0;
  for (const made of events) {
    const line = JSON.stringify(made);
    const event = decodeEvent(parseJson(line));
    if (typeof event !== "object") throw damaged();
    lines.push(line);
    read.push(event);
    size += line.length;
    if (size < step) continue;
    conversation = reduceAll(conversation, read);
    await slices.spend(size);
    [read, size] = [[], 0];
  }
  conversation = reduceAll(conversation, read);
  await slices.spend(size);
  checkTree(conversation.messages.values());
  return { lines, conversation };
}

/** Throws where messages are no tree: where one stands below itself, or below a later one. */
export function checkTree(messages: Iterable<Message>): void {
  const parents = new Map(Array.from(messages, ({ id, parentId }) => [id, parentId]));
  const seen = new Set<string>();
  for (const [id, parentId] of parents) {
    seen.add(id);
    if (parentId === null || (parents.has(parentId) && parentId !== id && seen.has(parentId)))
      continue;
    if (parents.has(parentId))
      throw new Trouble(phrase("Its messages form a circle, or stand in the wrong order."));
  }
}

/** When something last happened in a conversation, as its messages say it. */
export function lastChange({ createdAt, messages }: Conversation): number {
  let last = createdAt;
  for (const { at } of messages.values()) last = Math.max(last, at);
  return last;
}

export function damaged(): Trouble {
  return new Trouble(phrase("A part of it has not the form that it should have."));
}

export function newer(): Trouble {
  return new Trouble(
    phrase("It was written by a newer Parley: update Parley, then import it again."),
  );
}
