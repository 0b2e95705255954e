import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { emptyDraft } from "../../../src/core/drafts";
import type { ConversationStore } from "../../../src/core/store";
import { fileStore } from "../../../src/desktop/fileStore";
import { type Fault, faultyFiles } from "../../support/faultyFiles";
import { idOf, journalOf, storeFolder } from "../../support/storeFolder";

const one = idOf(1);
const two = idOf(2);
const quiet = { asked: () => {}, lost: () => {} };
const draft = { text: "half a sentence", parts: [] };

describe("the trash on disk", () => {
  const folder = storeFolder();
  const open = () => fileStore(folder.path);
  const trash = () => path.join(folder.path, "trash");
  const image = () => folder.file(`${one}.files/a.png`);

  /** A conversation with all that can belong to one. */
  const make = async (id = one, title = "first") => {
    const store = open();
    await store.append(id, journalOf(id, title));
    await store.writeDraft(id, draft);
    await mkdir(folder.file(`${id}.files`));
    await writeFile(folder.file(`${id}.files/a.png`), "image");
    await writeFile(folder.file(`${id}.files/b.png`), "image");
    await writeFile(folder.file(`${id}.draft`), "of the first version");
  };

  it("is empty where there is none, and makes nothing", async () => {
    assert.deepEqual(await open().listTrash(), []);
    assert.deepEqual(await open().purge(Date.now()), []);
    assert.equal(existsSync(folder.path), false);
  });

  it("takes a conversation with all that belongs to it, and gives it back", async () => {
    await make();
    await make(two, "second");
    const before = await readdir(folder.conversations, { recursive: true });
    const [listed] = (await open().list()).filter(({ id }) => id === one);
    await open().remove(one);
    assert.deepEqual(
      (await open().list()).map(({ id }) => id),
      [two],
    );
    assert.deepEqual(
      (await readdir(folder.conversations)).filter(name => name.startsWith(one)),
      [],
    );
    const [trashed] = await open().listTrash();
    assert.ok(trashed && Math.abs(trashed.deletedAt - Date.now()) < 5000);
    assert.deepEqual(trashed, { ...listed, deletedAt: trashed.deletedAt });
    assert.equal(await open().restore(one), true);
    assert.deepEqual(
      (await readdir(folder.conversations, { recursive: true })).toSorted(),
      before.toSorted(),
    );
    assert.deepEqual(await open().readDraft(one), draft);
    assert.deepEqual(await open().listTrash(), []);
    assert.deepEqual(await readdir(trash()), []);
  });

  it("has a folder for each deletion, named by time and id", async () => {
    await make();
    await open().remove(one);
    const [name = ""] = await readdir(trash());
    assert.match(name, new RegExp(`^\\d{13}-${one}$`));
    assert.deepEqual((await readdir(path.join(trash(), name))).toSorted(), [
      `${one}.draft`,
      `${one}.draft.json`,
      `${one}.files`,
      `${one}.jsonl`,
    ]);
  });

  it("says of what is not there that it cannot be removed", async () => {
    await assert.rejects(open().remove(one), { code: "ENOENT" });
    assert.deepEqual(await readdir(trash()), []);
  });

  it("takes nothing that another process writes, and the claim of the one that removes", async () => {
    await make();
    const writer = open();
    const claim = await writer.claim(one, quiet);
    await assert.rejects(open().remove(one), /another process/);
    await writer.remove(one);
    assert.ok(await open().claim(one, quiet));
    await claim?.release();
    assert.equal(await open().claim(one, quiet), undefined);
  });

  it("waits for a draft that is still being written", async () => {
    const store = open();
    await store.append(one, journalOf(one, "x"));
    void store.writeDraft(one, draft);
    await store.remove(one);
    assert.deepEqual(await readdir(folder.conversations), []);
  });

  it("gives back nothing that is not in it, and takes no place that is taken", async () => {
    assert.equal(await open().restore(one), false);
    await make();
    await open().remove(one);
    await open().append(one, journalOf(one, "again"));
    assert.equal(await open().restore(one), false);
    assert.equal((await open().listTrash()).length, 1);
    assert.equal((await open().list())[0]?.title, "again");
  });

  it("gives one conversation to one of two that want it back at once", async () => {
    await make();
    await open().remove(one);
    const results = await Promise.all([open().restore(one), open().restore(one)]);
    assert.equal(results.filter(Boolean).length, 1);
  });

  it("gives back the last of several deletions, and keeps the others", async () => {
    await makeDeletion(1000, one, "first");
    await makeDeletion(2000, one, "second");
    assert.deepEqual(
      (await open().listTrash()).map(({ title }) => title),
      ["second", "first"],
    );
    await open().restore(one);
    assert.equal((await open().list())[0]?.title, "second");
    assert.equal((await open().listTrash())[0]?.title, "first");
  });

  it("writes no newer draft over", async () => {
    await make();
    await open().remove(one);
    await open().writeDraft(one, { text: "newer", parts: [] });
    await open().restore(one);
    assert.equal((await open().readDraft(one)).text, "newer");
  });

  it("deletes for good what was deleted before, and nothing else", async () => {
    await makeDeletion(1000, one, "first");
    await makeDeletion(2000, two, "second");
    await mkdir(path.join(trash(), "notes"));
    assert.deepEqual(await open().purge(1000), []);
    assert.deepEqual(await open().purge(2000), [one]);
    assert.deepEqual((await readdir(trash())).toSorted(), [`2000-${two}`, "notes"]);
    assert.deepEqual(await open().purge(Date.now()), [two]);
  });

  it("is purged together with what killed processes left half done, and nothing newer", async () => {
    await make(two, "kept");
    const halves = ["x.jsonl.7.1.tmp", `${one}.lock.0123456789abcdef`].map(folder.file);
    const half = path.join(folder.path, "list.json.7.1.tmp");
    const recent = folder.file(`${one}.draft.json.7.2.tmp`);
    for (const file of [...halves, half, recent]) await writeFile(file, "half");
    for (const file of [...halves, half]) await utimes(file, 1, 1);
    for (const name of await readdir(folder.conversations)) {
      if (name.startsWith(two)) await utimes(folder.file(name), 1, 1);
    }
    const kept = (await readdir(folder.conversations)).filter(name => name.startsWith(two));
    await open().purge(0);
    assert.deepEqual((await readdir(folder.conversations)).toSorted(), [
      path.basename(recent),
      ...kept.toSorted(),
    ]);
    assert.deepEqual(await readdir(folder.path), ["conversations"]);
  });

  it("deletes no draft that was typed after the deletion", async () => {
    await makeDeletion(1000, one, "first");
    await open().writeDraft(one, draft);
    assert.deepEqual(await open().purge(Date.now()), [one]);
    assert.deepEqual(await open().readDraft(one), draft);
  });

  it("goes on with the others where one cannot be deleted", async () => {
    await makeDeletion(1000, one, "first");
    await makeDeletion(2000, two, "second");
    const claim = await open().claim(two, quiet);
    assert.deepEqual(await open().purge(Date.now()), [one]);
    await claim?.release();
    assert.deepEqual(await open().purge(Date.now()), [two]);
  });

  it("lists the others where one is damaged", async () => {
    await makeDeletion(1000, one, "first");
    await makeDeletion(2000, two, "second");
    await writeFile(path.join(trash(), `1000-${one}`, `${one}.jsonl`), "\0\0");
    await mkdir(path.join(trash(), `3000-${idOf(3)}`));
    await writeFile(path.join(trash(), `4000-${idOf(4)}`), "a file");
    assert.deepEqual(
      (await open().listTrash()).map(({ id }) => id),
      [two],
    );
  });

  it("has what it took, also where the rest cannot be moved now", async () => {
    await make();
    const faulty = faultyFiles();
    faulty.fail({ code: "EACCES", from: 6 });
    await fileStore(folder.path, faulty.files).remove(one);
    await dropLocks();
    assert.deepEqual(await open().list(), []);
    assert.equal(await open().restore(one), true);
    assert.deepEqual(await open().readDraft(one), draft);
  });

  it("leaves a conversation where it is if it cannot be moved", async () => {
    await make();
    const faulty = faultyFiles();
    for (const code of ["EACCES", "EBUSY"] as const) {
      faulty.fail({ code, only: "rename" });
      await assert.rejects(fileStore(folder.path, faulty.files).remove(one), { code });
    }
    assert.equal((await open().list()).length, 1);
    assert.deepEqual(await readdir(trash()), []);
  });

  for (const after of [false, true]) {
    const when = after ? "after" : "before";
    it(`loses nothing when the process is killed ${when} any step of a deletion`, async () => {
      await atEachStep(after, store => store.remove(one), make);
    });

    it(`loses nothing when the process is killed ${when} any step of a restoration`, async () => {
      await atEachStep(
        after,
        store => store.restore(one),
        async () => {
          await make();
          await open().remove(one);
        },
      );
    });
  }

  /** All writes from the nth on fail, as when the process is killed there. */
  async function atEachStep(
    after: boolean,
    work: (store: ConversationStore) => Promise<unknown>,
    prepare: () => Promise<void>,
  ): Promise<void> {
    for (let step = 1; ; step++) {
      await prepare();
      const faulty = faultyFiles();
      const fault: Fault = { code: "EIO", from: step, after };
      faulty.fail(fault);
      await work(fileStore(folder.path, faulty.files)).catch(() => undefined);
      if (faulty.failed === 0) {
        assert.ok(step > 6, "there are several steps");
        return;
      }
      await dropLocks();
      await assertWhole(step);
      await rm(folder.path, { recursive: true });
    }
  }

  /** The conversation is in the list or in the trash, once, and all of it comes back. */
  async function assertWhole(step: number): Promise<void> {
    const store = open();
    const listed = (await store.list()).some(({ id }) => id === one);
    const trashed = (await store.listTrash()).some(({ id }) => id === one);
    assert.notEqual(listed, trashed, `step ${step}`);
    if (listed) assert.ok(existsSync(image()), `step ${step}: a listed one is whole`);
    // What was begun can be done again, in both directions.
    if (listed) await store.remove(one);
    assert.equal(await store.restore(one), true, `step ${step}`);
    assert.equal((await store.list())[0]?.title, "first");
    assert.deepEqual(await store.readDraft(one), draft, `step ${step}`);
    for (const name of ["a.png", "b.png"]) {
      assert.equal(await readFile(folder.file(`${one}.files/${name}`), "utf8"), "image");
    }
  }

  it("leaves nothing outside when what a kill left there is deleted for good", async () => {
    await make();
    const faulty = faultyFiles();
    faulty.fail({ code: "EIO", from: 6 });
    await fileStore(folder.path, faulty.files)
      .remove(one)
      .catch(() => undefined);
    assert.ok(existsSync(image()) && (await open().listTrash()).length === 1);
    await dropLocks();
    assert.deepEqual(await open().purge(Date.now() + 1), [one]);
    assert.deepEqual(await readdir(folder.conversations), []);
    assert.deepEqual(await open().readDraft(one), emptyDraft);
  });

  it("removes pictures of nobody, and no others", async () => {
    const store = open();
    const ids = [1, 2, 3, 4, 5].map(idOf);
    const [mine = "", typed = "", deleted = "", nobodys = "", fresh = ""] = ids;
    for (const id of ids) await store.writeFile(id, Uint8Array.of(7), "png");
    await store.append(mine, journalOf(mine, "first"));
    await store.writeDraft(typed, draft);
    await makeDeletion(Date.now(), deleted, "deleted");
    const old = new Date(Date.now() - 7_200_000);
    for (const id of ids.filter(id => id !== fresh))
      await utimes(folder.file(`${id}.files`), old, old);
    await open().purge(0);
    assert.deepEqual(
      ids.filter(id => !existsSync(folder.file(`${id}.files`))),
      [nobodys],
    );
  });

  /** The process is dead, and its claims are free. */
  async function dropLocks(): Promise<void> {
    const names = await readdir(folder.conversations);
    await Promise.all(
      names.filter(name => name.includes(".lock")).map(name => rm(folder.file(name))),
    );
  }

  async function makeDeletion(time: number, id: string, title: string): Promise<void> {
    const deletion = path.join(trash(), `${time}-${id}`);
    await mkdir(deletion, { recursive: true });
    await writeFile(path.join(deletion, `${id}.jsonl`), journalOf(id, title));
  }
});
