// Opens Parley in a desktop VS Code, where the one from npm does not run.
import fs from "node:fs";
import path from "node:path";
import { capture, run } from "./processes.mjs";
import { quietSettings } from "./quietSettings.mjs";

const windows = process.platform === "win32";

/**
 * @typedef {object} DesktopOptions
 * @property {string} data folder for all data of this VS Code
 * @property {string} workspace the folder to open
 * @property {readonly string[]} extensions unpacked extensions under development
 * @property {Record<string, unknown>} settings
 */

/**
 * Opens a window and resolves to the exit code when it is closed.
 * @param {DesktopOptions} options
 * @returns {Promise<number>}
 */
export async function startDesktop(options) {
  const userData = path.join(options.data, "desktop");
  writeSettings(userData, options.settings);
  const executable = await findCode();
  console.log(`Parley is open in ${executable} (close its window to end)`);
  return run(executable, [...developmentArgs(options, userData), options.workspace], {
    shell: windows,
  });
}

/**
 * The VS Code named by VSCODE_PATH, else the one on PATH, else a downloaded one.
 * @returns {Promise<string>}
 */
async function findCode() {
  if (process.env.VSCODE_PATH) return process.env.VSCODE_PATH;
  const found = await capture("code", ["--version"], { shell: windows }).catch(() => undefined);
  if (found?.code === 0) return "code";
  console.log("There is no `code` on PATH, downloading VS Code ...");
  const { downloadAndUnzipVSCode } = await import("@vscode/test-electron");
  return downloadAndUnzipVSCode();
}

/**
 * @param {DesktopOptions} options
 * @param {string} userData
 */
function developmentArgs({ data, extensions }, userData) {
  const development = extensions.map(folder => `--extensionDevelopmentPath=${folder}`);
  const folders = [
    `--user-data-dir=${userData}`,
    `--extensions-dir=${path.join(data, "desktop-extensions")}`,
  ];
  return [...development, ...folders, "--disable-workspace-trust", "--new-window", "--wait"];
}

/**
 * @param {string} userData
 * @param {Record<string, unknown>} settings
 */
function writeSettings(userData, settings) {
  const file = path.join(userData, "User/settings.json");
  if (fs.existsSync(file)) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify({ ...quietSettings, ...settings }, undefined, 2)}\n`);
}
