import type { Cost, Usage } from "./messages";
import type { ModelPrice } from "./models";

/** The tokens that a request is billed for, each of them once. */
export interface BilledTokens {
  /** Of the prompt, neither from a cache nor into one. */
  readonly input: number;
  readonly cachedInput: number;
  readonly cacheWrite: number;
  /** The completion with all reasoning, which `Usage` has in it for every provider. */
  readonly output: number;
}

/** What a usage is billed as; nothing where it does not say both sides. */
export function billedTokens(usage: Usage): BilledTokens | undefined {
  const { promptTokens, completionTokens, cachedTokens = 0, cacheWriteTokens = 0 } = usage;
  if (promptTokens === undefined || completionTokens === undefined) return undefined;
  // Some servers count a cached beginning of their own that is not in the prompt.
  const cachedInput = Math.min(cachedTokens, promptTokens);
  const cacheWrite = Math.min(cacheWriteTokens, promptTokens - cachedInput);
  const input = promptTokens - cachedInput - cacheWrite;
  return { input, cachedInput, cacheWrite, output: completionTokens };
}

/**
 * The cost of a usage by a price, where the provider does not say it. Tokens from or into a cache whose
 * price is not known are taken for ordinary input.
 */
export function costBy(price: ModelPrice | undefined, usage: Usage): Cost | undefined {
  const billed = billedTokens(usage);
  if (!price || !billed || usage.cost !== undefined) return undefined;
  const { input, output, cachedInput = input, cacheWrite = input, own, asOf } = price;
  const millionths =
    billed.input * input +
    billed.cachedInput * cachedInput +
    billed.cacheWrite * cacheWrite +
    billed.output * output;
  return {
    dollars: Number((millionths / 1e6).toPrecision(12)),
    ...(own ? { from: "yours" } : asOf === undefined ? { from: "list" } : { from: "table", asOf }),
  };
}
