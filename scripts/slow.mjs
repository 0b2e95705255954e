// `npm run test:slow`: kills processes and windows while answers come, and proves that nothing is lost. Options follow
// `--`: --seed N repeats a run, --kills N and --windows N make it shorter. The last line is "N passed, N failed".
import { parseArgs } from "node:util";
import { ensurePackages, root } from "./lib/install.mjs";
import { run, runMain } from "./lib/processes.mjs";
import { ensureVSCode } from "./lib/vscodeSetup.mjs";

const number = /** @type {const} */ ({ type: "string" });

async function main() {
  const options = { seed: number, kills: number, windows: number };
  const { values } = parseArgs({ options });
  for (const [name, value] of Object.entries(values))
    if (!/^\d+$/.test(value)) throw new Error(`--${name} wants a number, not ${value}`);
  await ensurePackages();
  if (values.windows !== "0") await findVSCode();
  if ((await run(process.execPath, ["esbuild.js", "--tests"], { cwd: root })) !== 0)
    throw new Error("the build failed");
  const args = Object.entries(values).map(([name, value]) => `--${name}=${value}`);
  const program = ["--enable-source-maps", "out/test/slow/run.js", ...args];
  process.exitCode = await run(process.execPath, program, { cwd: root });
}

async function findVSCode() {
  const { entry, node, chromium = "" } = await ensureVSCode({ browser: true });
  Object.assign(process.env, { PARLEY_CODE_SERVER: entry, PARLEY_NODE: node, CHROMIUM: chromium });
}

runMain(main);
