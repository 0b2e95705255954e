import type { FileHandle } from "node:fs/promises";
import { shortTitle, titleFrom } from "../core/conversation";
import type { ConversationEvent } from "../core/events";
import { decodeEvent, decodeHeader, parseJson } from "../core/decode";
import type { ConversationSummary } from "../core/store";
import type { Files } from "./files";
import { readBytes, withoutMark } from "./journals";
import {
  type FoundTitle,
  type GivenTitle,
  givenTitle,
  noTitle,
  timeBeforeTitles,
  titlesIn,
} from "./titles";

/** What the list says of one file, and the state of the file that it was read from. */
export interface ReadSummary {
  readonly size: number;
  readonly mtime: number;
  /** Nothing when no line of the file can be read. */
  readonly summary: ConversationSummary | undefined;
  /** The title that the file gives; then the first line of its first message too, which may come back. */
  readonly given?: GivenTitle;
  readonly line?: string;
}

/** How much of a journal is read for its entry in the list, in bytes; titles are looked for in the rest. */
const head = 64 << 10;

/**
 * Reads the beginning of a journal; more of it only where nothing there can be read, and to find its
 * title. Journals only grow: of one that is `known` only what is new is read.
 */
export async function readSummary(
  file: string,
  id: string,
  files: Files,
  known?: ReadSummary,
): Promise<ReadSummary> {
  const handle = await files.open(file, "r");
  try {
    const { size, mtimeMs: mtime } = await handle.stat();
    const grown = known?.summary && !known.summary.empty && known.size > 0 && size > known.size;
    if (grown) return await grownSummary(handle, known, size, mtime);
    const { summary, bytes } = await beginningOf(handle, id, size, mtime);
    return await titled(handle, { size, mtime, summary }, await titleAfter(handle, bytes, size));
  } finally {
    await handle.close();
  }
}

/** What is said of a file that cannot be opened. Its size is no file's, so that it is read again. */
export function unreadSummary(id: string, mtime: number): ReadSummary {
  const createdAt = timeOf(id) ?? mtime;
  const summary = { id, title: "", createdAt, changedAt: mtime, workspace: null, empty: false };
  return { size: -1, mtime, summary };
}

async function grownSummary(
  handle: FileHandle,
  known: ReadSummary,
  size: number,
  mtime: number,
): Promise<ReadSummary> {
  const found = await givenTitle(handle, known.size, size, known.given);
  return titled(handle, { ...known, size, mtime }, found);
}

/** The title in what was read already, or in the rest of the file. */
async function titleAfter(handle: FileHandle, bytes: Buffer, size: number): Promise<FoundTitle> {
  const whole = bytes.length >= size;
  const found = titlesIn(bytes, 0, noTitle, whole);
  return whole ? found : givenTitle(handle, bytes.length, size, found.given);
}

/** The entry with its title. A title that is written last changes nothing of when it was talked in. */
async function titled(
  handle: FileHandle,
  read: ReadSummary,
  { given, end }: FoundTitle,
): Promise<ReadSummary> {
  const { size, mtime, summary } = read;
  if (!summary) return read;
  const line = read.line ?? summary.title;
  const renamedLast = end >= 0 && size - end <= 2;
  const before = renamedLast ? await timeBeforeTitles(handle, size) : undefined;
  const title = (given && shortTitle(given.title)) || line;
  return {
    size,
    mtime,
    summary: { ...summary, title, changedAt: before ?? mtime },
    ...(given && { given, line }),
  };
}
/** As much of a journal as says what it is, with what it says. */
async function beginningOf(
  handle: FileHandle,
  id: string,
  size: number,
  mtime: number,
): Promise<{ readonly summary: ConversationSummary | undefined; readonly bytes: Buffer }> {
  for (let length = head; ; length *= 16) {
    const bytes = await readBytes(handle, 0, Math.min(length, size));
    const texts = withoutMark(bytes.toString("utf8")).split("\n");
    // Every write begins with a line break, so that many lines are blank.
    const lines = texts.map(text => (text === "" ? undefined : parseJson(text)));
    const header = lines.map(decodeHeader).find(found => found !== undefined)?.header;
    if (header || lines.some(isEvent)) {
      const summary = {
        id,
        title: titleIn(lines) ?? (size > length ? tornTitle(texts.at(-1)) : ""),
        createdAt: header?.createdAt ?? timeOf(id) ?? mtime,
        changedAt: mtime,
        workspace: header?.workspace ?? null,
        empty: size <= length && !lines.some(isUserMessage),
      };
      return { summary, bytes };
    }
    if (length >= size) return { summary: undefined, bytes };
  }
}

function titleIn(lines: readonly unknown[]): string | undefined {
  const first = lines.find(isUserMessage);
  return first && titleFrom(first.content);
}

/** The title of a first message that is longer than what was read of the file. */
function tornTitle(line = ""): string {
  const begin = /"type":"messageAdded".*?"text":("(?:[^"\\]|\\.){0,400})/.exec(line)?.[1];
  const text = begin === undefined ? undefined : parseJson(`${begin}"`);
  return typeof text === "string" ? titleFrom([{ type: "text", text }]) : "";
}

/** Whether a line is an event, also of a type that only a later version knows. */
function isEvent(line: unknown): boolean {
  return decodeEvent(line) !== "damaged";
}

function isUserMessage(
  line: unknown,
): line is Extract<ConversationEvent, { type: "messageAdded" }> {
  const event = decodeEvent(line);
  return typeof event === "object" && event.type === "messageAdded";
}

/** When a UUIDv7 was made: where the header is damaged, the file's name still says it. */
function timeOf(id: string): number | undefined {
  return id.charAt(14) === "7" ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined;
}
