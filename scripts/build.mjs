// `npm run build`: the bundles in dist/; arguments such as --production or --watch go to esbuild.js.
import { ensurePackages, root } from "./lib/install.mjs";
import { run, runMain } from "./lib/processes.mjs";

runMain(async () => {
  await ensurePackages();
  process.exitCode = await run(process.execPath, ["esbuild.js", ...process.argv.slice(2)], {
    cwd: root,
  });
});
