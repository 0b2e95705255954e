import type { WireMessage } from "../../src/core/prompt";

/** A message's content, where a test expects text. */
export function textIn(content: WireMessage["content"]): string {
  return typeof content === "string" ? content : JSON.stringify(content);
}
