import assert from "node:assert/strict";
import { utimes } from "node:fs/promises";
import { readJournal } from "../../../src/core/journal";
import { parseJson } from "../../../src/core/decode";
import { fileStore } from "../../../src/desktop/fileStore";
import { randomFrom } from "../../support/shuffledFiles";
import { idOf, storeFolder } from "../../support/storeFolder";
import { StoreProcess } from "../../support/storeProcess";

const one = idOf(1);

interface Turn {
  readonly pid: number;
  readonly claim: number;
  readonly turn: number;
}

describe("several processes over one store", () => {
  const started: StoreProcess[] = [];
  // Before their folder goes.
  afterEach(() => Promise.all(started.splice(0).map(child => child.kill())));
  const folder = storeFolder();
  const start = (mode: "turns" | "contend", value: string) => {
    const child = new StoreProcess(mode, folder.path, value);
    started.push(child);
    return child;
  };

  it("lose none of the 2,000 turns that four of them write at once", async () => {
    const children = [1, 2, 3, 4].map(() => start("turns", "500"));
    await Promise.all(children.map(child => child.tells("done")));
    const store = fileStore(folder.path);
    const list = await store.list();
    assert.equal(list.length, 40);
    const counts = new Map<string, number>();
    for (const { id } of list) {
      const reading = readJournal((await store.read(id)) ?? "");
      assert.equal(reading?.damagedLines, 0);
      for (const message of reading.conversation.messages.values()) {
        if (message.role === "assistant") assert.equal(message.finish, "stop");
        counts.set(message.role, (counts.get(message.role) ?? 0) + 1);
      }
    }
    assert.deepEqual(Object.fromEntries(counts), { user: 2000, assistant: 2000 });
  }).timeout(60_000);

  it("write one conversation in turns, through kills and releases, and lose nothing", async () => {
    const random = randomFrom(7);
    let writer = start("contend", one);
    writer.say("want");
    await writer.tells("claimed");
    let waiting = start("contend", one);
    waiting.say("want");
    for (let round = 1; round <= 12; round++) {
      await writer.tells("wrote", writer.countOf("wrote") + 1 + Math.floor(random() * 60));
      const claimed = waiting.tells("claimed", waiting.countOf("claimed") + 1);
      if (round % 4 === 0) {
        const released = writer.tells("released", writer.countOf("released") + 1);
        waiting.say("ask");
        await released;
      } else {
        await writer.kill();
        writer = start("contend", one);
      }
      await claimed;
      [writer, waiting] = [waiting, writer];
      waiting.say("want");
    }
    await Promise.all(started.map(child => child.kill()));
    const turns = await writtenTurns();
    assertContiguous(turns);
    const there = new Set(turns.map(nameOf));
    for (const child of started) {
      assert.equal(child.countOf("lost"), 0);
      for (const told of child.told) {
        if (told.type === "wrote") assert.ok(there.has(nameOf({ ...told, pid: child.pid })));
      }
    }
  }).timeout(60_000);

  it("hear within a second or so that the one that writes was killed", async () => {
    const writer = start("contend", one);
    writer.say("want");
    await writer.tells("wrote", 5);
    const free = new Promise<void>(resolve => {
      const end = fileStore(folder.path).watch(one, state => {
        if (!state.free) return;
        end();
        resolve();
      });
    });
    await writer.kill();
    const killed = performance.now();
    await free;
    const ms = performance.now() - killed;
    assert.ok(ms < 3000, `${ms} ms`);
  }).timeout(20_000);

  it("take over from one that is stopped, which finds its claim lost when it goes on", async function () {
    if (process.platform === "win32") this.skip(); // Nothing is stopped there.
    const writer = start("contend", one);
    writer.say("want");
    await writer.tells("wrote", 20);
    writer.signal("SIGSTOP");
    const waiting = start("contend", one);
    waiting.say("want");
    await utimes(folder.file(`${one}.lock`), new Date(0), new Date(0));
    await waiting.tells("wrote", 20);
    writer.signal("SIGCONT");
    await writer.tells("lost");
    await waiting.tells("wrote", waiting.countOf("wrote") + 20);
    assert.equal(waiting.countOf("lost"), 0);
    const turns = await writtenTurns();
    const after = turns.slice(turns.findIndex(({ pid }) => pid === waiting.pid));
    // It may have been stopped between the look at its lock and the write.
    assert.ok(after.filter(({ pid }) => pid === writer.pid).length <= 1);
  }).timeout(60_000);

  async function writtenTurns(): Promise<readonly Turn[]> {
    const text = (await fileStore(folder.path).read(one)) ?? "";
    // What is being written at this moment has no end yet.
    const lines = text
      .slice(0, text.lastIndexOf("\n") + 1)
      .split("\n")
      .filter(Boolean);
    return lines.map(line => {
      const turn = parseJson(line);
      assert.ok(turn, `a torn line: ${line}`);
      return turn as Turn;
    });
  }
});

/** Each claim's turns stand together, from the first on, none left out. */
function assertContiguous(turns: readonly Turn[]): void {
  const ended = new Set<string>();
  let last: Turn | undefined;
  for (const turn of turns) {
    const isSame = last?.pid === turn.pid && last.claim === turn.claim;
    if (last && !isSame) ended.add(`${last.pid} ${last.claim}`);
    assert.ok(!ended.has(`${turn.pid} ${turn.claim}`), "two wrote at once");
    assert.equal(turn.turn, isSame ? (last?.turn ?? 0) + 1 : 1);
    last = turn;
  }
  assert.ok(ended.size >= 11); // The last one may have been killed before it wrote.
}

function nameOf({ pid, claim, turn }: Turn): string {
  return `${pid} ${claim} ${turn}`;
}
