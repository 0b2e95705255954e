import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { runInHost } from "../support/hostTests";

/** What VS Code itself still says while the suites run. */
const noise = /^Ignoring fetching|^Canceled: |^\[reconnection-grace-time\]/;

/** Runs the suites of test/vscode/host in a real VS Code and resolves to its exit code; `npm test` calls it. */
export async function runHostSuites(): Promise<number> {
  const testsPath = path.resolve("out/test/vscode/host/run.js");
  if (process.env["TEST_HOST"] === "desktop") return runOnDesktop(testsPath);
  let started = false;
  const onLine = (line: string) => {
    started ||= line.startsWith("host: ");
    if (started && !noise.test(line)) console.log(line);
  };
  const { code, lines } = await runInHost({ testsPath, onLine });
  if (!started) console.log(lines.join("\n"));
  return code;
}

async function runOnDesktop(testsPath: string): Promise<number> {
  const { VSCODE_PATH, PARLEY_TEST_RESULTS } = process.env;
  return runTests({
    ...(VSCODE_PATH && { vscodeExecutablePath: VSCODE_PATH }),
    extensionDevelopmentPath: process.cwd(),
    extensionTestsPath: testsPath,
    extensionTestsEnv: { PARLEY_TEST_RESULTS },
    launchArgs: ["--disable-extensions", "--disable-workspace-trust"],
  });
}
