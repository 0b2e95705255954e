import { hostOf } from "../core/address";
import { isObject } from "../core/decode";
import { type ChatError, ChatFailure } from "../core/errors";
import { redact } from "../core/redact";
import { type Destination, secretsOf } from "./destination";
import { type ErrorBody, errorBodyOf, readErrorBody } from "./errorBody";
import { meaningOf, toldKind } from "./errorMeaning";
import { networkError } from "./network";
import { refusedParameter } from "./refusedParameter";
import { retryAfterOf } from "./retryAfter";

/** Longest text of a provider that is shown, in characters. */
const longest = 1000;

/** What a refusal means, from its status, headers and body. */
export function errorOfResponse(
  destination: Destination,
  model: string,
  response: { readonly status: number; readonly headers: Headers; readonly body: string },
  now = Date.now(),
): ChatError {
  const { status, headers } = response;
  const page = isWebPage(headers, response.body);
  const body: ErrorBody = page ? { words: "" } : readErrorBody(response.body);
  const retryAfterMs = retryAfterOf(headers, body, now);
  const refusal = { status, model, body, page, waits: retryAfterMs !== undefined };
  const meaning = meaningOf(destination, refusal);
  const requestId = requestIdOf(headers, body);
  return {
    ...meaning,
    status,
    ...saidIn(body),
    ...(requestId !== undefined && { requestId }),
    ...(retryAfterMs !== undefined && waitingHelps(status) && { retryAfterMs }),
    ...(meaning.kind === "badRequest" && refusedParameter(body)),
  };
}

/** What an error says that came with status 200, in a stream or in an answer's place. */
export function errorInAnswer(destination: Destination, model: string, value: unknown): ChatError {
  const body = errorBodyOf(value);
  const { requestId } = body;
  return {
    ...meaningInAnswer(destination, model, body),
    ...saidIn(body),
    ...(requestId !== undefined && { requestId }),
  };
}

/** By the status that the code may be; what is on the provider's side is an error within the answer. */
function meaningInAnswer(destination: Destination, model: string, body: ErrorBody): ChatError {
  const status = Number(body.code);
  if (Number.isInteger(status) && status >= 400 && status < 500)
    return meaningOf(destination, { status, model, body, page: false, waits: false });
  const kind = toldKind({ status: 200, body, waits: false }) ?? "inStream";
  return { kind, values: [destination.connection.label, model] };
}

function saidIn({ words, code }: ErrorBody): Pick<ChatError, "detail" | "code"> {
  const detail = shortened(words, longest);
  return {
    ...(detail !== "" && { detail }),
    ...(code !== undefined && { code: shortened(code, 100) }),
  };
}

/** The id that a provider's support asks for; Cloudflare's own only where there is no other. */
function requestIdOf(headers: Headers, body: ErrorBody): string | undefined {
  const names = ["x-request-id", "request-id", "apim-request-id", "x-ms-request-id"];
  const own = names.map(name => headers.get(name)).find(id => id);
  const id = own ?? body.requestId ?? headers.get("cf-ray");
  return id ? shortened(id, 200) : undefined;
}

/** Statuses after which the same request may be answered. */
function waitingHelps(status: number): boolean {
  return status === 408 || status === 429 || status === 498 || status >= 500;
}

/** Any failure as data, without the key: the one place where an unknown error becomes a `ChatError`. */
export function errorOf(
  error: unknown,
  destination: Destination,
  streaming: boolean,
  model = "",
): ChatError {
  return withoutSecrets(kindOf(error, destination, streaming, model), destination);
}

/** The error with every text of the provider's redacted. */
function withoutSecrets(error: ChatError, destination: Destination): ChatError {
  const clean = (text: string) => redact(text, secretsOf(destination));
  const { values, detail, code, requestId, ...rest } = error;
  return {
    ...rest,
    ...(values && { values: values.map(clean) }),
    ...(detail !== undefined && { detail: clean(detail) }),
    ...(code !== undefined && { code: clean(code) }),
    ...(requestId !== undefined && { requestId: clean(requestId) }),
  };
}

function kindOf(
  error: unknown,
  destination: Destination,
  streaming: boolean,
  model: string,
): ChatError {
  const chain = causes(error);
  const failure = chain.find(cause => cause instanceof ChatFailure);
  if (failure) return failure.error;
  const inStream = chain.find(cause => isObject(cause) && cause["error"]);
  if (inStream) return errorInAnswer(destination, model, inStream);
  const host = hostOf(destination.connection.baseURL);
  const network = networkError(chain, host);
  const detail = network?.detail ?? shortened(describe(chain), longest);
  if (streaming) return { kind: "cutOff", detail };
  return network ?? { kind: "unreachable", values: [host], detail };
}

/** Whatever the content type says, a page begins with a tag: some servers send all they have as HTML. */
function isWebPage(headers: Headers, body: string): boolean {
  const html = /\bhtml\b/i.test(headers.get("content-type") ?? "");
  return html ? /^\s*(<|$)/.test(body) : /^\s*<(!doctype|html)/i.test(body);
}

function shortened(text: string, most: number): string {
  const trimmed = text.trim();
  return trimmed.length > most ? `${trimmed.slice(0, most)}…` : trimmed;
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
