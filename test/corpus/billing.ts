import { isDeepStrictEqual } from "node:util";
import type { ChatEvent } from "../../src/core/answering";
import { isObject } from "../../src/core/decode";
import { type BilledTokens, billedTokens } from "../../src/core/cost";
import type { Case } from "./cases";

/**
 * What differs between the tokens that Parley bills and those that a provider's own arithmetic gives,
 * which is written here another time, one provider after the other, from the recorded numbers alone.
 */
export function billingDifferences(
  { provider, expected }: Case,
  events: readonly ChatEvent[],
): readonly string[] {
  if (!isObject(expected.usage)) return [];
  const heard = events.findLast(event => event.type === "usage")?.usage ?? {};
  const billed = billedTokens(heard);
  const wanted = arithmetic(provider, expected.usage);
  if (isDeepStrictEqual(billed, wanted)) return [];
  return [`billed: ${JSON.stringify(billed)} instead of ${JSON.stringify(wanted)}`];
}

type Fields = Readonly<Record<string, unknown>>;

function arithmetic(provider: string, usage: Fields): BilledTokens {
  const prompt = number(usage, "prompt_tokens", "prompt_eval_count");
  const details = usage["prompt_tokens_details"];
  const cached = Math.min(
    prompt,
    number(details, "cached_tokens") || number(usage, "cached_tokens", "prompt_cache_hit_tokens"),
  );
  const cacheWrite = number(details, "cache_write_tokens");
  const output = (outputs[provider] ?? told)(usage);
  return { input: prompt - cached - cacheWrite, cachedInput: cached, cacheWrite, output };
}

/** OpenAI and nearly all others: the completion with its reasoning. */
function told(usage: Fields): number {
  return number(usage, "completion_tokens", "eval_count");
}

const outputs: Readonly<Record<string, (usage: Fields) => number>> = {
  /** The reasoning is not in the completion, and billed like it. */
  xai: usage => told(usage) + number(usage["completion_tokens_details"], "reasoning_tokens"),
  /** Thoughts are in the total alone. */
  gemini: usage => number(usage, "total_tokens") - number(usage, "prompt_tokens"),
};

function number(value: unknown, ...names: readonly string[]): number {
  const fields = isObject(value) ? value : {};
  const found = names.map(name => fields[name]).find(item => typeof item === "number");
  return typeof found === "number" ? found : 0;
}
