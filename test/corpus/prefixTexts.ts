import { isObject, parseJson } from "../../src/core/decode";
import { type Case, frameEnds } from "./cases";

/**
 * The text that must be kept of the first bytes of a stream, read in another and simpler way than the
 * client's: frame by frame, the text of the first choice. Nothing where that way does not give the
 * expected text; then what is kept must begin as the expected text does.
 */
export function prefixTexts(body: Buffer, recorded: Case): ((bytes: number) => string) | undefined {
  if (recorded.transport === "json") return undefined;
  const ends = frameEnds(body, recorded);
  const texts = ends.map((end, index) => textOf(body.subarray(ends[index - 1] ?? 0, end)));
  if (texts.join("") !== recorded.expected.text) return undefined;
  return bytes => {
    const whole = texts.filter((_, index) => (ends[index] ?? 0) <= bytes).join("");
    // The frame that was cut counts when only the line breaks after it are missing.
    const begun = ends.findIndex(end => end > bytes);
    return whole + (begun < 0 ? "" : textOf(body.subarray(ends[begun - 1] ?? 0, bytes)));
  };
}

function textOf(frame: Buffer): string {
  const data =
    frame
      .toString("utf8")
      .split("\n")
      .findLast(line => /^(data:|\{)/.test(line)) ?? "";
  const chunk = parseJson(data.replace(/^data: ?/, ""));
  if (!isObject(chunk)) return "";
  const choices: readonly unknown[] = Array.isArray(chunk["choices"]) ? chunk["choices"] : [];
  const choice = choices.find(item => isObject(item) && (item["index"] ?? 0) === 0);
  const holder = isObject(choice) ? choice : chunk;
  const message = holder["delta"] ?? holder["message"];
  return contentText(isObject(message) ? message["content"] : undefined);
}

function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map(part => (isObject(part) && typeof part["text"] === "string" ? part["text"] : ""))
    .join("");
}
