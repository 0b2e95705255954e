import assert from "node:assert/strict";
import { appendFile, mkdir, truncate, writeFile } from "node:fs/promises";
import { fileStore } from "../../../src/desktop/fileStore";
import { idOf, storeFolder } from "../../support/storeFolder";

const one = idOf(1);

describe("a journal on disk, read from a byte on", () => {
  const folder = storeFolder();
  const from = (start: number) => fileStore(folder.path).readFrom(one, start);
  const write = async (text: string | Buffer) => {
    await mkdir(folder.conversations, { recursive: true });
    await writeFile(folder.file(`${one}.jsonl`), text);
  };

  it("is nothing where there is none", async () => {
    assert.equal(await from(0), undefined);
    assert.equal(await from(10), undefined);
  });

  it("is its whole lines, and says where the next piece begins", async () => {
    await write("a\nb\nhal");
    assert.deepEqual(await from(0), { text: "a\nb\n", end: 4 });
    assert.deepEqual(await from(2), { text: "b\n", end: 4 });
    assert.deepEqual(await from(4), { text: "", end: 4 });
    await appendFile(folder.file(`${one}.jsonl`), "f\nc\n");
    assert.deepEqual(await from(4), { text: "half\nc\n", end: 11 });
    assert.deepEqual(await from(11), { text: "", end: 11 });
  });

  it("is read in pieces as in one, however it is cut as it grows", async () => {
    const whole = Buffer.from('{"a":"ä€😀"}\n\n{"b":"日本語"}\n{"c":"e\u0301"}\n');
    for (let cut = 0; cut <= whole.length; cut++) {
      await write(whole.subarray(0, cut));
      const first = await from(0);
      await write(whole);
      const second = await from(first?.end ?? 0);
      assert.equal((first?.text ?? "") + (second?.text ?? ""), whole.toString());
      assert.equal(second?.end, whole.length);
    }
  });

  it("is empty behind its end, where it was cut", async () => {
    await write("a\nb\nc\n");
    await truncate(folder.file(`${one}.jsonl`), 3);
    assert.deepEqual(await from(6), { text: "", end: 3 });
    await truncate(folder.file(`${one}.jsonl`), 0);
    assert.deepEqual(await from(6), { text: "", end: 0 });
  });

  it("is read in pieces of whole lines when it is long", async () => {
    const line = `{"text":"${"€".repeat(1000)}"}\n`;
    const text = line.repeat(20_000);
    await write(text);
    const pieces: string[] = [];
    for (let piece = await from(0); piece?.text; piece = await from(piece.end))
      pieces.push(piece.text);
    assert.ok(pieces.join("") === text);
    assert.ok(pieces.length > 5 && pieces.every(piece => piece.endsWith("\n")));
    assert.equal((await from(Buffer.byteLength(text) - Buffer.byteLength(line)))?.text, line);
  }).timeout(20_000);

  it("has a line of any length in one piece", async () => {
    const long = `{"text":"${"x".repeat(40 << 20)}"}\n`;
    await write(`{}\n${long}{}\n`);
    const first = await from(0);
    assert.equal(first?.text, "{}\n");
    const second = await from(3);
    assert.ok(second?.text.startsWith(long));
  }).timeout(20_000);

  it("says that it cannot be read, rather than that there is none", async () => {
    await mkdir(folder.file(`${one}.jsonl`), { recursive: true });
    await assert.rejects(from(0), { code: "EISDIR" });
  });

  it("has no path of what is no id", async () => {
    await assert.rejects(fileStore(folder.path).readFrom("../x", 0), /not the id/);
  });
});
