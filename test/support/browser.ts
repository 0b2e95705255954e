import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
import { ensureChromium } from "../../scripts/lib/vscodeSetup.mjs";

export interface BrowserOptions {
  /** A folder that keeps the browser's data; by default there is one for this start only. */
  readonly profile?: string | undefined;
  readonly viewport?: { readonly width: number; readonly height: number } | undefined;
  readonly colorScheme?: "light" | "dark" | undefined;
  readonly reducedMotion?: "reduce" | "no-preference" | undefined;
  /** Each origin gets a process of its own, as on the desktop. */
  readonly siteIsolation?: boolean | undefined;
}

export interface Browser {
  readonly context: BrowserContext;
  readonly close: () => Promise<void>;
}

const switches = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--force-color-profile=srgb",
  // A page that a test has rewritten has no loopback address, and could not reach its own server.
  "--disable-features=Translate,OptimizationHints,MediaRouter,LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets",
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost , EXCLUDE *.localhost",
];

/** Starts the browser that every suite uses; it resolves loopback names only. */
export async function openBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const executablePath = await ensureChromium();
  const profile = options.profile ?? fs.mkdtempSync(path.join(os.tmpdir(), "parley-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: options.siteIsolation ? [...switches, "--site-per-process"] : switches,
    viewport: options.viewport ?? { width: 1280, height: 800 },
    colorScheme: options.colorScheme ?? "dark",
    reducedMotion: options.reducedMotion ?? "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const close = async () => {
    await context.close();
    if (options.profile === undefined) removeFolder(profile);
  };
  return { context, close };
}

/** Removes a folder whose last writer may only just be ending. */
export function removeFolder(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
