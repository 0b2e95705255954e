import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bytesSource, wholeOf } from "../../../src/core/exchange/source";
import { zipSources } from "../../../src/desktop/zipReading";
import { zipped } from "../../support/exchange";

/** What an archive of Python's zipfile is that could not seek: sizes stand behind the files. */
const streamed =
  "UEsDBBQACAgIAFWHel0AAAAAAAAAAAAAAAAIAAAAYS/DvC50eHTLSM3JyVfIoDsJAFBLBwgv+vhICwAAAHgAAABQSwMEFAAIAAAAVYd6XQAAAAAAAAAAAAAAAAUAAABiLnR4dHN0b3JlZFBLBwgL+UNWBgAAAAYAAABQSwECFAMUAAgICABVh3pdL/r4SAsAAAB4AAAACAAAAAAAAAAAAAAAgAEAAAAAYS/DvC50eHRQSwECFAMUAAgAAABVh3pdC/lDVgYAAAAGAAAABQAAAAAAAAAAAAAAgAFBAAAAYi50eHRQSwUGAAAAAAIAAgBpAAAAegAAAAAA";

async function read(bytes: Uint8Array): Promise<readonly (readonly [string, string])[]> {
  const sources = await zipSources(bytesSource("a.zip", bytes));
  return Promise.all(
    sources.map(async source => {
      const whole = await wholeOf(source, 1 << 30);
      return [source.place, Buffer.from(whole ?? []).toString("utf8")] as const;
    }),
  );
}

const reason = (words: string) => (error: Error) => error.message === words;

describe("an archive", () => {
  it("gives back what was put into it, packed or not", async () => {
    const long = "long ".repeat(100_000);
    const bytes = await zipped({ "Grüße/1.txt": long, "2.txt": "a", empty: "" });
    assert.ok(bytes.length < 3000);
    assert.deepEqual(await read(bytes), [
      ["a.zip/Grüße/1.txt", long],
      ["a.zip/2.txt", "a"],
      ["a.zip/empty", ""],
    ]);
  });

  it("is one that others read", async function () {
    const folder = mkdtempSync(path.join(tmpdir(), "parley-zip-"));
    try {
      const file = path.join(folder, "a.zip");
      writeFileSync(file, await zipped({ "Grüße.txt": "hello ".repeat(99), "b/c.txt": "c" }));
      const script =
        "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint([(i.filename,i.file_size) for i in z.infolist()])";
      const said = python(script, file);
      if (said === undefined) return this.skip();
      assert.equal(said, "[('Grüße.txt', 594), ('b/c.txt', 1)]");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is read as others make it, with sizes behind its files", async () => {
    assert.deepEqual(await read(Buffer.from(streamed, "base64")), [
      ["a.zip/a/ü.txt", "hello ".repeat(20)],
      ["a.zip/b.txt", "stored"],
    ]);
  });

  it("is refused where it is cut, wherever that is", async () => {
    const bytes = await zipped({ "a.txt": "hello ".repeat(99), "b.txt": "b" });
    for (let end = 1; end < bytes.length; end += 7)
      await assert.rejects(read(bytes.subarray(0, end)), { name: "Trouble" });
  });

  it("is refused where any byte of its files is another one", async () => {
    const bytes = await zipped({ "a.txt": "hello ".repeat(99), "b.txt": "b" });
    for (const at of [31, 36, 40, 45]) {
      const wrong = Buffer.from(bytes);
      wrong.writeUInt8((wrong.readUInt8(at) + 1) % 256, at);
      if (at < 35)
        assert.equal((await read(wrong)).length, 2); // Its name, which stands in the table too.
      else await assert.rejects(read(wrong), reason("The archive is damaged."));
    }
  });

  it("is unpacked no further than it says", async () => {
    const bytes = Buffer.from(await zipped({ "a.json": "[" + " ".repeat(1 << 20) + "]" }));
    const table = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    bytes.writeUInt32LE(10, table + 24);
    await assert.rejects(
      read(bytes),
      reason("The archive would unpack to far more than it should."),
    );
    bytes.writeUInt32LE(200 << 20, table + 24);
    await assert.rejects(
      read(bytes),
      reason("The archive would unpack to far more than it should."),
    );
  });

  it("has no more files than are read again, and says so on both sides", async () => {
    const names = Array.from({ length: 50_001 }, (_, at) => [`${at}.txt`, ""]);
    await assert.rejects(zipped(Object.fromEntries(names)), /export fewer conversations at a time/);
    // The same file, named so often.
    const one = await zipped({ "a.txt": "a" });
    const table = one.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    const entry = one.subarray(table, -22);
    const many = (count: number) => {
      const end = Buffer.from(one.subarray(-22));
      end.writeUInt16LE(count, 10);
      end.writeUInt32LE(count * entry.length, 12);
      const entries = Array.from({ length: count }, () => entry);
      const bytes = Buffer.concat([one.subarray(0, table), ...entries, end]);
      return zipSources(bytesSource("a.zip", bytes));
    };
    assert.equal((await many(50_000)).length, 50_000);
    await assert.rejects(
      many(50_001),
      reason(
        "There are more than {0} files in it: unpack it, and import the folders in it a few at a time.",
      ),
    );
  }).timeout(20_000);

  it("is refused in words where it is encrypted, or packed in another way", async () => {
    for (const [field, value, words] of [
      [8, 1, "It is encrypted: unpack the archive first."],
      [10, 12, "It is packed in a way that is not known: unpack the archive first."],
    ] as const) {
      const bytes = Buffer.from(await zipped({ "a.txt": "a" }));
      bytes.writeUInt16LE(value, bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + field);
      await assert.rejects(read(bytes), reason(words));
    }
  });

  it("names files, and no places on the disk", async () => {
    const bytes = await zipped({ "../../etc/passwd": "x", "C:\\a\u202etxt.json": "y" });
    assert.deepEqual(
      (await read(bytes)).map(([place]) => place),
      ["a.zip/../../etc/passwd", "a.zip/C:/a?txt.json"],
    );
  });
});

function python(script: string, ...values: readonly string[]): string | undefined {
  try {
    return execFileSync("python3", ["-c", script, ...values], {
      encoding: "utf8",
      env: { ...process.env, PYTHONIOENCODING: "utf8" },
    }).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
