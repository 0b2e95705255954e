import { type Phrase, phrase } from "../core/phrase";

/** JSON as it was read, or where the text stops being JSON. */
export type JsonReading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fault: Phrase };

/** Reads JSON that somebody types. */
export function readJson(text: string): JsonReading {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, fault: faultAt(text, String(error)) };
  }
}

/** The place that the engine names; at the end of the text, or without one, more was to come. */
function faultAt(text: string, words: string): Phrase {
  const end = text.trimEnd().length;
  const position = Math.min(Number(/position (\d+)/.exec(words)?.[1] ?? end), end);
  const before = text.slice(0, position).split("\n");
  const line = String(before.length);
  const column = String((before.at(-1) ?? "").length + 1);
  return position === end
    ? phrase("This JSON ends too early: line {0}, column {1}.", line, column)
    : phrase("This is not JSON: line {0}, column {1}.", line, column);
}
