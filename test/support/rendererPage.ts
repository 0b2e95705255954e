import { build } from "esbuild";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { fastMarkdownIt } from "../../scripts/lib/markdownIt.mjs";
import type { EditorRequest, MarkdownView } from "../../src/webview/markdown/markdownView";

/** What the test page offers to `page.evaluate`. */
export interface Harness {
  readonly view: MarkdownView;
  readonly root: HTMLElement;
  readonly opened: string[];
  readonly copied: string[];
  /** What was asked of the editor. */
  readonly asked: EditorRequest[];
  /** The places whose files exist. */
  readonly existing: string[];
  readonly violations: string[];
  readonly parsedCharacters: () => number;
  /** A fresh view in place of the last one. */
  readonly renew: () => MarkdownView;
  readonly createElementIsNative: () => boolean;
}

declare global {
  var harness: Harness;
}

const root = process.cwd();

/** A browser page that bundles the real renderer and is served with the shipped policy. */
export class RendererPage {
  /** Requests that left for anything but the page's own files. */
  readonly foreignRequests: string[] = [];
  navigations = 0;

  private constructor(
    readonly page: Page,
    private readonly browser: Browser,
    private readonly server: Server,
    private readonly url: string,
  ) {
    page.on("request", request => {
      if (!isOwn(request.url(), url)) this.foreignRequests.push(request.url());
    });
    page.on("framenavigated", () => {
      this.navigations += 1;
    });
  }

  static async open(): Promise<RendererPage> {
    const executablePath = process.env["CHROMIUM"];
    if (!executablePath) throw new Error("set CHROMIUM to the path of a Chromium");
    const { server, url } = await serve(await bundle());
    const browser = await chromium.launch({
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        `--host-resolver-rules=MAP * 127.0.0.1:1, EXCLUDE 127.0.0.1`,
      ],
    });
    const made = new RendererPage(await browser.newPage(), browser, server, url);
    await made.load();
    return made;
  }

  /** Loads the page anew, with a body class and `--vscode-*` values if asked. */
  async load(theme = "vscode-dark", variables = "", width = 600): Promise<void> {
    await this.page.setViewportSize({ width, height: 900 });
    await this.goTo(new URLSearchParams({ theme, variables }));
  }

  /** The page as it is before anything is loaded that comes later. */
  async loadBare(): Promise<void> {
    await this.goTo(new URLSearchParams({ theme: "vscode-dark", bare: "1" }));
  }

  private async goTo(query: URLSearchParams): Promise<void> {
    await this.page.goto(`${this.url}?${query}`);
    await this.page.waitForFunction(() => "harness" in globalThis);
    this.navigations = 0;
    this.foreignRequests.length = 0;
  }

  /** Shows a text in a fresh view, in one piece or in pieces of `chunk` characters. */
  async show(text: string, chunk = 0): Promise<void> {
    await this.page.evaluate(stream, { text, chunk });
  }

  /** The text of a rendered conversation as the browser serialises it, without colours. */
  html(): Promise<string> {
    return this.page.evaluate(() => harness.root.innerHTML);
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.close();
  }
}

/** What a block of code has when it is complete, and a moment later, is taken out of a text of HTML. */
export function withoutTools(html: string): string {
  return html
    .replaceAll(/ role="toolbar"| aria-label="Code actions"/g, "")
    .replaceAll(/<span class="code-lines">[^<]*<\/span>|<div class="code-tools">.*?<\/div>/g, "");
}

function stream({ text, chunk }: { text: string; chunk: number }): void {
  const view = harness.renew();
  if (chunk === 0) return view.set(text);
  for (let start = 0; start < text.length; start += chunk) {
    view.append(text.slice(start, start + chunk));
  }
  view.finish();
}

function isOwn(request: string, url: string): boolean {
  return request.startsWith(url) || request.startsWith("data:image/png");
}

async function bundle(): Promise<Map<string, string>> {
  const result = await build({
    absWorkingDir: root,
    stdin: { contents: entry, resolveDir: root, loader: "ts", sourcefile: "main.ts" },
    bundle: true,
    splitting: true,
    write: false,
    format: "esm",
    target: "es2022",
    outdir: "/",
    entryNames: "main",
    plugins: [fastMarkdownIt],
  });
  return new Map(
    result.outputFiles.map(file => [file.path.replace(/^.*[\\/]/, "/"), file.text] as const),
  );
}

const entry = `
import { loadEntities } from "./src/webview/markdown/entities";
import { MarkdownView } from "./src/webview/markdown/markdownView";
const violations = [];
document.addEventListener("securitypolicyviolation", event =>
  violations.push(event.violatedDirective + " " + event.blockedURI + " " + event.sample));
const native = document.createElement;
const opened = [], copied = [], asked = [], existing = [];
const actions = {
  openLink: url => opened.push(url),
  copy: async text => void copied.push(text),
  t: (text, ...values) => text.replace(/{(\\d)}/g, (_all, index) => values[index]),
  editor: {
    ask: request => asked.push(request),
    existing: async places => places.filter(place => existing.includes(place)),
  },
};
const main = document.querySelector("main");
const harness = {
  opened, copied, asked, existing, violations,
  createElementIsNative: () => document.createElement === native,
  parsedCharacters: () => MarkdownView.parsedCharacters,
  renew() {
    harness.view?.dispose();
    harness.root = document.createElement("div");
    main.replaceChildren(harness.root);
    return (harness.view = new MarkdownView(harness.root, actions));
  },
};
harness.renew();
if (!location.search.includes("bare=1")) await loadEntities();
globalThis.harness = harness;
`;

async function serve(files: Map<string, string>): Promise<{ server: Server; url: string }> {
  const style = readFileSync(join(root, "media/markdown.css"), "utf8");
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const script = files.get(url.pathname);
    if (script !== undefined) {
      response.setHeader("content-type", "text/javascript");
      return response.end(script);
    }
    if (url.pathname === "/style.css") {
      response.setHeader("content-type", "text/css");
      return response.end(styleOf(style, url.searchParams.get("variables") ?? ""));
    }
    const nonce = randomBytes(16).toString("base64");
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader("content-security-policy", policy(nonce));
    return response.end(pageOf(nonce, url.searchParams));
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

function styleOf(style: string, variables: string): string {
  const page = `body { margin: 0; padding: 12px; font: var(--vscode-font-size, 13px)/1.4
    var(--vscode-font-family, sans-serif); color: var(--vscode-foreground);
    background: var(--vscode-sideBar-background); } main { overflow-x: hidden }`;
  return `:root { ${variables} }\n${page}\n${style}`;
}

function policy(nonce: string): string {
  return [
    `default-src 'none'; script-src 'nonce-${nonce}' 'strict-dynamic' 'self'; style-src 'self'`,
    `img-src 'self' data: blob:; form-action 'none'; base-uri 'none'`,
    `require-trusted-types-for 'script'; trusted-types 'none'`,
  ].join("; ");
}

function pageOf(nonce: string, query: URLSearchParams): string {
  const style = `/style.css?${new URLSearchParams({ variables: query.get("variables") ?? "" })}`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Renderer</title>
<link rel="stylesheet" href="${style.replaceAll("&", "&amp;")}"><link rel="icon" href="data:,"></head>
<body class="${query.get("theme") === null ? "" : encodeURIComponent(query.get("theme") ?? "")}">
<main></main><script type="module" nonce="${nonce}" src="/main.js"></script></body></html>`;
}
