// `npm test`: everything that must pass. `npm test -- unit lint` runs single stages, `npm test -- --floor` those that
// need a VS Code, in the oldest one that the manifest allows.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { ensurePackages, packageFile, root } from "./lib/install.mjs";
import { run, runMain } from "./lib/processes.mjs";
import { failure, inHost, inNode } from "./lib/suites.mjs";
import { add, totals } from "./lib/totals.mjs";

/** @typedef {import("./lib/totals.mjs").Totals} Totals */

/**
 * In the order in which they run.
 * @type {Record<string, { built: boolean, run: () => Promise<Totals> }>}
 */
const stages = {
  types: { built: false, run: () => check("typescript/bin/tsc", "--noEmit") },
  lint: { built: false, run: () => check("oxlint/bin/oxlint", "--type-aware", "--deny-warnings") },
  format: { built: false, run: () => check("@biomejs/biome/bin/biome", "format", ".") },
  unit: { built: true, run: () => inNode("unit") },
  host: { built: true, run: inHost },
  workbench: { built: true, run: () => inNode("vscode/workbench", { browser: true }) },
  panel: { built: true, run: () => inNode("panel", { browser: true }) },
};

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { floor: { type: "boolean" } },
  });
  const names = chosenStages(values.floor ? ["host", "workbench"] : positionals);
  if (values.floor) process.env.PARLEY_VSCODE = "floor";
  await ensurePackages();
  const built = !names.some(name => stages[name]?.built) || (await build());
  /** @type {Array<{ name: string, result: Totals, seconds: number }>} */
  const results = [];
  for (const name of names) results.push(await timed(name, built));
  report(results);
}

/**
 * @param {readonly string[]} wanted none means all
 * @returns {string[]}
 */
function chosenStages(wanted) {
  const all = Object.keys(stages);
  const unknown = wanted.filter(name => !all.includes(name));
  if (unknown.length > 0)
    throw new Error(`no stage ${unknown.join(", ")}; there are ${all.join(", ")}`);
  return wanted.length > 0 ? all.filter(name => wanted.includes(name)) : all;
}

/**
 * A broken build fails the stages that need one; the others still have something to say.
 * @returns {Promise<boolean>}
 */
async function build() {
  console.log("Building ...");
  return (await run(process.execPath, ["esbuild.js", "--tests"], { cwd: root })) === 0;
}

/**
 * @param {string} name
 * @param {boolean} built
 */
async function timed(name, built) {
  const start = performance.now();
  console.log(`\n== ${name}`);
  const result = await outcome(name, built);
  return { name, result, seconds: (performance.now() - start) / 1000 };
}

/**
 * @param {string} name
 * @param {boolean} built
 * @returns {Promise<Totals>}
 */
async function outcome(name, built) {
  const stage = stages[name];
  if (!stage) return failure(`there is no stage ${name}`);
  if (stage.built && !built) return failure("not run: the build failed");
  return stage.run().catch(error => failure(error.message));
}

/**
 * A program whose exit code is the answer.
 * @param {string} program
 * @param {...string} args
 * @returns {Promise<Totals>}
 */
async function check(program, ...args) {
  const file = packageFile(...program.split("/"));
  if (!fs.existsSync(file)) return failure(`${path.relative(root, file)} is missing`);
  const code = await run(process.execPath, [file, ...args], { cwd: root });
  return totals({ [code === 0 ? "passed" : "failed"]: 1 });
}

/** @param {Array<{ name: string, result: Totals, seconds: number }>} results */
function report(results) {
  console.log("");
  for (const { name, result, seconds } of results) {
    console.log(
      `${name.padEnd(10)} ${words(result).padEnd(32)} ${seconds.toFixed(1).padStart(6)} s`,
    );
  }
  const all = results.map(({ result }) => result).reduce(add, totals({}));
  process.exitCode = all.failed > 0 || all.passed === 0 ? 1 : 0;
  console.log(`\n${words(all)}`);
}

/** @param {Totals} result */
function words({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

runMain(main);
