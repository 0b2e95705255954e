import { fence } from "../prompt";

/** A text as it stands in a file of Markdown, and what was done so that it breaks nothing around it. */
export interface Framed {
  readonly shown: string;
  /** The places in `shown` of the signs that were put in, each as its distance from the one before. */
  readonly added?: readonly number[];
  /** What was put behind the end. */
  readonly tail?: string;
  /** It stands in a block of code as a whole. */
  readonly fenced?: true;
}

/**
 * Makes a text of Markdown harmless for what stands around it: tags would hide what follows, or end
 * what is folded, and a block of code that is not closed would swallow the rest. So tags outside of
 * code are shown as text, as the chat view shows them, and open blocks are closed. Where it is not
 * certain what is code, the whole text is shown as one block.
 */
export function framed(text: string): Framed {
  const lines = text.split("\n");
  const places: number[] = [];
  let offset = 0;
  let tail: string | undefined;
  const passed = (count: number, from: number) => {
    for (const line of lines.slice(from, from + count)) offset += line.length + 1;
    return from + count;
  };
  // A carriage return of its own ends a line too, and would have to be followed everywhere.
  if (/\r(?!\n)/.test(text)) return { shown: fence(text, "markdown"), fenced: true };
  for (let at = 0; at < lines.length; ) {
    const block = blockAt(lines, at);
    if (block === "doubtful") return { shown: fence(text, "markdown"), fenced: true };
    if (block?.tail) ({ tail } = block);
    if (block) at = passed(block.lines, at);
    else {
      const count = paragraphAt(lines, at);
      for (const place of tagsIn(lines.slice(at, at + count))) places.push(offset + place);
      at = passed(count, at);
    }
  }
  const escaped = withEscapes(text, places);
  return tail ? { ...escaped, shown: escaped.shown + tail, tail } : escaped;
}

/** What a framed text was before. What somebody changed in the file stays changed. */
export function unframed(shown: string, how: Omit<Framed, "shown">): string {
  if (how.fenced) return shown.replace(/^[^\n]*\n/, "").replace(/\n[^\n]*$/, "");
  const whole = how.tail && shown.endsWith(how.tail) ? shown.slice(0, -how.tail.length) : shown;
  const kept: string[] = [];
  let from = 0;
  let at = 0;
  for (const distance of how.added ?? []) {
    at += distance;
    if (!whole.startsWith("\\<", at) || at < from) continue;
    kept.push(whole.slice(from, at));
    from = at + 1;
  }
  return kept.join("") + whole.slice(from);
}

function withEscapes(text: string, places: readonly number[]): Framed {
  if (places.length === 0) return { shown: text };
  const pieces: string[] = [];
  const added: number[] = [];
  let from = 0;
  for (const [count, place] of places.entries()) {
    pieces.push(text.slice(from, place));
    added.push(place + count - (count === 0 ? 0 : (places[count - 1] ?? 0) + count - 1));
    from = place;
  }
  return { shown: [...pieces, text.slice(from)].join("\\"), added };
}

interface Block {
  /** How many lines are certain to be code. */
  readonly lines: number;
  /** What closes it, where nothing does. */
  readonly tail?: string;
}

const opening = /^([ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(`{3,}|~{3,})(.*)$/;

/** The block of code that begins in a line; nothing where none does. */
function blockAt(lines: readonly string[], at: number): Block | "doubtful" | undefined {
  const line = trimmedEnd(lines[at]);
  if (/^[ \t]*>.*(`{3}|~{3})/.test(line)) return "doubtful";
  const [, before = "", signs = "", info = ""] = opening.exec(line) ?? [];
  if (signs === "" || (signs.startsWith("`") && info.includes("`"))) return undefined;
  if (before === "") return blockAtMargin(lines, at, signs);
  if (before.includes("\t")) return "doubtful";
  return blockInside(lines, at, before, signs);
}

/** At the margin nothing else can contain it. */
function blockAtMargin(lines: readonly string[], at: number, signs: string): Block {
  const end = lineFrom(lines, at + 1, line => closes(line, signs));
  return end === lines.length
    ? { lines: lines.length - at, tail: `\n${signs}` }
    : { lines: end - at + 1 };
}

function closes(line: string, signs: string): boolean {
  const found = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(trimmedEnd(line))?.[1] ?? "";
  return found.startsWith(signs);
}

/**
 * Indented, or in a list: certain where all its lines are as deep as its beginning, up to its end.
 * Then it is code wherever it stands; or, deeper than three, has nothing in it that would matter.
 */
function blockInside(
  lines: readonly string[],
  at: number,
  before: string,
  signs: string,
): Block | "doubtful" {
  const end = lineFrom(lines, at + 1, line => mayClose(line, signs));
  const depth = indentOf(lines[end] ?? "");
  const inList = before.trim() !== "";
  const deepest = inList ? before.length + 3 : Math.max(3, before.length);
  if (lines[end]?.trim() !== signs || depth < before.length || depth > deepest) return "doubtful";
  const inside = lines.slice(at + 1, end);
  if (!inside.every(line => line.trim() === "" || indentOf(line) >= before.length))
    return "doubtful";
  const certain = !inList && before.length <= 3;
  return certain || !inside.some(line => tag.test(line)) ? { lines: end - at + 1 } : "doubtful";
}

/** The next line of which something is true, or the end. */
function lineFrom(lines: readonly string[], from: number, test: (line: string) => boolean): number {
  let at = from;
  while (at < lines.length && !test(lines[at] ?? "")) at += 1;
  return at;
}

function mayClose(line: string, signs: string): boolean {
  const run = line.trim();
  return run.startsWith(signs) && /^(`+|~+)$/.test(run);
}

function indentOf(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}

function trimmedEnd(line = ""): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

/** How many lines stand together, up to an empty one or a block of code. */
function paragraphAt(lines: readonly string[], at: number): number {
  let count = 1;
  while (
    at + count < lines.length &&
    (lines[at + count] ?? "").trim() !== "" &&
    !blockAt(lines, at + count)
  )
    count += 1;
  return count;
}

/** What may begin a tag, a comment or the like. */
const tag = /<[A-Za-z/!?]/;

/** The places of what would be a tag. Code within a line is none, where it is certain what that is. */
function tagsIn(lines: readonly string[]): readonly number[] {
  const spans = lines.map(codeIn);
  const certain = spans.every(found => found !== undefined);
  const places: number[] = [];
  let offset = 0;
  for (const [index, line] of lines.entries()) {
    const code = (certain && spans[index]) || [];
    let next = 0;
    for (const { index: at } of line.matchAll(/<[A-Za-z/!?]/g)) {
      while ((code[next]?.[1] ?? at) < at) next += 1;
      const inCode = (code[next]?.[0] ?? at) < at;
      if (!inCode && !isEscaped(line, at)) places.push(offset + at);
    }
    offset += line.length + 1;
  }
  return places;
}

/** The code in a line; nothing where signs of it are left over, so that it could go on in another line. */
function codeIn(line: string): readonly (readonly [number, number])[] | undefined {
  const runs = Array.from(line.matchAll(/`+/g));
  if (runs.some(({ index }) => line[index - 1] === "\\")) return undefined;
  const spans: [number, number][] = [];
  for (let at = 0; at < runs.length; at++) {
    const { 0: signs, index: from } = runs[at] as RegExpExecArray;
    let end = at + 1;
    while (end < runs.length && runs[end]?.[0] !== signs) end += 1;
    const to = runs[end]?.index;
    if (to === undefined) return undefined;
    // A table is cut into cells before anything else is seen.
    if (!line.slice(from, to).includes("|")) spans.push([from, to]);
    at = end;
  }
  return spans;
}

function isEscaped(line: string, at: number): boolean {
  let from = at;
  while (line[from - 1] === "\\") from -= 1;
  return (at - from) % 2 === 1;
}
