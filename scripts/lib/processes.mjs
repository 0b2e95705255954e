// Starts other programs and makes sure that none of them outlives this one.
import { spawn } from "node:child_process";
import path from "node:path";
import { watchNpm } from "./parent.mjs";

/**
 * @typedef {import("node:child_process").ChildProcess} ChildProcess
 * @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean }} SpawnOptions
 */

const windows = process.platform === "win32";

/**
 * One state in a process, even where bundled tests hold several copies of this file.
 * @type {{ groups: Set<ChildProcess>, lastWishes: Array<() => unknown>, listening: boolean, ending: boolean }}
 */
const state = (globalThis[Symbol.for("parley.processes")] ??= {
  groups: new Set(),
  lastWishes: [],
  listening: false,
  ending: false,
});

/**
 * Runs a program with our output and an empty input; resolves to its exit code.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, options = {}) {
  return exitCode(
    startGroup(command, args, { ...options, stdio: ["ignore", "inherit", "inherit"] }),
  );
}

/**
 * Runs a program quietly; resolves to its exit code and all it printed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {SpawnOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function capture(command, args, options = {}) {
  const child = startGroup(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout?.on("data", chunk => (output += chunk));
  child.stderr?.on("data", chunk => (output += chunk));
  return { code: await exitCode(child), output };
}

/**
 * Runs a script's main function: what it throws is said in one line and becomes exit code 1.
 * @param {() => Promise<unknown>} main
 */
export function runMain(main) {
  endGroupsWithUs();
  watchNpm(() => void endWithSignal("SIGTERM"));
  main().catch(error => {
    // A signal makes work in progress fail; the exit code is then the business of the signal.
    if (state.ending) return;
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}

/**
 * Starts a program as the head of its own process group, which ends with us at the latest.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {ChildProcess}
 */
export function startGroup(command, args, options = {}) {
  endGroupsWithUs();
  if (state.ending) throw new Error("ending, nothing new is started");
  const child = spawn(command, args, { ...options, detached: !windows });
  state.groups.add(child);
  child.once("error", () => state.groups.delete(child));
  return child;
}

/**
 * Asks a group to end, and makes it end when it has not after five seconds.
 * @param {ChildProcess} child
 * @returns {Promise<void>}
 */
export async function endGroup(child) {
  const gone = exited(child);
  signalGroup(child, "SIGTERM");
  const timer = setTimeout(() => signalGroup(child, "SIGKILL"), 5000);
  await gone;
  clearTimeout(timer);
  // Whoever of the group has outlived its head goes now.
  signalGroup(child, "SIGKILL");
  state.groups.delete(child);
}

/**
 * Something that must be done when a signal ends us, before the groups are ended.
 * @param {() => unknown} wish
 */
export function beforeEnd(wish) {
  endGroupsWithUs();
  state.lastWishes.push(wish);
}

/**
 * Chooses the exit code after a signal; 128 + number unless somebody says otherwise.
 * @type {{ code: number | undefined }}
 */
export const exitAfterSignal = { code: undefined };

/**
 * How npm is called here: through the very npm that runs us if there is one.
 * @returns {{ command: string, args: string[], shell: boolean }}
 */
export function npm() {
  const script = process.env.npm_execpath;
  if (script && path.basename(script) === "npm-cli.js") {
    return { command: process.execPath, args: [script], shell: false };
  }
  return { command: "npm", args: [], shell: windows };
}

/**
 * The environment without what an outer `npm run` tells its scripts; settings such as the registry stay.
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentForNpm() {
  const told =
    /^npm_(package_|lifecycle_|command$|config_(local_prefix|prefix|global_prefix|dry_run)$)|^INIT_CWD$/i;
  const kept = Object.entries(process.env).filter(([name]) => !told.test(name));
  return Object.fromEntries(kept);
}

/**
 * @param {ChildProcess} child
 * @returns {Promise<number>}
 */
async function exitCode(child) {
  const failed = new Promise((_, reject) => child.once("error", reject));
  await Promise.race([new Promise(resolve => child.once("close", resolve)), failed]);
  state.groups.delete(child);
  return child.exitCode ?? 1;
}

/**
 * @param {ChildProcess} child
 * @returns {Promise<unknown>}
 */
function exited(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode)
    return Promise.resolve();
  return new Promise(resolve => child.once("exit", resolve));
}

/**
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (windows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Nobody is left in the group, which is what was wanted.
  }
}

function endGroupsWithUs() {
  if (state.listening) return;
  state.listening = true;
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => void endWithSignal(signal));
  }
  process.on("exit", () => {
    for (const child of state.groups) signalGroup(child, "SIGKILL");
  });
}

/** @param {"SIGINT" | "SIGTERM" | "SIGHUP"} signal */
async function endWithSignal(signal) {
  if (state.ending) return;
  state.ending = true;
  for (const wish of state.lastWishes) await wish();
  await Promise.all(Array.from(state.groups, endGroup));
  process.exit(exitAfterSignal.code ?? 128 + { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[signal]);
}
