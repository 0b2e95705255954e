import fs from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import * as vscode from "vscode";

interface TestResult {
  readonly title: string;
  readonly state: string;
  readonly err?: string | undefined;
}

/** Runs every suite beside and below this file in the extension host; VS Code calls it. */
export async function run(): Promise<void> {
  console.log(`host: ${hostName()}`);
  const files = suites();
  if (files.length === 0) throw new Error(`no *.test.js below ${__dirname}`);
  const mocha = new Mocha({ ui: "bdd", color: false, timeout: 20_000 });
  for (const file of files) mocha.addFile(file);
  const failures = await new Promise<number>(resolve => record(mocha.run(resolve)));
  if (failures > 0) throw new Error(`${failures} failed`);
}

function hostName(): string {
  const kind = vscode.env.uiKind === vscode.UIKind.Desktop ? "desktop" : "web";
  return `${vscode.env.appName} ${vscode.version}, ${vscode.env.appHost}, ${kind}`;
}

function suites(): string[] {
  return fs
    .readdirSync(__dirname, { recursive: true, encoding: "utf8" })
    .filter(name => name.endsWith(".test.js"))
    .map(name => path.join(__dirname, name))
    .toSorted();
}

/** Writes the results to a file: the console's last lines may be lost when the window closes. */
function record(runner: Mocha.Runner): void {
  const tests: TestResult[] = [];
  runner.on("pass", test => tests.push({ title: test.fullTitle(), state: "passed" }));
  runner.on("pending", test => tests.push({ title: test.fullTitle(), state: "pending" }));
  runner.on("fail", (test, err: unknown) => {
    tests.push({ title: test.fullTitle(), state: "failed", err: describe(err) });
  });
  runner.on("end", () => {
    const count = (state: string) => tests.filter(test => test.state === state).length;
    const counts = {
      passes: count("passed"),
      failures: count("failed"),
      pending: count("pending"),
    };
    const file = process.env["PARLEY_TEST_RESULTS"];
    if (file) fs.writeFileSync(file, JSON.stringify({ ...counts, tests }));
  });
}

function describe(err: unknown): string {
  return err instanceof Error ? (err.stack ?? err.message) : String(err);
}
