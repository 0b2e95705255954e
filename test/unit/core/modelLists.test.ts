import assert from "node:assert/strict";
import { type Connection, defaultConnection } from "../../../src/core/connections";
import type { ChatError } from "../../../src/core/errors";
import { ModelLists } from "../../../src/core/modelLists";
import type { Model } from "../../../src/core/models";
import { providerOf } from "../../../src/core/providers";
import { FakeClock } from "../../support/fakeClock";
import { MemoryState } from "../../support/memoryState";

describe("ModelLists", () => {
  const row = providerOf("openai");
  if (!row) throw new Error("no row");
  const openai: Connection = defaultConnection(row);
  const signal = new AbortController().signal;

  function lists(state: MemoryState, answer: readonly Model[] | ChatError) {
    const asked: string[] = [];
    const clock = new FakeClock();
    const made = new ModelLists({
      state,
      clock,
      list: async ({ id }) => {
        asked.push(id);
        return answer;
      },
    });
    return { made, asked, clock };
  }

  it("knows nothing of a connection that was never asked", async () => {
    const { made, asked } = lists(new MemoryState(), []);
    assert.equal(await made.known(openai), undefined);
    assert.deepEqual(asked, []);
  });

  it("knows a list in the next window without asking the server", async () => {
    const state = new MemoryState();
    await lists(state, [{ id: "a", contextWindow: 8000 }]).made.refresh(openai, signal);
    const { made, asked } = lists(state, []);
    assert.deepEqual((await made.known(openai))?.models, [{ id: "a", contextWindow: 8000 }]);
    assert.deepEqual(asked, []);
  });

  it("does not take the list of another address for this one's", async () => {
    const state = new MemoryState();
    await lists(state, [{ id: "a" }]).made.refresh(openai, signal);
    const moved = { ...openai, baseURL: "https://elsewhere.example/v1" };
    assert.equal(await lists(state, []).made.known(moved), undefined);
  });

  it("keeps the list that it knows when the server fails", async () => {
    const state = new MemoryState();
    await lists(state, [{ id: "a" }]).made.refresh(openai, signal);
    const { made } = lists(state, { kind: "unreachable" });
    assert.deepEqual(await made.refresh(openai, signal), { kind: "unreachable" });
    assert.deepEqual((await made.known(openai))?.models, [{ id: "a" }]);
  });

  it("takes a list that came with the check of a key, and calls it new for a minute", async () => {
    const { made, asked, clock } = lists(new MemoryState(), []);
    made.keep(openai, [{ id: "a" }]);
    const known = await made.known(openai);
    assert.ok(known && made.isNew(known));
    clock.advance(60_000);
    assert.ok(!made.isNew(known));
    assert.deepEqual(asked, []);
  });

  for (const junk of [
    "x",
    { v: 1 },
    { v: 1, key: `openai ${openai.baseURL}`, at: 1, models: [3] },
  ]) {
    it(`takes ${JSON.stringify(junk)} for nothing`, async () => {
      const state = new MemoryState();
      state.values.set("models-openai", junk);
      assert.equal(await lists(state, []).made.known(openai), undefined);
    });
  }
});
