import { isObject } from "../core/decode";

type Fields = Readonly<Record<string, unknown>>;

/** Fields of a delta whose texts may be put together. */
const texts: readonly string[] = ["content", "reasoning_content", "reasoning"];
/** What is another one in each chunk and says nothing: OpenAI's padding against eavesdroppers. */
const padding = "obfuscation";

/**
 * One chunk that says what two say, one after the other: where both are a piece of the same text and
 * alike in all else. Many servers send a chunk for each token, and what each of them costs on its way
 * through the SDK is a hundred times what a longer text costs.
 */
export function joinedChunks(first: Fields, second: Fields): Fields | undefined {
  if (!alike(first, second, ["choices", padding])) return undefined;
  const [one, other] = [onlyChoice(first), onlyChoice(second)];
  if (!one || !other || !alike(one, other, ["delta"])) return undefined;
  if (one["finish_reason"]) return undefined;
  const delta = joinedDeltas(one["delta"], other["delta"]);
  return delta && { ...first, choices: [{ ...one, delta }] };
}

function onlyChoice({ choices }: Fields): Fields | undefined {
  const [only]: readonly unknown[] = Array.isArray(choices) && choices.length === 1 ? choices : [];
  return isObject(only) ? only : undefined;
}

function joinedDeltas(one: unknown, other: unknown): Fields | undefined {
  if (!isObject(one) || !isObject(other) || !alike(one, other, texts)) return undefined;
  const name = onlyText(one);
  if (name === undefined || name !== onlyText(other)) return undefined;
  return { ...one, [name]: `${String(one[name])}${String(other[name])}` };
}

/** The one field with a text in it; nothing where there are several, whose order would be lost. */
function onlyText(delta: Fields): string | undefined {
  const filled = texts.filter(name => (delta[name] ?? "") !== "");
  const [name] = filled;
  return filled.length === 1 && name !== undefined && typeof delta[name] === "string"
    ? name
    : undefined;
}

/** Whether two objects have the same fields, and in all but some of them the same plain values. */
function alike(one: Fields, other: Fields, but: readonly string[]): boolean {
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every(name => {
    const value = one[name];
    if (!Object.hasOwn(other, name)) return false;
    return (
      but.includes(name) || (value === other[name] && (value === null || typeof value !== "object"))
    );
  });
}
