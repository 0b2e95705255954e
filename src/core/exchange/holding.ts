import type { Conversation } from "../conversation";
import type { Message } from "../messages";
import type { Slices } from "../slices";

/**
 * Whether a conversation holds all that another one says, however it went on: the same messages with
 * the same words, calls and pictures. Marks on messages, and what is set for requests, are not compared.
 */
export async function holds(
  there: Conversation,
  coming: Conversation,
  slices: Slices,
): Promise<boolean> {
  if (there.messages.size < coming.messages.size) return false;
  for (const message of coming.messages.values()) {
    const own = there.messages.get(message.id);
    if (own?.parentId !== message.parentId) return false;
    const said = JSON.stringify(message);
    await slices.spend(said.length * 2);
    if (said !== JSON.stringify(own) && !says(own, message)) return false;
  }
  return true;
}

/** Whether a message says all that another one does. */
function says(own: Message, message: Message): boolean {
  if (own.role === "user")
    return (
      message.role === "user" && isWithin(message.content.map(textOf), own.content.map(textOf))
    );
  if (own.role === "assistant") return message.role === "assistant" && goesOn(own, message);
  return own.role === message.role && resultOf(own) === resultOf(message);
}

type AnswerMessage = Extract<Message, { role: "assistant" }>;

/** An answer may have been continued, and its text changed, since. */
function goesOn(own: AnswerMessage, message: AnswerMessage): boolean {
  const [before, after] = [message, own].map(wordsOf);
  return (
    (before ?? []).every((words, at) => after?.[at]?.startsWith(words)) &&
    isBeginning(message.toolCalls.map(callOf), own.toolCalls.map(callOf)) &&
    isBeginning(message.images, own.images)
  );
}

function wordsOf({ received, text, reasoning, refusal }: AnswerMessage): readonly string[] {
  return [received ?? text, reasoning, refusal];
}

function callOf(call: AnswerMessage["toolCalls"][number]): string {
  return JSON.stringify([call.name, call.arguments]);
}

function resultOf(message: Message): string {
  if (message.role === "user" || message.role === "assistant") return "";
  return JSON.stringify([message.index, message.called, message.text]);
}

function isBeginning(some: readonly string[], all: readonly string[]): boolean {
  return some.every((one, at) => one === all[at]);
}

/** Whether all of some are among others, in their order: a question may have come without its pictures. */
function isWithin(some: readonly string[], all: readonly string[]): boolean {
  let at = 0;
  for (const one of all) if (one === some[at]) at += 1;
  return at === some.length;
}

/** The same text for the same part, in whatever order its names stand. */
function textOf(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, item]) => [name, sorted(item)]),
  );
}
