import { hostOf } from "../core/address";
import { successorOf } from "../core/connections";
import { isObject, parseJson } from "../core/decode";
import { type ChatError, ChatFailure } from "../core/errors";
import { redact } from "../core/redact";
import { type Destination, secretsOf } from "./destination";

/** Longest text of a provider that is shown, in characters. */
const longest = 1000;

/** What a refusal means, from its status and body. Shapes: the provider's error documents differ in all of them. */
export function errorOfResponse(
  destination: Destination,
  model: string,
  response: { readonly status: number; readonly headers: Headers; readonly body: string },
): ChatError {
  const { status, headers, body } = response;
  const page = isWebPage(headers, body);
  const words = page ? "" : messageOf(parseJson(body) ?? body);
  const detail = shortened(words);
  const code = page ? "" : codeOf(parseJson(body));
  const requestId = headers.get("x-request-id") ?? headers.get("request-id");
  return {
    ...meaningOf(destination, model, status, page ? undefined : words),
    status,
    ...(detail !== "" && { detail }),
    ...(code !== "" && { code }),
    ...(requestId && { requestId }),
  };
}

/** Kind and values of a refusal; a web page has no words. */
function meaningOf(
  destination: Destination,
  model: string,
  status: number,
  words: string | undefined,
): ChatError {
  const { connection } = destination;
  const { label } = connection;
  const host = hostOf(connection.baseURL);
  if (status === 401 || (status < 404 && refusesKey(words ?? "")))
    return { kind: keyKind(destination), values: [label] };
  if (words === undefined && status !== 403) return { kind: "notAnApi", values: [host] };
  const successor = successorOf(connection, model);
  if (successor !== undefined && meansModel(status, words ?? "", model))
    return { kind: "modelGone", values: [label, model, successor] };
  if (status === 403) return { kind: "refusedRequest", values: [label] };
  if (lacksModel(status, words ?? "", model))
    return { kind: "modelNotFound", values: [label, model] };
  if (status === 404) return { kind: "notFound", values: [host] };
  if (status === 402 || status === 429) return { kind: "rateLimit", values: [label] };
  if (status === 408 || status >= 500) return { kind: "server", values: [label] };
  return { kind: "badRequest", values: [label] };
}

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
  if (status === 404) return namesModel(words, model);
  return (status === 400 || status === 410) && model !== "" && saysGone(words);
}

function namesModel(words: string, model: string): boolean {
  return model !== "" && (words.includes(model) || /model|deployment/i.test(words));
}

/** Any failure as data, without the key: the one place where an unknown error becomes a `ChatError`. */
export function errorOf(error: unknown, destination: Destination, streaming: boolean): ChatError {
  const { values, detail, code, requestId, ...rest } = kindOf(error, destination, streaming);
  const clean = (text: string) => redact(text, secretsOf(destination));
  return {
    ...rest,
    ...(values && { values: values.map(clean) }),
    ...(detail !== undefined && { detail: clean(detail) }),
    ...(code !== undefined && { code: clean(code) }),
    ...(requestId !== undefined && { requestId: clean(requestId) }),
  };
}

function kindOf(error: unknown, { connection }: Destination, streaming: boolean): ChatError {
  const chain = causes(error);
  const failure = chain.find(cause => cause instanceof ChatFailure);
  if (failure) return failure.error;
  const inStream = chain.find(cause => isObject(cause) && cause["error"]);
  if (inStream) {
    return { kind: "inStream", values: [connection.label], detail: shortened(messageOf(inStream)) };
  }
  const detail = shortened(describe(chain));
  if (streaming) return { kind: "cutOff", detail };
  return { kind: "unreachable", values: [hostOf(connection.baseURL)], detail };
}

/** What a provider reports in the middle of an answer. */
export function errorInStream(body: unknown, { connection }: Destination): ChatError {
  const code = codeOf(body);
  return {
    kind: "inStream",
    values: [connection.label],
    detail: shortened(messageOf(body)),
    ...(code !== "" && { code }),
  };
}

export function isWebPage(headers: Headers, body: string): boolean {
  return /\bhtml\b/i.test(headers.get("content-type") ?? "") || /^\s*<(!doctype|html)/i.test(body);
}

/** The provider's own words in a body of any of the known shapes. */
export function messageOf(body: unknown): string {
  if (typeof body === "string") return body;
  if (Array.isArray(body)) return messageOf(body[0]);
  if (!isObject(body)) return "";
  if (Array.isArray(body["detail"])) return body["detail"].map(messageOf).join("; ");
  for (const name of ["error", "message", "detail", "msg"]) {
    const words = messageOf(body[name]);
    if (words !== "") return words;
  }
  return "";
}

/** The provider's own code in a body of any of the known shapes. */
export function codeOf(body: unknown): string {
  if (Array.isArray(body)) return codeOf(body[0]);
  if (!isObject(body)) return "";
  if (isObject(body["error"])) return codeOf(body["error"]);
  const { code } = body;
  return typeof code === "string" || typeof code === "number" ? shortened(String(code)) : "";
}

function shortened(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > longest ? `${trimmed.slice(0, longest)}…` : trimmed;
}

/** An error, its cause, its cause's cause, … */
function causes(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let cause = error; cause !== undefined && cause !== null && chain.length < 8; ) {
    chain.push(cause);
    cause = isObject(cause) ? cause["cause"] : undefined;
  }
  return chain;
}

function describe(chain: readonly unknown[]): string {
  const innermost = chain.findLast(cause => cause instanceof Error);
  if (!innermost) return typeof chain[0] === "string" ? chain[0] : "";
  const code = (innermost as { code?: unknown }).code;
  const parts =
    innermost instanceof AggregateError ? innermost.errors.map(String) : [innermost.message];
  return [typeof code === "string" ? code : "", ...parts].filter(part => part !== "").join(": ");
}
