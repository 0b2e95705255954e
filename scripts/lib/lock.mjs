// One piece of work at a time, among all processes of this machine.
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEnd } from "./processes.mjs";

const beat = 2000;
const silence = 15_000;

/**
 * Runs `work` while holding the lock file. A holder that died is noticed by its silence.
 * @param {string} file
 * @param {() => Promise<void>} work
 * @returns {Promise<void>}
 */
export async function withLock(file, work) {
  await take(file);
  const heart = setInterval(() => fs.utimes(file, new Date(), new Date(), () => {}), beat);
  let held = true;
  const release = () => held && fs.rmSync(file, { force: true });
  beforeEnd(release);
  try {
    await work();
  } finally {
    clearInterval(heart);
    release();
    held = false;
  }
}

/** @param {string} file */
async function take(file) {
  for (let round = 0; !create(file); round += 1) {
    if (round === 0) console.log(`Another set-up is at work (${file}), waiting for it ...`);
    if (silent(file)) fs.rmSync(file, { force: true });
    else await sleep(500);
  }
}

/**
 * @param {string} file
 * @returns {boolean}
 */
function create(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @returns {boolean}
 */
function silent(file) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > silence;
}
