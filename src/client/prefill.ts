import type { ChatRequest } from "../core/answering";
import type { Connection } from "../core/connections";

/** How a request whose last message is an answer to go on with leaves. */
export interface PrefillForm {
  /** That message says what it is. */
  readonly marked: boolean;
  /** Another address on the same host; absent where it is the usual one. */
  readonly address?: string;
}

/** Reads the form that a provider wants; nothing special for requests without such a message. */
export function prefillOf(
  { prefill, baseURL = "" }: Connection,
  { messages }: ChatRequest,
): PrefillForm {
  if (!messages.at(-1)?.prefill || prefill === undefined || prefill === "lastMessage")
    return { marked: false };
  if (prefill === "prefix") return { marked: true };
  return { marked: true, address: new URL(prefill.prefixAt, baseURL).href };
}
