import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { systemClock } from "../../src/core/answering";
import { historyGroups } from "../../src/core/historyGroups";
import { HistoryList } from "../../src/core/historyList";
import { fileStore } from "../../src/desktop/fileStore";
import { type HistorySeed, writeHistory } from "../support/historySeeds";
import { printRow, spread, timed } from "./figures";

const rounds = 15;
const count = 10_000;
const hour = 60 * 60 * 1000;
const workspace = "file:///home/me/project";

/** Prints how long 10,000 past conversations take to be listed, remembered and not. */
export async function printHistoryTimes(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parley-bench-"));
  try {
    writeHistory(path.join(folder, "conversations"), Array.from({ length: count }, seed));
    await printRemembered(folder);
    await printAfresh(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Every third one is of the present workspace; all of them are of the last fourteen months. */
function seed(_: unknown, place: number): HistorySeed {
  const at = Date.now() - place * hour;
  const title = `Question ${place} about how to read a long file line by line`;
  return {
    title,
    at,
    workspace: place % 3 === 0 ? workspace : `file:///home/me/other${place % 9}`,
  };
}

async function printRemembered(folder: string): Promise<void> {
  const cache = path.join(folder, "list.json");
  await fileStore(folder).list();
  const bare: number[] = [];
  const rows: number[] = [];
  const checked: number[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(await timed(async () => void JSON.parse(await fs.promises.readFile(cache, "utf8"))));
    const { first, whole } = await shown(folder);
    rows.push(first);
    checked.push(whole);
  }
  const size = (fs.statSync(cache).size / 1e6).toFixed(1);
  console.log(
    `\nThe list of ${count} conversations, remembered in ${size} MB, ms, ${rounds} rounds`,
  );
  const than = "read and parse";
  printRow({ name: "until its rows are ready", own: rows, other: bare, than, times: 3 });
  console.log(`  checked against all files behind them ${spread(checked, 0)}`);
}

async function printAfresh(folder: string): Promise<void> {
  const firsts: number[] = [];
  const wholes: number[] = [];
  for (let round = 0; round < 5; round++) {
    fs.rmSync(path.join(folder, "list.json"));
    const { first, whole } = await shown(folder);
    firsts.push(first);
    wholes.push(whole);
  }
  console.log("  without anything remembered, 5 rounds");
  console.log(`    until the first rows ${spread(firsts)}`);
  console.log(`    until all of them    ${spread(wholes, 0)}`);
}

/** As the view does it: how long until it has rows, and until they are as the files say. */
async function shown(folder: string): Promise<{ readonly first: number; readonly whole: number }> {
  const start = performance.now();
  let first: number | undefined;
  const list: HistoryList = new HistoryList({
    store: fileStore(folder),
    clock: systemClock,
    looked: () => true,
    changed: () => {
      if (first !== undefined) return;
      const groups = historyGroups(list.sorted, { workspace, now: Date.now() });
      if (groups.length > 0) first = performance.now() - start;
    },
    failed: error => {
      throw error;
    },
  });
  await list.look();
  const whole = performance.now() - start;
  const rows = historyGroups(list.sorted, { workspace, now: Date.now() }).flatMap(
    group => group.rows,
  );
  if (rows.length !== count) throw new Error(`${rows.length} rows of ${count}`);
  return { first: first ?? Number.NaN, whole };
}
