import type { Clock } from "./answering";

/** One frame of a 60 Hz screen. */
const frame = 16;

/**
 * Gathers text so that it leaves at most once a frame: the first piece after a pause at once,
 * what arrives within the same frame together at its end.
 */
export class Gatherer {
  private text = "";
  private cancel: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly deliver: (text: string) => void,
  ) {}

  add(text: string): void {
    this.text += text;
    if (!this.cancel) this.release();
  }

  /** Delivers what is held, and ends the frame. */
  flush(): void {
    this.cancel?.();
    this.cancel = undefined;
    this.emit();
  }

  private release(): void {
    this.cancel = undefined;
    if (this.text === "") return;
    this.emit();
    this.cancel = this.clock.after(frame, () => this.release());
  }

  private emit(): void {
    const text = this.text;
    this.text = "";
    if (text !== "") this.deliver(text);
  }
}
