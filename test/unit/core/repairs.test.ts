import assert from "node:assert/strict";
import type { Repair } from "../../../src/core/messages";
import { repaired, repairFor, Repairs } from "../../../src/core/repairs";
import { MemoryState } from "../../support/memoryState";
import { large, small } from "../../support/scriptedSession";

const seed: Repair = { parameter: "seed" };
const tokens: Repair = { parameter: "max_tokens", replacement: "max_completion_tokens" };

describe("the repairs that are remembered", () => {
  it("are those of one model, in every later window", async () => {
    const state = new MemoryState();
    const repairs = new Repairs(state);
    await repairs.add(small, seed);
    await repairs.add(small, tokens);
    const later = new Repairs(state);
    await later.load();
    assert.deepEqual([later.of(small), later.of(large)], [[seed, tokens], []]);
  });

  it("hold one for each parameter, the last", async () => {
    const repairs = new Repairs(new MemoryState());
    await repairs.add(small, { parameter: "max_tokens" });
    await repairs.add(small, tokens);
    assert.deepEqual(repairs.of(small), [tokens]);
  });

  it("are those of all windows, whichever of them adds or forgets", async () => {
    const state = new MemoryState();
    const [one, other] = [new Repairs(state), new Repairs(state)];
    await Promise.all([one.load(), other.load()]);
    await one.add(small, seed);
    await other.add(small, tokens);
    await other.add(large, seed);
    await one.load();
    assert.deepEqual([one.of(small), one.of(large)], [[seed, tokens], [seed]]);
    await other.forget(small, "seed");
    await one.load();
    assert.deepEqual([one.of(small), one.of(large)], [[tokens], [seed]]);
  });

  it("lose none when one is forgotten before anything was read", async () => {
    const state = new MemoryState();
    const first = new Repairs(state);
    await first.add(small, seed);
    await first.add(large, tokens);
    await new Repairs(state).forget(small, "seed");
    await first.load();
    assert.deepEqual([first.of(small), first.of(large)], [[], [tokens]]);
    assert.deepEqual(Object.keys(state.values.get("repairs") ?? {}), ["loopback/large"]);
  });

  it("lose none when several are added at once", async () => {
    const state = new MemoryState();
    const repairs = new Repairs(state);
    await Promise.all([
      repairs.add(small, seed),
      repairs.add(small, tokens),
      repairs.forget(small, "seed"),
      repairs.add(large, seed),
    ]);
    const later = new Repairs(state);
    await later.load();
    assert.deepEqual([later.of(small), later.of(large)], [[tokens], [seed]]);
  });

  it("hold in their window when they cannot be written", async () => {
    const state = new MemoryState();
    state.write = () => Promise.reject(new Error("disk full"));
    const repairs = new Repairs(state);
    await repairs.add(small, seed);
    await repairs.load();
    assert.deepEqual(repairs.of(small), [seed]);
  });

  it("are none when the state cannot be read", async () => {
    const state = new MemoryState();
    state.read = () => Promise.reject(new Error("no disk"));
    const repairs = new Repairs(state);
    await repairs.load();
    assert.deepEqual(repairs.of(small), []);
  });

  const junk: readonly unknown[] = [
    "text",
    7,
    [],
    { "loopback/small": "seed" },
    {
      "loopback/small": [null, 7, "seed", {}, { parameter: 7 }, { parameter: "a", replacement: 7 }],
    },
    JSON.parse('{"__proto__":[{"parameter":"seed"}],"constructor":[{"parameter":"seed"}]}'),
  ];
  for (const value of junk) {
    it(`are none in ${JSON.stringify(value)}`, async () => {
      const state = new MemoryState();
      state.values.set("repairs", value);
      const repairs = new Repairs(state);
      await repairs.load();
      assert.deepEqual(repairs.of(small), []);
    });
  }
});

describe("the repair for a refusal", () => {
  const sent = new Set(["stream", "seed", "max_tokens", "top_p"]);
  const bad = (parameter: string, replacement?: string) =>
    repairFor({ kind: "badRequest", parameter, ...(replacement && { replacement }) }, sent);

  it("drops a parameter that was sent, or gives it its other name", () => {
    assert.deepEqual(bad("seed"), seed);
    assert.deepEqual(bad("seed.value"), seed);
    assert.deepEqual(bad("max_tokens", "max_completion_tokens"), tokens);
  });

  it("drops it where the other name is taken, is no name, or is needed for something else", () => {
    for (const replacement of ["top_p", "a b", "", "model", "messages"])
      assert.deepEqual(bad("max_tokens", replacement), { parameter: "max_tokens" });
  });

  it("never touches model and messages, nor what was not sent", () => {
    const all = new Set([...sent, "model", "messages"]);
    for (const parameter of ["model", "messages", "messages[0].role", "user", "", "'seed'"])
      assert.equal(repairFor({ kind: "badRequest", parameter }, all), undefined, parameter);
  });

  it("is there for a request that was not accepted, and for nothing else", () => {
    for (const kind of ["auth", "server", "rateLimit", "contextOverflow", "inStream"] as const)
      assert.equal(repairFor({ kind, parameter: "seed" }, sent), undefined);
    assert.equal(repairFor({ kind: "badRequest" }, sent), undefined);
  });
});

describe("a repaired body", () => {
  const body = { model: "m", messages: [], seed: 1, max_tokens: 2 };

  it("is without what is refused, and has the rest as it was", () => {
    assert.deepEqual(repaired(body, [seed]), { model: "m", messages: [], max_tokens: 2 });
    assert.deepEqual(repaired(body, [tokens, seed]), {
      model: "m",
      messages: [],
      max_completion_tokens: 2,
    });
    assert.deepEqual(body, { model: "m", messages: [], seed: 1, max_tokens: 2 });
  });

  it("keeps what the user set under the other name", () => {
    const both = { ...body, max_completion_tokens: 9 };
    assert.deepEqual(repaired(both, [tokens]), {
      model: "m",
      messages: [],
      seed: 1,
      max_completion_tokens: 9,
    });
  });

  it("has model and messages, whatever the state says", () => {
    const odd = [{ parameter: "model" }, { parameter: "messages", replacement: "input" }];
    assert.deepEqual(repaired(body, odd), body);
    assert.deepEqual(repaired(body, [{ parameter: "toString" }, { parameter: "__proto__" }]), body);
  });
});
