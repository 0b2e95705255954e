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

  it("is as good for a text that is too long to be looked at as a whole", () => {
    for (const { text, tokens } of Object.values(countedTexts)) {
      const half = estimateTokens(text.repeat(1500));
      assert.ok(Math.abs(half / (1500 * tokens) - 1) <= 0.1, String(half / 1500));
    }
    const [english, code] = ["English", "code"].map(kind => countedTexts[kind]);
    assert.ok(english && code);
    const mixed = english.text.repeat(400) + code.text.repeat(400);
    const wanted = 400 * (english.tokens + code.tokens);
    assert.ok(Math.abs(estimateTokens(mixed) / wanted - 1) <= 0.1);
  });

  it("is nothing for nothing, and something for anything else", () => {
    assert.equal(estimateTokens(""), 0);
    for (const text of ["a", "汉", "😀", "7", "…", "{}"]) assert.ok(estimateTokens(text) > 0, text);
  });

  it("grows with the text, also where nothing in it is a word", () => {
    for (const sign of ["a", " ", "\n", "=", "9", "汉", "\ud83d"])
      assert.ok(estimateTokens(sign.repeat(100_000)) <= 100_000, sign);
  });
});
