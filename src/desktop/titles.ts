import type { FileHandle } from "node:fs/promises";
import type { TitleGiver } from "../core/conversation";
import { decodeEvent, parseJson } from "../core/decode";
import type { ConversationEvent } from "../core/events";
import { readBytes } from "./journals";

/** What a journal calls its conversation, and who said so. */
export interface GivenTitle {
  readonly title: string;
  readonly by: TitleGiver;
}

/** The last title of a part of a journal, and where its line ends. */
export interface FoundTitle {
  readonly given: GivenTitle | undefined;
  /** In bytes from the beginning of the file; -1 where no line of the part gives a title. */
  readonly end: number;
}

export const noTitle: FoundTitle = { given: undefined, end: -1 };

/** How much is read at once, in bytes: a journal may be longer than the memory. */
const piece = 256 << 10;
/** Pieces overlap by this, so that one of them has each line of a title whole, which is short. */
const overlap = 16 << 10;
const mark = '"titleChanged"';

/**
 * The title that a journal has, when it is known what it was up to a byte. What is read twice changes
 * nothing: the last lines say the same again.
 */
export async function givenTitle(
  handle: FileHandle,
  start: number,
  size: number,
  before?: GivenTitle,
): Promise<FoundTitle> {
  let found: FoundTitle = { given: before, end: -1 };
  let from = Math.max(0, start - overlap);
  while (from < size) {
    const bytes = await readBytes(handle, from, Math.min(piece, size - from));
    const next = from + bytes.length;
    found = titlesIn(bytes, from, found, next >= size);
    if (next >= size || bytes.length <= overlap) break;
    from = next - overlap;
  }
  return found;
}

/** Looks only at lines that have the mark in them: most have not. `last`: nothing comes behind. */
export function titlesIn(
  bytes: Buffer,
  from: number,
  before: FoundTitle,
  last: boolean,
): FoundTitle {
  let found = before;
  for (let at = bytes.indexOf(mark); at >= 0; ) {
    const begin = bytes.lastIndexOf("\n", at) + 1;
    const newline = bytes.indexOf("\n", at);
    if (newline < 0 && !last) break; // The next piece has it whole.
    const end = newline < 0 ? bytes.length : newline;
    const event = titleIn(bytes.toString("utf8", begin, end));
    if (event) found = { given: heeded(found.given, event), end: from + end };
    at = bytes.indexOf(mark, end);
  }
  return found;
}

/** When something else than a title was written last, where titles stand at the end of a journal. */
export async function timeBeforeTitles(
  handle: FileHandle,
  size: number,
): Promise<number | undefined> {
  const start = Math.max(0, size - overlap);
  const lines = (await readBytes(handle, start, size - start)).toString("utf8").split("\n");
  for (const line of lines.toReversed()) {
    const event = decodeEvent(parseJson(line));
    if (typeof event === "object" && event.type !== "titleChanged") return event.at;
  }
  return undefined;
}

function titleIn(line: string): Extract<ConversationEvent, { type: "titleChanged" }> | undefined {
  const event = decodeEvent(parseJson(line));
  return typeof event === "object" && event.type === "titleChanged" ? event : undefined;
}

/** A model's word changes nothing of the user's, as in `reduce`. */
function heeded(before: GivenTitle | undefined, { title, by }: GivenTitle): GivenTitle {
  return before?.by === "user" && by === "model" ? before : { title, by };
}
