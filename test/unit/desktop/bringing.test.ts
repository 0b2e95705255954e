import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { fileStore } from "../../../src/desktop/fileStore";
import { faultyFiles } from "../../support/faultyFiles";
import { idOf, journalOf, storeFolder } from "../../support/storeFolder";

const changedAt = 1_600_000_000_000;
const bytes = Uint8Array.of(1, 2, 3);

describe("a conversation that is brought in", () => {
  const folder = storeFolder();

  async function whole(id: string) {
    const name = await fileStore(folder.path).writeFile(idOf(999), bytes, "png");
    const files = new Map([[name, async () => bytes]]);
    return { journal: journalOf(id, "first"), files, changedAt };
  }

  /** What is on the disk of a conversation, but for its lock. */
  function left(id: string): readonly string[] {
    const names = readdirSync(folder.conversations, { recursive: true, encoding: "utf8" });
    return names.filter(name => name.startsWith(id) && !name.includes(".lock"));
  }

  it("is listed as last changed when it was, and not as new", async () => {
    const store = fileStore(folder.path);
    await store.bringIn(idOf(1), await whole(idOf(1)));
    const [summary] = await store.list();
    assert.deepEqual(
      [summary?.title, summary?.changedAt, summary?.createdAt],
      ["first", changedAt, 5],
    );
  });

  it("leaves nothing where any one write fails", async () => {
    for (let nth = 1; ; nth++) {
      const id = idOf(nth); // A lock that could not be removed stays for a while.
      const made = await whole(id);
      const faulty = faultyFiles();
      faulty.fail({ code: "ENOSPC", nth });
      const bringing = fileStore(folder.path, faulty.files).bringIn(id, made);
      const done = await bringing.then(
        () => true,
        () => false,
      );
      if (faulty.failed === 0) return assert.ok(done && nth > 6, String(nth));
      // Its time is all that may be lost of one that is there.
      if (done) assert.equal(await fileStore(folder.path).read(id), made.journal);
      else assert.deepEqual(left(id), [], `write ${nth}`);
    }
  });

  it("is there with its pictures, or not at all, wherever the process is killed", async () => {
    let came = 0;
    for (let from = 1; came < 3; from++) {
      const id = idOf(from);
      const made = await whole(id);
      const faulty = faultyFiles();
      faulty.fail({ code: "EIO", from });
      await fileStore(folder.path, faulty.files)
        .bringIn(id, made)
        .catch(() => undefined);
      const names = left(id);
      if (!names.includes(`${id}.jsonl`)) continue;
      came += 1;
      assert.equal(await fileStore(folder.path).read(id), made.journal);
      assert.ok(names.some(name => name.endsWith(".png")));
    }
  });

  it("is refused where a picture is not what it was", async () => {
    const made = await whole(idOf(1));
    const files = new Map([...made.files.keys()].map(name => [name, async () => Uint8Array.of(9)]));
    await assert.rejects(
      fileStore(folder.path).bringIn(idOf(1), { ...made, files }),
      /has changed/,
    );
    assert.deepEqual(left(idOf(1)), []);
  });
});
