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

/** Whether a field anywhere in a body holds a literal key, or something that names no secret. */
function hiddenKey(value: unknown): boolean {
  if (typeof value === "string") return withoutSecrets(value).includes("${secret:");
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, item]: [string, unknown]) => {
    const literal = typeof item === "string" && secretsIn(item).length === 0 && item !== "";
    return (literal && bodySecretName.test(name)) || hiddenKey(item);
  });
}

/** Fields of a body are called “max_tokens” too: fewer names mean a key there than in a header. */
const bodySecretName = /api[-_]?key|authorization|password|passwd|secret|access[-_]?token/i;

/** JSON, also half of one, with every literal key in it replaced. */
export function withoutKeys(json: string): string {
  return json.replace(literalKey, (_all, before: string) => `${before}…`);
}

/** A name that means a key, and what stands behind it up to the end of the text in quotes. */
const literalKey =
  /("(?:[^"\\]|\\.)*(?:api[-_]?key|authorization|password|passwd|secret|access[-_]?token)(?:[^"\\]|\\.)*"\s*:\s*")(?:[^"\\]|\\.)+/gi;

/** All texts in a value of any depth. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
