import assert from "node:assert/strict";
import { chunkOf, completionOf, indoxRouterBody } from "../../../src/client/dialects/indoxRouter";
import { destinationAt } from "../../support/asking";

describe("IndoxRouter's dialect", () => {
  const here = destinationAt("https://host.example/v1");

  it("carries images in its own form", () => {
    const text = { type: "text", text: "What's in this image?" };
    const picture = { type: "image_url", image_url: { url: "data:image/jpeg;base64,QUJD" } };
    const link = { type: "image_url", image_url: { url: "https://host.example/a.jpg" } };
    const body = {
      model: "openai/x",
      messages: [{ role: "user", content: [text, picture, link] }],
    };
    const image = { type: "image", image: { data: "QUJD", media_type: "image/jpeg" } };
    assert.deepEqual(indoxRouterBody(here, body), {
      model: "openai/x",
      messages: [{ role: "user", content: [text, image, link] }],
    });
  });

  it("takes no key for a prefix that every object has", () => {
    const secrets = { "byok-openai": "k" };
    for (const model of ["constructor/x", "x", "byok-openai/x"])
      assert.ok(!("byok_api_key" in indoxRouterBody({ ...here, secrets }, { model })), model);
  });

  it("keeps the fields of its envelope", () => {
    const usage = { tokens_prompt: 24, tokens_completion: 7, tokens_total: 31, cost: 7.8e-6 };
    const envelope = {
      request_id: "b881942c",
      created_at: "2025-06-15T09:53:26.130868",
      provider: "openai",
      model: "gpt-4o-mini",
      success: true,
      usage: { ...usage, cache_read_tokens: 3, reasoning_tokens: 2 },
      data: "Paris.",
      finish_reason: null,
    };
    assert.deepEqual(completionOf(envelope), {
      id: "b881942c",
      request_id: "b881942c",
      object: "chat.completion",
      created: Date.UTC(2025, 5, 15, 9, 53, 26) / 1000,
      model: "gpt-4o-mini",
      provider: "openai",
      choices: [
        { index: 0, message: { role: "assistant", content: "Paris." }, finish_reason: "stop" },
      ],
      usage: {
        ...usage,
        cache_read_tokens: 3,
        reasoning_tokens: 2,
        prompt_tokens: 24,
        completion_tokens: 7,
        total_tokens: 31,
        prompt_tokens_details: { cached_tokens: 3 },
        completion_tokens_details: { reasoning_tokens: 2 },
      },
    });
  });

  it("gives what it does not know as it is", () => {
    for (const value of [null, 7, { status: "ok" }, { choices: [] }])
      assert.deepEqual(completionOf(value), value);
    assert.deepEqual(chunkOf({ choices: [] }), { choices: [] });
  });

  it("says why there is no answer, wherever that stands", () => {
    assert.deepEqual(completionOf({ success: false, message: "no credits", request_id: "r" }), {
      error: { message: "no credits" },
      request_id: "r",
    });
    assert.deepEqual(completionOf({ success: false }), { error: { message: "success: false" } });
    assert.deepEqual(completionOf({ error: { code: "x" } }), { error: { code: "x" } });
    assert.deepEqual(chunkOf({ success: false, detail: "no" }), { error: { message: "no" } });
  });
});
