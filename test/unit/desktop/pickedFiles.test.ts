import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  filesBelow,
  type FolderEntry,
  type FolderReading,
} from "../../../src/core/exchange/folders";
import { bytesSource, wholeOf } from "../../../src/core/exchange/source";
import { pickedFiles } from "../../../src/desktop/pickedFiles";
import { saveFile } from "../../../src/desktop/savedFile";
import { linear } from "../../fixtures/exchange/claude";
import { imported, refusals } from "../../support/exchange";

describe("files that are picked", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "parley-picked-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(name: string, text: string): string {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  it("are known by the folder that they lie in, and read in parts", async () => {
    const [source] = await pickedFiles([write("a/b.json", "0123456789")]);
    assert.deepEqual(
      [source?.place, source?.folder, source?.name, source?.size, source?.chosen],
      ["a/b.json", "a", "b.json", 10, true],
    );
    assert.ok(Math.abs((source?.changedAt ?? 0) - Date.now()) < 60_000);
    const chunks: Uint8Array[] = [];
    for await (const chunk of source?.bytes(2, 5) ?? []) chunks.push(chunk);
    assert.equal(Buffer.concat(chunks).toString(), "234");
    for await (const _ of source?.bytes(3, 3) ?? []) assert.fail("nothing is there");
  });

  it("are all files below a folder, without what links lead to", async () => {
    for (const name of ["x.json", "1/a.json", "1/2/b.json"]) write(name, "{}");
    mkdirSync(path.join(folder, "folder.json"));
    symlinkSync(folder, path.join(folder, "1", "round"));
    const base = path.basename(folder);
    const sources = await pickedFiles([folder]);
    assert.deepEqual(
      sources.map(({ place }) => place),
      [`${base}/1/2/b.json`, `${base}/1/a.json`, `${base}/x.json`],
    );
    assert.ok(sources.every(({ chosen, root }) => chosen === undefined && root === folder));
  });

  it("are there without what is in repositories, of which Roo Code has one for each task", async () => {
    const names = ["1/checkpoints/.git/objects/a", "node_modules/b/c.json", "1/a.json"];
    for (const name of names) write(name, "{}");
    assert.deepEqual(
      (await pickedFiles([folder])).map(({ name }) => name),
      ["a.json"],
    );
  });

  it("are read where a folder or a file beside them cannot be", async () => {
    const good = write("a/good.json", JSON.stringify([linear]));
    write("b/gone.json", "[]");
    const sources = await pickedFiles([folder, path.join(folder, "never.json")]);
    rmSync(path.join(folder, "b", "gone.json"));
    const { report } = await imported(sources);
    assert.deepEqual(
      report.imported.map(({ place }) => path.basename(place)),
      [path.basename(good)],
    );
    assert.match(
      refusals(report).join("\n"),
      /gone\.json \| It cannot be read: ENOENT.*\n.*never\.json \| It cannot be read: ENOENT/,
    );
  });

  it("are left when the user gives up, also while folders are looked through", async () => {
    write("a/b.json", "{}");
    const signal = AbortSignal.abort();
    await assert.rejects(pickedFiles([folder], signal), { name: "AbortError" });
    await assert.rejects(filesBelow("f", endless(), signal), { name: "AbortError" });
  });

  it("may be half a gigabyte of nothing, which is said", async function () {
    this.timeout(60_000);
    const file = write("large.json", "");
    truncateSync(file, 500 << 20); // Takes no room on the disk.
    const { report } = await imported(await pickedFiles([file]));
    assert.match(
      refusals(report).join(),
      /large\.json \| It is none of the files that Parley imports/,
    );
    writeFileSync(file, "[");
    truncateSync(file, 300 << 20);
    const more = (await imported(await pickedFiles([file]))).report;
    assert.match(refusals(more).join(), /large\.json \| It is (none of|not valid JSON)/);
    const [source] = await pickedFiles([file]);
    assert.equal(source && (await wholeOf(source, 1 << 20)), undefined);
  });
});

/** A folder of which the entries never end. */
function endless(): FolderReading {
  return {
    async *entries() {
      for (let at = 0; ; at += 1) yield { name: `${at}.json`, kind: "file" };
    },
    source: async (_path, { place }) => bytesSource(place, Buffer.from("{}")),
  };
}

describe("a folder that is read", () => {
  const few: FolderReading = {
    ...endless(),
    async *entries([first]) {
      yield* [
        {
          name: first === undefined ? "locked" : "a.json",
          kind: first === undefined ? "folder" : "file",
        },
        { name: "b.json", kind: "file" },
      ] satisfies readonly FolderEntry[];
      if (first === "locked") throw new Error("EACCES: permission denied");
    },
  };

  it("goes on where one in it cannot be read, and says which", async () => {
    const sources = await filesBelow("top", few);
    assert.deepEqual(
      sources.map(({ place }) => place),
      ["top/b.json", "top/locked", "top/locked/a.json", "top/locked/b.json"],
    );
    assert.deepEqual(refusals((await imported(sources)).report), [
      "top/locked | It cannot be read: EACCES: permission denied",
    ]);
  });

  it("is refused as a whole where it has too many files, with a way out", async () => {
    const sources = await filesBelow("top", endless());
    assert.deepEqual(refusals((await imported(sources)).report), [
      "top | There are more than 50000 files in it: import the folders in it a few at a time.",
    ]);
  });
});

describe("a file that is saved", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "parley-saved-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is whole when it is there, in the order of its pieces", async () => {
    const file = path.join(folder, "a.json");
    writeFileSync(file, "before");
    const long = "x".repeat(300_000);
    await saveFile(
      file,
      (async function* () {
        yield* ["a", "b", Buffer.from("c"), long, "d", Buffer.from("e"), ""];
        assert.equal(readFileSync(file, "utf8"), "before");
      })(),
    );
    assert.equal(readFileSync(file, "utf8"), `abc${long}de`);
    assert.deepEqual(readdirSync(folder), ["a.json"]);
  });

  it("is not there at all where a piece cannot be made", async () => {
    const file = path.join(folder, "a.json");
    const broken = async function* () {
      yield "a";
      throw new Error("gone");
    };
    await assert.rejects(saveFile(file, broken()), /gone/);
    assert.equal(existsSync(file), false);
    assert.deepEqual(readdirSync(folder), []);
  });
});
