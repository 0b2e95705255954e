import assert from "node:assert/strict";
import { usageIn, usageOf } from "../../../src/client/readUsage";

describe("usage", () => {
  const cases = [
    {
      name: "counts reasoning into the completion, as OpenAI does",
      raw: {
        prompt_tokens: 10,
        completion_tokens: 30,
        total_tokens: 40,
        prompt_tokens_details: { cached_tokens: 4 },
        completion_tokens_details: { reasoning_tokens: 20 },
      },
      counts: {
        promptTokens: 10,
        completionTokens: 30,
        totalTokens: 40,
        cachedTokens: 4,
        reasoningTokens: 20,
      },
    },
    {
      name: "adds the reasoning that xAI counts apart, and reads its price",
      raw: {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 35,
        completion_tokens_details: { reasoning_tokens: 20 },
        cost_in_usd_ticks: 1_330_500,
      },
      counts: {
        promptTokens: 10,
        completionTokens: 25,
        totalTokens: 35,
        reasoningTokens: 20,
        cost: 0.00013305,
      },
    },
    {
      name: "finds the thoughts that Gemini shows in the total only",
      raw: { prompt_tokens: 7, completion_tokens: 12, total_tokens: 402 },
      counts: { promptTokens: 7, completionTokens: 395, totalTokens: 402 },
    },
    {
      name: "takes OpenRouter's price and what went into a cache",
      raw: {
        prompt_tokens: 1,
        completion_tokens: 1,
        total_tokens: 2,
        cost: 0.0001,
        prompt_tokens_details: { cache_write_tokens: 3 },
      },
      counts: {
        promptTokens: 1,
        completionTokens: 1,
        totalTokens: 2,
        cost: 0.0001,
        cacheWriteTokens: 3,
      },
    },
    {
      name: "reads DeepSeek's cache",
      raw: {
        prompt_tokens: 9,
        completion_tokens: 1,
        prompt_cache_hit_tokens: 8,
        prompt_cache_miss_tokens: 1,
      },
      counts: { promptTokens: 9, completionTokens: 1, cachedTokens: 8 },
    },
    {
      name: "reads the names of a router",
      raw: {
        tokens_prompt: 3,
        tokens_completion: 2,
        tokens_total: 5,
        cost: 0,
        reasoning_tokens: 0,
      },
      counts: { promptTokens: 3, completionTokens: 2, totalTokens: 5, cost: 0, reasoningTokens: 0 },
    },
    {
      name: "adds what a key of the user's own cost upstream to what the router takes",
      raw: {
        prompt_tokens: 3,
        cost: 0.001,
        is_byok: true,
        cost_details: { upstream_inference_cost: 0.02 },
      },
      counts: { promptTokens: 3, cost: 0.021 },
    },
    {
      name: "takes no ticks for no word about the price: others serve xAI's models and leave it at 0",
      raw: { prompt_tokens: 3, cost_in_usd_ticks: 0 },
      counts: { promptTokens: 3 },
    },
    {
      name: "leaves out what is no count, rather than to call it 0",
      raw: { prompt_tokens: null, completion_tokens: -1, total_tokens: "7", queue_time: 0.2 },
      counts: {},
    },
  ] as const;
  for (const { name, raw, counts } of cases)
    it(name, () => assert.deepEqual(usageOf(raw), { ...counts, raw }));

  it("takes what stands in the chunk itself before any other place", () => {
    const chunk = { usage: { prompt_tokens: 2 }, x_groq: { usage: { prompt_tokens: 1 } } };
    assert.equal(usageIn(chunk, { usage: { prompt_tokens: 3 } })?.promptTokens, 2);
    assert.equal(usageIn({ usage: null }, {}), undefined);
    assert.equal(usageIn({ usage: {} }, { usage: { prompt_tokens: 3 } })?.promptTokens, 3);
  });

  it("keeps no raw form that is huge", () => {
    const raw = { prompt_tokens: 1, note: "a".repeat(20_000) };
    assert.deepEqual(usageOf(raw), { promptTokens: 1 });
  });
});
