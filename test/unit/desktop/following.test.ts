import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { mock } from "node:test";
import { type Files, nodeFiles } from "../../../src/desktop/files";
import { fileStore } from "../../../src/desktop/fileStore";
import { idOf, storeFolder } from "../../support/storeFolder";

const one = idOf(1);
const quiet = { asked: () => {}, lost: () => {} };

describe("following a journal on disk", () => {
  const folder = storeFolder();
  const ends: (() => void)[] = [];
  afterEach(() => {
    for (const end of ends.splice(0)) end();
    mock.reset();
    mock.timers.reset();
  });
  const open = (files?: Files) => fileStore(folder.path, files);
  /** What is told, and a way to wait for the next of it. */
  const follow = (files?: Files) => {
    const told: boolean[] = [];
    let wake = () => {};
    const end = open(files).watch(one, ({ free }) => {
      told.push(free);
      wake();
    });
    ends.push(end);
    const tells = async (count: number) => {
      while (told.length < count) await new Promise<void>(resolve => (wake = resolve));
    };
    return { told, tells, end };
  };
  /** A system that tells of no change. */
  const deaf: Files = {
    ...nodeFiles,
    watch: () => {
      throw new Error("ENOSYS");
    },
  };

  it("tells once at the beginning, also where there is nothing yet", async () => {
    const { told, tells } = follow();
    await tells(1);
    assert.deepEqual(told, [true]);
  });

  it("tells that the journal grew, and that the claim was taken and released", async () => {
    const store = open();
    const claim = await store.claim(one, quiet);
    const { told, tells } = follow();
    await tells(1);
    await store.append(one, "a\n");
    await tells(2);
    assert.deepEqual(told, [false, false]);
    await claim?.release();
    await tells(3);
    assert.equal(told.at(-1), true);
  });

  it("finds the same without the system's help, within a second", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const store = open();
    const { told } = follow(deaf);
    await looked(() => told.length === 1);
    await store.append(one, "a\n");
    await settled();
    assert.equal(told.length, 1);
    mock.timers.tick(1000);
    await looked(() => told.length === 2);
    const claim = await store.claim(one, quiet);
    mock.timers.tick(1000);
    await looked(() => told.length === 3);
    assert.equal(told.at(-1), false);
    await claim?.release();
    mock.timers.tick(1000);
    await looked(() => told.length === 4);
    assert.equal(told.at(-1), true);
  });

  it("tells nothing where nothing changed", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const { told } = follow(deaf);
    await looked(() => told.length === 1);
    for (let seconds = 0; seconds < 5; seconds++) {
      mock.timers.tick(1000);
      await settled();
    }
    assert.equal(told.length, 1);
  });

  it("looks four times a second at most, however often the system tells of changes", async () => {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.now() });
    const watcher = Object.assign(new EventEmitter(), { close: () => {} });
    let notify = (_event: string, _name: string | null) => {};
    let looks = 0;
    const files = {
      ...nodeFiles,
      stat: ((file: string) => {
        if (file.endsWith(".jsonl")) looks += 1;
        return nodeFiles.stat(file);
      }) as Files["stat"],
      watch: ((_folder: string, _options: object, listener: typeof notify) => {
        notify = listener;
        return watcher;
      }) as unknown as Files["watch"],
    };
    await open().append(one, "a\n");
    const { told } = follow(files);
    await looked(() => told.length === 1);
    const before = looks;
    for (let ms = 0; ms < 1000; ms += 10) {
      notify("change", ms % 20 ? `${one}.jsonl` : null);
      notify("change", `${idOf(2)}.jsonl`);
      mock.timers.tick(10);
      await settled();
    }
    assert.ok(looks - before >= 3 && looks - before <= 4, `${looks - before} looks`);
  });

  it("goes on by looking when the system's word ends in an error", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const watcher = Object.assign(new EventEmitter(), { close: () => {} });
    let watchers = 0;
    const files = {
      ...nodeFiles,
      watch: (() => {
        watchers += 1;
        return watcher;
      }) as unknown as Files["watch"],
    };
    const { told } = follow(files);
    await looked(() => told.length === 1);
    watcher.emit("error", new Error("EPERM"));
    await open().append(one, "a\n");
    mock.timers.tick(1000);
    await looked(() => told.length === 2);
    assert.equal(watchers, 2);
  });

  it("is silent after its end, and keeps no process alive", async () => {
    const { told, tells, end } = follow();
    await tells(1);
    const handles = process.getActiveResourcesInfo().filter(name => name === "FSEventWrap");
    assert.deepEqual(handles, []);
    end();
    end();
    await open().append(one, "a\n");
    await settled();
    assert.equal(told.length, 1);
    follow().end();
    await settled();
  });
});

/** Lets a few calls to the disk come back. */
async function settled(): Promise<void> {
  for (let calls = 0; calls < 8; calls++) await nodeFiles.stat(".");
}

/** Looks until something is true that only the disk still keeps. */
async function looked(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await settled();
}
