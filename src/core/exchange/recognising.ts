import { decodeEvent, isObject, parseJson } from "../decode";
import { imageTypeOf } from "../imageType";
import { isOwnMarkdown } from "./markdownReading";
import { isTaskMarkdown } from "./taskMarkdown";

/** What a file is, by its first bytes. */
export type FileKind =
  | "empty"
  | "archive"
  | "picture"
  | "journal"
  | "markdown"
  | "taskMarkdown"
  | "json"
  | "unknown";

/** So many bytes are looked at. */
export const headBytes = 64 << 10;

/** What a file is, by what is in it and never by its name. */
export function kindOf(head: Uint8Array): FileKind {
  if (head.length === 0) return "empty";
  const [first, second, third] = head;
  if (first === 0x50 && second === 0x4b && (third === 3 || third === 5)) return "archive";
  if (imageTypeOf(head)) return "picture";
  const text = new TextDecoder().decode(head.subarray(0, headBytes)); // Without a byte order mark.
  if (isOwnMarkdown(text)) return "markdown"; // Whatever signs are in its messages.
  if (text.includes("\0")) return "unknown";
  if (text.trim() === "") return "empty";
  if (isJournal(text)) return "journal";
  if (/^\s*[[{]/.test(text)) return "json";
  return isTaskMarkdown(text) ? "taskMarkdown" : "unknown";
}

/** A journal is JSON line by line: its first line is a header, or an event where that is damaged. */
function isJournal(text: string): boolean {
  const [line = ""] = text.split("\n").filter(line => line.trim() !== "");
  const value = parseJson(line);
  if (!isObject(value)) return /^\s*\{"type":"[a-zA-Z]+","at":\d+,/.test(text);
  if (value["format"] === "parley-conversation") return !Object.hasOwn(value, "messages");
  return typeof decodeEvent(value) === "object";
}
