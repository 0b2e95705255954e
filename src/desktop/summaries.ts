import type { FileHandle } from "node:fs/promises";
import { titleFrom } from "../core/conversation";
import type { ConversationEvent } from "../core/events";
import { decodeEvent, decodeHeader, parseJson } from "../core/decode";
import type { ConversationSummary } from "../core/store";
import type { Files } from "./files";
import { readBytes, withoutMark } from "./journals";

/** What the list says of one file, and the state of the file that it was read from. */
export interface ReadSummary {
  readonly size: number;
  readonly mtime: number;
  /** Nothing when no line of the file can be read. */
  readonly summary: ConversationSummary | undefined;
}

/** How much of a journal is read for its entry in the list, in bytes. */
const head = 64 << 10;

/** Reads the beginning of a journal; more of it only where nothing there can be read. */
export async function readSummary(file: string, id: string, files: Files): Promise<ReadSummary> {
  const handle = await files.open(file, "r");
  try {
    const { size, mtimeMs: mtime } = await handle.stat();
    return { size, mtime, summary: await summaryIn(handle, id, size, mtime) };
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

async function summaryIn(
  handle: FileHandle,
  id: string,
  size: number,
  mtime: number,
): Promise<ConversationSummary | undefined> {
  for (let length = head; ; length *= 16) {
    const bytes = await readBytes(handle, 0, Math.min(length, size));
    const texts = withoutMark(bytes.toString("utf8")).split("\n");
    // Every write begins with a line break, so that many lines are blank.
    const lines = texts.map(text => (text === "" ? undefined : parseJson(text)));
    const header = lines.map(decodeHeader).find(found => found !== undefined)?.header;
    if (header || lines.some(isEvent)) {
      return {
        id,
        title: titleIn(lines) ?? (size > length ? tornTitle(texts.at(-1)) : ""),
        createdAt: header?.createdAt ?? timeOf(id) ?? mtime,
        changedAt: mtime,
        workspace: header?.workspace ?? null,
        empty: size <= length && !lines.some(isUserMessage),
      };
    }
    if (length >= size) return undefined;
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
