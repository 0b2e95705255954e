/**
 * Long work in slices: after so much of it everything else in the process has its turn. How much was
 * done is counted, in whatever the work is measured in; a clock would say another thing on each machine.
 */
export class Slices {
  private done = 0;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly size: number,
    /** Resolves when everything else that waits has had its turn. */
    private readonly pause: () => Promise<void>,
    /** Ends the work between two slices. */
    private readonly signal?: AbortSignal,
  ) {}

  /** Counts work that was done; true when the slice is full, and `next` is to be awaited. */
  full(work: number): boolean {
    this.done += work;
    return this.done >= this.size;
  }

  /** Begins the next slice. Where several wait, each has a turn of its own. Throws when the signal has fired. */
  async next(): Promise<void> {
    this.done = 0;
    this.turn = this.turn.then(this.pause);
    await this.turn;
    this.signal?.throwIfAborted();
  }

  /** Counts work, and begins the next slice where this one is full. */
  async spend(work: number): Promise<void> {
    if (this.full(work)) await this.next();
  }
}
