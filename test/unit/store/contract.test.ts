import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import type { ConversationStore } from "../../../src/core/store";
import { fileStore } from "../../../src/desktop/fileStore";
import { MemoryStore } from "../../support/memoryStore";
import { idOf, journalOf, storeFolder } from "../../support/storeFolder";

/** A store, one of another process over the same conversations, and a way to kill the first. */
interface Processes {
  readonly here: ConversationStore;
  readonly there: ConversationStore;
  /** The first process is gone, or slept too long: its claim on a conversation is free. */
  readonly end: (id: string) => Promise<void>;
}

const one = idOf(1);
const two = idOf(2);
const quiet = { asked: () => {}, lost: () => {} };

describe("a store", () => {
  const folder = storeFolder();
  const kinds: Readonly<Record<string, () => Processes>> = {
    "on disk": () => ({
      here: fileStore(folder.path),
      there: fileStore(folder.path),
      end: id => rm(folder.file(`${id}.lock`)),
    }),
    "in memory": () => {
      const here = new MemoryStore();
      return { here, there: here.otherProcess(), end: async () => void here.sleep() };
    },
  };
  for (const [kind, open] of Object.entries(kinds)) describe(kind, () => holdsFor(open));
});

/** What core relies on, whatever keeps the conversations. */
function holdsFor(open: () => Processes): void {
  it("shows one process what another writes, piece by piece", async () => {
    const { here, there } = open();
    assert.equal(await there.readFrom(one, 0), undefined);
    await here.append(one, "ä\nb");
    assert.deepEqual(await there.readFrom(one, 0), { text: "ä\n", end: 3 });
    await here.append(one, "c\n");
    assert.deepEqual(await there.readFrom(one, 3), { text: "bc\n", end: 6 });
    assert.deepEqual(await there.readFrom(one, 100), { text: "", end: 6 });
  });

  it("gives a claim to one at a time", async () => {
    const { here, there } = open();
    const claim = await here.claim(one, quiet);
    assert.ok(claim);
    assert.equal(await there.claim(one, quiet), undefined);
    assert.equal(await here.claim(one, quiet), undefined);
    await claim.release();
    await claim.release();
    const next = await there.claim(one, quiet);
    assert.ok(next);
    await claim.release();
    assert.equal(await here.claim(one, quiet), undefined);
    await next.release();
  });

  it("tells the holder that another asks, and nobody where there is none", async () => {
    const { here, there } = open();
    await there.askFor(one);
    const asked = new Promise<void>(resolve => {
      void here
        .claim(one, { ...quiet, asked: resolve })
        .then(claim => there.askFor(one).then(() => asked.then(() => claim?.release())));
    });
    await asked;
  });

  it("writes nothing more where the claim is lost, until it is taken again", async () => {
    const { here, there, end } = open();
    await here.claim(one, quiet);
    await here.append(one, "a\n");
    await end(one);
    const claim = await there.claim(one, quiet);
    assert.ok(claim);
    await assert.rejects(here.append(one, "b\n"));
    await assert.rejects(here.append(one, "b\n"));
    await there.append(one, "c\n");
    await claim.release();
    const again = await here.claim(one, quiet);
    await here.append(one, "d\n");
    assert.equal(await there.read(one), "a\nc\nd\n");
    await again?.release();
  });

  it("tells who watches of growth and of the claim, until that ends", async () => {
    const { here, there } = open();
    const told: boolean[] = [];
    let wake = () => {};
    const tells = async (count: number) => {
      while (told.length < count) await new Promise<void>(resolve => (wake = resolve));
    };
    const claim = await here.claim(one, quiet);
    const end = there.watch(one, ({ free }) => {
      told.push(free);
      wake();
    });
    assert.equal(told.length, 0);
    await tells(1);
    await here.append(one, "a\n");
    await tells(2);
    await claim?.release();
    await tells(3);
    assert.deepEqual(told, [false, false, true]);
    end();
    await here.append(one, "b\n");
    await here.read(one);
    assert.equal(told.length, 3);
  });

  it("lists conversations, the last changed first, and remembers the list", async () => {
    const { here, there } = open();
    await here.append(one, journalOf(one, "first"));
    assert.deepEqual(
      (await there.list()).map(({ id, title }) => [id, title]),
      [[one, "first"]],
    );
    assert.deepEqual(await there.remembered(), await there.list());
  });

  it("says what the list has of some conversations, and which of them others write", async () => {
    const { here, there, end } = open();
    for (const id of [one, two]) await here.append(id, journalOf(id, "first"));
    await there.list();
    const title = { type: "titleChanged", at: 9, title: "Named", by: "user" };
    await here.append(one, `\n${JSON.stringify(title)}\n`);
    const found = await there.listOf([idOf(3), one]);
    assert.deepEqual(
      found.map(({ id, title }) => [id, title]),
      [[one, "Named"]],
    );
    assert.ok((await there.remembered())?.some(summary => summary.title === "Named"));
    await here.claim(one, quiet);
    assert.deepEqual([await here.writtenElsewhere(), await there.writtenElsewhere()], [[], [one]]);
    await end(one);
    assert.deepEqual(await there.writtenElsewhere(), []);
  });

  it("moves a conversation to the trash and back, with its draft, and frees its claim", async () => {
    const { here, there } = open();
    await assert.rejects(here.remove(one));
    await here.append(one, journalOf(one, "first"));
    await here.writeDraft(one, { text: "typed", parts: [] });
    const claim = await here.claim(one, quiet);
    await assert.rejects(there.remove(one));
    await here.remove(one);
    await claim?.release();
    assert.deepEqual([await there.list(), await there.read(one)], [[], undefined]);
    assert.equal((await there.readDraft(one)).text, "");
    assert.deepEqual(
      (await there.listTrash()).map(({ id, title }) => [id, title]),
      [[one, "first"]],
    );
    assert.equal(await there.restore(one), true);
    assert.equal(await there.restore(one), false);
    assert.equal((await here.list())[0]?.title, "first");
    assert.equal((await here.readDraft(one)).text, "typed");
    assert.deepEqual(await here.listTrash(), []);
    const after = await there.claim(one, quiet);
    assert.ok(after);
    await after.release();
  });

  it("keeps a file once, under a name that its bytes make, and gives it to every process", async () => {
    const { here, there } = open();
    const bytes = Uint8Array.of(1, 2, 3);
    const name = await here.writeFile(one, bytes, "png");
    assert.match(name, /^[0-9a-f]{64}\.png$/);
    assert.equal(await there.writeFile(one, bytes, "png"), name);
    const read = await there.readFile(one, name);
    assert.deepEqual(read && [...read], [1, 2, 3]);
    assert.equal(await there.readFile(two, name), undefined);
    await here.removeFile(one, name);
    await here.removeFile(one, name);
    assert.equal(await there.readFile(one, name), undefined);
  });

  it("copies files to another conversation, which has them at once", async () => {
    const { here } = open();
    const name = await here.writeFile(one, Uint8Array.of(7), "jpg");
    const gone = `${"0".repeat(64)}.png`;
    void here.copyFiles(one, two, [gone, name]);
    assert.deepEqual([...((await here.readFile(two, name)) ?? [])], [7]);
    assert.equal(await here.readFile(two, gone), undefined);
  });

  it("moves files to the trash and back with their conversation", async () => {
    const { here, there } = open();
    await here.append(one, journalOf(one, "first"));
    const name = await here.writeFile(one, Uint8Array.of(7), "jpg");
    await here.remove(one);
    assert.equal(await there.readFile(one, name), undefined);
    await there.restore(one);
    assert.deepEqual([...((await here.readFile(one, name)) ?? [])], [7]);
    await here.remove(one);
    await here.purge(Date.now() + 1000);
    await here.append(one, journalOf(one, "again"));
    assert.equal(await here.readFile(one, name), undefined);
  });

  it("restores to no place that is taken, and purges what is old", async () => {
    const { here, there } = open();
    for (const id of [one, two]) await here.append(id, journalOf(id, "first"));
    await here.remove(one);
    await here.append(one, journalOf(one, "again"));
    assert.equal(await there.restore(one), false);
    await there.remove(two);
    assert.deepEqual(await here.purge(0), []);
    assert.equal((await here.listTrash()).length, 2);
    assert.deepEqual((await here.purge(Date.now() + 1000)).toSorted(), [one, two]);
    assert.deepEqual(await there.listTrash(), []);
    assert.equal((await there.list())[0]?.title, "again");
  });

  it("brings in a whole conversation with its files, and none where one of that id is", async () => {
    const { here, there } = open();
    const bytes = Uint8Array.of(7);
    const name = await here.writeFile(two, bytes, "png");
    const files = new Map([[name, async () => bytes]]);
    const changedAt = 1_700_000_000_000;
    await here.bringIn(one, { journal: journalOf(one, "first"), files, changedAt });
    assert.equal(await there.read(one), journalOf(one, "first"));
    assert.deepEqual([...((await there.readFile(one, name)) ?? [])], [7]);
    const again = { journal: journalOf(one, "other"), files, changedAt };
    await assert.rejects(there.bringIn(one, again), /there is a conversation/);
    assert.equal(await here.read(one), journalOf(one, "first"));
    await there.claim(two, quiet);
    await assert.rejects(here.bringIn(two, again), /another process/);
    assert.equal(await here.read(two), undefined);
  });
}
