import assert from "node:assert/strict";
import { type ImageTokens, imageTokens } from "../../../src/core/imageTokens";

describe("the tokens of a picture", () => {
  // The examples of the providers' own pages, which `imageTokens.ts` links.
  const examples: readonly (readonly [ImageTokens, number, number, number])[] = [
    ["tiles", 1024, 1024, 765],
    ["tiles", 2048, 4096, 1105],
    ["tiles", 200, 200, 255],
    ["patches", 1024, 1024, 1024],
    ["patches", 4000, 4000, 1536],
    ["area", 200, 200, 54],
    ["area", 1000, 1000, 1334],
    ["area", 8000, 8000, 1600],
    ["crops", 384, 384, 258],
    ["crops", 960, 540, 516],
    ["merged", 280, 280, 110],
  ];
  for (const [tokens, width, height, count] of examples)
    it(`are ${count} by ${tokens} for ${width} × ${height}`, () =>
      assert.equal(imageTokens({ width, height }, { tokens }), count));

  it("are few where only a glance is asked for, and the provider can be asked so", () => {
    const picture = { width: 1024, height: 1024, detail: "low" } as const;
    assert.equal(imageTokens(picture, { detail: true }), 85);
    assert.equal(imageTokens(picture, {}), 765);
  });

  it("are unknown where the size is, as that of a link", () => {
    assert.equal(imageTokens({}), undefined);
  });
});
