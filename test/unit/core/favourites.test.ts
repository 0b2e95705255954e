import assert from "node:assert/strict";
import { parseModelChoice } from "../../../src/core/connections";
import { Favourites } from "../../../src/core/favourites";
import { MemoryState } from "../../support/memoryState";

describe("Favourites", () => {
  const choice = (text: string) => {
    const parsed = parseModelChoice(text);
    if (!parsed) throw new Error(text);
    return parsed;
  };
  const names = (choices: readonly { readonly model: string }[]) =>
    choices.map(({ model }) => model);

  it("remembers the models used last, the last one first and each once", async () => {
    const favourites = new Favourites(new MemoryState());
    for (const text of ["lab/a", "lab/b", "lab/a"]) await favourites.use(choice(text));
    assert.deepEqual(names(favourites.recent), ["a", "b"]);
  });

  it("forgets the oldest beyond eight", async () => {
    const favourites = new Favourites(new MemoryState());
    for (let number = 0; number < 12; number++) await favourites.use(choice(`lab/m${number}`));
    assert.equal(favourites.recent.length, 8);
    assert.equal(favourites.recent[0]?.model, "m11");
  });

  it("pins and unpins; what is pinned is not among the recent", async () => {
    const favourites = new Favourites(new MemoryState());
    await favourites.use(choice("lab/a"));
    await favourites.toggle(choice("lab/a"));
    assert.deepEqual([names(favourites.pinned), names(favourites.recent)], [["a"], []]);
    await favourites.toggle(choice("lab/a"));
    assert.deepEqual([names(favourites.pinned), names(favourites.recent)], [[], ["a"]]);
  });

  it("finds them again in the next window", async () => {
    const state = new MemoryState();
    const first = new Favourites(state);
    await first.toggle(choice("groq/openai/gpt-oss-20b"));
    await first.use(choice("lab/b"));
    const next = new Favourites(state);
    await next.load();
    assert.deepEqual(
      [...next.pinned, ...next.recent],
      [
        { connectionId: "groq", model: "openai/gpt-oss-20b" },
        { connectionId: "lab", model: "b" },
      ],
    );
  });

  for (const junk of [undefined, null, "x", [], { pinned: 3, recent: [1, "no slash", "lab/a"] }]) {
    it(`starts from ${JSON.stringify(junk)} without a word`, async () => {
      const state = new MemoryState();
      state.values.set("favourites", junk);
      const favourites = new Favourites(state);
      await favourites.load();
      assert.deepEqual(favourites.pinned, []);
    });
  }
});
