// Runs the built suites and counts exactly, from the results that each run leaves in a file.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { root } from "./install.mjs";
import { run } from "./processes.mjs";
import { totals } from "./totals.mjs";
import { ensureVSCode } from "./vscodeSetup.mjs";

/** @typedef {import("./totals.mjs").Totals} Totals */

const built = path.join(root, "out/test");

/**
 * Runs all suites of a folder in plain Node.
 * @param {string} folder below test/
 * @param {{ browser?: boolean }} [options] browser: the suites drive VS Code or a browser
 * @returns {Promise<Totals>}
 */
export async function inNode(folder, { browser = false } = {}) {
  const files = suites(path.join(built, folder));
  if (files.length === 0) return failure(`no suite (*.test.ts) below test/${folder}`);
  if (browser) await findVSCode();
  const results = emptyResults(folder);
  const runner = path.join(root, "scripts/lib/mocha.mjs");
  const timeout = browser ? "60000" : "5000";
  const code = await run(process.execPath, [runner, results, timeout, ...files], { cwd: root });
  return counted(results, code);
}

/**
 * Runs the host suites in the extension host of a real VS Code; TEST_HOST=desktop takes a desktop one.
 * @returns {Promise<Totals>}
 */
export async function inHost() {
  if (process.env.TEST_HOST !== "desktop") await findVSCode();
  const results = emptyResults("host");
  process.env.PARLEY_TEST_RESULTS = results;
  const { runHostSuites } = createRequire(import.meta.url)(path.join(built, "vscode/run.js"));
  // @vscode/test-electron rejects on a red run, which is what a red run is.
  const code = await runHostSuites().catch((/** @type {Error} */ error) => {
    console.error(error.message);
    return 1;
  });
  return counted(results, code);
}

/**
 * One failed check, said aloud.
 * @param {string} why
 * @returns {Totals}
 */
export function failure(why) {
  console.error(why);
  return totals({ failed: 1 });
}

/** Tells the suites, which are processes of their own, where VS Code and the browser are. */
async function findVSCode() {
  const version = process.env.PARLEY_VSCODE === "floor" ? "floor" : "current";
  const { entry, node, chromium = "" } = await ensureVSCode({ version, browser: true });
  Object.assign(process.env, { PARLEY_CODE_SERVER: entry, PARLEY_NODE: node, CHROMIUM: chromium });
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function suites(folder) {
  if (!fs.existsSync(folder)) return [];
  const names = fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.filter(name => name.endsWith(".test.js"));
  return files.toSorted().map(name => path.join(folder, name));
}

/**
 * Results of an earlier run must never count.
 * @param {string} name
 * @returns {string}
 */
function emptyResults(name) {
  const file = path.join(root, "out/results", `${name.replaceAll("/", "-")}.json`);
  fs.rmSync(file, { force: true });
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return file;
}

/**
 * @param {string} file
 * @param {number} code
 * @returns {Totals}
 */
function counted(file, code) {
  if (!fs.existsSync(file))
    return failure(`the run ended with exit code ${code} and left no results`);
  const { passes, failures, pending } = JSON.parse(fs.readFileSync(file, "utf8"));
  const result = totals({ passed: passes, failed: failures, skipped: pending });
  if (code === 0 || failures > 0) return result;
  return { ...result, failed: failure(`no test failed, but the exit code is ${code}`).failed };
}
