import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Workbench } from "../support/workbench";
import { removeFolder } from "../support/browser";
import { workload } from "./answers";
import { percentile, printLimit, printRow } from "./figures";
import { type Asked, type Bench, lagAtEnd, lags, Panel, startBench } from "./panels";
import { quick } from "./quick";
import { writeSeeds } from "./seeds";

const rounds = quick ? 1 : 5;
const answers = quick ? 1 : 3;
const sizes = [2, 200, 2000] as const;

/** Prints what a long conversation costs: opening it, keeping it, and answering in it. */
export async function printLongConversationTimes(): Promise<void> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "parley-bench-"));
  const names = Array.from({ length: rounds }, (_, round) => round);
  writeSeeds(
    root,
    sizes.flatMap(messages => names.map(round => ({ name: nameOf(messages, round), messages }))),
  );
  const bench = await startBench(root);
  try {
    const panel = await Panel.open(bench.vscode, "Chat");
    await printOpenings(bench, panel);
    await printHeaps(bench, panel);
    await printAnswers(bench, panel);
  } finally {
    await bench.stop();
    removeFolder(root);
  }
}

function nameOf(messages: number, round: number): string {
  return `Number ${round} of ${messages} messages`;
}

/** Each conversation is opened once, so none is in memory already. */
async function printOpenings({ vscode }: Bench, panel: Panel): Promise<void> {
  const times = new Map<number, number[]>(sizes.map(size => [size, []]));
  for (let round = 0; round < rounds; round++) {
    for (const size of round % 2 === 0 ? sizes : sizes.toReversed())
      times.get(size)?.push(await opened(vscode, panel, nameOf(size, round)));
  }
  console.log(`\nOpening a conversation, from the click to its readable end, ms, ${rounds} rounds`);
  for (const [size, most] of [
    [200, 1.5],
    [2000, 2],
  ] as const)
    printRow({
      name: `${size.toLocaleString("en")} messages`,
      own: times.get(size) ?? [],
      other: times.get(2) ?? [],
      than: "2 messages",
      times: most,
      digits: 0,
    });
}

async function opened(window: Workbench, panel: Panel, name: string): Promise<number> {
  await window.runCommand("Parley: Open Past Conversation");
  await window.titled("Past Conversations");
  await window.page.evaluate(noteNextClick);
  await panel.frame.evaluate(watchForEnd, `The end of ${name}.`);
  await window.choose(name);
  const shown = await panel.frame.evaluate(() => globalThis.endShown);
  return shown - (await window.page.evaluate(() => globalThis.clicked));
}

declare global {
  /** When the mouse went down, in milliseconds since 1970. */
  var clicked: number;
  /** Resolves to when the end of a conversation was painted. */
  var endShown: Promise<number>;
}

/** Runs in the workbench. */
function noteNextClick(): void {
  document.addEventListener(
    "mousedown",
    () => (globalThis.clicked = performance.timeOrigin + performance.now()),
    { capture: true, once: true },
  );
}

/** Runs in the chat view: the end is readable when its words are on the screen. */
function watchForEnd(words: string): void {
  const log = document.querySelector(".log");
  globalThis.endShown = new Promise(resolve => {
    const look = () => {
      const last = document.querySelector(".messages")?.lastElementChild?.lastElementChild;
      const text = last?.querySelector(".markdown")?.lastElementChild;
      const box = text?.getBoundingClientRect();
      const seen = box && log && box.bottom <= log.getBoundingClientRect().bottom + 1;
      if (!seen || !text?.textContent?.includes(words)) return void requestAnimationFrame(look);
      requestAnimationFrame(() =>
        setTimeout(() => resolve(performance.timeOrigin + performance.now())),
      );
    };
    look();
  });
}

/** Also with all messages in the page, as after a day in one conversation. */
async function printHeaps({ vscode }: Bench, panel: Panel): Promise<void> {
  console.log("\nHeap of the page with a conversation in it");
  for (const [size, most] of [
    [200, 20],
    [2000, 60],
  ] as const) {
    await opened(vscode, panel, nameOf(size, 0));
    const atEnd = await panel.heap();
    await showAll(panel, size);
    printLimit(
      `${size.toLocaleString("en")} messages, all shown`,
      [await panel.heap()],
      most,
      "MB",
    );
    console.log(`    with the end only             ${atEnd.toFixed(1)} MB`);
  }
}

/** Loads what is earlier until the page has everything. */
async function showAll({ frame }: Panel, size: number): Promise<void> {
  await frame.waitForFunction(
    count => {
      const button = document.querySelector<HTMLElement>(".earlier");
      button?.click();
      return document.querySelectorAll(".messages article").length >= count;
    },
    size,
    { polling: 50, timeout: 120_000 },
  );
}

/** The long conversation as it is opened, with its end only, and then with all its messages in the page. */
async function printAnswers({ vscode, provider }: Bench, panel: Panel): Promise<void> {
  const empty: Asked[] = [];
  const short: Asked[] = [];
  const atEnd: Asked[] = [];
  const whole: Asked[] = [];
  const how = { workload: workload(quick ? 500 : 1000), rate: 200 };
  for (let round = 0; round < answers; round++) {
    await panel.newChat();
    empty.push(await panel.ask(provider, how));
    await opened(vscode, panel, nameOf(2, round));
    short.push(await panel.ask(provider, how));
    await opened(vscode, panel, nameOf(2000, round));
    atEnd.push(await panel.ask(provider, how));
    await showAll(panel, 2000);
    whole.push(await panel.ask(provider, how));
  }
  // In an empty one the first half of the answer scrolls nothing, so its page works less.
  for (const [than, other] of [
    ["empty one", empty],
    ["2 messages", short],
  ] as const) {
    printAnswerRows("as it is opened", atEnd, other, than);
    printAnswerRows("with all of them shown", whole, other, than);
  }
}

function printAnswerRows(
  how: string,
  own: readonly Asked[],
  other: readonly Asked[],
  than: string,
): void {
  console.log(
    `\nThe same answer in a conversation of 2,000 messages ${how}, ms, ${answers} rounds`,
  );
  const measures: readonly (readonly [string, (one: Asked) => number])[] = [
    ["written to shown, p50", one => percentile(lags(one), 0.5)],
    ["written to shown, p95", one => percentile(lags(one), 0.95)],
    ["lag at the end", lagAtEnd],
    ["thread of the page, CPU", one => one.cpu],
    ["Enter to request", one => one.sent.asked - one.entered],
    ["tasks above 50 ms", one => one.longTasks.length],
  ];
  for (const [name, measure] of measures)
    printRow({
      name,
      own: own.map(measure),
      other: other.map(measure),
      than,
      times: 1.15,
    });
}
