// Brings node_modules in line with package-lock.json.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { capture, environmentForNpm, npm } from "./processes.mjs";

/** The folder of the repository. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

const modules = path.join(root, "node_modules");
const stampFile = path.join(modules, ".parley-stamp");

/**
 * Runs `npm ci`, without install scripts, unless the installed packages are those of package-lock.json.
 * @returns {Promise<void>}
 */
export async function ensurePackages() {
  const stamp = lockHash();
  if (installedStamp() === stamp) return;
  console.log("Installing the development packages from package-lock.json (about 200 MB) ...");
  await install();
  fs.writeFileSync(stampFile, stamp);
}

/**
 * A registry that mirrors a part of npm makes lock files without the packages of other platforms. `npm ci` refuses
 * these; `npm install` takes the locked versions all the same.
 */
async function install() {
  const ci = await runNpm("ci");
  if (ci.code === 0) return;
  if (!ci.output.includes("EUSAGE")) throw new Error(`npm ci failed\n${ci.output}`);
  console.log("npm ci finds package-lock.json incomplete, trying npm install ...");
  const { code, output } = await runNpm("install", "--no-save");
  if (code !== 0) throw new Error(`npm install failed\n${output}`);
}

/** @param {...string} words */
function runNpm(...words) {
  const { command, args, shell } = npm();
  const options = [
    "--ignore-scripts",
    "--include=dev",
    "--engine-strict=false",
    "--loglevel=error",
  ];
  const all = [...args, ...words, ...options];
  return capture(command, all, { cwd: root, env: environmentForNpm(), shell });
}

/**
 * The path of a file of an installed package.
 * @param {...string} parts
 * @returns {string}
 */
export function packageFile(...parts) {
  return path.join(modules, ...parts);
}

/** @returns {string} */
function lockHash() {
  return createHash("sha256")
    .update(fs.readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
}

/** @returns {string | undefined} */
function installedStamp() {
  return fs.existsSync(stampFile) ? fs.readFileSync(stampFile, "utf8") : undefined;
}
