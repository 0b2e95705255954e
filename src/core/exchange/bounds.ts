import type { ConversationHeader } from "../conversation";
import { isObject, parseJson } from "../decode";

/** The end of the last year that all systems can name, in milliseconds since 1970. */
export const latestTime = Date.UTC(9999, 11, 31);

/** A time of a file as one that can be shown: every view counts on that. */
export function boundedTime(ms: number): number {
  return Math.min(Math.max(0, ms), latestTime);
}

/** Without a workspace that is no address: views take it apart. */
export function boundedHeader(header: ConversationHeader): ConversationHeader {
  const { createdAt, workspace } = header;
  const known = workspace !== null && /^[a-z][\w+.-]*:\/\/[^/]*\//.test(workspace);
  return { ...header, createdAt: boundedTime(createdAt), workspace: known ? workspace : null };
}

/** A line of a journal that says a time out of these bounds, with the nearest one within them. */
export function boundedLine(line: string): string {
  // Few lines can be meant, and only those are worth reading once more.
  if (!/"at"\s*:\s*(?:-|\d{15}|\d+(?:\.\d+)?[eE])/.test(line)) return line;
  const value = parseJson(line);
  if (!isObject(value) || typeof value["at"] !== "number") return line;
  const at = boundedTime(value["at"]);
  return at === value["at"] ? line : JSON.stringify({ ...value, at });
}
