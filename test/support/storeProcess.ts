import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Told } from "../fixtures/storeProcess/run";

/** A process of its own over a store, and what it told. */
export class StoreProcess {
  readonly told: Told[] = [];
  private readonly child: ChildProcess;
  private readonly waiting: (() => void)[] = [];

  constructor(mode: "turns" | "contend", folder: string, value: string) {
    const program = path.resolve("out/test/fixtures/storeProcess/run.js");
    this.child = fork(program, [mode, folder, value]);
    this.child.on("message", told => {
      this.told.push(told as Told);
      this.wake();
    });
    this.child.on("exit", () => this.wake());
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  say(word: "want" | "ask"): void {
    this.child.send(word);
  }

  /** Resolves when the process has told something so often. */
  async tells(type: Told["type"], count = 1): Promise<void> {
    const isEnough = () => this.told.filter(told => told.type === type).length >= count;
    while (!isEnough()) {
      if (this.ended) throw new Error(`the process ended before this was told: ${type}`);
      await new Promise<void>(resolve => this.waiting.push(resolve));
    }
  }

  private get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  countOf(type: Told["type"]): number {
    return this.told.filter(told => told.type === type).length;
  }

  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.child.kill(signal);
  }

  /** Ends it at once; what it told before has arrived then. */
  async kill(): Promise<void> {
    if (this.ended) return;
    const closed = once(this.child, "close");
    this.child.kill("SIGKILL");
    await closed;
  }
}
