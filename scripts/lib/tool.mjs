// Runs a built program that needs a real VS Code, with the product as it is shipped.
import { ensurePackages, root } from "./install.mjs";
import { run, runMain } from "./processes.mjs";
import { ensureVSCode } from "./vscodeSetup.mjs";

/**
 * Sets up what is missing, builds the product minified, and runs the program.
 * @param {string} program below the root
 */
export function runTool(program) {
  runMain(async () => {
    await ensurePackages();
    const { entry, node, chromium = "" } = await ensureVSCode({ browser: true });
    Object.assign(process.env, {
      PARLEY_CODE_SERVER: entry,
      PARLEY_NODE: node,
      CHROMIUM: chromium,
    });
    const built = await run(process.execPath, ["esbuild.js", "--production", "--tests"], {
      cwd: root,
    });
    if (built !== 0) throw new Error("the build failed");
    process.exitCode = await run(
      process.execPath,
      ["--enable-source-maps", program, ...process.argv.slice(2)],
      {
        cwd: root,
      },
    );
  });
}
