import { folded } from "./folded";

/** What is looked for in conversations. */
export interface SearchQuery {
  /** All of it, as it stands in folded texts. */
  readonly phrase: string;
  /** Its words, the longest first: the rarest, most often. */
  readonly words: readonly string[];
}

/** Reads what was typed; between quotation marks it is one phrase. Nothing where there is nothing to look for. */
export function searchQueryOf(typed: string): SearchQuery | undefined {
  const text = folded(typed).trim();
  const quoted = /^["“](.+)["”]$/.exec(text)?.[1]?.trim();
  if (quoted) return { phrase: quoted, words: [quoted] };
  const words = [...new Set(text.split(/ +/))].toSorted((a, b) => b.length - a.length);
  return text === "" ? undefined : { phrase: text, words };
}

/** Where a folded text holds all words. */
export interface Found {
  readonly at: number;
  readonly length: number;
  /** The words stand there as they were typed, one behind the other. */
  readonly whole: boolean;
}

/** The phrase in a folded text, or the longest word where the others are there too; else nothing. */
export function foundIn(text: string, { phrase, words }: SearchQuery): Found | undefined {
  const [longest = phrase] = words;
  const first = text.indexOf(longest);
  if (first < 0) return undefined;
  const at = words.length === 1 ? first : text.indexOf(phrase);
  if (at >= 0) return { at, length: phrase.length, whole: true };
  const all = words.every(word => text.includes(word));
  return all ? { at: first, length: longest.length, whole: false } : undefined;
}
