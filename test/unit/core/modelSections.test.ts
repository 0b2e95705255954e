import assert from "node:assert/strict";
import type { Model } from "../../../src/core/models";
import { sectionsOf, typedState } from "../../../src/core/modelSections";

const list: readonly Model[] = [
  { id: "gpt-4o" },
  { id: "gpt-4o-mini" },
  { id: "o3", name: "Reasoner Three" },
  { id: "text-embedding-3-small" },
  { id: "whisper-1" },
];

describe("sectionsOf", () => {
  it("puts pinned and recent models on top, and what does not chat apart", () => {
    const { pinned, recent, chat, rest } = sectionsOf(list, ["o3"], ["gpt-4o-mini"]);
    const ids = [pinned, recent, chat, rest].map(models => models.map(({ id }) => id));
    assert.deepEqual(ids, [
      ["o3"],
      ["gpt-4o-mini"],
      ["gpt-4o"],
      ["text-embedding-3-small", "whisper-1"],
    ]);
    assert.equal(pinned[0]?.name, "Reasoner Three");
  });

  it("keeps a pinned model that the list does not hold", () => {
    assert.deepEqual(sectionsOf([], ["mine"], []).pinned, [{ id: "mine" }]);
  });
});

describe("typedState", () => {
  const sections = sectionsOf(list, ["o3"], []);
  const cases: Readonly<Record<string, string>> = {
    "": "nothing",
    "  ": "nothing",
    "gpt-4o": "exact",
    "GPT-4O": "exact",
    gpt: "among",
    reasoner: "among",
    whisper: "inRest",
    "gpt-9": "unknown",
  };
  for (const [typed, state] of Object.entries(cases)) {
    it(`calls “${typed}” ${state}`, () => assert.equal(typedState(sections, typed), state));
  }
});
