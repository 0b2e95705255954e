import type { ChatError, ChatErrorKind } from "./errors";

/** How often one request is sent again by itself. */
const mostRetries = 2;
/** The longest wait that is not asked about, in milliseconds. */
const longestWait = 600_000;

/**
 * Refusals that cost nothing and pass by themselves. Whatever may have been billed (a cut answer, a
 * server's error, silence) is not repeated unseen, and neither is a used-up quota.
 */
const passing: readonly ChatErrorKind[] = ["rateLimit", "overloaded"];

/**
 * How long to wait before a request is sent again by itself, in milliseconds; nothing when the user
 * is to decide. `retries` counts those that were made already.
 */
export function waitBefore(error: ChatError, retries: number): number | undefined {
  if (!passing.includes(error.kind) || retries >= mostRetries) return undefined;
  const wait = error.retryAfterMs ?? 2000 * 2 ** retries;
  return wait <= longestWait ? wait : undefined;
}
