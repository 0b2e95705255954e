// `npm run test:corpus -- FOLDER`: replays recorded answers of providers through the client, over real HTTP. The folder
// holds an index.json that names each file and what must be read from it. The last line is "N passed, N failed".
import fs from "node:fs";
import path from "node:path";
import { ensurePackages, root } from "./lib/install.mjs";
import { run, runMain } from "./lib/processes.mjs";

async function main() {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error("which folder? npm run test:corpus -- FOLDER");
  const index = path.resolve(folder, "index.json");
  if (!fs.existsSync(index)) throw new Error(`there is no ${index}`);
  await ensurePackages();
  if ((await run(process.execPath, ["esbuild.js", "--tests"], { cwd: root })) !== 0)
    throw new Error("the build failed");
  const runner = path.join(root, "out/test/corpus/run.js");
  const args = ["--enable-source-maps", runner, path.dirname(index)];
  process.exitCode = await run(process.execPath, args, { cwd: root });
}

runMain(main);
