import type { Clock } from "../../src/core/answering";

/** Time that moves only when a test moves it. */
export class FakeClock implements Clock {
  private time = 1_700_000_000_000;
  private timers: { readonly at: number; readonly callback: () => void }[] = [];

  /** How many callbacks wait. */
  get waiting(): number {
    return this.timers.length;
  }

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.time + ms, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter(other => other !== timer);
    };
  }

  /** Moves time on, and runs what falls due on the way at its own moment. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (let timer = this.next(end); timer; timer = this.next(end)) {
      this.timers = this.timers.filter(other => other !== timer);
      this.time = timer.at;
      timer.callback();
    }
    this.time = end;
  }

  private next(end: number) {
    return this.timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
  }
}

/** Lets every promise that can go on without time or the outside go on. */
export function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
