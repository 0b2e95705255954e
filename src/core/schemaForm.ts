import { isObject } from "./decode";
import { type Phrase, phrase } from "./phrase";

/** How deep a schema may go; none that people write does. */
const deepest = 64;

const types = ["string", "number", "integer", "boolean", "object", "array", "null"];

/** Keywords whose value is a schema, a list of them, or schemas by name. */
const inner = {
  schema: [
    "items",
    "additionalProperties",
    "not",
    "contains",
    "propertyNames",
    "if",
    "then",
    "else",
  ],
  list: ["anyOf", "oneOf", "allOf", "prefixItems"],
  record: ["properties", "patternProperties", "$defs", "definitions"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What is wrong with the form of a JSON schema, with the place; nothing when it can be used. */
export function schemaFault(schema: unknown, place = "schema", depth = 0): Phrase | undefined {
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

/** What a keyword may hold that is no schema. */
const forms: Readonly<Record<string, readonly [right: (value: unknown) => boolean, what: string]>> =
  {
    type: [value => [value].flat().every(isType), `one of ${types.join(", ")}`],
    enum: [value => Array.isArray(value) && value.length > 0, "a list that is not empty"],
    required: [
      value => Array.isArray(value) && value.every(name => typeof name === "string"),
      "a list of names",
    ],
    pattern: [isPattern, "a regular expression"],
    ...Object.fromEntries(
      ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"].map(name => [
        name,
        [(value: unknown) => typeof value === "number", "a number"] as const,
      ]),
    ),
    ...Object.fromEntries(
      ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"].map(
        name => [name, [isCount, "a whole number, at least 0"] as const],
      ),
    ),
  };

function ownFault(keyword: string, value: unknown, at: string): Phrase | undefined {
  if (!Object.hasOwn(forms, keyword)) return undefined;
  const [right, what] = forms[keyword] ?? [];
  return right?.(value) === false ? fault(at, what ?? "") : undefined;
}

function innerFault(
  keyword: string,
  value: unknown,
  at: string,
  depth: number,
): Phrase | undefined {
  const kind = (["schema", "list", "record"] as const).find(kind =>
    (inner[kind] as readonly string[]).includes(keyword),
  );
  if (kind === undefined) return undefined;
  // An older form of `items` is a list.
  if (kind === "schema" && !(keyword === "items" && Array.isArray(value)))
    return schemaFault(value, at, depth + 1);
  if (kind === "record" ? !isObject(value) : !Array.isArray(value))
    return fault(at, kind === "record" ? "a JSON object" : "a list of schemas");
  for (const [name, schema] of Object.entries(value as object)) {
    const found = schemaFault(schema, `${at}.${name}`, depth + 1);
    if (found) return found;
  }
  return undefined;
}

function fault(place: string, what: string): Phrase {
  return phrase("Response format: “{0}” must be {1}.", place, what);
}

function isType(value: unknown): boolean {
  return typeof value === "string" && types.includes(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isPattern(value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    return new RegExp(value, "u") instanceof RegExp;
  } catch {
    return false; // It says so by throwing.
  }
}
