import { EventEmitter, once } from "node:events";
import { format } from "node:util";
import type { Page } from "playwright-core";
import { startVSCode, type VSCode, type VSCodeOptions } from "./vscode";

export interface HostTestOptions extends VSCodeOptions {
  /** A CommonJS module with `run(): Promise<void>`. */
  readonly testsPath: string;
  /** Milliseconds until an unfinished run counts as failed. */
  readonly timeout?: number;
  /** Called with each line that the extension host writes to its console. */
  readonly onLine?: (line: string) => void;
}

export interface HostTestResult {
  /** 0 when `run` resolved, 1 when it rejected, another number when VS Code did not get so far. */
  readonly code: number;
  readonly lines: readonly string[];
}

interface End {
  readonly code: number;
  readonly why?: string;
}

/** Runs a module inside the extension host of a real VS Code. */
export async function runInHost(options: HostTestOptions): Promise<HostTestResult> {
  const lines: string[] = [];
  const write = (text: string) => {
    for (const line of text.split("\n")) {
      lines.push(line);
      options.onLine?.(line);
    }
  };
  const end = await runToEnd(options, write);
  if (end.why) write(end.why);
  return { code: end.code, lines };
}

async function runToEnd(options: HostTestOptions, write: (text: string) => void): Promise<End> {
  const ending = new EventEmitter<{ end: [End] }>();
  const ended = once(ending, "end");
  const finish = (end: End) => void ending.emit("end", end);
  const onPage = async (page: Page) => {
    // VS Code calls these two when they exist in its page.
    await page.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) =>
      write(format(...args)),
    );
    await page.exposeFunction("codeAutomationExit", (code: number) => finish({ code }));
  };
  const vscode = await startVSCode({ ...options, onPage });
  const timer = watch(vscode, options.timeout ?? 300_000, finish);
  const [end] = await ended;
  clearTimeout(timer);
  await vscode.stop();
  return end;
}

/** The ways to end without a word from VS Code. */
function watch(vscode: VSCode, timeout: number, finish: (end: End) => void): NodeJS.Timeout {
  vscode.page.on("crash", () => finish({ code: 70, why: "the page crashed" }));
  vscode.page.on("close", () => finish({ code: 71, why: "the page closed" }));
  void vscode.server.ended?.then(how => finish({ code: 72, why: `the server ended (${how})` }));
  return setTimeout(() => finish({ code: 124, why: `no end after ${timeout} ms` }), timeout);
}
