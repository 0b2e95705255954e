import { isObject } from "./decode";
import { secretsIn, withoutSecrets } from "./secrets";

/** What the request itself decides cannot be overwritten, and a key is no setting. */
export function isExtraBody(value: unknown): boolean {
  return (
    isObject(value) &&
    !["model", "messages", "stream"].some(name => Object.hasOwn(value, name)) &&
    !hiddenKey(value)
  );
}

/** Whether a field anywhere in a body, or below one, holds a literal key, or something that names no secret. */
function hiddenKey(value: unknown, named = false): boolean {
  if (typeof value === "string") {
    const literal = secretsIn(value).length === 0 && value !== "";
    return (named && literal) || withoutSecrets(value).includes("${secret:");
  }
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, item]: [string, unknown]) =>
    hiddenKey(item, named || bodySecretName.test(name)),
  );
}

/** Fields of a body are called “max_tokens” too: fewer names mean a key there than in a header. */
const bodySecretName = /api[-_]?key|authorization|password|passwd|secret|access[-_]?token/i;

/** JSON, also half of one, or what was meant to be JSON, with every literal key in it replaced. */
export function withoutKeys(json: string): string {
  return json.replace(literalKey, (all: string, before: string, double = "", single = "") =>
    all.includes("${secret:") ? all : `${before}${double}${single}…`,
  );
}

/** What no key is, though it stands without quotes: a number, and the words of JSON. */
const plainWord = "(?!-?[\\d.]+(?=[\\s,}\\]]|$)|(?:true|false|null)\\b)[^\\s\"',;{}[\\]]";

/** A name that means a key, with or without quotes, and what stands behind it: a text in quotes, or a word. */
const literalKey = new RegExp(
  `((?:${bodySecretName.source})[\\w-]{0,64}["']?\\s{0,8}[:=]\\s{0,8}\\[?\\s{0,8})` +
    `(?:(")(?:[^"\\\\]|\\\\.)+|(')(?:[^'\\\\]|\\\\.)+|${plainWord}+)`,
  "gi",
);

/** All texts in a value of any depth. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
