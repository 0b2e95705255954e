import type { Frame } from "playwright-core";
import type { Workbench } from "../support/workbench";
import { workload } from "./answers";
import { printRow, verdict } from "./figures";
import { Panel, type PanelName, startBench } from "./panels";
import { quick } from "./quick";

const rounds = quick ? 1 : 5;
/** For how long nothing may happen, in milliseconds. */
const idleTime = 3000;

/** Prints how long a view takes to be ready in a fresh window, and what it does when nothing happens. */
export async function printOpeningTimes(): Promise<void> {
  const bench = await startBench(
    undefined,
    async page => void (await page.addInitScript(instrument)),
  );
  const { vscode, provider } = bench;
  const times: Readonly<Record<PanelName, number[]>> = { Chat: [], Floor: [] };
  try {
    // The first opening in a browser loads what every later one finds.
    for (const name of ["Chat", "Floor"] as const) await Panel.open(vscode, name);
    for (let round = 0; round < rounds; round++) {
      for (const name of round % 2 === 0 ? panels : panels.toReversed())
        times[name].push(await opened(vscode, name));
    }
    console.log(
      `\nFrom the command to a composer that is ready, fresh windows, ms, ${rounds} rounds`,
    );
    printRow({ name: "view opened", own: times.Chat, other: times.Floor, times: 2, digits: 0 });
    const panel = await Panel.open(vscode, "Chat");
    await printIdle("after it was opened", panel.frame);
    await panel.ask(provider, { workload: workload(2000), rate: 1000 });
    await printIdle("after an answer", panel.frame);
  } finally {
    await bench.stop();
  }
}

const panels = ["Chat", "Floor"] as const;

async function opened(window: Workbench, name: PanelName): Promise<number> {
  await hideViews(window);
  await window.reload();
  // A window that has just opened is busy with itself.
  await window.page.waitForTimeout(3000);
  await window.page.evaluate(() =>
    document.addEventListener(
      "click",
      () => (globalThis.clicked = performance.timeOrigin + performance.now()),
      { capture: true },
    ),
  );
  const panel = await Panel.open(window, name);
  const ready = await panel.frame.waitForFunction(() => globalThis.instruments.ready);
  return (await ready.jsonValue()) - (await window.page.evaluate(() => globalThis.clicked));
}

/** What is open at a reload opens again with the window. */
async function hideViews(window: Workbench): Promise<void> {
  if (await window.page.locator(".part.auxiliarybar").isVisible())
    await window.runCommand("View: Toggle Secondary Side Bar Visibility");
  await window.runCommand("View: Show Explorer");
}

interface Instruments {
  /** When the composer could be typed into and the host had answered, painted, in milliseconds since 1970. */
  ready: number;
  readonly timers: Set<unknown>;
  readonly intervals: Set<unknown>;
  readonly frames: Set<number>;
  /** Callbacks that ran. */
  calls: number;
}

declare global {
  var instruments: Instruments;
}

/** Runs in every frame before its own scripts: counts timers and frames, and sees when the composer is ready. */
function instrument(): void {
  const made: Instruments = {
    ready: 0,
    timers: new Set(),
    intervals: new Set(),
    frames: new Set(),
    calls: 0,
  };
  globalThis.instruments = made;
  const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis;
  const { requestAnimationFrame, cancelAnimationFrame } = globalThis;
  const counted =
    (work: TimerHandler, after: () => void) =>
    (...values: unknown[]) => {
      made.calls += 1;
      after();
      if (typeof work === "function") work(...values);
    };
  Object.assign(globalThis, {
    setTimeout: (work: TimerHandler, time?: number, ...values: unknown[]) => {
      const id = setTimeout(
        counted(work, () => made.timers.delete(id)),
        time,
        ...values,
      );
      made.timers.add(id);
      return id;
    },
    clearTimeout: (id: number) => {
      made.timers.delete(id);
      clearTimeout(id);
    },
    setInterval: (work: TimerHandler, time?: number, ...values: unknown[]) => {
      const id = setInterval(
        counted(work, () => {}),
        time,
        ...values,
      );
      made.intervals.add(id);
      return id;
    },
    clearInterval: (id: number) => {
      made.intervals.delete(id);
      clearInterval(id);
    },
    requestAnimationFrame: (work: FrameRequestCallback) => {
      const id = requestAnimationFrame(counted(work, () => made.frames.delete(id)));
      made.frames.add(id);
      return id;
    },
    cancelAnimationFrame: (id: number) => {
      made.frames.delete(id);
      cancelAnimationFrame(id);
    },
  });
  // The webview's document is opened anew, which ends observers and frames of before, but no timer.
  const look = () => {
    if (document.querySelector("main[data-shown]") && document.querySelector("textarea"))
      requestAnimationFrame(() =>
        setTimeout(() => (made.ready = performance.timeOrigin + performance.now())),
      );
    else if (performance.now() < 30_000) setTimeout(look, 4);
  };
  look();
}

async function printIdle(when: string, frame: Frame): Promise<void> {
  await frame.waitForTimeout(idleTime);
  const counts = await frame.evaluate(time => {
    const { instruments } = globalThis;
    const before = instruments.calls;
    return new Promise<readonly number[]>(resolve => {
      // A timer would be counted itself.
      AbortSignal.timeout(time).addEventListener("abort", () => {
        const { timers, intervals, frames, calls } = instruments;
        const running = document.getAnimations().filter(({ playState }) => playState === "running");
        resolve([timers.size, intervals.size, frames.size, running.length, calls - before]);
      });
    });
  }, idleTime);
  const names = ["timers", "intervals", "frames", "animations", "callbacks run"];
  const shown = names.map((name, index) => `${name} ${counts[index]}`).join(", ");
  console.log(
    `  idle ${when.padEnd(20)} ${shown}  (expected: none) ${verdict(counts.every(count => count === 0))}`,
  );
}
