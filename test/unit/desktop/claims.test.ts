import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { mock } from "node:test";
import type { Claim, ClaimHolder } from "../../../src/core/store";
import { type Files, nodeFiles } from "../../../src/desktop/files";
import { fileStore } from "../../../src/desktop/fileStore";
import { faultyFiles } from "../../support/faultyFiles";
import { randomFrom, shuffledFiles } from "../../support/shuffledFiles";
import { idOf, storeFolder } from "../../support/storeFolder";

const one = idOf(1);
const quiet: ClaimHolder = { asked: () => {}, lost: () => {} };

describe("a claim on disk", () => {
  const folder = storeFolder();
  const claims: Claim[] = [];
  beforeEach(() => mock.timers.enable({ apis: ["setInterval", "Date"], now: Date.now() }));
  afterEach(() => mock.reset());
  afterEach(() => Promise.all(claims.splice(0).map(claim => claim.release())));
  const open = (files?: Files) => fileStore(folder.path, files);
  const take = async (store = open(), holder = quiet) => {
    const claim = await store.claim(one, holder);
    if (claim) claims.push(claim);
    return claim;
  };
  const lock = () => folder.file(`${one}.lock`);
  const longAgo = new Date(0);
  /** A lock as this computer writes it, with other fields. */
  const leaveLock = async (fields: Readonly<Record<string, unknown>>) => {
    const claim = await take();
    const text = await readFile(lock(), "utf8");
    await claim?.release();
    await writeFile(lock(), JSON.stringify({ ...JSON.parse(text), ...fields }));
  };

  it("is made in a folder that is not there yet, and gone when it is released", async () => {
    const claim = await take();
    assert.deepEqual(await readdir(folder.conversations), [`${one}.lock`]);
    await claim?.release();
    assert.deepEqual(await readdir(folder.conversations), []);
  });

  it("names the process, its computer and a random token", async () => {
    await take();
    const { pid, host, token } = JSON.parse(await readFile(lock(), "utf8"));
    assert.equal(pid, process.pid);
    assert.match(host, /./);
    assert.match(token, /^[0-9a-f]{16}$/);
  });

  it("is one store's at a time, and each conversation has its own", async () => {
    const claim = await take();
    assert.equal(await take(), undefined);
    assert.ok(await open().claim(idOf(2), quiet));
    await claim?.release();
    assert.ok(await take());
  });

  it("releases nothing that is another's meanwhile", async () => {
    const first = await take();
    await rm(lock());
    assert.ok(await take());
    await first?.release();
    assert.equal(await take(), undefined);
  });

  it("is free when its process ended", async () => {
    await leaveLock({ pid: deadProcess() });
    assert.ok(await take());
  });

  it("is free when an earlier process with this one's number left it", async () => {
    await leaveLock({ token: "0123456789abcdef" });
    assert.ok(await take());
  });

  it("is not free while its process runs", async () => {
    await leaveLock({ pid: process.ppid });
    assert.equal(await take(), undefined);
  });

  it("is free when its process says nothing for 15 seconds, whoever that is", async () => {
    for (const fields of [
      { pid: process.ppid },
      { host: "elsewhere" },
      { host: "elsewhere", pid: process.ppid },
    ]) {
      await leaveLock(fields);
      assert.equal(await take(), undefined);
      await utimes(lock(), longAgo, longAgo);
      const claim = await take();
      assert.ok(claim);
      await claim.release();
    }
  });

  it("is free when its time lies in the future", async () => {
    await leaveLock({ pid: process.ppid });
    const future = new Date(Date.now() + 1e8);
    await utimes(lock(), future, future);
    assert.ok(await take());
  });

  for (const junk of ["", "{", "null", '{"token":7}', '{"pid":"x","token":"../../x"}', "\0\0"]) {
    it(`is not free while its lock holds ${JSON.stringify(junk)}, until that is old`, async () => {
      await mkdir(folder.conversations, { recursive: true });
      await writeFile(lock(), junk);
      assert.equal(await take(), undefined);
      await utimes(lock(), longAgo, longAgo);
      assert.ok(await take());
      assert.deepEqual(await readdir(folder.conversations), [`${one}.lock`]);
    });
  }

  it("throws where it cannot be written, and leaves nothing", async () => {
    for (const code of ["EROFS", "EACCES", "ENOSPC", "EMFILE", "EBUSY"] as const) {
      for (const only of ["create", "write"] as const) {
        const { files, fail } = faultyFiles();
        fail({ code, only });
        await assert.rejects(take(open(files)), { code });
        assert.deepEqual(await readdir(folder.conversations), []);
      }
    }
  });

  it("throws where the folder cannot be made, or its lock is a folder", async () => {
    await writeFile(path.dirname(folder.path) + "/file", "x");
    await assert.rejects(take(fileStore(path.dirname(folder.path) + "/file/store")));
    await mkdir(lock(), { recursive: true });
    await assert.rejects(take());
  });

  it("is waited for where a scanner has its file open for a moment", async () => {
    const { files, fail } = faultyFiles();
    fail({ code: "EBUSY", nth: 2 });
    assert.ok(await take(open(files)));
  });

  for (const [death, fields] of Object.entries({ dead: deadProcess, silent: () => process.ppid })) {
    it(`goes to exactly one of several that find a ${death} one, in 200 orders of events`, async () => {
      await leaveLock({ pid: fields() });
      const left = await readFile(lock(), "utf8");
      for (let seed = 1; seed <= 200; seed++) {
        const random = randomFrom(seed);
        keepTime();
        await writeFile(lock(), left.replace(/"token":"\w{8}/, `"token":"${hex(seed)}`));
        if (death === "silent") await utimes(lock(), longAgo, longAgo);
        const stores = [1, 2, 3, 4].map(() => open(shuffledFiles(random)));
        const won = (await Promise.all(stores.map(store => store.claim(one, quiet)))).flatMap(
          claim => claim ?? [],
        );
        assert.equal(won.length, 1, `seed ${seed}`);
        await won[0]?.release();
        assert.deepEqual(await readdir(folder.conversations), [], `seed ${seed}`);
      }
    }).timeout(30_000);
  }

  it("removes no lock where the dead one is gone already: it may be another's by then", async () => {
    await leaveLock({ pid: deadProcess() });
    let opened = 0;
    let removed = 0;
    const files: Files = {
      ...nodeFiles,
      open: async (file, flags) => {
        if (file === lock() && flags === "r" && ++opened === 2) await rm(lock());
        return nodeFiles.open(file, flags);
      },
      rm: async (file, options) => {
        if (file === lock()) removed += 1;
        await nodeFiles.rm(file, options);
      },
    };
    assert.ok(await take(open(files)));
    assert.deepEqual([opened > 1, removed], [true, 0]);
  });

  it("goes to exactly one also where those before were killed while they took it", async () => {
    const dead = deadProcess();
    await leaveLock({ pid: dead });
    const left = await readFile(lock(), "utf8");
    for (let seed = 1; seed <= 120; seed++) {
      const random = randomFrom(seed);
      keepTime();
      await writeFile(lock(), left.replace(/"token":"\w{8}/, `"token":"${hex(seed)}`));
      for (let kills = 0; kills < 2; kills++) {
        const stopAfter = Math.floor(random() * 24);
        await new Promise<unknown>(resolve => {
          const stopped = () => resolve(undefined);
          const killed = open(shuffledFiles(random, { stopAfter, stopped }));
          void killed.claim(one, quiet).then(resolve);
        });
        for (const name of await readdir(folder.conversations)) {
          await utimes(folder.file(name), longAgo, longAgo);
        }
      }
      const stores = [1, 2, 3, 4].map(() => open(shuffledFiles(random)));
      const won = (await Promise.all(stores.map(store => store.claim(one, quiet)))).flatMap(
        claim => claim ?? [],
      );
      assert.ok(won.length <= 1, `seed ${seed}`);
      // Who comes first may be the one that meets the guard of a killed one; the next call is sure.
      const claim = won[0] ?? (await open().claim(one, quiet));
      assert.ok(claim, `seed ${seed}`);
      await claim.release();
      await rm(folder.conversations, { recursive: true });
      await mkdir(folder.conversations);
    }
  }).timeout(30_000);

  it("tells its holder once for each request, at the next look a second later", async () => {
    let asked = 0;
    await take(open(), { ...quiet, asked: () => void (asked += 1) });
    for (const count of [1, 2]) {
      await open().askFor(one);
      await open().askFor(one);
      await second();
      await until(() => asked >= count);
      await second();
      assert.equal(asked, count);
    }
    assert.deepEqual(await readdir(folder.conversations), [`${one}.lock`]);
  });

  it("takes no request that was for an earlier holder", async () => {
    let asked = 0;
    const first = await take();
    await open().askFor(one);
    await first?.release();
    await take(open(), { ...quiet, asked: () => void (asked += 1) });
    await second();
    await until(async () => !(await readdir(folder.conversations)).includes(`${one}.request`));
    assert.equal(asked, 0);
  });

  it("leaves no word where nobody has the claim", async () => {
    await open().askFor(one);
    await leaveLock({ pid: deadProcess() });
    await open().askFor(one);
    assert.deepEqual(await readdir(folder.conversations), [`${one}.lock`]);
  });

  it("says that a request cannot be written", async () => {
    await take();
    const { files, fail } = faultyFiles();
    fail({ code: "EROFS" });
    await assert.rejects(open(files).askFor(one), { code: "EROFS" });
  });

  it("is lost where another took it, which stops all writing", async () => {
    let lost = 0;
    const store = open();
    await take(store, { ...quiet, lost: () => void (lost += 1) });
    await store.append(one, "a\n");
    await utimes(lock(), longAgo, longAgo);
    assert.ok(await take());
    for (const text of ["b\n", "c\n"]) {
      await assert.rejects(store.append(one, text), /another process/);
    }
    assert.equal(lost, 1);
    assert.equal(await open().read(one), "a\n");
  });

  it("is lost where another took it during a long sleep", async () => {
    const store = open();
    await take(store);
    await utimes(lock(), longAgo, longAgo);
    mock.timers.setTime(Date.now() + 20_000);
    assert.ok(await take());
    for (const text of ["b\n", "c\n"])
      await assert.rejects(store.append(one, text), /another process/);
    assert.equal(await open().read(one), undefined);
  });

  it("is found lost also without a write, within a second", async () => {
    let lost = 0;
    await take(open(), { ...quiet, lost: () => void (lost += 1) });
    await rm(lock());
    await second();
    await until(() => lost > 0);
    await second();
    assert.equal(lost, 1);
  });

  it("can be taken again by who lost it, and then writes", async () => {
    const store = open();
    await take(store);
    await rm(lock());
    await assert.rejects(store.append(one, "a\n"), /another process/);
    assert.ok(await take(store));
    await store.append(one, "b\n");
    assert.equal(await store.read(one), "b\n");
  });

  it("is not given up where its lock cannot be read for a moment", async () => {
    let lost = 0;
    let broken = false;
    const openFile = (async (file: string, flags: string) => {
      if (broken) throw Object.assign(new Error("EIO"), { code: "EIO" });
      return nodeFiles.open(file, flags);
    }) as Files["open"];
    const store = open({ ...nodeFiles, open: openFile });
    await take(store, { ...quiet, lost: () => void (lost += 1) });
    broken = true;
    await assert.rejects(store.append(one, "a\n"), { code: "EIO" });
    broken = false;
    await store.append(one, "a\n");
    assert.equal(lost, 0);
  });

  it("shows a sign of life every two seconds", async () => {
    let touched = 0;
    const { files } = faultyFiles();
    const noting = { ...files, utimes: async () => void (touched += 1) };
    await take(open(noting));
    for (let seconds = 1; seconds <= 6; seconds++) {
      await second();
      await settledDisk();
    }
    assert.equal(touched, 3);
  });

  it("shows a sign of life before it writes after a long sleep", async () => {
    const store = open();
    await take(store);
    await utimes(lock(), longAgo, longAgo);
    mock.timers.setTime(Date.now() + 10_000);
    await store.append(one, "a\n");
    assert.ok((await stat(lock())).mtimeMs > longAgo.getTime() + 15_000);
  });

  it("needs one timer for all of a store, and none without any", async () => {
    mock.timers.reset();
    const set = mock.method(globalThis, "setInterval");
    const cleared = mock.method(globalThis, "clearInterval");
    const store = open();
    assert.equal(set.mock.callCount(), 0);
    const [first, second] = [await store.claim(one, quiet), await store.claim(idOf(2), quiet)];
    assert.equal(set.mock.callCount(), 1);
    const timer = set.mock.calls[0]?.result;
    assert.equal(timer?.hasRef(), false);
    await first?.release();
    assert.equal(cleared.mock.callCount(), 0);
    await second?.release();
    assert.deepEqual(cleared.mock.calls[0]?.arguments, [timer]);
  });
});

/** The held clock is set to the disk's: on a slow machine a fresh lock would else be one of the future. */
function keepTime(): void {
  mock.timers.setTime(Math.ceil(performance.timeOrigin + performance.now()));
}

/** A second goes by for what waits in intervals. */
async function second(): Promise<void> {
  mock.timers.tick(1000);
  await settledDisk();
}

/** Lets a few calls to the disk come back. */
async function settledDisk(): Promise<void> {
  for (let calls = 0; calls < 10; calls++) await stat(".");
}

/** The number of a process that has ended. */
function deadProcess(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

function hex(number: number): string {
  return number.toString(16).padStart(8, "0");
}

/** Looks until something is true, for things that no event tells. */
async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise(resolve => setTimeout(resolve, 5));
}
