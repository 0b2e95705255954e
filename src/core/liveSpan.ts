/** A stretch of a document, in UTF-16 code units from its beginning. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** An edit: what was removed at an offset, and how much stands there now. */
export interface Edit {
  readonly offset: number;
  readonly removed: number;
  readonly added: number;
}

/** Where a stretch is after an edit; nothing when the edit took it away with something around it. */
export function followed({ start, end }: Span, { offset, removed, added }: Edit): Span | undefined {
  const behind = offset + removed;
  const grown = added - removed;
  // What was taken out comes back here with Undo.
  const exactly = offset === start && behind === end;
  if (!exactly && behind <= start) return { start: start + grown, end: end + grown };
  if (!exactly && offset >= end) return { start, end };
  if (offset >= start && behind <= end) return { start, end: end + grown };
  if (offset <= start && behind >= end) return undefined;
  return offset < start ? { start: offset + added, end: end + grown } : { start, end: offset };
}

/** Whether a text can still be taken for what it was: half of it, or half of its lines, are there. */
export function resembles(before: string, now: string): boolean {
  if (now.trim() === "") return false;
  const longest = Math.max(before.length, now.length);
  return 2 * sharedEnds(before, now) >= longest || sharedLines(before, now) >= 0.5;
}

/** How much of the lines of one text another one has, from 0 to 1; indentation does not count. */
export function sharedLines(before: string, now: string): number {
  const left = linesOf(now);
  const lines = linesOf(before);
  const shared = lines.filter(line => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return lines.length === 0 ? 0 : shared.length / lines.length;
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map(line => line.trim())
    .filter(line => line !== "");
}

function sharedEnds(one: string, other: string): number {
  const shortest = Math.min(one.length, other.length);
  let first = 0;
  while (first < shortest && one[first] === other[first]) first += 1;
  let last = 0;
  while (last < shortest - first && one.at(-1 - last) === other.at(-1 - last)) last += 1;
  return first + last;
}
