import { hostOf } from "../core/address";
import type { ChatEvent, Clock } from "../core/answering";
import type { AnswerDetails } from "../core/conversation";
import { type ChatError, ChatFailure } from "../core/errors";
import { CleanStream } from "./cleanStream";
import type { Destination } from "./destination";
import { errorInAnswer, errorOf } from "./errors";
import { AnswerReader, type ReadEvent } from "./reading";

/** One answer on its way: what the SDK read, and what went around it, in the order in which it came. */
export class AnswerStream {
  private readonly reader = new AnswerReader();
  private readonly asked: number;
  private clean: CleanStream | undefined;
  private requestId: string | null = null;
  private streamed = false;
  private taken = 0;
  private begun = false;
  private complete = false;
  private refused: ChatError | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly destination: Destination,
    private readonly model: string,
  ) {
    this.asked = clock.now();
  }

  /** What the SDK is to read of a response. */
  open({ body, headers }: Response): ReadableStream<Uint8Array> {
    this.clean = new CleanStream(body, this.clock);
    this.streamed = /\bevent-stream\b/.test(headers.get("content-type") ?? "");
    this.requestId = headers.get("x-request-id") ?? headers.get("request-id");
    return this.clean.body;
  }

  /** Whether it makes no sense to read on. */
  get over(): boolean {
    return this.reader.failure !== undefined;
  }

  take(chunk: unknown): readonly ReadEvent[] {
    const notes = this.notes(this.taken);
    this.taken += 1;
    return this.timed(this.over ? notes : [...notes, ...this.reader.take(chunk)]);
  }

  /** What is left when the SDK has read everything, but for the end. */
  rest(): readonly ReadEvent[] {
    const notes = this.notes(Number.POSITIVE_INFINITY);
    if (this.saysComplete()) this.reader.finish ??= "stop";
    const details = { wholeMs: this.clock.now() - this.asked };
    const answered = this.taken > 0 || this.begun;
    const last: readonly ReadEvent[] = answered ? [{ type: "details", details }] : [];
    return [...this.timed([...notes, ...this.reader.end()]), ...last];
  }

  /** The one end of the answer. */
  ending(): ChatEvent {
    const { finish } = this.reader;
    const error = this.error();
    if (error)
      return { type: "error", error: errorOf(new ChatFailure(error), this.destination, true) };
    return finish === undefined
      ? { type: "error", error: { kind: "cutOff" } }
      : { type: "finish", finish };
  }

  /** That the connection broke after the answer was complete changes nothing. */
  private error(): ChatError | undefined {
    const { connection } = this.destination;
    const { error, failure, finish } = this.reader;
    if (this.refused) return this.refused;
    if (failure === "tooLarge") return { kind: "tooLarge", values: [hostOf(connection.baseURL)] };
    if (failure === "damaged") return { kind: "cutOff", detail: damaged };
    if (error) return errorInAnswer(this.destination, this.model, error.body);
    if (finish !== undefined) return undefined;
    if (this.clean?.failure) return errorOf(this.clean.failure.error, this.destination, true);
    return this.isAnswer() ? undefined : { kind: "notAnApi", values: [hostOf(connection.baseURL)] };
  }

  /** Whether what came is an answer, or the beginning of one. */
  private isAnswer(): boolean {
    const frames = this.clean?.frames;
    return this.streamed || !frames || !frames.begun || frames.recognised || frames.torn;
  }

  /** Takes what went around the SDK before a chunk. */
  private notes(before: number): readonly ReadEvent[] {
    const events: ReadEvent[] = [];
    const notes = this.clean?.notes ?? [];
    while (notes[0] && notes[0].before <= before) {
      const { frame } = notes.shift() ?? notes[0];
      if (frame.type === "broken") events.push(...this.reader.skip());
      else if (frame.type === "error") this.reader.error ??= { body: frame.body };
      else if (frame.type === "done") this.complete = true;
      else this.refuse(frame.type);
    }
    return events;
  }

  private refuse(type: "tooLarge" | "webPage"): void {
    const values = [hostOf(this.destination.connection.baseURL)];
    this.refused = { kind: type === "tooLarge" ? "tooLarge" : "notAnApi", values };
  }

  /** `[DONE]`, or a whole body that is read to its end. */
  private saysComplete(): boolean {
    const { frames, failure } = this.clean ?? {};
    const whole = frames?.bare === 1 && this.reader.whole;
    return this.complete || (whole && !failure);
  }

  /** Adds the request id, and when the first piece came. */
  private timed(events: readonly ReadEvent[]): readonly ReadEvent[] {
    if (this.begun || !events.some(({ type }) => isPiece(type))) return events;
    this.begun = true;
    const details: AnswerDetails = {
      ...(this.requestId !== null && { requestId: this.requestId }),
      firstPieceMs: this.clock.now() - this.asked,
    };
    return [{ type: "details", details }, ...events];
  }
}

const damaged = "The arguments of a function call were damaged on the way.";

function isPiece(type: ReadEvent["type"]): boolean {
  return ["text", "reasoning", "refusal", "toolCall", "image"].includes(type);
}
