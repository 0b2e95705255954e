/** How much is done at one go, in bytes or signs: a few milliseconds' work. */
const slice = 256 << 10;

/** Lets the host do other things each time that so much is done. */
export class Slices {
  private done = 0;

  constructor(
    private readonly signal?: AbortSignal,
    private readonly rest: () => Promise<void> = pause,
  ) {}

  /** Counts work; waits a moment where much was done since the last time. Throws when the user gave up. */
  async spend(amount: number): Promise<void> {
    this.done += amount;
    if (this.done < slice) return;
    this.done = 0;
    await this.rest();
    this.signal?.throwIfAborted();
  }
}

function pause(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 0));
}
