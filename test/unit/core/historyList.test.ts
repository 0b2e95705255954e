import assert from "node:assert/strict";
import { HistoryList } from "../../../src/core/historyList";
import type { ConversationSummary, TellPart } from "../../../src/core/store";
import { FakeClock, settled } from "../../support/fakeClock";
import { MemoryStore } from "../../support/memoryStore";
import { idOf, journalOf } from "../../support/storeFolder";

describe("the list behind the history view", () => {
  /** A list over a store with these conversations, with what it was asked for. */
  const open = (...titles: readonly string[]) => {
    const store = new MemoryStore();
    for (const [place, title] of titles.entries())
      store.journals.set(idOf(place), journalOf(idOf(place), title));
    const clock = new FakeClock();
    const asked: unknown[] = [];
    const failures: unknown[] = [];
    const state = { looked: true, changes: 0 };
    const list = new HistoryList({
      store: {
        list: tell => {
          asked.push("all");
          return store.list(tell);
        },
        listOf: ids => {
          asked.push(ids);
          return store.listOf(ids);
        },
        remembered: () => store.remembered(),
        writtenElsewhere: () => store.writtenElsewhere(),
      },
      clock,
      looked: () => state.looked,
      changed: () => (state.changes += 1),
      failed: error => failures.push(error),
    });
    return { store, clock, asked, failures, state, list };
  };
  const titles = (list: HistoryList) => list.sorted.map(({ title }) => title);
  const change = (store: MemoryStore, place: number, title: string) =>
    store.journals.set(idOf(place), journalOf(idOf(place), title));

  it("reads all of it once, and then only what changed, together", async () => {
    const { store, list, asked, clock } = open("a", "b", "c");
    await list.look();
    await list.look();
    assert.deepEqual([titles(list), list.whole, asked], [["a", "b", "c"], true, ["all"]]);
    change(store, 0, "A");
    store.journals.delete(idOf(1));
    change(store, 3, "d");
    for (const place of [0, 1, 0, 3, 0]) list.touch(idOf(place));
    assert.equal(asked.length, 1);
    clock.advance(250);
    await settled();
    assert.deepEqual(asked.slice(1), [[idOf(0), idOf(1), idOf(3)]]);
    assert.deepEqual(titles(list).toSorted(), ["A", "c", "d"]);
  });

  it("reads nothing while nobody looks, and all of it when somebody does again", async () => {
    const { store, list, asked, clock, state } = open("a");
    await list.look();
    state.looked = false;
    change(store, 0, "A");
    list.touch(idOf(0));
    clock.advance(10_000);
    await settled();
    await list.forget();
    assert.equal(asked.length, 1);
    state.looked = true;
    await list.look();
    assert.deepEqual([asked, titles(list)], [["all", "all"], ["A"]]);
  });

  it("shows what is remembered first, and what is read as it comes", async () => {
    const { list, store, state } = open();
    const seen: (readonly string[])[] = [];
    const row = (title: string): ConversationSummary => {
      const [created, workspace] = [1, null];
      return { id: title, title, createdAt: created, changedAt: 1, workspace, empty: false };
    };
    store.remembered = async () => [row("old")];
    store.list = async (tell?: TellPart) => {
      seen.push(titles(list));
      tell?.([row("new")]);
      seen.push(titles(list));
      assert.deepEqual([list.whole, state.changes], [false, 2]);
      return [row("new"), row("newer")];
    };
    await list.look();
    assert.deepEqual([...seen, titles(list)], [["old"], ["old", "new"], ["new", "newer"]]);
  });

  it("knows what another window writes, and when it does not any more", async () => {
    const { list, store, clock } = open("a");
    const claim = await store.otherProcess().claim(idOf(0), { asked: () => {}, lost: () => {} });
    await list.look();
    assert.equal(list.isElsewhere(idOf(0)), true);
    await claim?.release();
    list.touch(idOf(0));
    clock.advance(250);
    await settled();
    assert.equal(list.isElsewhere(idOf(0)), false);
  });

  it("reads once more what changed while all of it was being read", async () => {
    const { list, store, asked } = open("a");
    const whole = store.list.bind(store);
    let release = () => {};
    store.list = async tell => {
      const found = await whole(tell);
      if (asked.length === 1) await new Promise<void>(resolve => (release = resolve));
      return found;
    };
    const looking = list.look();
    await settled();
    change(store, 0, "A");
    const again = list.forget();
    release();
    await Promise.all([looking, again]);
    assert.deepEqual([asked, titles(list)], [["all", "all"], ["A"]]);
  });

  it("says what it could not look at, and goes on", async () => {
    const { list, store, clock, failures } = open("a");
    await list.look();
    const listOf = store.listOf.bind(store);
    store.listOf = () => Promise.reject(new Error("the disk is gone"));
    list.touch(idOf(0));
    clock.advance(250);
    await settled();
    assert.deepEqual(failures.map(String), ["Error: the disk is gone"]);
    store.listOf = listOf;
    change(store, 0, "A");
    list.touch(idOf(0));
    clock.advance(250);
    await settled();
    assert.deepEqual(titles(list), ["A"]);
  });
});
