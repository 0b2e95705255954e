import { readFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { type ChatEvent, type ChatRequest, systemClock } from "../../src/core/answering";
import { Chats } from "../../src/core/chats";
import { readEntry } from "../../src/core/connectionEntry";
import type { FunctionColumn } from "../../src/core/functions";
import { type FoundFile, rankFiles } from "../../src/core/foundFiles";
import type { ImageColumn } from "../../src/core/imageRules";
import type { FilePart, ModelChoice } from "../../src/core/messages";
import { Meter } from "../../src/core/meter";
import { pageHtml } from "../../src/core/page";
import { Drafts } from "../../src/core/drafts";
import { type PanelActions, PanelController, type ReadFiles } from "../../src/core/panelController";
import type { ParameterRules } from "../../src/core/parameters";
import type { Preset } from "../../src/core/presets";
import type { HostToPanel, PanelStatus } from "../../src/core/protocol";
import { Queues } from "../../src/core/queue";
import type { ChatSession } from "../../src/core/session";
import { TokenCorrections } from "../../src/core/tokenCorrections";
import { type Browser, openBrowser } from "./browser";
import { MemoryState } from "./memoryState";
import { MemoryStore, workspace } from "./memoryStore";
import { themes } from "./themes";
import { until } from "./until";

const types: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css" };

/** What the page does not ask for, but tells. */
const told: readonly (string | symbol)[] = [
  "changed",
  "activityChanged",
  "emptyShown",
  "focusChanged",
];

/** VS Code's own sizes of text. */
const sizes =
  "--vscode-font-size: 13px; --vscode-font-family: sans-serif; --vscode-editor-font-size: 13px;";

/** Answers a request of the session; yields what the model says. */
export type Model = (request: ChatRequest, signal: AbortSignal) => AsyncIterable<ChatEvent>;

/** The shipped page with its policy in a real browser, and the real controller and sessions behind it. */
export class PanelPage {
  /** Requests for anything but the page's own files. */
  readonly foreign: string[] = [];
  /** What the page asked of the editor: name and value. */
  readonly asked: (readonly unknown[])[] = [];
  readonly console: string[] = [];
  readonly store = new MemoryStore();
  model: Model = says("Hello there.");
  /** What the user picks when asked for the model of one answer. */
  picked: ModelChoice | undefined;
  /** The files that the editor finds and reads, and why it reads none. */
  files: readonly FoundFile[] = [];
  read: ReadFiles = { parts: [], refused: [] };
  /** The places of answers whose files exist. */
  existing: readonly string[] = [];
  /** Where the model is, with what the user says of it. */
  connection = readEntry({ id: "lab", provider: "openai-compatible", models: [] }).connection;
  readonly corrections = new TokenCorrections(new MemoryState());
  /** What is known of the model's parameters, and the presets of the settings. */
  rules: ParameterRules = {};
  /** What is known of pictures at the model; whether it sees. */
  images: ImageColumn = {};
  vision: boolean | undefined;
  presets: readonly Preset[] = [];
  /** What is known of functions at the model's provider. */
  functions: FunctionColumn = {};
  /** The name that the user types when asked for one. */
  typedName: string | undefined;
  private controller!: PanelController;
  private chats!: Chats;
  private drafts!: Drafts;
  private queues!: Queues;

  private constructor(
    readonly page: Page,
    private readonly browser: Browser,
    private readonly server: Server,
  ) {}

  static async start(): Promise<PanelPage> {
    const browser = await openBrowser({ viewport: { width: 320, height: 720 } });
    const server = createServer((request, response) => serve(request.url ?? "", response));
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    const made = new PanelPage(page, browser, server);
    await made.prepare();
    return made;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** A fresh window: nothing shown, nothing kept, unless the store is. */
  async load(theme = "vscode-dark", width = 320): Promise<void> {
    await this.open(theme, width);
    await this.page.locator("main[data-shown]").waitFor();
  }

  /** The same, without waiting until the host has told of a conversation. */
  async open(theme = "vscode-dark", width = 320): Promise<void> {
    await this.page.setViewportSize({ width, height: 720 });
    this.foreign.length = 0;
    this.asked.length = 0;
    this.console.length = 0;
    this.connect();
    await this.page.goto(`${this.origin}/?${theme}`);
    await this.page.getByRole("textbox", { name: "Message" }).waitFor();
  }

  /** VS Code throws the page of a hidden view away, and makes another one when it is shown. */
  async hideAndShow(): Promise<void> {
    await this.page.evaluate(() => window.dispatchEvent(new Event("pagehide")));
    this.controller.pageGone();
    await this.page.goto(this.page.url());
    await this.page.locator("main[data-shown]").waitFor();
  }

  async session(): Promise<ChatSession> {
    return this.controller.session();
  }

  setStatus(status: Partial<PanelStatus>): void {
    this.controller.setStatus({
      modelLabel: "small",
      hasKey: true,
      notices: [],
      servers: [],
      keys: [],
      sendKey: "enter",
      rules: this.rules,
      images: this.images,
      ...(this.vision !== undefined && { model: { id: "small", vision: this.vision } }),
      presets: this.presets,
      functions: this.functions,
      ...status,
    });
  }

  /** Puts code into the composer, as an editor command does. */
  async attach(part: Partial<FilePart> = {}, idle = false): Promise<void> {
    await this.controller.attach(
      {
        type: "file",
        path: "src/a.ts",
        language: "typescript",
        startLine: 3,
        endLine: 4,
        text: "let a;\nlet b;",
        ...part,
      },
      { idle },
    );
  }

  hint(text: string): void {
    this.controller.hint(text);
  }

  async newChat(): Promise<void> {
    await this.controller.newChat();
  }

  async show(session: ChatSession): Promise<void> {
    await this.controller.show(session);
  }

  /** Waits until the page takes what is dropped, for which a chunk is loaded when it has nothing to do. */
  async takesDrops(): Promise<void> {
    await until(() =>
      this.page.evaluate(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(["a"], "a.txt"));
        const init = { dataTransfer, bubbles: true, cancelable: true };
        document.body.dispatchEvent(new DragEvent("dragover", init));
        const taken = document.body.classList.contains("dropping");
        document.body.dispatchEvent(new DragEvent("dragleave", { bubbles: true }));
        return taken;
      }),
    );
  }

  /** As one does who found something in all conversations. */
  async showPlace(messageId: string, text: string): Promise<void> {
    await this.controller.showPlace({ messageId, text });
  }

  async send(text: string): Promise<void> {
    const box = this.page.getByRole("textbox", { name: "Message" });
    await box.fill(text);
    await box.press("Enter");
  }

  async ask(text: string): Promise<void> {
    const messages = this.page.getByRole("article");
    const count = await messages.count();
    await this.send(text);
    await messages
      .nth(count + 1)
      .getByRole("button", { name: "Try again" })
      .waitFor();
  }

  /** Chooses a row of a message's menu. */
  async choose(message: Locator, name: string): Promise<void> {
    await message.getByRole("button", { name: "More actions" }).click();
    await this.page.getByRole("menuitem", { name, exact: true }).click();
  }

  /** Accessible name of what has the focus. */
  async focus(): Promise<string> {
    return this.page.evaluate(() => {
      const focused = document.activeElement as HTMLElement | null;
      return focused?.ariaLabel ?? focused?.innerText ?? "";
    });
  }

  /** What VS Code keeps of the page through a reload. */
  async state(): Promise<unknown> {
    return this.page.evaluate(() => (globalThis as unknown as { state: unknown }).state);
  }

  /** Shows a kept conversation, as a pick in the history does. */
  async pick(id: string): Promise<void> {
    const session = await this.chats.load(id);
    if (session) await this.show(session);
  }

  /** The conversations of another window over the same store. */
  otherWindow(): Chats {
    return this.chatsOver(this.store.otherProcess());
  }

  /** A second view over the same conversations, without a page; what it is told. */
  secondView(): { readonly view: PanelController; readonly told: HostToPanel[] } {
    const told: HostToPanel[] = [];
    const view = this.viewOf(message => told.push(message));
    return { view, told };
  }

  /** The last answer's rendered text. */
  get answer() {
    return this.page.getByRole("article").last();
  }

  async violations(): Promise<readonly string[]> {
    return this.page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await new Promise(resolve => this.server.close(resolve));
  }

  private connect(): void {
    this.store.kill(); // What the window before wrote is free.
    this.chats = this.chatsOver(this.store);
    this.drafts = new Drafts(this.store);
    this.queues = new Queues(this.chats, this.drafts);
    this.controller = this.viewOf(
      message =>
        void this.page.evaluate(data => window.postMessage(data), message).catch(() => undefined), // The page is on its way out.
    );
    this.setStatus({});
  }

  private chatsOver(store: MemoryStore): Chats {
    return new Chats({
      store,
      clock: systemClock,
      workspace,
      ask: (request, signal) => this.model(request, signal),
      trouble: () => {},
      defaultChoice: () => ({ connectionId: "lab", model: "small" }),
      labelOf: choice => choice?.model ?? "No model",
      parametersOf: () => ({}),
      rulesOf: () => this.rules,
      functionsOf: () => this.functions,
      imagesAt: async ({ model }) => ({
        provider: "Lab",
        model,
        ...(this.vision !== undefined && { vision: this.vision }),
        column: this.images,
      }),
      defaultPreset: () => this.presets.find(preset => preset.default),
    });
  }

  private viewOf(post: (message: HostToPanel) => void): PanelController {
    const { chats, store, drafts, queues } = this;
    return new PanelController({
      chats,
      store,
      drafts,
      queues,
      actions: this.actions(),
      first: () => chats.restore(),
      shows: ({ conversation }) =>
        void store.writeCurrent(workspace, conversation.id).catch(() => undefined), // A full disk is another test's.
      post,
      meter: view =>
        new Meter(
          {
            clock: systemClock,
            corrections: this.corrections,
            lists: { known: async () => undefined },
            connectionOf: () => this.connection,
          },
          view,
        ),
    });
  }

  private actions(): PanelActions {
    const presets = {
      presets: () => this.presets,
      writePresets: async (written: readonly Preset[]) => {
        this.presets = written;
        this.setStatus({});
      },
      askName: async () => this.typedName,
    };
    return new Proxy(presets as unknown as PanelActions, {
      get: (own, name) =>
        Object.hasOwn(own, name)
          ? own[name as keyof PanelActions]
          : async (...values: unknown[]) => {
              if (!told.includes(name)) this.asked.push([name, ...values]);
              const [first] = values;
              if (name === "findFiles") return rankFiles(String(first), this.files);
              if (name === "readFiles" || name === "pickFiles") return this.read;
              if (name === "findPlaces") return this.existing;
              return name === "pickModel" ? this.picked : undefined;
            },
    });
  }

  private async prepare(): Promise<void> {
    const { page } = this;
    page.on("console", message => this.console.push(message.text()));
    page.on("pageerror", error => this.console.push(String(error)));
    page.on("request", request => {
      const address = request.url();
      if (!address.startsWith(this.origin) && !/^(data|blob):/.test(address))
        this.foreign.push(address);
    });
    await page.exposeFunction("postToHost", (message: unknown) => this.controller.receive(message));
    await page.addInitScript(initPage);
  }
}

/** Runs in the page before its own script: what VS Code gives a webview. */
function initPage(): void {
  const all = globalThis as unknown as {
    violations: string[];
    postToHost(message: unknown): void;
    acquireVsCodeApi(): unknown;
    state: unknown;
  };
  all.violations = [];
  all.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => all.postToHost(message),
    setState: (state: unknown) => {
      all.state = state;
      sessionStorage.setItem("state", JSON.stringify(state));
    },
    getState: () => JSON.parse(sessionStorage.getItem("state") ?? "null") ?? undefined,
  });
  document.addEventListener("securitypolicyviolation", event => {
    all.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
  });
}

/** The files that the package ships, and the page that the host makes. */
function serve(url: string, response: ServerResponse): void {
  const { pathname, search } = new URL(url, "http://x");
  const theme = search.slice(1);
  if (pathname === "/") {
    response.writeHead(200, { "content-type": "text/html" });
    const html = pageHtml({
      uri: file => `/${file}`,
      source: "'self'",
      language: "en",
      bundle: {},
    });
    const style = '<link rel="stylesheet" href="/theme.css?$&">';
    return void response.end(
      html
        .replace("<body", `<body class="${theme}"`)
        .replace("</head>", `${style.replace("$&", theme)}</head>`),
    );
  }
  if (pathname === "/theme.css") {
    response.writeHead(200, { "content-type": "text/css" });
    return void response.end(
      `:root { ${sizes} ${themes[theme] ?? ""} } body { background: var(--vscode-sideBar-background); }`,
    );
  }
  if (!/^\/(dist\/panel|media)\/[\w.-]+$/.test(pathname)) {
    response.writeHead(404, {});
    return void response.end();
  }
  response.writeHead(200, {
    "content-type": types[path.extname(pathname)] ?? "application/octet-stream",
  });
  response.end(readFileSync(path.join(process.cwd(), pathname)));
}

/** A model that says these texts and finishes. */
export function says(...texts: readonly string[]): Model {
  return async function* () {
    for (const text of texts) yield { type: "text", text };
    yield { type: "finish", finish: "stop" };
  };
}

/** A model that says these texts and then waits to be stopped. */
export function goesOn(...texts: readonly string[]): Model {
  return async function* (_request, signal) {
    for (const text of texts) yield { type: "text", text };
    await new Promise(resolve => signal.addEventListener("abort", resolve));
  };
}
