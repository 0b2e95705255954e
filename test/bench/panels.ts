import path from "node:path";
import type { CDPSession, Frame } from "playwright-core";
import { labSettings } from "../support/labSettings";
import { LoopbackProvider } from "../support/provider";
import { startVSCode, type VSCode, type VSCodeOptions } from "../support/vscode";
import type { Workbench } from "../support/workbench";
import { endMarker, type Sent, sending, type Workload } from "./answers";
import { type Seen, watchNextAnswer } from "./probe";

/** A chat view under measurement: Parley's, or the floor's, which has the same names. */
export class Panel {
  private constructor(
    readonly window: Workbench,
    readonly frame: Frame,
    private readonly devtools: CDPSession,
  ) {}

  static async open(window: Workbench, name: PanelName): Promise<Panel> {
    await window.runCommand(focusCommands[name]);
    return Panel.find(window, name);
  }

  static async find(window: Workbench, name: PanelName): Promise<Panel> {
    const frame = await window.webviewFrame(name);
    await frame.locator("main[data-shown]").waitFor();
    const outer = frame.parentFrame() ?? frame;
    const devtools = await window.page.context().newCDPSession(outer);
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    return new Panel(window, frame, devtools);
  }

  /** An empty conversation in the place of the one that is shown. */
  async newChat(): Promise<void> {
    if ((await this.frame.getByRole("article").count()) === 0) return;
    await this.frame.getByRole("button", { name: "New chat" }).click();
    await this.frame.getByRole("article").first().waitFor({ state: "detached" });
  }

  /** Sends a question, types meanwhile if asked, and tells how its answer came to be seen. */
  async ask(provider: LoopbackProvider, how: Asking): Promise<Asked> {
    const sent: Sent = { asked: 0, times: [] };
    provider.next(sending(how.workload, how.rate, sent));
    const box = this.frame.locator("textarea[aria-label=Message]");
    await box.fill(how.text ?? "Tell me.");
    await this.frame.evaluate(watchNextAnswer, endMarker);
    const before = await this.cpu();
    await box.press("Enter");
    const seen = this.frame.evaluate(() => globalThis.seen);
    if (how.typing) await this.typeUntil(seen);
    const result = await seen;
    const cpu = (await this.cpu()) - before;
    await this.frame.locator(".log[aria-busy=false]").waitFor({ state: "attached" });
    return { ...result, cpu, sent, workload: how.workload };
  }

  /** Megabytes that the page holds on to. */
  async heap(): Promise<number> {
    await this.devtools.send("HeapProfiler.enable");
    for (let time = 0; time < 2; time++) await this.devtools.send("HeapProfiler.collectGarbage");
    await this.devtools.send("HeapProfiler.disable");
    const { usedSize } = await this.devtools.send("Runtime.getHeapUsage");
    return usedSize / 1024 ** 2;
  }

  /** Milliseconds for which the page's thread has worked. */
  private async cpu(): Promise<number> {
    const { metrics } = await this.devtools.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1000;
  }

  private async typeUntil(end: Promise<unknown>): Promise<void> {
    const ended = new AbortController();
    void end.finally(() => ended.abort());
    for (let at = performance.now(); !ended.signal.aborted; ) {
      at += keyDistance;
      await this.window.page.keyboard.press("a");
      await new Promise(resolve => setTimeout(resolve, at - performance.now()));
    }
  }
}

export type PanelName = "Chat" | "Floor";

const focusCommands: Readonly<Record<PanelName, string>> = {
  Chat: "Parley: Focus Chat",
  Floor: "Parley: Focus Floor",
};

/** Between two keys of one who types, in milliseconds. */
const keyDistance = 120;

export interface Asking {
  readonly workload: Workload;
  /** Tokens per second; without one as fast as the socket takes them. */
  readonly rate?: number;
  readonly text?: string;
  readonly typing?: boolean;
}

/** One answer, as it was sent and as it was seen. */
export interface Asked extends Seen {
  /** Milliseconds that the page's thread worked for it. */
  readonly cpu: number;
  readonly sent: Sent;
  readonly workload: Workload;
}

/** Both chat views in one VS Code, each with an origin and a process of its own, over one server. */
export interface Bench {
  readonly vscode: VSCode;
  readonly provider: LoopbackProvider;
  stop(): Promise<void>;
}

export async function startBench(root?: string, onPage?: VSCodeOptions["onPage"]): Promise<Bench> {
  const provider = await LoopbackProvider.start();
  const { baseURL } = provider;
  const vscode = await startVSCode({
    root,
    onPage,
    extensions: [process.cwd(), path.resolve("test/bench/floor")],
    webviewOwnOrigin: true,
    siteIsolation: true,
    settings: {
      ...labSettings(provider),
      "parleyFloor.url": `${baseURL}/chat/completions`,
    },
  });
  const stop = async () => {
    await vscode.stop();
    await provider.stop();
  };
  return { vscode, provider, stop };
}

/** From the first token written to the last one painted. */
export function untilComplete({ sent, markers }: Asked): number {
  return (markers.at(-1)?.[1] ?? Number.NaN) - (sent.times[0] ?? Number.NaN);
}

/** From the last token written to painted. */
export function lagAtEnd({ sent, markers }: Asked): number {
  return (markers.at(-1)?.[1] ?? Number.NaN) - (sent.times.at(-1) ?? Number.NaN);
}

/** For each marker from written to painted; those of one frame are all painted with its newest. */
export function lags({ sent, markers, workload }: Asked): readonly number[] {
  return workload.markers.map((token, index) => {
    const number = index === workload.markers.length - 1 ? endMarker : index;
    const at = markers.find(([newest]) => newest >= number)?.[1] ?? Number.NaN;
    return at - (sent.times[token] ?? Number.NaN);
  });
}
