import type { Activity, ChatEvent, Clock } from "./answering";
import type { ChatError } from "./errors";

export interface ProgressPorts {
  readonly clock: Clock;
  readonly answerId: string;
  /** Fires when the answer ends, for whatever reason. */
  readonly signal: AbortSignal;
  show(activity: Activity): void;
}

/** Silence after which the view says so, in milliseconds. */
const quiet = 10_000;

/** How far an answer is, as the view shows it until its end. */
export class Progress {
  private going: "waiting" | "thinking" | "streaming" = "waiting";
  private shown: Activity["state"] = "idle";
  private unwatch = () => {};

  constructor(private readonly ports: ProgressPorts) {}

  /** It is asked for, and nothing has come. */
  begin(): void {
    this.going = "waiting";
    this.watch();
    this.show({ state: "waiting", answerId: this.ports.answerId });
  }

  /** A piece has come; also one that is not shown is a sign of life. */
  take(type: ChatEvent["type"]): void {
    if (type === "reasoning" && this.going === "waiting") this.going = "thinking";
    if (isContent(type)) this.going = "streaming";
    this.watch();
    if (this.shown !== this.going) this.show({ state: this.going, answerId: this.ports.answerId });
  }

  /** Waits until the request may be sent again; ends at once when the answer does. */
  async pause(ms: number, error: ChatError): Promise<void> {
    const { clock, answerId, signal } = this.ports;
    this.unwatch();
    this.show({ state: "retrying", answerId, until: clock.now() + ms, error });
    await until(clock, ms, signal);
    if (!signal.aborted) this.begin();
  }

  end(): void {
    this.unwatch();
  }

  /** Says so when nothing has come for a while; the client ends what stays silent for too long. */
  private watch(): void {
    const { clock, answerId } = this.ports;
    const since = clock.now();
    this.unwatch();
    this.unwatch = clock.after(quiet, () => this.show({ state: "stalled", answerId, since }));
  }

  private show(activity: Activity): void {
    this.shown = activity.state;
    this.ports.show(activity);
  }
}

/** Whether a piece is one of the answer proper, as opposed to the thinking before it. */
function isContent(type: ChatEvent["type"]): boolean {
  return ["text", "refusal", "toolCall", "image"].includes(type);
}

/** Resolves after a time, or as soon as the signal has fired. */
function until(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve();
    const cancel = clock.after(ms, resolve);
    const stop = () => {
      cancel();
      resolve();
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}
