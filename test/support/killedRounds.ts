import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { removeFolder } from "./browser";
import { killPlan, type KillPlan, type Moment, pace, type Random, seeded } from "./killedPlans";
import { PacedProvider } from "./killedProvider";
import { type Wrong, wrong } from "./killedJournals";
import { beat, type Told } from "./killedTold";
import { allowedAge, type KillTime } from "./killedText";
import { type Findings, Witness } from "./killedWitness";

export interface KillOptions {
  readonly seed: number;
  readonly kills: number;
  /** So many stores, and processes at a time; each has its share of the kills. */
  readonly lanes: number;
  /** Told after each kill. */
  readonly onKill?: (kill: Kill) => void;
}

export interface Kill extends Findings {
  readonly phase: string;
  /** By how much the machine had held the process up, in milliseconds. */
  readonly heldUp: number;
}

/** All kills of a run. */
export interface KillRun {
  readonly kills: readonly Kill[];
  /** What was found when everything was read once more at the end. */
  readonly wrong: readonly Wrong[];
  readonly conversations: number;
  readonly questions: number;
  readonly finishedAnswers: number;
  readonly damagedLines: number;
}

const program = path.resolve("out/test/slow/program/run.js");
/** Within this time a process comes to the moment at which it is killed, in milliseconds. */
const patience = 30_000;

/** Kills processes that run session, client and store, each at a random moment, and looks for losses. */
export async function killMany(options: KillOptions): Promise<KillRun> {
  const { lanes, kills } = options;
  const shares = Array.from({ length: lanes }, (_, lane) =>
    Math.floor((kills + lanes - 1 - lane) / lanes),
  );
  const runs = await Promise.all(shares.map((share, lane) => runLane(options, lane, share)));
  const sum = (of: (run: KillRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  return {
    kills: runs.flatMap(run => run.kills),
    wrong: runs.flatMap(run => run.wrong),
    conversations: sum(run => run.conversations),
    questions: sum(run => run.questions),
    finishedAnswers: sum(run => run.finishedAnswers),
    damagedLines: sum(run => run.damagedLines),
  };
}

async function runLane(options: KillOptions, number: number, kills: number): Promise<KillRun> {
  const random = seeded(options.seed * 1000 + number);
  const provider = await PacedProvider.start(() => pace(random));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parley-killed-"));
  const lane = new Lane(folder, provider, random);
  const done: Kill[] = [];
  for (let count = 0; count < kills; count++) {
    const kill = await lane.kill();
    done.push(kill);
    options.onKill?.(kill);
  }
  const end = await lane.witness.afterKill({ at: performance.now(), heldUp: 0 }, true);
  const { conversations, finishedAnswers, damagedLines } = lane.witness;
  const questions = provider.given.size;
  await provider.stop();
  // What was lost is looked at in the files.
  if ([...done, end].some(found => found.wrong.length > 0))
    console.log(`The conversations are left in ${folder}`);
  else removeFolder(folder);
  return { kills: done, wrong: end.wrong, conversations, questions, finishedAnswers, damagedLines };
}

/** One store, and the processes that write to it one after another. */
class Lane {
  readonly witness: Witness;
  /** The conversation that was open in the last process. */
  private last = "";

  constructor(
    private readonly folder: string,
    private readonly provider: PacedProvider,
    private readonly random: Random,
  ) {
    this.witness = new Witness(folder, provider);
  }

  /** One life of a process. */
  async kill(): Promise<Kill> {
    const plan = killPlan(this.random);
    const goOn = this.random() < 0.5 && this.witness.knows(this.last) ? [this.last] : [];
    const seed = String(Math.floor(this.random() * 2 ** 32));
    const life = new Life([this.folder, this.provider.baseURL, seed, ...goOn], plan);
    this.provider.onMoment = (moment, given) => {
      if (moment === "asked" && life.killedAt === undefined) this.witness.asked(given);
      life.happened(moment);
    };
    const told = await life.end();
    for (const line of told.lines) this.heard(line);
    const { wrong: found, lost } = await this.witness.afterKill(told.killed);
    const problems = told.problems.map(words => wrong("other", words));
    const { heldUp } = told.killed;
    return { phase: plan.phase, heldUp, wrong: [...problems, ...found], lost };
  }

  private heard(told: Told): void {
    if (told.type === "finished") this.witness.acknowledged(told);
    if (told.type === "opened") this.last = told.conversation;
  }
}

interface Ended {
  readonly killed: KillTime;
  readonly lines: readonly Told[];
  readonly problems: readonly string[];
}

/** A process from its start to its kill. */
class Life {
  killedAt: number | undefined;
  private readonly child: ChildProcess;
  private readonly lines: Told[] = [];
  private readonly startedAt = performance.now();
  private readonly beats: number[] = [];
  private errors = "";
  private readonly counts = new Map<Moment, number>();
  private readonly reached: Promise<void>;
  private reach: () => void = () => {};

  constructor(
    args: readonly string[],
    private readonly plan: KillPlan,
  ) {
    this.reached = new Promise(resolve => (this.reach = resolve));
    this.child = spawn(process.execPath, [program, ...args], { stdio: "pipe" });
    this.child.stderr?.on("data", chunk => (this.errors += chunk));
    if (this.child.stdout)
      createInterface(this.child.stdout).on("line", line => this.tellLine(line));
    this.happened("started");
  }

  happened(moment: Moment): void {
    const count = (this.counts.get(moment) ?? 0) + 1;
    this.counts.set(moment, count);
    if (moment === this.plan.moment && count === this.plan.nth) this.reach();
  }

  /** Waits for the moment, kills, and tells what there was to hear. */
  async end(): Promise<Ended> {
    const closed = new Promise<string | null>(resolve =>
      this.child.once("close", (_code, signal) => resolve(signal)),
    );
    const limit = new AbortController();
    const inTime = await Promise.race([
      this.reached.then(() => true),
      closed.then(() => true),
      sleep(patience, false, { signal: limit.signal }),
    ]);
    limit.abort();
    await sleep(this.plan.after);
    this.killedAt = performance.now();
    const killed = { at: this.killedAt, heldUp: this.heldUp(this.killedAt) };
    this.child.kill("SIGKILL");
    const signal = await closed;
    await turn(); // What it had sent until then arrives.
    await turn();
    const problems = [
      ...this.lines.flatMap(told => (told.type === "problem" ? [told.words] : [])),
      ...(signal === "SIGKILL" ? [] : ["the process ended by itself"]),
      ...(inTime ? [] : [`the process never came to ${this.plan.phase}`]),
      ...(this.errors === "" ? [] : [this.errors]),
    ];
    return { killed, lines: this.lines, problems };
  }

  /** How much longer its last beats took than they should; twice, for the threads that write had no more. */
  private heldUp(now: number): number {
    const wanted = Math.ceil((2 * allowedAge) / beat);
    const since = this.beats.at(-wanted) ?? this.startedAt;
    return 2 * Math.max(0, now - since - wanted * beat);
  }

  /** The last line may be cut, and is then none. */
  private tellLine(line: string): void {
    if (!line.endsWith("}")) return;
    const told = JSON.parse(line) as Told;
    if (told.type === "beat") return void this.beats.push(performance.now());
    this.lines.push(told);
    if (told.type === "sending") this.happened("sending");
  }
}
