import type { Usage } from "../core/messages";
import { isObject } from "../core/decode";
import { writeJson } from "./writeJson";

type Fields = Readonly<Record<string, unknown>>;

/** Largest usage whose raw form is kept, in characters of JSON. */
const largestRaw = 16 << 10;

/** One tick of xAI's `cost_in_usd_ticks`, in US dollars. */
const tick = 1e-10;

/** The usage in a chunk, wherever the dialect puts it; what stands in the chunk itself goes first. */
export function usageIn(chunk: Fields, choice: Fields): Usage | undefined {
  const places = [
    chunk["usage"],
    field(chunk["x_groq"], "usage"),
    choice["usage"],
    field(choice["delta"], "usage"),
    field(choice["message"], "usage"),
    nativeCounts(chunk),
  ];
  const raw = places.find(
    (place): place is Fields => isObject(place) && Object.values(place).some(isCount),
  );
  return raw && usageOf(raw);
}

/** Counts in one meaning for all providers. */
export function usageOf(raw: Fields): Usage {
  const prompt = first(raw, "prompt_tokens", "input_tokens", "tokens_prompt", "prompt_eval_count");
  const said = first(raw, "completion_tokens", "output_tokens", "tokens_completion", "eval_count");
  const total = first(raw, "total_tokens", "tokens_total");
  const input = raw["prompt_tokens_details"] ?? raw["input_tokens_details"];
  const output = raw["completion_tokens_details"] ?? raw["output_tokens_details"];
  const counts: Usage = {
    ...count("promptTokens", prompt),
    ...count("completionTokens", withReasoning(prompt, said, total)),
    ...count("totalTokens", total),
    ...count(
      "cachedTokens",
      first(input, "cached_tokens") ??
        first(raw, "prompt_cache_hit_tokens", "cache_read_tokens", "cache_read_input_tokens"),
    ),
    ...count(
      "cacheWriteTokens",
      first(input, "cache_write_tokens") ??
        first(raw, "cache_creation_input_tokens", "cache_write_tokens"),
    ),
    ...count(
      "reasoningTokens",
      first(output, "reasoning_tokens") ?? first(raw, "reasoning_tokens"),
    ),
    ...count("cost", costOf(raw)),
  };
  return small(raw) ? { ...counts, raw } : counts;
}

/** xAI and Gemini leave reasoning out of the completion, and bill it: the total has it. */
function withReasoning(
  prompt: number | undefined,
  completion: number | undefined,
  total: number | undefined,
): number | undefined {
  if (prompt === undefined || completion === undefined || total === undefined) return completion;
  return Math.max(completion, total - prompt);
}

/**
 * OpenRouter says what a call cost, in dollars, and apart from it what a key of the user's own cost
 * {@link https://openrouter.ai/docs/use-cases/usage-accounting upstream}; xAI says it in ticks, which
 * others that serve its models leave at 0.
 */
function costOf(raw: Fields): number | undefined {
  const ticks = first(raw, "cost_in_usd_ticks");
  const upstream = raw["is_byok"] === true && field(raw["cost_details"], "upstream_inference_cost");
  const cost = first(raw, "cost");
  if (cost !== undefined) return isCount(upstream) ? rounded(cost + upstream) : cost;
  return ticks ? rounded(ticks * tick) : undefined;
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/** {@link https://github.com/ollama/ollama/blob/main/docs/api.md Ollama's own form} has its counters beside the message. */
function nativeCounts(chunk: Fields): Fields {
  return Object.fromEntries(
    ["prompt_eval_count", "eval_count"]
      .filter(name => isCount(chunk[name]))
      .map(name => [name, chunk[name]]),
  );
}

function first(value: unknown, ...names: readonly string[]): number | undefined {
  return names.map(name => field(value, name)).find(isCount);
}

function field(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function count(name: keyof Usage, value: number | undefined): Usage {
  return value === undefined ? {} : { [name]: value };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function small(raw: Fields): boolean {
  const size = writeJson(raw)?.length;
  return size !== undefined && size <= largestRaw;
}
