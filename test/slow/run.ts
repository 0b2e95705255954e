// node run.js [--seed N] [--kills N] [--windows N]: proves that nothing is lost when processes are killed.
import { parseArgs } from "node:util";
import { printKills } from "./kills";
import { printWindows } from "./windows";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: String(Date.now() % 100_000) },
      kills: { type: "string", default: "1000" },
      windows: { type: "string", default: "30" },
    },
  });
  const seed = Number(values.seed);
  console.log(`Seed ${seed}`);
  const kills = await printKills(seed, Number(values.kills));
  const all = [kills, await printWindows(seed, Number(values.windows))];
  const failed = all.reduce((sum, part) => sum + part.failed, 0);
  const passed = all.reduce((sum, part) => sum + part.passed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
