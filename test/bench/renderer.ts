import { build } from "esbuild";
import fs from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { type Browser, type CDPSession, chromium, type Page } from "playwright-core";
import { fastMarkdownIt } from "../../scripts/lib/markdownIt.mjs";
import { capture, environmentForNpm, npm } from "../../scripts/lib/processes.mjs";
import { ensureChromium } from "../../scripts/lib/vscodeSetup.mjs";
import { removeFolder } from "../support/browser";
import { workload } from "./answers";
import { printRow } from "./figures";
import { quick } from "./quick";
import type { Pipeline } from "./rendererPage";

const rounds = quick ? 1 : 3;
/** Only the benchmark needs them, so only it installs them. */
const rivals = ["streaming-markdown@0.2.15", "marked@18.2.1"];

/** Prints the CPU time of rendering a stream in a plain page, against other renderers. */
export async function printRendererTimes(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parley-bench-"));
  try {
    await install(folder);
    const { server, url } = await serve(await bundle(folder));
    const browser = await openBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 340, height: 800 } });
      await page.goto(url);
      await page.waitForFunction(() => "renderIn" in globalThis);
      await printTimes(page);
    } finally {
      await browser.close();
      server.close();
    }
  } finally {
    removeFolder(folder);
  }
}

async function printTimes(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  // Marked parses everything again at each step: 20,000 tokens take it minutes.
  for (const [count, names, most] of [
    [5000, ["parley", "streaming-markdown", "marked"], 0.6],
    [20_000, ["parley", "streaming-markdown"], 0.6],
  ] as const) {
    const times = new Map<Pipeline, Rendered[]>(names.map(name => [name, []]));
    for (let round = 0; round < rounds; round++)
      for (const name of round % 2 === 0 ? names : names.toReversed())
        times.get(name)?.push(await render(page, devtools, name, count));
    console.log(
      `\nRendering ${count.toLocaleString("en")} tokens in steps of 8 in a plain page, ms, ${rounds} rounds`,
    );
    for (const than of names.slice(1)) printAgainst(than, times, most);
  }
}

/** The steps alone, each with its layout; and all that the page's thread worked, with what the browser paints. */
function printAgainst(
  than: Pipeline,
  times: ReadonlyMap<Pipeline, readonly Rendered[]>,
  most: number,
): void {
  for (const what of ["steps", "all"] as const) {
    const of = (name: Pipeline) => (times.get(name) ?? []).map(rendered => rendered[what]);
    const name = `against ${than}, ${what === "steps" ? "the steps" : "all of the page's CPU"}`;
    printRow({ name, own: of("parley"), other: of(than), than, times: most, digits: 0 });
  }
}

interface Rendered {
  readonly steps: number;
  readonly all: number;
}

async function render(
  page: Page,
  devtools: CDPSession,
  name: Pipeline,
  count: number,
): Promise<Rendered> {
  const text = workload(count).tokens.join("");
  await page.evaluate(() => document.querySelector("main")?.replaceChildren());
  await devtools.send("HeapProfiler.collectGarbage");
  const before = await threadTime(devtools);
  const steps = await page.evaluate(([name, text]) => globalThis.renderIn(name, text), [
    name,
    text,
  ] as const);
  return { steps, all: (await threadTime(devtools)) - before };
}

async function threadTime(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1000;
}

async function install(folder: string): Promise<void> {
  fs.writeFileSync(path.join(folder, "package.json"), '{ "private": true }');
  const { command, args, shell } = npm();
  const { code, output } = await capture(
    command,
    [...args, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", ...rivals],
    { cwd: folder, env: environmentForNpm(), shell },
  );
  if (code !== 0) throw new Error(`${rivals.join(" and ")} could not be installed\n${output}`);
}

async function bundle(folder: string): Promise<ReadonlyMap<string, string>> {
  const result = await build({
    absWorkingDir: process.cwd(),
    entryPoints: { main: "test/bench/rendererPage.ts" },
    nodePaths: [path.join(folder, "node_modules")],
    bundle: true,
    minify: true,
    splitting: true,
    write: false,
    format: "esm",
    target: "es2022",
    outdir: "/",
    plugins: [fastMarkdownIt], // As in what is shipped.
  });
  return new Map(result.outputFiles.map(file => [`/${path.basename(file.path)}`, file.text]));
}

async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await ensureChromium(),
    args: ["--no-sandbox", "--disable-gpu"],
  });
}

async function serve(
  files: ReadonlyMap<string, string>,
): Promise<{ readonly server: Server; readonly url: string }> {
  const style = fs.readFileSync("media/markdown.css", "utf8");
  const page = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<style>body { margin: 0; font: 13px/1.4 sans-serif } main { height: 100vh; overflow-y: auto }
${style}</style><main></main><script type="module" src="/main.js"></script>`;
  const server = createServer((request, response) => {
    const script = files.get(request.url ?? "");
    const type = script === undefined ? "text/html" : "text/javascript";
    response.writeHead(200, { "content-type": `${type}; charset=utf-8` });
    response.end(script ?? page);
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}
