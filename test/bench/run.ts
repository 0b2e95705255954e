import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { runInHost } from "../support/hostTests";
import { printConversationTimes } from "./conversations";
import { median, spread } from "./figures";
import { printHistoryTimes } from "./history";
import { printLongConversationTimes } from "./long";
import { printOpeningTimes } from "./opening";
import { printRendererTimes } from "./renderer";
import { printStopTimes } from "./stop";
import { printSearchTimes } from "./search";
import { printSendTimes, printStreamTimes } from "./stream";

const rounds = 6;

/** What can be measured; with names only those, else all. */
const parts: Readonly<Record<string, () => void | Promise<void>>> = {
  sizes: printSizes,
  stop: printStopTimes,
  conversations: printConversationTimes,
  search: printSearchTimes,
  history: printHistoryTimes,
  activation: printActivation,
  send: printSendTimes,
  stream: printStreamTimes,
  long: printLongConversationTimes,
  opening: printOpeningTimes,
  renderer: printRendererTimes,
};

async function main(): Promise<void> {
  const names = process.argv.slice(2).filter(name => !name.startsWith("--"));
  const unknown = names.filter(name => !Object.hasOwn(parts, name));
  if (unknown.length > 0)
    throw new Error(`no part ${unknown.join(", ")}; there are ${Object.keys(parts).join(", ")}`);
  for (const [name, print] of Object.entries(parts))
    if (names.length === 0 || names.includes(name)) await print();
}

/** What the product weighs. */
function printSizes(): void {
  console.log("\nSizes, minified");
  for (const file of [
    "dist/extension.js",
    "dist/parley.js",
    "dist/sdk.js",
    "dist/modelTable.js",
    "dist/panel/main.js",
  ]) {
    console.log(
      `  ${file.padEnd(22)} ${(fs.statSync(file).size / 1024).toFixed(1).padStart(7)} KB`,
    );
  }
}

/** What activation adds to an empty extension's. */
async function printActivation(): Promise<void> {
  const own: number[] = [];
  const empty: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const times = await activation(round % 2 === 0 ? "parley" : "empty");
    own.push(times["parley.parley"] ?? Number.NaN);
    empty.push(times["parley.parley-empty"] ?? Number.NaN);
  }
  console.log(`\nActivation in a real VS Code, loading included, ${rounds} windows, ms`);
  console.log(`  Parley           ${spread(own)}`);
  console.log(`  empty extension  ${spread(empty)}`);
  console.log(
    `  added            ${(median(own) - median(empty)).toFixed(1)} (expected: under 10)`,
  );
}

async function activation(first: "parley" | "empty"): Promise<Record<string, number>> {
  const results = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "parley-bench-")), "times.json");
  const { code, lines } = await runInHost({
    extensions: [process.cwd(), path.resolve("test/bench/empty")],
    testsPath: path.resolve("out/test/bench/activation/run.js"),
    env: { PARLEY_BENCH_RESULTS: results, PARLEY_BENCH_FIRST: first },
    onLine: () => {},
  });
  if (code !== 0) throw new Error(`the window ended with ${code}\n${lines.join("\n")}`);
  const times = JSON.parse(fs.readFileSync(results, "utf8")) as Record<string, number>;
  fs.rmSync(path.dirname(results), { recursive: true });
  return times;
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
