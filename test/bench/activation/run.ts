import fs from "node:fs";
import * as vscode from "vscode";

/** Times the activation of Parley and of an empty extension, loading included; VS Code calls it. */
export async function run(): Promise<void> {
  const order = ["parley.parley", "parley.parley-empty"];
  // The first activation of a window pays for what both share; who is first alternates.
  if (process.env["PARLEY_BENCH_FIRST"] === "empty") order.reverse();
  // A window that has just opened is busy with itself.
  await new Promise(resolve => setTimeout(resolve, 5000));
  const times: Record<string, number> = {};
  for (const id of order) {
    const started = performance.now();
    await vscode.extensions.getExtension(id)?.activate();
    times[id] = performance.now() - started;
  }
  fs.writeFileSync(process.env["PARLEY_BENCH_RESULTS"] ?? "", JSON.stringify(times));
}
