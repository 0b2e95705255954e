import assert from "node:assert/strict";
import { isChatModel } from "../../../src/core/models";
import { factsOf, modelTableDate } from "../../../src/core/modelTable";

describe("isChatModel", () => {
  const chatting = [
    "gpt-5.5 o4-mini gpt-4o-mini chatgpt-4o-latest gpt-5.1-codex-max gpt-4-turbo",
    "claude-opus-4-8 claude-3-5-sonnet-20241022 grok-4.3 grok-code-fast-1 deepseek-chat",
    "models/gemini-3.5-flash gemma-4-31b-it mistral-large-latest codestral-latest ministral-3b",
    "pixtral-12b voxtral-small-latest open-mixtral-8x7b groq/compound qwen/qwen3-32b",
    "meta-llama/Llama-4-Scout-17B-16E-Instruct openai/gpt-oss-120b hf:zai-org/GLM-5.2",
    "Meta-Llama-3.3-70B-Instruct llama3.2:3b qwen2.5-coder:7b-instruct phi4 adapt-7b nevada-8b",
    "google/gemini-3-flash-preview:free liveable-7b imagination-13b guardian-of-the-galaxy",
  ].flatMap(line => line.split(" "));
  for (const id of chatting) {
    it(`takes ${id} for one to chat with`, () => assert.equal(isChatModel({ id }), true));
  }

  const others = [
    "text-embedding-3-small text-embedding-ada-002 gemini-embedding-001 mistral-embed",
    "nomic-embed-text:latest mxbai-embed-large bge-m3 all-minilm codestral-embed-2505 e5-large",
    "whisper-1 whisper-large-v3-turbo tts-1 tts-1-hd gpt-4o-mini-tts gpt-4o-transcribe",
    "gemini-2.5-flash-preview-tts playai-tts canopylabs/orpheus-v1-english E5-Mistral-7B-Instruct",
    "dall-e-3 gpt-image-1.5 chatgpt-image-latest imagen-4.0-generate grok-2-image flux-1",
    "gemini-3-pro-image-preview sora-2-pro veo-3.0-generate omni-moderation-latest",
    "meta-llama/llama-guard-4-12b meta-llama/llama-prompt-guard-2-86m gpt-oss-safeguard-20b",
    "rerank-v3.5 bge-reranker-v2 gpt-realtime gpt-4o-realtime-preview gpt-audio",
    "mistral-ocr-latest mistral-moderation-latest davinci-002 babbage-002",
    "gpt-3.5-turbo-instruct gpt-3.5-turbo-instruct-0914 gemini-live-2.5-flash aqa",
  ].flatMap(line => line.split(" "));
  for (const id of others) {
    it(`takes ${id} for something else`, () => assert.equal(isChatModel({ id }), false));
  }

  it("takes the list's own word before the id", () => {
    assert.equal(isChatModel({ id: "text-embedding", chat: true }), true);
    assert.equal(isChatModel({ id: "gpt", chat: false }), false);
  });
});

describe("the table of models", () => {
  it("knows what a list does not tell", () => {
    assert.deepEqual(factsOf("anthropic", "claude-3-opus-20240229"), {
      id: "claude-3-opus-20240229",
      contextWindow: 200000,
      maxOutput: 4096,
      vision: true,
      tools: true,
      reasoning: false,
      price: { input: 15, output: 75, cachedInput: 1.5, asOf: modelTableDate },
      deprecated: true,
    });
  });

  it("leaves out what it does not know", () => {
    assert.deepEqual(factsOf("gemini", "gemma-4-31b-it"), {
      id: "gemma-4-31b-it",
      contextWindow: 262144,
      maxOutput: 32768,
      vision: true,
      tools: true,
      reasoning: true,
    });
    assert.deepEqual(factsOf("groq", "whisper-large-v3"), { id: "whisper-large-v3" });
  });

  it("knows at Codestral what it knows at Mistral", () => {
    assert.equal(factsOf("codestral", "codestral-latest")?.contextWindow, 256000);
  });

  for (const provider of ["", "openai-compatible", "constructor", "__proto__"]) {
    it(`knows nothing of the provider “${provider}”`, () => {
      assert.equal(factsOf(provider, "gpt-4o"), undefined);
    });
  }

  it("has numbers where numbers stand, and a day", () => {
    const ids = { openai: "gpt-5.5", xai: "grok-4.3", synthetic: "hf:zai-org/GLM-5.2" };
    for (const [provider, id] of Object.entries(ids)) {
      const { contextWindow = 0, price } = factsOf(provider, id) ?? { id };
      assert.ok(contextWindow > 100_000 && price && price.input > 0 && price.output > price.input);
    }
    assert.equal(factsOf("deepseek", "deepseek-v4-flash")?.price?.cachedInput, 0.0028);
    assert.match(modelTableDate, /^\d{4}-\d\d-\d\d$/);
  });
});
