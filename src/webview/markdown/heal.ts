/**
 * Closes what is half written at the end of a growing text, for the eye only: `**bo` is already bold,
 * a code span has its box, and of a link there is only its text until its target is complete.
 */
export function heal(text: string): string {
  const paragraph = text.slice(startOfParagraph(text));
  if (isCode(text)) return text;
  const link = /!?\[([^[\]\n]*)\]\([^()\s]*$/.exec(paragraph);
  if (link) return heal(text.slice(0, text.length - link[0].length) + (link[1] ?? ""));
  const open = openMarker(paragraph);
  if (open === undefined) return text;
  const start = text.length - paragraph.length + open.index;
  const inside = text.slice(start + open.marker.length);
  // A marker without text behind it would flash up as itself.
  if (inside.trim() === "") return startsLine(text, start) ? text : text.slice(0, start);
  if (/^\s/.test(inside)) return text;
  return text.replace(open.marker === "**" ? /[\s*]+$/ : /\s+$/, "") + open.marker;
}

/** Behind the last empty line, or one of nothing but white space. */
function startOfParagraph(text: string): number {
  for (let end = text.lastIndexOf("\n"); end > 0; ) {
    const before = text.lastIndexOf("\n", end - 1);
    if (before >= 0 && text.slice(before, end).trim() === "") return end;
    end = before;
  }
  return 0;
}

/** Inside a fence or indented code every character counts as it is. */
function isCode(text: string): boolean {
  const fences = text.match(/^[ \t>*+\-\d.)]*(?:```|~~~)/gm) ?? [];
  return fences.length % 2 === 1 || /(?:^|\n)(?: {4}|\t)[^\n]*$/.test(text);
}

interface Marker {
  readonly marker: string;
  readonly index: number;
}

/** The last code span or strong emphasis that was opened and not closed. */
function openMarker(text: string): Marker | undefined {
  let strong: Marker | undefined;
  const markers = /\\[\s\S]|`+|\*\*/g;
  for (let match = markers.exec(text); match; match = markers.exec(text)) {
    const found = { marker: match[0], index: match.index };
    if (found.marker === "**") strong = strong ? undefined : found;
    if (!found.marker.startsWith("`")) continue;
    const end = endOfCode(text, markers.lastIndex, found.marker);
    if (end === undefined) return found;
    markers.lastIndex = end;
  }
  return strong;
}

function endOfCode(text: string, from: number, run: string): number | undefined {
  const runs = /`+/g;
  runs.lastIndex = from;
  for (let match = runs.exec(text); match; match = runs.exec(text)) {
    if (match[0] === run) return runs.lastIndex;
  }
  return undefined;
}

/** At the start of a line a marker may become a fence or a line across the page. */
function startsLine(text: string, index: number): boolean {
  return /(?:^|\n)[ \t>]*$/.test(text.slice(0, index));
}
