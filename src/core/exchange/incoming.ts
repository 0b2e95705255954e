import { type Conversation, type ConversationHeader, emptyConversation } from "../conversation";
import { decodeEvent, parseJson } from "../decode";
import type { ConversationEvent } from "../events";
import type { Message } from "../messages";
import { type Phrase, phrase } from "../phrase";
import { reduceAll } from "../reduce";
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

/** The events as lines of a journal, each of them as the reader of journals takes it. Throws where one is not. */
export function checkedLines(events: Iterable<ConversationEvent>): readonly string[] {
  return Array.from(events, event => {
    const line = JSON.stringify(event);
    if (typeof decodeEvent(parseJson(line)) !== "object") throw damaged();
    return line;
  });
}

/** The conversation that lines make. */
export function folded(header: ConversationHeader, lines: readonly string[]): Conversation {
  const events = lines.flatMap(line => {
    const event = decodeEvent(parseJson(line));
    return typeof event === "object" ? [event] : [];
  });
  return reduceAll(emptyConversation(header), events);
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

/**
 * Whether a conversation holds all that another one says, however it went on: the same messages with
 * the same words. Marks on messages, and what is set for requests, are not compared.
 */
export function holds(there: Conversation, coming: Conversation): boolean {
  if (there.messages.size < coming.messages.size) return false;
  for (const message of coming.messages.values()) {
    const own = there.messages.get(message.id);
    if (!own || wordsOf(own) !== wordsOf(message)) {
      if (own?.role !== "assistant" || message.role !== "assistant") return false;
      if (!goesOn(own, message)) return false;
    }
  }
  return true;
}

type AnswerMessage = Extract<Message, { role: "assistant" }>;

/** An answer may have been continued, and its text changed, since. */
function goesOn(own: AnswerMessage, message: AnswerMessage): boolean {
  const text = ({ received, text }: AnswerMessage) => received ?? text;
  return text(own).startsWith(text(message)) && own.parentId === message.parentId;
}

function wordsOf(message: Message): string {
  const { parentId, role } = message;
  if (message.role === "user") return JSON.stringify([parentId, role, sorted(message.content)]);
  if (message.role !== "assistant")
    return JSON.stringify([parentId, role, message.index, message.called, message.text]);
  const { received, text, reasoning, refusal, images } = message;
  const calls = message.toolCalls.map(call => [call.name, call.arguments]);
  return JSON.stringify([parentId, role, received ?? text, reasoning, refusal, calls, images]);
}

/** The same value with the names of objects in the order of the alphabet. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, item]) => [name, sorted(item)]),
  );
}
