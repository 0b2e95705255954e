import type { LoopbackProvider } from "../support/provider";
import { workload } from "./answers";
import { median, percentile, printLimit, printRow, verdict } from "./figures";
import {
  type Asked,
  type Asking,
  lagAtEnd,
  lags,
  Panel,
  startBench,
  untilComplete,
} from "./panels";
import { quick } from "./quick";

const rounds = quick ? 1 : 3;

interface Panels {
  readonly provider: LoopbackProvider;
  readonly parley: Panel;
  readonly floor: Panel;
}

/** Prints how long a message takes to leave. */
export const printSendTimes = (): Promise<void> => withPanels(printSends);

/** Prints how answers come to be seen in a real VS Code, in Parley and in the text-only floor. */
export const printStreamTimes = (): Promise<void> =>
  withPanels(async panels => {
    await printFirehose(panels);
    await printSteady(panels);
    await printTyping(panels);
  });

async function withPanels(print: (panels: Panels) => Promise<void>): Promise<void> {
  const bench = await startBench();
  try {
    const parley = await Panel.open(bench.vscode, "Chat");
    const floor = await Panel.open(bench.vscode, "Floor");
    await print({ provider: bench.provider, parley, floor });
  } finally {
    await bench.stop();
  }
}

/** Each in an empty conversation, and the two taking turns at being first. */
async function alternate(
  { provider, parley, floor }: Panels,
  how: Asking,
  times = rounds,
): Promise<{ readonly own: readonly Asked[]; readonly other: readonly Asked[] }> {
  const own: Asked[] = [];
  const other: Asked[] = [];
  for (let round = 0; round < times; round++) {
    const ways = [
      async () => void own.push(await asked(parley, provider, how)),
      async () => void other.push(await asked(floor, provider, how)),
    ];
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) await way();
  }
  return { own, other };
}

async function asked(panel: Panel, provider: LoopbackProvider, how: Asking): Promise<Asked> {
  await panel.newChat();
  return panel.ask(provider, how);
}

/** The very first one loads the SDK, which is shown by itself. */
async function printSends(panels: Panels): Promise<void> {
  const wait = ({ entered, sent }: Asked) => sent.asked - entered;
  const how = { workload: workload(20) };
  const { own, other } = await alternate(panels, how, 1 + (quick ? 3 : 15));
  const [first = Number.NaN, ...later] = own.map(wait);
  console.log(`\nFrom Enter to the request at the server, ${later.length} times, ms`);
  console.log(`  the first send of all          ${first.toFixed(1).padStart(8)}`);
  printRow({
    name: "every later one",
    own: later,
    other: other.slice(1).map(wait),
    times: 1.5,
    plus: 5,
  });
}

async function printFirehose(panels: Panels): Promise<void> {
  console.log(
    `\nAs fast as the socket takes it, first token sent to last one painted, ms, ${rounds} rounds`,
  );
  const own: number[] = [];
  for (const count of [5000, 20_000, 40_000]) {
    const both = await alternate(panels, { workload: workload(count) });
    const times = both.own.map(untilComplete);
    own.push(median(times));
    printRow({
      name: `${count.toLocaleString("en")} tokens`,
      own: times,
      other: both.other.map(untilComplete),
      times: 2,
      digits: 0,
    });
    const [cpu, least] = [both.own, both.other].map(all => median(all.map(one => one.cpu)));
    console.log(
      `    thread of the page, ms of CPU: Parley ${cpu?.toFixed(0)}, floor ${least?.toFixed(0)}`,
    );
    if (count === 20_000) await printHeap(panels);
  }
  printGrowth(own);
}

async function printHeap({ parley, floor }: Panels): Promise<void> {
  printLimit("    heap of the page, MB", [await parley.heap()], 15, "MB");
  console.log(`      the floor's                ${(await floor.heap()).toFixed(1)} MB`);
}

function printGrowth([small = 0, middle = 0, large = 0]: readonly number[]): void {
  for (const [name, growth, most] of [
    ["5,000 to 20,000", middle / small, 4.4],
    ["20,000 to 40,000", large / middle, 2.2],
  ] as const)
    console.log(
      `  growth ${name.padEnd(18)} ${growth.toFixed(2)} times  (expected: at most ${most}) ${verdict(growth <= most)}`,
    );
}

async function printSteady(panels: Panels): Promise<void> {
  const tokens = workload(quick ? 300 : 1000);
  const { own, other } = await alternate(panels, { workload: tokens, rate: 100, text: "blind" });
  const direct = await alternate(panels, { workload: tokens, rate: 100 }, quick ? 1 : 2);
  console.log(`\n100 tokens a second, ms, ${rounds} rounds; the floor gathers blindly for a frame`);
  const measures: readonly (readonly [string, (one: Asked) => number])[] = [
    ["first token sent to painted", one => one.first - (one.sent.times[0] ?? Number.NaN)],
    ["written to shown, p50", one => percentile(lags(one), 0.5)],
    ["written to shown, p95", one => percentile(lags(one), 0.95)],
  ];
  for (const [name, measure] of measures) {
    printRow({ name, own: own.map(measure), other: other.map(measure) });
    const least = direct.other.map(measure);
    console.log(`    a floor that posts the first piece at once: ${median(least).toFixed(1)}`);
  }
}

async function printTyping(panels: Panels): Promise<void> {
  const how = { workload: workload(quick ? 3000 : 20_000), rate: 500, typing: true };
  const { own, other } = await alternate(panels, how);
  console.log(`\n500 tokens a second while a key is pressed every 120 ms, ms, ${rounds} rounds`);
  printRow({
    name: "lag at the end",
    own: own.map(lagAtEnd),
    other: other.map(lagAtEnd),
    plus: 50,
  });
  const p98 = ({ keys }: Asked) => percentile(keys, 0.98);
  printRow({ name: "key to paint, p98", own: own.map(p98), other: other.map(p98), times: 1.5 });
  const count = ({ longTasks }: Asked) => longTasks.length;
  printRow({ name: "tasks above 50 ms", own: own.map(count), other: other.map(count), digits: 0 });
  const longest = Math.max(0, ...own.flatMap(one => one.longTasks));
  console.log(`    the longest of Parley's: ${longest.toFixed(0)}`);
  const cpu = (all: readonly Asked[]) => median(all.map(one => one.cpu)).toFixed(0);
  console.log(`    thread of the page, ms of CPU: Parley ${cpu(own)}, floor ${cpu(other)}`);
}
