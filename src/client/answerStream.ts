// A bundle of its own (dist/answerStream.js), loaded at the first message.
import type { ChatEvent, Clock } from "../core/answering";
import type { AnswerDetails } from "../core/messages";
import type { ChatError } from "../core/errors";
import { CleanStream } from "./cleanStream";
import { OtherChoices } from "./otherChoices";
import { AnswerReader, type ReadEvent } from "./reading";
import { ThinkTags } from "./thinkTags";

// What else only an answer needs comes with it.
export { readIndoxRouter } from "./dialects/indoxRouter";
export { tourFetch } from "./offlineTour";

/** How errors are told. They come from outside, because a `ChatFailure` is known by its class. */
export interface AnswerErrors {
  readonly host: string;
  /** Of something that was thrown while the answer came. */
  thrown(error: unknown): ChatError;
  /** Of what the provider reports within the answer. */
  reported(body: unknown): ChatError;
}

/** One answer on its way: what the SDK read, and what went around it, in the order in which it came. */
export class AnswerStream {
  private readonly reader = new AnswerReader();
  private readonly asked: number;
  private readonly tags: ThinkTags | undefined;
  private readonly others: OtherChoices;
  private clean: CleanStream | undefined;
  private requestId: string | null = null;
  private streamed = false;
  private taken = 0;
  private begun = false;
  private complete = false;
  private thinkingSince: number | undefined;
  /** Something else than reasoning has come. */
  private answering = false;
  private refused: "tooLarge" | "notAnApi" | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly errors: AnswerErrors,
    keepThinkTags: boolean,
  ) {
    this.asked = clock.now();
    this.tags = keepThinkTags ? undefined : new ThinkTags();
    this.others = new OtherChoices(keepThinkTags);
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

  take(chunk: unknown): readonly ChatEvent[] {
    const notes = this.notes(this.taken);
    this.taken += 1;
    if (this.over) return this.told(notes);
    return [...this.told([...notes, ...this.reader.take(chunk)]), ...this.others.take(chunk)];
  }

  /** What is left when the SDK has read everything, but for the end. */
  rest(): readonly ChatEvent[] {
    const notes = this.notes(Number.POSITIVE_INFINITY);
    if (this.saysComplete()) this.reader.finish ??= "stop";
    const details = { wholeMs: this.clock.now() - this.asked };
    const last: readonly ChatEvent[] = this.taken > 0 ? [{ type: "details", details }] : [];
    const first = this.told([...notes, ...this.reader.end()]);
    return [...first, ...this.held(), ...this.others.end(this.complete), ...last];
  }

  /** Text that might have become a think tag. */
  held(): readonly ChatEvent[] {
    return this.tags?.end() ?? [];
  }

  /** The one end of the answer. */
  ending(): ChatEvent {
    const { finish } = this.reader;
    const error = this.error();
    if (error) return { type: "error", error };
    return finish === undefined
      ? { type: "error", error: { kind: "cutOff" } }
      : { type: "finish", finish };
  }

  /** That the connection broke after the answer was complete changes nothing. */
  private error(): ChatError | undefined {
    const { error, failure, finish } = this.reader;
    const values = [this.errors.host];
    if (this.refused) return { kind: this.refused, values };
    if (failure === "tooLarge") return { kind: "tooLarge", values };
    if (failure === "damaged") return { kind: "cutOff", detail: damaged };
    if (error) return this.errors.reported(error.body);
    if (finish !== undefined) return undefined;
    if (this.clean?.failure) return this.errors.thrown(this.clean.failure.error);
    return this.isAnswer() ? undefined : { kind: "notAnApi", values };
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
      else this.refused = frame.type === "tooLarge" ? "tooLarge" : "notAnApi";
    }
    return events;
  }

  /** `[DONE]`, or one whole body. */
  private saysComplete(): boolean {
    return this.complete || (this.clean?.frames.bare === 1 && this.reader.whole);
  }

  /** How long was thought, told once: before the first piece of anything else. */
  private thoughtBefore({ type }: ChatEvent): readonly ChatEvent[] {
    if (!isPiece(type) || this.answering) return [];
    if (type === "reasoning") this.thinkingSince ??= this.clock.now();
    else this.answering = true;
    if (!this.answering || this.thinkingSince === undefined) return [];
    return [{ type: "details", details: { thoughtMs: this.clock.now() - this.thinkingSince } }];
  }

  /** Splits think tags, and adds the request id and when the first piece came. */
  private told(read: readonly ReadEvent[]): readonly ChatEvent[] {
    const { tags } = this;
    const split = tags ? read.flatMap(event => tags.take(event)) : read;
    const events = split.flatMap(event => [...this.thoughtBefore(event), event]);
    if (this.begun || !read.some(({ type }) => isPiece(type))) return events;
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
