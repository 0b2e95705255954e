import assert from "node:assert/strict";
import { appendFile, mkdir, utimes, writeFile } from "node:fs/promises";
import { type Files, nodeFiles } from "../../../src/desktop/files";
import { fileStore } from "../../../src/desktop/fileStore";
import { idOf, journalOf, storeFolder } from "../../support/storeFolder";

const one = idOf(1);

describe("the title in the list", () => {
  const folder = storeFolder();
  const begin = async (more = "") => {
    await mkdir(folder.conversations, { recursive: true });
    await writeFile(folder.file(`${one}.jsonl`), journalOf(one, "First line") + more);
  };
  const add = (text: string) => appendFile(folder.file(`${one}.jsonl`), text);
  /** What a list says of the conversation, and how many bytes of it were read for that. */
  const listed = async () => {
    const { files, bytes } = countedFiles();
    const [summary] = await fileStore(folder.path, files).list();
    return { title: summary?.title, changedAt: summary?.changedAt, bytes: bytes() };
  };
  const afresh = async () => {
    await writeFile(`${folder.path}/list.json`, "");
    return (await listed()).title;
  };

  it("is the last one given, and the first line again where that is empty", async () => {
    await begin();
    for (const [line, title] of [
      [titled("Named", "model"), "Named"],
      [titled("Mine", "user"), "Mine"],
      [titled("Late", "model"), "Mine"],
      [titled("", "user"), "First line"],
      [titled("Later", "model"), "First line"],
      [titled(" Over\ntwo", "user"), "Over"],
    ] as const) {
      await add(line);
      assert.equal((await listed()).title, title);
      assert.equal(await afresh(), title);
    }
    assert.deepEqual(
      (await fileStore(folder.path).remembered())?.map(({ title }) => title),
      ["Over"],
    );
  });

  it("is found wherever it stands in a long journal, also across the edge of a piece", async () => {
    const long = (size: number) => text(`x"titleChanged"${"y".repeat(size)}`);
    // Where reading may be cut: behind the beginning, and behind each piece, with an overlap or without.
    const edges = [64, 48 + 256, 64 + 256].map(kilobytes => kilobytes << 10);
    const near = Array.from({ length: 16 }, (_, step) => 20 + step * 30);
    for (const size of [10, 900_000, ...edges.flatMap(edge => near.map(less => edge - less))]) {
      await begin(long(size) + titled(`Behind ${size}`, "user") + long(300_000));
      assert.equal(await afresh(), `Behind ${size}`);
    }
  });

  it("is looked for only in what is new where a journal grew", async () => {
    await begin(text("x".repeat(3_000_000)));
    assert.ok((await listed()).bytes > 3_000_000);
    await add(titled("Named", "user"));
    const { title, bytes } = await listed();
    assert.equal(title, "Named");
    assert.ok(bytes < 40_000, `${bytes} bytes`);
    await add(text("y"));
    assert.deepEqual([(await listed()).title, (await listed()).bytes], ["Named", 0]);
  });

  it("is read anew where a journal is shorter than it was", async () => {
    await begin(titled("Named", "user"));
    await listed();
    await writeFile(folder.file(`${one}.jsonl`), journalOf(one, "Other"));
    assert.equal((await listed()).title, "Other");
  });

  it("leaves the time of the last word where it was", async () => {
    await begin(text("x"));
    await add(titled("Named", "user"));
    await utimes(folder.file(`${one}.jsonl`), 1000, 1000);
    assert.equal((await listed()).changedAt, 7);
    assert.equal((await fileStore(folder.path).remembered())?.[0]?.changedAt, 7);
    await add(text("y"));
    await utimes(folder.file(`${one}.jsonl`), 2000, 2000);
    assert.equal((await listed()).changedAt, 2_000_000);
  });

  it("is nothing that only looks like one", async () => {
    const odd = JSON.stringify({ type: "moodChanged", at: 7, title: { type: "titleChanged" } });
    await begin(`${text('"titleChanged" "titleChanged"')}\n{"type":"titleChanged"\n${odd}\n`);
    assert.equal((await listed()).title, "First line");
  });
});

describe("a list that is made without anything remembered", () => {
  const folder = storeFolder();

  it("tells what it reads in parts, the newest names first, and no more than one part at once", async () => {
    await mkdir(folder.conversations, { recursive: true });
    const ids = Array.from({ length: 100 }, (_, number) => idOf(number));
    for (const id of ids) await writeFile(folder.file(`${id}.jsonl`), journalOf(id, id));
    const parts: (readonly string[])[] = [];
    const store = fileStore(folder.path);
    const whole = await store.list(part => void parts.push(part.map(({ id }) => id)));
    assert.deepEqual(parts.flat(), ids.toReversed());
    assert.ok(
      parts.every(part => part.length <= 32),
      JSON.stringify(parts.map(part => part.length)),
    );
    assert.equal(whole.length, 100);
    parts.length = 0;
    await store.list(part => void parts.push(part.map(({ id }) => id)));
    assert.deepEqual(parts.flat(), []);
  });
});

function titled(title: string, by: "user" | "model"): string {
  return `\n${JSON.stringify({ type: "titleChanged", at: 9, title, by })}\n`;
}

function text(words: string): string {
  return `\n${JSON.stringify({ type: "textReceived", at: 7, id: "a", text: words })}\n`;
}

/** The real files, counting the bytes that are read of journals. */
function countedFiles(): { readonly files: Files; readonly bytes: () => number } {
  let bytes = 0;
  const open = async (file: string, flags: string) => {
    const handle = await nodeFiles.open(file, flags);
    const read = handle.read.bind(handle) as (...rest: readonly unknown[]) => Promise<{
      bytesRead: number;
    }>;
    const counted = async (...rest: readonly unknown[]) => {
      const done = await read(...rest);
      bytes += done.bytesRead;
      return done;
    };
    return Object.assign(handle, { read: counted });
  };
  return { files: { ...nodeFiles, open } as unknown as Files, bytes: () => bytes };
}
