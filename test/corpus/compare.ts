import { isDeepStrictEqual } from "node:util";
import { errorBodyOf } from "../../src/client/errorBody";
import type { ChatEvent } from "../../src/core/answering";
import { isObject } from "../../src/core/decode";
import { billingDifferences } from "./billing";
import type { Case } from "./cases";
import { answerOf, splitTags } from "./heard";

/** What differs between what was heard and what was expected, in words. */
export function differences(recorded: Case, events: readonly ChatEvent[]): readonly string[] {
  const { expected } = recorded;
  const answer = answerOf(events);
  const split = expected.ifThinkTagsSplit;
  const shown = answerOf(splitTags(events));
  const usage = events.findLast(event => event.type === "usage")?.usage.raw ?? null;
  return [
    ...ends(events),
    ...differ("text", answer.text, expected.text, answer.text + answer.refusal),
    ...differ("reasoning", answer.reasoning, expected.reasoning),
    ...differ("tool calls", callsOf(answer.toolCalls), callsOf(expected.toolCalls)),
    ...differ("finish", answer.details.finishReason ?? null, expected.finishReason),
    ...differ("usage", usage, expected.usage),
    ...billingDifferences(recorded, events),
    ...errors(recorded, events),
    ...(split ? differ("text after the tags", shown.text, split.text) : []),
    ...(split ? differ("reasoning in the tags", shown.reasoning, split.reasoning) : []),
  ];
}

/** Exactly one end, and it is the last event. */
export function ends(events: readonly ChatEvent[]): readonly string[] {
  const found = events.filter(({ type }) => type === "finish" || type === "error");
  return found.length === 1 && found[0] === events.at(-1) ? [] : [`it has ${found.length} ends`];
}

/** Arguments that were left empty are shown as `{}`. */
function callsOf(
  calls: readonly { readonly name: string; readonly arguments: string }[],
): readonly (readonly string[])[] {
  return calls.map(({ name, arguments: text }) => [name, text || "{}"]);
}

function errors({ expected, status }: Case, events: readonly ChatEvent[]): readonly string[] {
  const end = events.at(-1);
  const error = end?.type === "error" ? end.error : undefined;
  if (expected.error === undefined) {
    // A recording without any end is cut off; any other error is one too many.
    return error && (expected.finishReason !== null || error.kind !== "cutOff")
      ? [`it ends in the error ${JSON.stringify(error)}`]
      : [];
  }
  if (!error) return ["it ends in no error"];
  const { words, code: told = "" } = errorBodyOf(expected.error);
  const message = words.trim();
  const code = isObject(expected.error) ? told : (error.code ?? "");
  return [
    ...(error.detail?.includes(message.slice(0, 900))
      ? []
      : differ("error", error.detail, message)),
    ...differ("error code", error.code ?? "", code),
    ...(status >= 400 ? differ("status", error.status, status) : []),
  ];
}

function differ(
  what: string,
  heard: unknown,
  expected: unknown,
  other: unknown = heard,
): readonly string[] {
  if (isDeepStrictEqual(heard, expected) || isDeepStrictEqual(other, expected)) return [];
  return [`${what}: heard ${short(heard)} instead of ${short(expected)}`];
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 300 ? `${text.slice(0, 200)} … ${text.slice(-80)}` : text;
}
