/** A place in a file, as people and models write it: `src/a.ts:12`, `src/a.ts:12:5`, `src/a.ts#L12`. */
export interface FilePlace {
  /** As it was written, with forward slashes. */
  readonly path: string;
  /** Both counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** Where a place stands in a text. */
export interface FoundPlace {
  readonly start: number;
  readonly end: number;
  /** The place as it was written. */
  readonly text: string;
}

const longestPath = 260;
const position = String.raw`(?::(?<line>\d{1,7})(?::(?<column>\d{1,5}))?(?:[-–]\d{1,7})?|#L(?<mark>\d{1,7})(?:-L?\d{1,7})?)`;
/** Begins only where a word begins, so each character is looked at a few times at most. */
const inText = new RegExp(
  String.raw`(?<![\p{L}\p{N}_@~/\\.:#%&=?+-])(?:[a-z]:[\\/])?[\p{L}\p{N}_@.+$/\\-]{1,${longestPath}}${position}(?![\p{L}\p{N}_/\\])`,
  "giu",
);
const alone = new RegExp(
  String.raw`^(?<path>(?:[a-z]:[\\/])?[^\p{Cc}:*?"<>|]{1,${longestPath}})${position}$`,
  "iu",
);

/** The places in a text. Whether a file is there is another question. */
export function filePlaces(text: string): readonly FoundPlace[] {
  return Array.from(text.matchAll(inText), match => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[0],
  })).filter(found => readPlace(found.text) !== undefined);
}

/** Reads a text that is a place and nothing else; nothing where it could not be one in a workspace. */
export function readPlace(text: string): FilePlace | undefined {
  const { path, line, mark, column } = alone.exec(text)?.groups ?? {};
  const place = {
    path: (path ?? "").replaceAll("\\", "/"),
    line: Number(line ?? mark),
    column: Number(column ?? 1),
  };
  return looksLikeFile(place.path) && place.line > 0 && place.column > 0 ? place : undefined;
}

/**
 * A path below the workspace folder at `root`, from one that was written relative to it or in full;
 * nothing where it leads, or could lead, anywhere else. Both with forward slashes.
 */
export function pathBelow(root: string, path: string): string | undefined {
  const relative = isAbsolute(path) ? withoutRoot(root, path) : path.replace(/^(?:\.\/)+/, "");
  const steps = relative?.split("/") ?? [];
  return steps.length > 0 && steps.every(isStep) ? steps.join("/") : undefined;
}

/** With an ending or a folder, and a letter: a version or a time is no file. */
function looksLikeFile(path: string): boolean {
  return /[./]/.test(path) && /\p{L}/u.test(path) && !path.endsWith("/");
}

function isAbsolute(path: string): boolean {
  return /^(?:\/|[a-z]:)/i.test(path);
}

/** A drive's letter may be written either way. */
function withoutRoot(root: string, path: string): string | undefined {
  const drive = /^\/?[a-z]:/i;
  const lowered = (text: string) =>
    text.replace(drive, start => `/${start.replace("/", "")}`.toLowerCase());
  const start = `${lowered(root).replace(/\/$/, "")}/`;
  return lowered(path).startsWith(start) ? lowered(path).slice(start.length) : undefined;
}

/** A name in a folder: not the folder itself or the one above, no other drive or stream, nothing unseen. */
function isStep(name: string): boolean {
  return name !== "" && !/^\.{1,2}$/.test(name) && !/[\p{Cc}\p{Cf}:\\]|[. ]$/u.test(name);
}
