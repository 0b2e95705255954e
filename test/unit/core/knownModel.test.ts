import assert from "node:assert/strict";
import { readEntry } from "../../../src/core/connectionEntry";
import { knownModel } from "../../../src/core/knownModel";
import type { Model } from "../../../src/core/models";
import { modelTableDate } from "../../../src/core/modelTable";

const entry = (models: unknown, provider = "openai") => {
  const reading = readEntry({ id: provider, provider, models });
  assert.ok(reading.connection);
  return { ...reading, connection: reading.connection };
};
const lists = (...models: readonly Model[]) => ({ known: async () => ({ models, at: 1 }) });
const own = { id: "gpt-4o", contextWindow: 5, vision: false, price: { input: 1, output: 2 } };

describe("what is known of a model", () => {
  it("is of the table where nobody else says anything, with its day", async () => {
    const { vision, price } = await knownModel(entry([]).connection, "gpt-4o", lists());
    assert.equal(vision, true);
    assert.equal(price?.asOf, modelTableDate);
  });

  it("is of the live list before the table", async () => {
    const live = { id: "gpt-4o", contextWindow: 7, price: { input: 3, output: 4 } };
    const known = await knownModel(entry([]).connection, "gpt-4o", lists(live));
    assert.deepEqual([known.contextWindow, known.price, known.tools], [7, live.price, true]);
  });

  it("is the present table's price where a remembered list has an older one", async () => {
    const old = { id: "gpt-4o", price: { input: 99, output: 99, asOf: "2020-01-01" } };
    const known = await knownModel(entry([]).connection, "gpt-4o", lists(old));
    assert.equal(known.price?.asOf, modelTableDate);
  });

  it("is the user's before all others, and the rest stays", async () => {
    const live = { id: "gpt-4o", contextWindow: 7, price: { input: 3, output: 4 } };
    const { connection, complaints } = entry(["other", own]);
    assert.deepEqual(complaints, []);
    const known = await knownModel(connection, "gpt-4o", lists(live));
    assert.deepEqual(known.price, { input: 1, output: 2, own: true });
    assert.deepEqual([known.contextWindow, known.vision, known.tools], [5, false, true]);
  });

  it("is its id at least, also where lists cannot be read or the connection is gone", async () => {
    const known = async () => Promise.reject(new Error("no disk"));
    const { connection } = entry([], "ollama");
    assert.deepEqual(await knownModel(connection, "x", { known }), { id: "x" });
    assert.deepEqual(await knownModel(undefined, "x", lists()), { id: "x" });
  });
});

describe("the models of an entry", () => {
  it("are ids, or objects with what the user says of them", () => {
    const { connection } = entry(["a", own]);
    assert.deepEqual(connection.models, ["a", "gpt-4o"]);
    const { price } = own;
    assert.deepEqual(connection.ownModels, [{ ...own, price: { ...price, own: true } }]);
  });

  for (const [what, wrong] of Object.entries({
    "no id": { contextWindow: 5 },
    "a field that there is not": { id: "a", color: "red" },
    "half a price": { id: "a", price: { input: 1 } },
    "a price below nothing": { id: "a", price: { input: -1, output: 1 } },
    "a price with another field": { id: "a", price: { input: 1, output: 1, per: "month" } },
    "a window in words": { id: "a", contextWindow: "128K" },
    "a window of nothing": { id: "a", contextWindow: 0 },
    "an ability that is neither true nor false": { id: "a", vision: "yes" },
    "no model at all": 7,
  })) {
    it(`are refused in words, and the rest of the entry is used: ${what}`, () => {
      const { complaints, connection } = entry(["b", wrong]);
      assert.equal(complaints.length, 1);
      assert.deepEqual([connection.models, connection.ownModels], [[], []]);
    });
  }
});
