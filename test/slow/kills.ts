import { median } from "../bench/figures";
import type { Wrong } from "../support/killedJournals";
import { type Kill, killMany } from "../support/killedRounds";
import { allowedAge } from "../support/killedText";
import type { Findings } from "../support/killedWitness";

/** How many checks passed and failed; each kill is one. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

/** Kills a Node process that runs session, client and store, and prints what was found. */
export async function printKills(seed: number, kills: number): Promise<Outcome> {
  if (kills === 0) return { passed: 0, failed: 0 };
  const start = performance.now();
  const run = await killMany({ seed, kills, lanes: 4, onKill: progress(kills) });
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  for (const { words } of run.wrong) console.log(`  at the end: ${words}`);
  console.log(`\n${kills} kills of a process with session, client and store, ${seconds} s`);
  console.log(`  ${run.conversations} conversations, ${run.questions} questions that had left`);
  console.log(`  ${run.finishedAnswers} finished answers, ${run.damagedLines} torn lines`);
  printLosses([...run.kills, { wrong: run.wrong, lost: [] }]);
  console.log(`  held up by the machine: ms ${spread(run.kills.map(({ heldUp }) => heldUp))}`);
  const failed = run.kills.filter(({ wrong }) => wrong.length > 0).length;
  return { passed: kills - failed, failed: failed + (run.wrong.length > 0 ? 1 : 0) };
}

/** What was lost that must not be, and the text that may be: how much, and how old it was. */
export function printLosses(kills: readonly Findings[]): void {
  const all = kills.flatMap(kill => kill.wrong);
  const count = (what: Wrong["what"]) => all.filter(found => found.what === what).length;
  console.log(`  ${count("conversation")} conversations lost, ${count("message")} messages lost`);
  const lost = kills.flatMap(kill => kill.lost);
  console.log(`  ${lost.length} answers were cut while text came; lost of them`);
  console.log(`    characters   ${spread(lost.map(one => one.characters))}`);
  const ages = lost.map(one => one.age);
  const older = ages.filter(age => age > allowedAge).length;
  console.log(`    milliseconds ${spread(ages)}, ${older} of them above ${allowedAge}`);
}

function spread(values: readonly number[]): string {
  return `median ${median(values).toFixed(0)}, worst ${Math.max(0, ...values).toFixed(0)}`;
}

function progress(kills: number): (kill: Kill) => void {
  let done = 0;
  return ({ phase, wrong }) => {
    done += 1;
    for (const { words } of wrong) console.log(`  kill ${done} (${phase}): ${words}`);
    if (done % 100 === 0) console.log(`  ${done} of ${kills}`);
  };
}
