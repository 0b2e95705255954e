import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { runInHost } from "../support/hostTests";

/** Runs the suites of test/vscode/host in a real VS Code and resolves to its exit code; `npm test` calls it. */
export async function runHostSuites(): Promise<number> {
  const testsPath = path.resolve("out/test/vscode/host/run.js");
  if (process.env["TEST_HOST"] === "desktop") return runOnDesktop(testsPath);
  const { code } = await runInHost({ testsPath, onLine: line => console.log(line) });
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
