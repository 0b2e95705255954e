import { isExtraBody, textsIn, withoutKeys } from "./extraBody";
import { isObject } from "./decode";
import type { SamplingParameters, SentParameters } from "./messages";
import { type Phrase, phrase } from "./phrase";
import { secretsIn } from "./secrets";
import { schemaFault } from "./schemaForm";

/** The API's own names; `extra` holds further fields of the body, each as it is. */
export type ParameterName =
  | "temperature"
  | "top_p"
  | "max_tokens"
  | "n"
  | "stop"
  | "stream"
  | "presence_penalty"
  | "frequency_penalty"
  | "logit_bias"
  | "seed"
  | "user"
  | "response_format"
  | "reasoning_effort"
  | "logprobs"
  | "top_logprobs"
  | "extra";

/** One sampling parameter. */
export interface Parameter {
  readonly name: ParameterName;
  /** For people: an English text, the key of its translation. */
  readonly label: string;
  readonly kind: "number" | "integer" | "boolean" | "text" | "texts" | "map" | "format" | "fields";
  /** Of a number; of a map's values; of how many texts there may be. */
  readonly min?: number;
  readonly max?: number;
  /** What a text may be, where that is known. */
  readonly options?: readonly string[];
  /** Other names that providers have for it: only one of them is ever sent. */
  readonly aliases?: readonly string[];
}

/**
 * All parameters, in the order in which they are shown. Ranges are those of the API's
 * {@link https://platform.openai.com/docs/api-reference/chat/create reference}; where a provider has others, its row says so.
 */
export const parameters: readonly Parameter[] = [
  { name: "temperature", label: "Temperature", kind: "number", min: 0, max: 2 },
  { name: "top_p", label: "Top P", kind: "number", min: 0, max: 1 },
  {
    name: "max_tokens",
    label: "Max tokens",
    kind: "integer",
    min: 1,
    aliases: ["max_tokens", "max_completion_tokens"],
  },
  {
    name: "reasoning_effort",
    label: "Reasoning effort",
    kind: "text",
    options: ["none", "minimal", "low", "medium", "high", "xhigh"],
  },
  { name: "response_format", label: "Response format", kind: "format" },
  { name: "stop", label: "Stop sequences", kind: "texts", max: 4 },
  // As many as one request's choices are read and kept.
  { name: "n", label: "Answers", kind: "integer", min: 1, max: 32 },
  { name: "stream", label: "Streaming", kind: "boolean" },
  { name: "seed", label: "Seed", kind: "integer", aliases: ["seed", "random_seed"] },
  { name: "presence_penalty", label: "Presence penalty", kind: "number", min: -2, max: 2 },
  { name: "frequency_penalty", label: "Frequency penalty", kind: "number", min: -2, max: 2 },
  { name: "logit_bias", label: "Logit bias", kind: "map", min: -100, max: 100 },
  { name: "logprobs", label: "Log probabilities", kind: "boolean" },
  { name: "top_logprobs", label: "Top log probabilities", kind: "integer", min: 0, max: 20 },
  { name: "user", label: "User", kind: "text", aliases: ["user", "user_id"] },
  { name: "extra", label: "Further fields", kind: "fields" },
];

/** What is known of one parameter at a model. */
export interface ParameterRule {
  /** Its name in the body, where it has another one. */
  readonly name?: string;
  readonly min?: number;
  readonly max?: number;
  /** Absent where it is not known. */
  readonly taken?: "yes" | "ignored" | "refused";
}

/** What differs at a model, by parameter. */
export type ParameterRules = { readonly [Name in ParameterName]?: ParameterRule };

/** Where it is not known yet to which model something goes: any number may be right. */
export const anyRange: ParameterRules = Object.fromEntries(
  parameters.map(({ name }) => [name, { min: -Infinity, max: Infinity }]),
);

/** What is wrong with what is set, in the order of the table: the cause, and the way out. */
export function complaintsOf(
  set: SamplingParameters,
  rules: ParameterRules,
): readonly { readonly name: string; readonly phrase: Phrase }[] {
  const known = parameters.flatMap(parameter => {
    if (!Object.hasOwn(set, parameter.name)) return [];
    const found = complaintOf(parameter, set[parameter.name], rules, set);
    return found ? [{ name: parameter.name, phrase: found }] : [];
  });
  const unknown = Object.keys(set).filter(name => !isParameterName(name));
  const foreign = unknown.map(name => ({
    name,
    phrase: phrase("There is no parameter “{0}”. Clear it.", name),
  }));
  return [...known, ...foreign];
}

/** What is wrong with one value; nothing when it may be sent. */
export function complaintOf(
  parameter: Parameter,
  value: unknown,
  rules: ParameterRules = {},
  set: SamplingParameters = {},
): Phrase | undefined {
  const { min, max } = rangeOf(parameter, rules);
  return checks[parameter.kind]({ ...parameter, ...bounds(min, max) }, value, set);
}

/** The range of a parameter at a model. */
export function rangeOf(
  { name, min, max }: Parameter,
  rules: ParameterRules,
): { readonly min: number | undefined; readonly max: number | undefined } {
  const rule = rules[name];
  return { min: rule?.min ?? min, max: rule?.max ?? max };
}

/**
 * What is sent beside model and messages: exactly what is set, under the names that the model's row
 * has, over the connection's own fields.
 */
export function wireParameters(
  set: SamplingParameters,
  rules: ParameterRules,
  own: SentParameters = {},
): SentParameters {
  const sent: Record<string, unknown> = { ...own };
  for (const { name, aliases = [] } of parameters) {
    if (name === "extra" || !Object.hasOwn(set, name)) continue;
    for (const alias of aliases) delete sent[alias];
    sent[rules[name]?.name ?? name] = set[name];
  }
  return { ...sent, ...(isObject(set["extra"]) && set["extra"]) };
}

/** Parameters as they may be journaled: a key among the further fields is no key any more, and refused. */
export function withoutLiteralKeys(set: SamplingParameters): SamplingParameters {
  if (!Object.hasOwn(set, "extra")) return set;
  const { extra } = set;
  const text = typeof extra === "string" ? extra : JSON.stringify(extra, null, 2);
  const kept = withoutKeys(text);
  return kept === text ? set : { ...set, extra: kept };
}

type Check = (parameter: Parameter, value: unknown, set: SamplingParameters) => Phrase | undefined;

const checks: { readonly [Kind in Parameter["kind"]]: Check } = {
  number: (parameter, value) =>
    isNumber(value) && within(parameter, value) ? undefined : wrongNumber(parameter, "a number"),
  integer: (parameter, value) =>
    Number.isSafeInteger(value) && within(parameter, Number(value))
      ? undefined
      : wrongNumber(parameter, "a whole number"),
  boolean: ({ label }, value) =>
    typeof value === "boolean" ? undefined : phrase("{0} must be on or off.", label),
  text: ({ label }, value) =>
    typeof value === "string" ? undefined : phrase("{0} must be a text.", label),
  texts: (parameter, value) => wrongTexts(parameter, value),
  map: (parameter, value) => wrongMap(parameter, value),
  format: ({ label }, value) => wrongFormat(label, value),
  fields: ({ label }, value, set) => wrongFields(label, value, set),
};

function wrongNumber({ label, min, max }: Parameter, what: "a number" | "a whole number"): Phrase {
  const whole = what === "a whole number";
  if (min !== undefined && max !== undefined)
    return whole
      ? phrase("{0} must be a whole number from {1} to {2}.", label, String(min), String(max))
      : phrase("{0} must be a number from {1} to {2}.", label, String(min), String(max));
  return min === undefined
    ? phrase("{0} must be a whole number.", label)
    : phrase("{0} must be a whole number, at least {1}.", label, String(min));
}

function wrongTexts({ label, min = 0, max = 0 }: Parameter, value: unknown): Phrase | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!list.every(text => typeof text === "string"))
    return phrase("{0} must be a text, or a list of texts.", label);
  if (list.length > max)
    return phrase(
      "{0}: at most {1}, one a line; there are {2}.",
      label,
      ...[max, list.length].map(String),
    );
  return min > 0 && list.some(text => text.trim() === "")
    ? phrase("{0}: this provider takes none that is blank.", label)
    : undefined;
}

function wrongMap(parameter: Parameter, value: unknown): Phrase | undefined {
  const { label, min, max } = parameter;
  if (!isObject(value))
    return phrase("{0} must be a JSON object such as {1}.", label, '{ "50256": -100 }');
  const wrong = Object.entries(value).find(
    ([token, bias]) => !/^\d+$/.test(token) || !isNumber(bias) || !within(parameter, bias),
  );
  if (!wrong) return undefined;
  return phrase(
    "{0}: “{1}” must be the number of a token with a number from {2} to {3}.",
    ...[label, wrong[0], min, max].map(String),
  );
}

function wrongFormat(label: string, value: unknown): Phrase | undefined {
  const type = isObject(value) ? value["type"] : undefined;
  if (type === "text" || type === "json_object") return undefined;
  if (!isObject(value) || type !== "json_schema")
    return phrase("{0} must be text, JSON, or a JSON schema.", label);
  const form = value["json_schema"];
  if (!isObject(form)) return phrase("{0}: there is no schema.", label);
  if (!isWireName(form["name"]))
    return phrase("{0}: the schema's name must be 1 to 64 letters, digits, _ or -.", label);
  return schemaFault(form["schema"]);
}

function wrongFields(label: string, value: unknown, set: SamplingParameters): Phrase | undefined {
  if (!isObject(value))
    return phrase("{0} must be a JSON object such as {1}.", label, '{ "top_k": 40 }');
  if (!isExtraBody(value))
    return phrase(
      "{0}: no model, messages, stream, and no key, which would be kept readable.",
      label,
    );
  if (textsIn(value).some(text => secretsIn(text).length > 0))
    return phrase("{0}: secrets are filled in in a connection's extraBody only.", label);
  const twice = parameters.find(
    ({ name, aliases = [name] }) =>
      Object.hasOwn(set, name) && aliases.some(alias => Object.hasOwn(value, alias)),
  );
  return twice && phrase("{0}: “{1}” is set above already.", label, twice.name);
}

/** Names of messages and of schemas, as the API takes them. */
export function isWireName(value: unknown): value is string {
  return typeof value === "string" && /^[\w-]{1,64}$/.test(value);
}

export function isParameterName(name: string): name is ParameterName {
  return parameters.some(parameter => parameter.name === name);
}

function within({ min = -Infinity, max = Infinity }: Parameter, value: number): boolean {
  return value >= min && value <= max;
}

function bounds(min: number | undefined, max: number | undefined) {
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
