import { isObject, parseJson } from "../core/decode";

/** What a provider's refusal says, whatever its shape. */
export interface ErrorBody {
  /** The provider's own words; empty when it has none. */
  readonly words: string;
  /** `error.code`, or what stands in its place, as text. */
  readonly code?: string;
  readonly type?: string;
  /** The parameter that the refusal names in a field of its own. */
  readonly parameter?: string;
  readonly requestId?: string;
  /** Google's `retryDelay`, as in "13s". */
  readonly retryDelay?: string;
  /** Headers that OpenRouter repeats in the body, by lower-case name. */
  readonly headers?: Readonly<Record<string, string>>;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the body of a refusal. Seen shapes: `{error: {message, type, param, code}}` (OpenAI, Azure, Groq),
 * the same in an array (Gemini), `{code, error: "text"}` (xAI, Ollama, LM Studio), `{detail: "text"}`
 * (Mistral), `{detail: [{loc, msg}]}` (FastAPI), `{object: "error", message}` (Mistral, vLLM),
 * `{code, msg}`, `{error_code, error_msg}`, `{base_resp: {status_code, status_msg}}` (MiniMax), plain text.
 */
export function readErrorBody(text: string): ErrorBody {
  return errorBodyOf(parseJson(text) ?? text);
}

/** The same, of a body that is JSON already. */
export function errorBodyOf(body: unknown): ErrorBody {
  const whole = fieldsOf(body);
  const inner = fieldsOf(whole["error"] ?? whole["message"] ?? whole["base_resp"]);
  const upstream = upstreamOf(inner);
  const own = errorWords(body);
  const code = codeIn(inner) ?? codeIn(whole);
  return {
    words: upstream && !own.includes(upstream.words) ? `${own}: ${upstream.words}` : own,
    ...given("code", code ?? upstream?.code),
    ...given("type", textOf(inner["type"]) ?? textOf(whole["type"]) ?? upstream?.type),
    ...given("parameter", parameterOf(inner) ?? upstream?.parameter),
    ...given("requestId", textOf(whole["request_id"]) ?? textOf(inner["request_id"])),
    ...given("retryDelay", retryDelayOf(inner)),
    ...headersIn(inner),
  };
}

/** Where words stand, what is likelier first. */
const wordFields = [
  "error",
  "message",
  "detail",
  "msg",
  "errors",
  "error_description",
  "error_msg",
  "status_msg",
  "base_resp",
];

function codeIn(fields: Fields): string | undefined {
  return textOf(fields["code"]) ?? textOf(fields["error_code"]) ?? textOf(fields["status_code"]);
}

/** The provider's own words in a body of any of the known shapes. */
export function errorWords(body: unknown): string {
  if (typeof body === "string") return body;
  if (Array.isArray(body)) return body.map(errorWords).filter(isFilled).join("; ");
  if (!isObject(body)) return "";
  for (const name of wordFields) {
    const words = errorWords(body[name]);
    if (words !== "") return name === "msg" ? placed(body["loc"], words) : words;
  }
  return "";
}

/** FastAPI says apart where it found what it says. */
function placed(place: unknown, words: string): string {
  const path = Array.isArray(place) ? place.filter(part => part !== "body").join(".") : "";
  return path === "" || words.includes(path) ? words : `${path}: ${words}`;
}

/**
 * OpenRouter wraps what the provider behind it said:
 * {@link https://openrouter.ai/docs/api/reference/errors-and-debugging}.
 */
function upstreamOf({ metadata }: Fields): ErrorBody | undefined {
  const { raw } = fieldsOf(metadata);
  if (raw === undefined || raw === null) return undefined;
  const body = typeof raw === "string" ? readErrorBody(raw) : errorBodyOf(raw);
  return body.words === "" ? undefined : body;
}

/** Gemini's {@link https://cloud.google.com/apis/design/errors#error_details RetryInfo}. */
function retryDelayOf({ details }: Fields): string | undefined {
  const delays = Array.isArray(details) ? details.map(item => fieldsOf(item)["retryDelay"]) : [];
  return delays.map(textOf).find(isFilled);
}

/** Also a list of FastAPI's names its place: `{type: "extra_forbidden", loc: ["body", "seed"]}`. */
function parameterOf(inner: Fields): string | undefined {
  return textOf(inner["param"]) ?? textOf(inner["parameter"]);
}

function headersIn({ metadata }: Fields): Pick<ErrorBody, "headers"> {
  const { headers } = fieldsOf(metadata);
  if (!isObject(headers)) return {};
  const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return { headers: Object.fromEntries(texts) as Record<string, string> };
}

/** The object itself, or the first of an array of one. */
function fieldsOf(value: unknown): Fields {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return isObject(one) ? one : {};
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function isFilled(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}

function given<Name extends string>(
  name: Name,
  value: string | undefined,
): Partial<Record<Name, string>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, string>);
}
