// `npm start`: a real VS Code with this working copy of Parley open in it.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { CodeServer, portFree } from "./lib/codeServer.mjs";
import { startDesktop } from "./lib/desktop.mjs";
import { ensurePackages, root } from "./lib/install.mjs";
import { beforeEnd, exitAfterSignal, run, runMain } from "./lib/processes.mjs";
import { cacheFolder, ensureVSCode, supportedHere } from "./lib/vscodeSetup.mjs";

/** Keys are bound to the address, so the port stays the same from day to day. */
const port = Number(process.env.PARLEY_PORT ?? 8347);

const data = path.join(cacheFolder(), "data");
const focus = path.join(root, "scripts/start/focus");

/** The user settings of the first start; later ones leave them as they were left. */
const settings = {
  "parley.defaultModel": "offline-tour/offline-tour",
  "workbench.secondarySideBar.defaultVisibility": "visible",
};

async function main() {
  const { values } = parseArgs({ options: { "no-open": { type: "boolean", default: false } } });
  exitAfterSignal.code = 0;
  const reason = supportedHere();
  if (reason === undefined) await requirePort();
  await ensurePackages();
  if (reason === undefined) await serve(!values["no-open"]);
  else await openDesktop(reason);
}

async function requirePort() {
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error("PARLEY_PORT is not a port number");
  if (await portFree(port)) return;
  throw new Error(
    `Port ${port} is taken, perhaps by another \`npm start\`. End that one, or choose another port, ` +
      `for example PARLEY_PORT=${port + 1} npm start. (Keys entered at one port are not seen at another.)`,
  );
}

/** @param {boolean} open */
async function serve(open) {
  const vscode = await ensureVSCode();
  await build();
  console.log("Starting VS Code ...");
  const workspace = sampleWorkspace();
  const linkExtensions = [root, focus];
  const server = await CodeServer.start({
    ...vscode,
    root: data,
    port,
    settings,
    keepSettings: true,
    linkExtensions,
  });
  const url = server.url(workspace);
  beforeEnd(() => console.log("Ending VS Code ..."));
  console.log(`Parley is open at ${url} (Ctrl+C ends it)`);
  if (open) openBrowser(url);
  throw new Error(`VS Code ended (${await server.ended})\n${server.log.slice(-2000)}`);
}

/** @param {string} reason */
async function openDesktop(reason) {
  console.log(`The VS Code from npm cannot be used: ${reason}.`);
  await build();
  process.exitCode = await startDesktop({
    data,
    workspace: sampleWorkspace(),
    extensions: [root, focus],
    settings,
  });
}

async function build() {
  console.log("Building Parley ...");
  const code = await run(process.execPath, ["esbuild.js"], { cwd: root });
  if (code !== 0) throw new Error("the build failed");
}

/**
 * A folder to try things in, made once and left alone afterwards.
 * @returns {string}
 */
function sampleWorkspace() {
  const folder = path.join(data, "workspace");
  if (!fs.existsSync(folder))
    fs.cpSync(path.join(root, "scripts/start/workspace"), folder, { recursive: true });
  return folder;
}

/**
 * Only where there is a screen; a machine without one shows the address, which is enough.
 * @param {string} url
 */
function openBrowser(url) {
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const opener = spawn("xdg-open", [url], { stdio: "ignore", detached: true });
  opener.on("error", () => {
    // Without xdg-open the address stands in the terminal.
  });
  opener.unref();
}

runMain(main);
