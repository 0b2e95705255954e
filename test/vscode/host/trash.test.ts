import assert from "node:assert/strict";
import * as vscode from "vscode";
import { purgeTrash } from "../../../src/host/purge";
import { FakeClock } from "../../support/fakeClock";
import { MemoryStore } from "../../support/memoryStore";

const day = 24 * 60 * 60 * 1000;

describe("what is in the trash", () => {
  const settings = vscode.workspace.getConfiguration("parley");
  const setDays = (days: number | undefined) =>
    settings.update("trashDays", days, vscode.ConfigurationTarget.Global);
  afterEach(() => setDays(undefined));

  /** The bounds that a store was purged with, now being day 100. */
  async function purged(): Promise<readonly number[]> {
    const store = new MemoryStore();
    const bounds: number[] = [];
    store.purge = async before => {
      bounds.push(before);
      return [];
    };
    const clock = new FakeClock();
    clock.advance(100 * day - clock.now());
    await purgeTrash(store, clock);
    return bounds;
  }

  it("goes for good after thirty days", async () => {
    assert.deepEqual(await purged(), [70 * day]);
  });

  it("goes after as many days as the user wants", async () => {
    await setDays(7);
    assert.deepEqual(await purged(), [93 * day]);
  });

  it("stays with 0 until the user empties it", async () => {
    await setDays(0);
    assert.deepEqual(await purged(), []);
  });
});
