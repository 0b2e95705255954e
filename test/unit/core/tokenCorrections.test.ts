import assert from "node:assert/strict";
import { TokenCorrections } from "../../../src/core/tokenCorrections";
import { MemoryState } from "../../support/memoryState";
import { large, small } from "../../support/scriptedSession";

describe("what is learnt of how a model counts", () => {
  for (const [estimate, real] of [
    [20, 90],
    [1000, 1300],
    [40_000, 25_000],
  ] as const) {
    it(`makes the next estimate of the same prompt right: ${estimate} that were ${real}`, async () => {
      const corrections = new TokenCorrections(new MemoryState());
      await corrections.learn(small, estimate, real);
      assert.equal(corrections.apply(small, estimate), real);
      assert.equal(corrections.apply(large, estimate), estimate);
    });
  }

  it("takes what a short prompt has more for something that each prompt has", async () => {
    const corrections = new TokenCorrections(new MemoryState());
    await corrections.learn(small, 10, 80);
    assert.equal(corrections.apply(small, 10_000), 10_070);
    await corrections.learn(small, 10_000, 12_070);
    assert.equal(corrections.apply(small, 10), 82);
  });

  it("is remembered in every later window, also beside what another one learns", async () => {
    const state = new MemoryState();
    const [one, other] = [new TokenCorrections(state), new TokenCorrections(state)];
    await one.learn(small, 1000, 1200);
    await other.learn(large, 1000, 1100);
    const later = new TokenCorrections(state);
    await later.load();
    assert.deepEqual([later.apply(small, 1000), later.apply(large, 1000)], [1200, 1100]);
  });

  it("passes over a server that counts nothing, and what cannot be a vocabulary's doing", async () => {
    const corrections = new TokenCorrections(new MemoryState());
    await corrections.learn(small, 1000, 0);
    assert.equal(corrections.apply(small, 1000), 1000);
    await corrections.learn(small, 1000, 9000);
    assert.equal(corrections.apply(small, 2000), 12_000);
  });

  it("begins anew where what was remembered cannot be read", async () => {
    const state = new MemoryState();
    await state.write("token-corrections", { "loopback/small": { offset: "x", factor: null } });
    const corrections = new TokenCorrections(state);
    await corrections.load();
    assert.equal(corrections.apply(small, 7), 7);
  });
});
