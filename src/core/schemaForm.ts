import { isObject } from "./decode";
import { type Phrase, phrase } from "./phrase";

/** How deep a schema may go; none that people write does. */
const deepest = 64;

/** Keywords whose value is a schema, a list of them, or schemas by name. */
const inner = {
  schema: "items additionalProperties not contains propertyNames if then else",
  list: "anyOf oneOf allOf prefixItems",
  record: "properties patternProperties $defs definitions",
};

/** Other keywords, by what their value must be. */
const forms: Readonly<
  Record<string, readonly [keywords: string, right: (value: unknown) => boolean]>
> = {
  "a list that is not empty": ["enum", value => Array.isArray(value) && value.length > 0],
  "a list of names": ["required", value => Array.isArray(value) && value.every(isText)],
  "a regular expression": ["pattern", isPattern],
  "a number": [
    "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf",
    value => typeof value === "number",
  ],
  "a whole number, at least 0": [
    "minLength maxLength minItems maxItems minProperties maxProperties",
    value => Number.isSafeInteger(value) && Number(value) >= 0,
  ],
  "string, number, integer, boolean, object, array or null": [
    "type",
    value => [value].flat().every(isType),
  ],
};

/** What is wrong with the form of a JSON schema that answers are held to. */
export function schemaFault(schema: unknown): Phrase | undefined {
  const problem = schemaProblem(schema, "schema");
  return problem && phrase("Response format: “{0}” must be {1}.", problem.place, problem.what);
}

/** A place in a schema, and what would have to stand there: English words, the key of their translation. */
export interface SchemaProblem {
  readonly place: string;
  readonly what: string;
}

/** What is wrong with the form of a JSON schema; nothing when it can be used. */
export function schemaProblem(
  schema: unknown,
  place: string,
  depth = 0,
): SchemaProblem | undefined {
  if (typeof schema === "boolean" && depth > 0) return undefined;
  if (!isObject(schema)) return fault(place, "a JSON object");
  if (depth > deepest) return fault(place, "less deep");
  for (const [keyword, value] of Object.entries(schema)) {
    const at = `${place}.${keyword}`;
    const found = ownFault(keyword, value, at) ?? innerFault(keyword, value, at, depth);
    if (found) return found;
  }
  return undefined;
}

function ownFault(keyword: string, value: unknown, at: string): SchemaProblem | undefined {
  const [what, [, right]] =
    Object.entries(forms).find(([, [keywords]]) => among(keywords, keyword)) ?? nothing;
  return right(value) ? undefined : fault(at, what);
}

const nothing = ["", ["", () => true]] as const;

function innerFault(
  keyword: string,
  value: unknown,
  at: string,
  depth: number,
): SchemaProblem | undefined {
  const list = among(inner.list, keyword) || (keyword === "items" && Array.isArray(value));
  if (among(inner.schema, keyword) && !list) return schemaProblem(value, at, depth + 1);
  if (!list && !among(inner.record, keyword)) return undefined;
  if (list ? !Array.isArray(value) : !isObject(value))
    return fault(at, list ? "a list of schemas" : "a JSON object");
  for (const [name, schema] of Object.entries(value as object)) {
    const found = schemaProblem(schema, `${at}.${name}`, depth + 1);
    if (found) return found;
  }
  return undefined;
}

function fault(place: string, what: string): SchemaProblem {
  return { place, what };
}

function among(words: string, word: string): boolean {
  return words.split(" ").includes(word);
}

function isType(value: unknown): boolean {
  return isText(value) && /^(string|number|integer|boolean|object|array|null)$/.test(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isPattern(value: unknown): boolean {
  try {
    return isText(value) && new RegExp(value, "u") instanceof RegExp;
  } catch {
    return false; // It says so by throwing.
  }
}
