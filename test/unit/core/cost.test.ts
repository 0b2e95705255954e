import assert from "node:assert/strict";
import { billedTokens, costBy } from "../../../src/core/cost";

const usage = { promptTokens: 1000, completionTokens: 100 };

describe("the tokens that are billed", () => {
  it("are each counted once: new ones, those from a cache, those into it, the answer", () => {
    const billed = billedTokens({ ...usage, cachedTokens: 600, cacheWriteTokens: 300 });
    assert.deepEqual(billed, { input: 100, cachedInput: 600, cacheWrite: 300, output: 100 });
  });

  it("are never below nothing where a server counts more as cached than it was sent", () => {
    const billed = billedTokens({ promptTokens: 7, completionTokens: 8, cachedTokens: 161 });
    assert.deepEqual(billed, { input: 0, cachedInput: 7, cacheWrite: 0, output: 8 });
  });

  it("are unknown where a side is", () => {
    assert.equal(billedTokens({ promptTokens: 7 }), undefined);
    assert.equal(billedTokens({ completionTokens: 7 }), undefined);
  });
});

describe("the cost of an answer", () => {
  const price = { input: 2, output: 10 };

  it("is by the price of each kind of token, in dollars per million", () => {
    const own = { ...price, cachedInput: 0.5, cacheWrite: 4, own: true } as const;
    const cost = costBy(own, { ...usage, cachedTokens: 600, cacheWriteTokens: 300 });
    assert.deepEqual(cost, { dollars: 0.0027, from: "yours" });
  });

  it("takes tokens from a cache for ordinary ones where their price is not known", () => {
    assert.deepEqual(costBy(price, { ...usage, cachedTokens: 600 }), costBy(price, usage));
  });

  it("says whose price it is", () => {
    assert.deepEqual(costBy(price, usage), { dollars: 0.003, from: "list" });
    const dated = { ...price, asOf: "2026-07-02" };
    assert.deepEqual(costBy(dated, usage), { dollars: 0.003, from: "table", asOf: "2026-07-02" });
  });

  it("is unknown, never 0, without a price or without counts", () => {
    assert.equal(costBy(undefined, usage), undefined);
    assert.equal(costBy(price, { promptTokens: 3 }), undefined);
  });

  it("is not computed where the provider says it", () => {
    assert.equal(costBy(price, { ...usage, cost: 0 }), undefined);
  });
});
