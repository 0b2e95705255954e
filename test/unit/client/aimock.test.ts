import assert from "node:assert/strict";
import { LLMock } from "@copilotkit/aimock";
import { listModels } from "../../../src/client/models";
import { systemClock } from "../../../src/core/answering";
import { ask, destinationAt, endOf, textOf } from "../../support/asking";
import { destinationOfEntry } from "../../support/entries";

/** Software of others that speaks as the providers do: https://github.com/CopilotKit/aimock (MIT). */
describe("aimock, a server that is not ours", () => {
  let mock: LLMock;

  before(async () => {
    mock = new LLMock({ port: 0, logLevel: "silent", chunkSize: 4 });
    mock.onMessage("capital of France", { content: "The capital of France is **Paris**." });
    mock.onMessage("think", { content: "Done.", reasoning: "First this, then that." });
    mock.onMessage("sum", {
      toolCalls: [{ name: "add_numbers", arguments: '{"a":15,"b":25}' }],
    });
    await mock.start();
  });
  after(() => mock.stop());

  const here = () => destinationAt(`${mock.url}/v1`);
  const asked = (content: string, parameters: Readonly<Record<string, unknown>> = {}) =>
    ask(here(), [{ role: "user", content }], undefined, parameters);

  it("streams an answer with its usage", async () => {
    const events = await asked("What is the capital of France?");
    assert.equal(textOf(events), "The capital of France is **Paris**.");
    const usage = events.find(event => event.type === "usage");
    assert.ok(usage?.type === "usage" && (usage.usage.totalTokens ?? 0) > 0);
    assert.deepEqual(endOf(events), { type: "finish", finish: "stop" });
  });

  it("gives an answer whole", async () => {
    const events = await asked("What is the capital of France?", { stream: false });
    assert.equal(textOf(events), "The capital of France is **Paris**.");
    assert.deepEqual(endOf(events), { type: "finish", finish: "stop" });
  });

  it("streams reasoning apart from the text", async () => {
    const events = await asked("think about it");
    const reasoning = events.map(event => (event.type === "reasoning" ? event.text : "")).join("");
    assert.deepEqual([reasoning, textOf(events)], ["First this, then that.", "Done."]);
  });

  it("calls a tool, and the answer ends once", async () => {
    const parameters = { type: "object", properties: { a: { type: "number" } } };
    const tools = [{ type: "function", function: { name: "add_numbers", parameters } }];
    const events = await asked("the sum", { tools });
    assert.deepEqual(endOf(events), { type: "finish", finish: "tool_calls" });
    assert.equal(events.filter(({ type }) => type === "finish" || type === "error").length, 1);
    const body = mock.getLastRequest()?.body as { tools?: unknown } | null;
    assert.deepEqual(body?.tools, tools);
  });

  it("speaks as Azure does at a deployment", async () => {
    const azure = destinationOfEntry({
      provider: "azure",
      baseURL: `${mock.url}/openai`,
      deployment: "gpt-4o",
      apiVersion: "2024-10-21",
    });
    const events = await ask(azure, [{ role: "user", content: "capital of France?" }]);
    assert.equal(textOf(events), "The capital of France is **Paris**.");
    assert.match(mock.getLastRequest()?.path ?? "", /^\/openai\/deployments\/gpt-4o\/chat\//);
  });

  const refusals = [
    [401, "invalid_api_key", "Incorrect API key provided", "auth"],
    [429, "rate_limit_exceeded", "Rate limit reached. Please try again in 2s.", "rateLimit"],
    [429, "insufficient_quota", "You exceeded your current quota.", "quota"],
    [400, "context_length_exceeded", "maximum context length is 10", "contextOverflow"],
    [500, "server_error", "The server had an error", "server"],
  ] as const;
  for (const [status, code, message, kind] of refusals) {
    it(`refuses with ${status} ${code}`, async () => {
      mock.nextRequestError(status, { message, type: "error", code });
      const end = endOf(await asked("What is the capital of France?"));
      assert.ok(end.type === "error");
      assert.deepEqual(
        [end.error.kind, end.error.status, end.error.code, end.error.detail],
        [kind, status, code, message],
      );
      if (status === 429) assert.ok((end.error.retryAfterMs ?? 0) > 0);
      assert.notEqual(end.error.requestId, undefined);
    });
  }

  it("refuses what it has no answer to", async () => {
    const end = endOf(await asked("something else"));
    assert.ok(end.type === "error" && end.error.status === 404, JSON.stringify(end));
  });

  it("drops the connection in the middle", async () => {
    mock.onMessage(
      "drop",
      { content: "One two three four five six." },
      { truncateAfterChunks: 3, latency: 20 },
    );
    const events = await asked("drop it");
    const end = endOf(events);
    assert.ok(textOf(events).startsWith("One"), textOf(events));
    assert.ok(end.type === "error" && end.error.kind === "cutOff", JSON.stringify(end));
  });

  it("lists its models", async () => {
    const request = (url: string, init: RequestInit) => fetch(url, init);
    const { signal } = new AbortController();
    const models = await listModels(request, systemClock, here(), signal);
    assert.ok(!("kind" in models) && models.length > 0, JSON.stringify(models));
  });
});
