import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { CodeServer, freePort } from "../../scripts/lib/codeServer.mjs";
import { ensureVSCode } from "../../scripts/lib/vscodeSetup.mjs";
import { type Browser, type BrowserOptions, openBrowser, removeFolder } from "./browser";
import { inject } from "./inject";
import { Workbench } from "./workbench";

export interface VSCodeOptions extends BrowserOptions {
  /** Unpacked extensions under development, as with F5. Default: this repository, unless one is linked or packaged. */
  readonly extensions?: readonly string[] | undefined;
  /** Unpacked extensions made to look installed. */
  readonly linkExtensions?: readonly string[] | undefined;
  /** Packaged extensions to install. */
  readonly vsix?: readonly string[] | undefined;
  /** User settings on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** The folder or the .code-workspace file to open; default: an empty folder. */
  readonly folder?: string | undefined;
  /** The server's data, to keep them between starts. Secrets also need the same `profile` and `port`. */
  readonly root?: string | undefined;
  readonly port?: number | undefined;
  /** For server and extension host; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Folders open restricted until they are trusted. */
  readonly workspaceTrust?: boolean | undefined;
  /** A module whose `run` is called in the extension host; see hostTests.ts. */
  readonly testsPath?: string | undefined;
  /** Webviews get an origin and a process of their own, as on the desktop. */
  readonly webviewOwnOrigin?: boolean | undefined;
  /** Leaves the temporary folders for a look at them. */
  readonly keep?: boolean | undefined;
  /** The oldest VS Code that the manifest allows instead of the current one. */
  readonly version?: "current" | "floor" | undefined;
  /** Called with each page before anything is loaded in it. */
  readonly onPage?: ((page: Page) => Promise<void>) | undefined;
}

/** The first window of a running VS Code, and the whole of it. */
export class VSCode extends Workbench {
  /** The requests of browser and webviews that were not for this machine. */
  readonly foreignRequests: string[] = [];

  constructor(
    page: Page,
    readonly server: CodeServer,
    readonly browser: Browser,
    readonly root: string,
    private readonly options: VSCodeOptions,
  ) {
    super(page);
    browser.context.on("request", request => {
      if (isForeign(request.url()))
        this.foreignRequests.push(`${request.method()} ${request.url()}`);
    });
  }

  /** The address of a window with the folder that was asked for. */
  get url(): string {
    return this.server.url(folderOf(this.options, this.root));
  }

  /** A second window on the same folder, with an extension host of its own. */
  async newWindow(): Promise<Workbench> {
    const window = new Workbench(await this.browser.context.newPage());
    await this.openIn(window);
    return window;
  }

  /** Opens the workbench in a window, as the options want it. */
  async openIn(window: Workbench): Promise<void> {
    const { onPage, testsPath, webviewOwnOrigin } = this.options;
    await onPage?.(window.page);
    const extensions = developed(this.options);
    if (extensions.length > 0 || testsPath !== undefined || webviewOwnOrigin) {
      await inject(window.page, this.server.origin, { extensions, testsPath, webviewOwnOrigin });
    }
    await window.open(this.url);
  }

  /** Ends browser and server, and removes what was temporary. */
  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    if (!this.options.keep && this.options.root === undefined) removeFolder(this.root);
  }
}

/** Starts a real VS Code and opens a window of it in a headless browser. */
export async function startVSCode(options: VSCodeOptions = {}): Promise<VSCode> {
  const root = path.resolve(
    options.root ?? fs.mkdtempSync(path.join(os.tmpdir(), "parley-vscode-")),
  );
  if (options.folder === undefined) fs.mkdirSync(folderOf(options, root), { recursive: true });
  const server = await startServer(options, root);
  try {
    const browser = await openBrowser(options);
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    return await opened(new VSCode(page, server, browser, root, options));
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function opened(vscode: VSCode): Promise<VSCode> {
  try {
    await vscode.openIn(vscode);
    return vscode;
  } catch (error) {
    await vscode.stop();
    throw error;
  }
}

async function startServer(options: VSCodeOptions, root: string): Promise<CodeServer> {
  const { entry, node } = await locate(options);
  return CodeServer.start({
    entry,
    node,
    root,
    port: options.port ?? (await freePort()),
    settings: { ...options.settings },
    keepSettings: options.settings === undefined,
    linkExtensions: options.linkExtensions ?? [],
    vsix: options.vsix ?? [],
    env: { ...withoutKeys(), ...options.env },
    workspaceTrust: options.workspaceTrust ?? false,
  });
}

/** What `npm test` has set up already, else our own set-up. */
async function locate({ version }: VSCodeOptions): Promise<{ entry: string; node: string }> {
  const { PARLEY_CODE_SERVER: entry, PARLEY_NODE: node } = process.env;
  if (version === undefined && entry && node) return { entry, node };
  return ensureVSCode({ version: version ?? "current" });
}

function developed({
  extensions,
  linkExtensions = [],
  vsix = [],
}: VSCodeOptions): readonly string[] {
  if (extensions) return extensions;
  return linkExtensions.length + vsix.length > 0 ? [] : [process.cwd()];
}

function folderOf({ folder }: VSCodeOptions, root: string): string {
  return path.resolve(folder ?? path.join(root, "workspace"));
}

/** A developer's own keys must never reach a test. */
function withoutKeys(): Record<string, undefined> {
  const names = Object.keys(process.env).filter(name => /_(API_KEY|TOKEN|SECRET)$/.test(name));
  return Object.fromEntries(names.map(name => [name, undefined]));
}

/** The webviews' own resources have a foreign name, but their service worker answers for it. */
function isForeign(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  if (!/^(https?|wss?):$/.test(protocol)) return false;
  return !/^127\.0\.0\.1$|^(.+\.)?localhost$|\.vscode-resource\.vscode-cdn\.net$/.test(hostname);
}
