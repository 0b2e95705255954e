import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { removeFolder } from "../support/browser";
import { type Break, KilledWindows } from "../support/killedWindows";
import type { Findings } from "../support/killedWitness";
import { type Outcome, printLosses } from "./kills";

/** 20 kills and 10 reloads of 30. */
const breaks: readonly Break[] = ["host", "server", "reload", "host", "server", "abrupt"];

/** Kills and reloads windows of a real VS Code while answers come, and prints what was found. */
export async function printWindows(seed: number, count: number): Promise<Outcome> {
  if (count === 0) return { passed: 0, failed: 0 };
  const start = performance.now();
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "parley-killed-windows-"));
  const windows = await KilledWindows.start(root, seed);
  const all: Findings[] = [];
  for (let round = 1; round <= count; round++) {
    const how = breaks[(round - 1) % breaks.length] ?? "host";
    const findings = await windows.round(how);
    for (const { words } of findings.wrong) console.log(`  window ${round} (${how}): ${words}`);
    all.push(findings);
    if (round % 10 === 0) console.log(`  ${round} of ${count} windows`);
  }
  await windows.stop();
  const failed = all.filter(({ wrong }) => wrong.length > 0).length;
  // What was lost is looked at in the files.
  if (failed > 0) console.log(`The data of VS Code are left in ${root}`);
  else removeFolder(root);
  const reloads = all.filter((_, index) =>
    /reload|abrupt/.test(breaks[index % breaks.length] ?? ""),
  );
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(
    `\n${count - reloads.length} kills and ${reloads.length} reloads in a real VS Code, ${seconds} s`,
  );
  console.log(`  ${windows.summary}`);
  printLosses(all);
  return { passed: count - failed, failed };
}
