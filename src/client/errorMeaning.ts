import { hostOf } from "../core/address";
import { successorOf } from "../core/connections";
import type { ChatError, ChatErrorKind } from "../core/errors";
import type { Destination } from "./destination";
import type { ErrorBody } from "./errorBody";

/** A refusal, read. */
export interface Refusal {
  readonly status: number;
  readonly model: string;
  readonly body: ErrorBody;
  /** It was a web page, which has no words. */
  readonly page: boolean;
  /** The provider said how long to wait. */
  readonly waits: boolean;
}

/** Kind and values of a refusal. */
export function meaningOf(destination: Destination, refusal: Refusal): ChatError {
  const { connection } = destination;
  const { status, model, page, body } = refusal;
  const { words } = body;
  const { label } = connection;
  const host = hostOf(connection.baseURL);
  if (status === 407) return { kind: "proxy", values: [host] };
  const bound = connection.quirks.includes("eventToken");
  if (bound && (status === 401 || (status === 403 && !page)))
    return { kind: "eventOver", values: [label] };
  if (status === 401 || (status < 404 && refusesKey(words)))
    return { kind: keyKind(destination), values: [label] };
  const gateway = page ? pageKind(status) : undefined;
  if (gateway !== undefined) return { kind: gateway, values: [host] };
  if (page && status === 413) return { kind: "contextOverflow", values: [label, model] };
  const told = toldKind(refusal);
  if (told !== undefined) return { kind: told, values: [label, model] };
  const successor = page ? undefined : successorOf(connection, model);
  if (successor !== undefined && meansModel(status, words, model))
    return { kind: "modelGone", values: [label, model, successor] };
  if (lacksModel(status, words, model)) {
    const pulled = connection.quirks.includes("pulledModels") && connection.local;
    return { kind: pulled ? "modelNotPulled" : "modelNotFound", values: [label, model] };
  }
  const kind = kindOfStatus(refusal);
  return { kind, values: [kind === "notFound" ? host : label] };
}

/**
 * What a body says that needs advice of its own, at whatever status: providers differ in that, and an
 * error in a stream has none.
 */
export function toldKind({
  status,
  body,
  waits,
}: {
  readonly status: number;
  readonly body: ErrorBody;
  readonly waits: boolean;
}): ChatErrorKind | undefined {
  const { words, code = "", type = "" } = body;
  const mark = `${code} ${type}`;
  if (/context_length|exceed_context_size|tokens_limit_reached|string_above_max/i.test(mark))
    return "contextOverflow";
  if (status !== 429 ? saysTooLong(words) : neverFits(words)) return "contextOverflow";
  if (status === 413 && neverFits(words)) return "contextOverflow";
  if (
    status === 451 ||
    /content_?filter|content_policy|policyviolation|data_inspection/i.test(mark)
  )
    return "contentFilter";
  if (status < 429 && saysFiltered(words)) return "contentFilter";
  if (status === 402 || /insufficient_(quota|balance)|billing|credits?_|quota_exceeded/i.test(mark))
    return "quota";
  if (status < 500 && saysEmpty(words) && !waits) return "quota";
  return undefined;
}

function kindOfStatus({ status, body }: Refusal): ChatErrorKind {
  const { words, code = "", type = "" } = body;
  if (status === 404) return noRoute.test(words) ? "badRequest" : "notFound";
  if (status === 429) return "rateLimit";
  if (status === 403) return "refusedRequest";
  if (status === 408 || status === 504 || status === 524) return "timeout";
  const busy = /overloaded|at capacity|capacity exceeded|loading( the)? model|model is loading/i;
  if (status === 498 || status === 503 || status === 529) return "overloaded";
  if (status >= 500) return busy.test(`${code} ${type} ${words}`) ? "overloaded" : "server";
  return "badRequest";
}

/**
 * Pages come from what stands between: a portal at the address, or a gateway whose server is away. Where
 * it refuses a request itself, its status means what it means without the page.
 */
function pageKind(status: number): ChatErrorKind | undefined {
  if (status === 503 || status === 529) return "overloaded";
  if (status === 504 || status === 524) return "timeout";
  if (status === 429) return "rateLimit";
  if (status >= 500) return "server";
  return status === 404 || status === 405 || status < 400 ? "notAnApi" : undefined;
}

/** Every provider has its own sentence for a prompt that does not fit; the codes are rarer than the words. */
function saysTooLong(words: string): boolean {
  return /maximum (context|prompt) length|context (length|window|size|limit)|prompt (is )?too long|input (is )?too long|too many (input )?tokens|(input|prompt) token count|reduce (the length of )?(the|your) (messages|prompt|input)|tokens to keep from the initial prompt|\b\d+ tokens > \d+|Max size: \d+ tokens|`inputs` (tokens \+ `max_new_tokens` must be <=|must have less than \d+ tokens)|range of input length should be|exceeded model token limit|maximum model length|prompt exceeds max length|input length \d+ exceeds/i.test(
    words,
  );
}

/** A limit by the minute that one request alone exceeds: waiting does not help (OpenAI, Groq). */
function neverFits(words: string): boolean {
  return /request too large|too large for model|tokens must be reduced/i.test(words);
}

function saysFiltered(words: string): boolean {
  return /content[ _-](management )?policy|content[ _-]filter|safety system|input was flagged|flagged by moderation|prohibited content|responsible ai/i.test(
    words,
  );
}

function saysEmpty(words: string): boolean {
  return /exceeded your current quota|check your plan and billing|insufficient (balance|credits?|funds|quota)|credit balance is too low|requires more credits|doesn't have any credits|used all available credits|out of credits|spending limit|payment required/i.test(
    words,
  );
}

/** OpenRouter's 404 for a wish that no provider of the model meets, and OpenAI's for one that cannot chat. */
const noRoute = /no (allowed )?(endpoints|providers)|not a chat model/i;

/** Whose fault it is that the key was not taken: there may have been none. */
function keyKind({ connection, key }: Destination): "auth" | "keyWanted" | "noKey" {
  if (connection.secrets.length > 0) return "auth";
  if (connection.auth === "none") return "keyWanted";
  return key === undefined ? "noKey" : "auth";
}

/** Gemini and xAI refuse a key with status 400. */
function refusesKey(words: string): boolean {
  const key = "api(?:[ _-]|%20)?key";
  return new RegExp(
    `(incorrect|invalid)(?: |%20)${key}|${key}.{0,12}(not valid|not found|invalid|incorrect|expired)`,
    "i",
  ).test(words);
}

/** Whether a refusal is about a model of which it is known that it is gone. */
function meansModel(status: number, words: string, model: string): boolean {
  if (status === 404 || status === 410 || (status < 500 && saysGone(words))) return true;
  return status === 400 && (words === "" || namesModel(words, model));
}

/** Groq says so with 400 (model_decommissioned), SambaNova with 410, DeepSeek with 400. */
function saysGone(words: string): boolean {
  return /model.{0,80}(deprecated|decommissioned|retired|no longer (available|supported)|not exist)/i.test(
    words,
  );
}

/** A 404 means the model when it says so; else there is nothing at the address. */
function lacksModel(status: number, words: string, model: string): boolean {
  if (status === 404) return namesModel(words, model) && !noRoute.test(words);
  return (status === 400 || status === 410) && model !== "" && saysGone(words);
}

function namesModel(words: string, model: string): boolean {
  return model !== "" && (words.includes(model) || /model|deployment/i.test(words));
}
