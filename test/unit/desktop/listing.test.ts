import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { newHeader } from "../../../src/core/conversation";
import type { ConversationSummary } from "../../../src/core/store";
import { type Files, nodeFiles } from "../../../src/desktop/files";
import { fileStore } from "../../../src/desktop/fileStore";
import { type Fault, faultyFiles } from "../../support/faultyFiles";
import { idOf, journalOf, storeFolder } from "../../support/storeFolder";

const one = idOf(1);
const two = idOf(2);

describe("the list on disk", () => {
  const folder = storeFolder();
  const list = (files?: Files) => fileStore(folder.path, files).list();
  const remembered = () => fileStore(folder.path).remembered();
  const cache = () => path.join(folder.path, "list.json");
  const make = async (...titles: readonly string[]) => {
    await mkdir(folder.conversations, { recursive: true });
    for (const [place, title] of titles.entries()) {
      const id = idOf(place + 1);
      await writeFile(folder.file(`${id}.jsonl`), journalOf(id, title));
      await utimes(folder.file(`${id}.jsonl`), 1000 + place, 1000 + place);
    }
  };
  /** The ids of the journals that a list opens. */
  const openedBy = async (fault?: Fault) => {
    const { files, opened, fail } = faultyFiles();
    fail(fault);
    const found = await list(files);
    return { found, opened: opened.map(line => path.basename(line, ".jsonl")) };
  };

  it("is remembered, so that unchanged journals are not opened again", async () => {
    await make("a", "b", "c");
    const first = await openedBy();
    assert.deepEqual(first.opened.toSorted(), [one, two, idOf(3)]);
    const second = await openedBy();
    assert.deepEqual(second.opened, []);
    assert.deepEqual(second.found, first.found);
  });

  it("opens the one that changed, and only that", async () => {
    await make("a", "b", "c");
    await list();
    await fileStore(folder.path).append(two, journalOf(two, "more"));
    const { found, opened } = await openedBy();
    assert.deepEqual(opened, [two]);
    assert.deepEqual(titles(found), ["b", "c", "a"]);
  });

  it("forgets what is gone, and finds what is new", async () => {
    await make("a", "b");
    await list();
    await rm(folder.file(`${one}.jsonl`));
    await writeFile(folder.file(`${idOf(3)}.jsonl`), journalOf(idOf(3), "c"));
    assert.deepEqual(titles(await list()), ["c", "b"]);
    assert.deepEqual(titles((await remembered()) ?? []), ["c", "b"]);
  });

  it("is told at once as it was remembered, and not at all before the first one", async () => {
    await make("a", "b");
    assert.equal(await remembered(), undefined);
    const found = await list();
    await rm(folder.conversations, { recursive: true });
    assert.deepEqual(await remembered(), found);
  });

  it("has 10,000 conversations without opening one that did not change", async () => {
    await mkdir(folder.path);
    const { files, opened } = manyJournals(10_000);
    assert.equal((await list(files)).length, 10_000);
    assert.equal(opened.length, 10_000);
    const found = await list(files);
    assert.deepEqual([found.length, opened.length], [10_000, 10_000]);
    assert.equal((await remembered())?.length, 10_000);
  }).timeout(20_000);

  it("is never made of more than a slice at a stretch, remembered or not", async () => {
    await mkdir(folder.path);
    const { files, opened } = manyJournals(10_000);
    let most = 0;
    let before = 0;
    const count = () => {
      most = Math.max(most, opened.length - before);
      before = opened.length;
    };
    const stat = async (file: string) => {
      await new Promise(setImmediate); // As a disk answers: later.
      return files.stat(file);
    };
    await turnsOf(() => list({ ...files, stat } as unknown as Files), count);
    assert.ok(most > 0 && most <= 32, `${most} files at a stretch`);
    const text = await readFile(cache(), "utf8");
    const readFileNow = (async () => text) as unknown as Files["readFile"];
    const store = fileStore(folder.path, { ...files, readFile: readFileNow });
    const remembering = await turnsOf(() => store.remembered());
    assert.ok(remembering >= 10, `${remembering} turns to remember`);
  }).timeout(20_000);

  const entry = {
    size: 1,
    mtime: 1,
    summary: { title: "", createdAt: 1, workspace: null, empty: true },
  };
  const lies: Readonly<Record<string, unknown>> = {
    nothing: "",
    "half of it": '{"format":"parley-list","version":1,"entries":{"0189',
    "a list": [],
    "another format": { version: 1, entries: {} },
    "another version": { format: "parley-list", version: 1, entries: { [one]: entry } },
    "no entries": { format: "parley-list", version: 2 },
    "entries of other sizes": { [one]: entry, [two]: entry },
    "entries that are none": { [one]: 7, [two]: null, __proto__: entry, "../x": entry },
    "conversations that are gone": { [idOf(7)]: entry, [idOf(8)]: entry },
    "half entries": { [one]: { size: 1 }, [two]: { ...entry, mtime: "x" } },
  };
  for (const [what, lie] of Object.entries(lies)) {
    it(`is made again where the file holds ${what}`, async () => {
      await make("a", "b");
      const whole = await list();
      const isEntries =
        typeof lie === "object" && lie && !("version" in lie) && !Array.isArray(lie);
      const value = isEntries ? { format: "parley-list", version: 2, entries: lie } : lie;
      await writeFile(cache(), typeof value === "string" ? value : JSON.stringify(value));
      assert.deepEqual(await list(), whole);
      assert.deepEqual(await remembered(), whole);
    });
  }

  it("is made again where an entry has the right size and time, and wrong fields", async () => {
    await make("a");
    const whole = await list();
    const good = JSON.parse(await readFile(cache(), "utf8"));
    for (const wrong of [{ title: 7 }, { createdAt: "x" }, { workspace: 1 }, { empty: null }]) {
      const value = structuredClone(good);
      Object.assign(value.entries[one].summary, wrong);
      await writeFile(cache(), JSON.stringify(value));
      assert.deepEqual(await list(), whole);
    }
  });

  it("opens where nothing can be remembered", async () => {
    await make("a", "b");
    for (const code of ["ENOSPC", "EROFS", "EACCES"] as const) {
      const { found } = await openedBy({ code, half: true });
      assert.deepEqual(titles(found), ["b", "a"]);
    }
    assert.deepEqual(await readdir(folder.path), ["conversations"]);
    await mkdir(cache());
    assert.deepEqual(titles(await list()), ["b", "a"]);
  });

  it("leaves no temporary file where several are made at once", async () => {
    await make("a", "b");
    await Promise.all(Array.from({ length: 20 }, () => list()));
    assert.deepEqual((await readdir(folder.path)).toSorted(), ["conversations", "list.json"]);
    assert.deepEqual(titles((await remembered()) ?? []), ["b", "a"]);
  });

  it("says what it said last where the folder cannot be read", async () => {
    await make("a", "b");
    const whole = await list();
    const readdir = () => Promise.reject(failure("EIO"));
    assert.deepEqual(await list({ ...nodeFiles, readdir }), whole);
  });

  it("has one that cannot be opened as it was, or without a title, until it can be", async () => {
    await make("a", "b");
    const open = (async (file: string, flags: string) => {
      if (file.includes(two)) throw failure("EACCES");
      return nodeFiles.open(file, flags);
    }) as Files["open"];
    const listed = async () => titles(await list({ ...nodeFiles, open }));
    assert.deepEqual(await listed(), ["", "a"]);
    assert.deepEqual(await listed(), ["", "a"]);
    assert.deepEqual(titles(await list()), ["b", "a"]);
    await fileStore(folder.path).append(two, journalOf(two, "more"));
    assert.deepEqual(await listed(), ["b", "a"]);
    assert.deepEqual((await openedBy()).opened, [two]);
  });

  it("has a conversation whose header is damaged, under the name of its file", async () => {
    const id = "019aa1f0-0000-7000-8000-000000000001";
    const [, message = ""] = journalOf(id, "kept").trim().split("\n");
    for (const header of ["", '{"format":"parl', "\0".repeat(300), "x".repeat(5 << 20)]) {
      await mkdir(folder.conversations, { recursive: true });
      await writeFile(folder.file(`${id}.jsonl`), `${header}\n${message}\n`);
      const [summary] = await list();
      assert.deepEqual(summary && { ...summary, changedAt: 0 }, {
        id,
        title: "kept",
        createdAt: 0x019aa1f00000,
        changedAt: 0,
        workspace: null,
        empty: false,
      });
    }
  });

  it("takes the time of the file where no other is known", async () => {
    const id = "019aa1f0-0000-4000-8000-000000000001";
    await mkdir(folder.conversations, { recursive: true });
    await writeFile(folder.file(`${id}.jsonl`), journalOf(id, "x").replace("format", "farmat"));
    await utimes(folder.file(`${id}.jsonl`), 5, 5);
    assert.equal((await list())[0]?.createdAt, 5000);
  });

  it("reads a journal that an editor saved with a mark before it and other line breaks", async () => {
    await mkdir(folder.conversations, { recursive: true });
    const text = `\uFEFF${journalOf(one, "saved").trim().replaceAll("\n", "\r\n")}\r\n`;
    await writeFile(folder.file(`${one}.jsonl`), text);
    const [summary] = await list();
    assert.deepEqual([summary?.title, summary?.createdAt], ["saved", 5]);
    assert.equal((await fileStore(folder.path).read(one))?.startsWith("{"), true);
  });

  it("remembers also what cannot be read, until it changes", async () => {
    await make("a");
    await writeFile(folder.file(`${two}.jsonl`), "\0\0\n{}\n");
    await list();
    assert.deepEqual((await openedBy()).opened, []);
    await fileStore(folder.path).append(two, journalOf(two, "b"));
    assert.deepEqual(titles(await list()), ["b", "a"]);
  });

  it("keeps a header's workspace", async () => {
    await mkdir(folder.conversations, { recursive: true });
    const header = JSON.stringify(newHeader(one, 5, "file:///w"));
    await writeFile(folder.file(`${one}.jsonl`), `${header}\n`);
    await list();
    assert.equal((await list())[0]?.workspace, "file:///w");
  });
});

/** How often everything else in the process has its turn while something is done. */
async function turnsOf(work: () => Promise<unknown>, each = () => {}): Promise<number> {
  let turns = 0;
  let goesOn = true;
  const turn = () => {
    turns += 1;
    each();
    if (goesOn) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  goesOn = false;
  return turns;
}

/** So many journals that are nowhere but here; making them on a disk would take longer than all the rest. */
function manyJournals(count: number): { readonly files: Files; readonly opened: string[] } {
  const opened: string[] = [];
  const state = async () => ({ size: 200, mtimeMs: 7 });
  const openJournal = (file: string) => {
    opened.push(file);
    const bytes = Buffer.from(journalOf(path.basename(file, ".jsonl"), "one of many").padEnd(200));
    const read = async (target: Buffer) => ({ bytesRead: bytes.copy(target) });
    return { stat: state, read, close: async () => {} };
  };
  const names = Array.from({ length: count }, (_, number) => `${idOf(number)}.jsonl`);
  const fakes = {
    readdir: async () => names,
    stat: state,
    open: async (file: string) => openJournal(file),
  };
  return { files: { ...nodeFiles, ...fakes } as unknown as Files, opened };
}

function titles(found: readonly ConversationSummary[]): readonly string[] {
  return found.map(({ title }) => title);
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
