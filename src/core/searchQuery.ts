import { folded } from "./folded";

/** What is looked for in conversations. */
export interface SearchQuery {
  /** All of it, as it stands in folded texts. */
  readonly phrase: string;
  /** Its words, the longest first: the rarest, most often. */
  readonly words: readonly string[];
  /** Nothing but the phrase will do. */
  readonly quoted: boolean;
  /** The words one behind the other, with marks of Markdown around them. */
  readonly pattern: RegExp;
}

/** Reads what was typed; between quotation marks it is one phrase. Nothing where there is nothing to look for. */
export function searchQueryOf(typed: string): SearchQuery | undefined {
  const text = folded(typed).trim();
  const inside = /^["“](.+)["”]$/.exec(text)?.[1]?.trim();
  const phrase = inside || text;
  const words = [...new Set(phrase.split(/ +/))].toSorted((a, b) => b.length - a.length);
  const query = { phrase, words, quoted: inside !== undefined, pattern: patternOf(phrase) };
  return text === "" ? undefined : query;
}

function patternOf(phrase: string): RegExp {
  const words = phrase.split(/ +/).map(word => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(words.join("[*_`~]{0,3} {1,99}[*_`~]{0,3}"));
}

/** Where a folded text holds all words. */
export interface Found {
  readonly at: number;
  readonly length: number;
  /** The words stand there as they were typed, one behind the other. */
  readonly whole: boolean;
}

/** The phrase in a folded text, or the longest word where the others are there too; else nothing. */
export function foundIn(text: string, query: SearchQuery): Found | undefined {
  const { phrase, words, quoted } = query;
  const [longest = phrase] = words;
  const first = text.indexOf(longest);
  if (first < 0) return undefined;
  const whole = longest === phrase ? { at: first, length: phrase.length } : phraseIn(text, query);
  if (whole) return { ...whole, whole: true };
  const all = !quoted && words.every(word => text.includes(word));
  return all ? { at: first, length: longest.length, whole: false } : undefined;
}

/** Where the words stand one behind the other, as a reader sees them: with marks and any room between them. */
function phraseIn(text: string, { phrase, pattern }: SearchQuery) {
  const at = text.indexOf(phrase);
  if (at >= 0) return { at, length: phrase.length };
  const match = pattern.exec(text);
  return match && { at: match.index, length: match[0].length };
}
