import assert from "node:assert/strict";
import { ask, endOf, textOf } from "../../support/asking";
import { destinationOfEntry } from "../../support/entries";

const { TEST_BASE_URL: baseURL, TEST_API_KEY: key, TEST_MODEL: model } = process.env;

/** A real endpoint, when one is given: it costs a few tokens of whoever gives it. */
describe("a live endpoint (TEST_BASE_URL, TEST_API_KEY, TEST_MODEL)", function () {
  this.timeout(60_000);

  before(function () {
    if (baseURL && model) return;
    console.log("      skipped: set TEST_BASE_URL, TEST_MODEL and, if it wants one, TEST_API_KEY");
    this.skip();
  });

  const destination = () => {
    const entry = { provider: "openai-compatible", baseURL, ...(key ? {} : { auth: "none" }) };
    const { connection } = destinationOfEntry(entry);
    return { connection, ...(key && { key }) };
  };
  const messages = [{ role: "user", content: "Answer with the word “Paris” only." }] as const;

  for (const stream of [true, false]) {
    it(`answers, ${stream ? "streamed" : "whole"}`, async () => {
      const events = await ask(destination(), messages, undefined, stream ? {} : { stream }, model);
      assert.match(textOf(events), /paris/i, JSON.stringify(events));
      assert.equal(endOf(events).type, "finish");
    });
  }

  it("refuses a model that is not there, in words", async () => {
    const events = await ask(destination(), messages, undefined, {}, "parley-no-such-model");
    const end = endOf(events);
    assert.ok(end.type === "error", JSON.stringify(events));
    assert.notEqual(end.error.detail ?? "", "");
    if (key) assert.ok(!JSON.stringify(end).includes(key));
  });
});
