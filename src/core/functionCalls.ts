import { isObject, parseJson } from "./decode";
import type { Answer, Message, ResultMessage, ToolCall } from "./messages";

/** Ends after which nobody knows whether a call is what the model meant. */
const cuts = ["length", "stopped", "interrupted", "content_filter"];

/** Whether an answer was cut: its calls are never taken as complete, whatever they look like. */
export function isCut({ finish, error }: Answer): boolean {
  return error !== undefined || cuts.includes(finish ?? "");
}

/** Whether arguments are what a function can be called with: a JSON object. */
export function areArguments({ arguments: text }: ToolCall): boolean {
  return isObject(parseJson(text));
}

/** Whether an answer calls functions, and each of its calls can be answered. */
export function canBeAnswered(message: Message | undefined): message is Answer {
  if (message?.role !== "assistant" || message.toolCalls.length === 0) return false;
  return message.finish !== undefined && !isCut(message) && message.toolCalls.every(areArguments);
}

/**
 * The results right behind a place in a thread, by the call that each is of. A second one of a call is
 * another answer's, which was deleted.
 */
export function resultsBehind(
  messages: readonly Message[],
  index: number,
): ReadonlyMap<number, ResultMessage> {
  const results = new Map<number, ResultMessage>();
  for (const result of resultsFrom(messages, index + 1)) {
    if (results.has(result.index)) break;
    results.set(result.index, result);
  }
  return results;
}

/** The results of all calls of an answer, in their order; nothing while one of them is missing. */
export function allResults(
  messages: readonly Message[],
  index: number,
): readonly ResultMessage[] | undefined {
  const answer = messages[index];
  if (!canBeAnswered(answer)) return undefined;
  const there = resultsBehind(messages, index);
  const results = answer.toolCalls.flatMap((_call, place) => there.get(place) ?? []);
  return results.length === answer.toolCalls.length ? results : undefined;
}

/** A result before it has its place. */
export type NewResult = Pick<ResultMessage, "role" | "index" | "callId" | "called" | "text">;

/** What the calls of an answer came to, in their order. */
export function newResults(answer: Answer, texts: readonly string[]): readonly NewResult[] {
  const role = resultRole(answer);
  const ids = callIdsOf(answer);
  return answer.toolCalls.map(({ name }, index) => ({
    role,
    index,
    callId: ids[index] ?? "",
    called: name,
    text: texts[index] ?? "",
  }));
}

/** A result of a thread with those right behind it; nothing where another message stands there. */
export function resultsFrom(messages: readonly Message[], at: number): readonly ResultMessage[] {
  const found: ResultMessage[] = [];
  for (const message of messages.slice(at < 0 ? messages.length : at)) {
    if (message.role !== "tool" && message.role !== "function") break;
    if (!message.deleted) found.push(message);
  }
  return found;
}

/** The form in which the functions of an answer were sent: results go back in the same one. */
export function resultRole({ parameters }: Answer): ResultMessage["role"] {
  return Object.hasOwn(parameters, "functions") ? "function" : "tool";
}

/** The ids under which the calls of an answer are sent back: made up where there is none, or one twice. */
export function callIdsOf({ id, toolCalls }: Answer): readonly string[] {
  const taken = new Set<string>();
  return toolCalls.map((call, index) => {
    const made = call.id !== "" && !taken.has(call.id) ? call.id : nineSigns(`${id} ${index}`);
    taken.add(made);
    return made;
  });
}

/** Nine letters and digits that stand for a text: the form of an id that every provider takes. */
export function nineSigns(text: string): string {
  if (/^[A-Za-z0-9]{9}$/.test(text)) return text;
  const number = hashOf(text, 0x811c9dc5) * 2 ** 14 + (hashOf(text, 0x01234567) >>> 18);
  return number.toString(36).padStart(9, "0");
}

/** FNV-1a of 32 bits: short, and the same everywhere. */
function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
