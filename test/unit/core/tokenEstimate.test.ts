import assert from "node:assert/strict";
import { estimateTokens } from "../../../src/core/tokenEstimate";
import { countedTexts } from "../../fixtures/countedTexts";

describe("the estimate of tokens", () => {
  for (const [kind, { text, tokens }] of Object.entries(countedTexts)) {
    it(`is within 10 % of what was counted: ${kind}`, () => {
      const estimate = estimateTokens(text);
      assert.ok(Math.abs(estimate / tokens - 1) <= 0.1, `${estimate} instead of ${tokens}`);
    });
  }

  it("is nothing for nothing, and something for anything else", () => {
    assert.equal(estimateTokens(""), 0);
    for (const text of ["a", "汉", "😀", "7", "…", "{}"]) assert.ok(estimateTokens(text) > 0, text);
  });

  it("grows with the text, also where nothing in it is a word", () => {
    for (const sign of ["a", " ", "\n", "=", "9", "汉", "\ud83d"])
      assert.ok(estimateTokens(sign.repeat(100_000)) <= 100_000, sign);
  });
});
