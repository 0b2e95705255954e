import type { Clock } from "../core/answering";
import { type Frame, FrameReader } from "./frames";
import { joinedChunks } from "./joinChunks";

/** Most bytes of a frame. */
const frameLimit = 8 << 20;
/** So much is read at a stretch, in bytes; then everything else in the process has its turn. */
const sliceSize = 16 << 10;
/** So many bytes are looked at together, and what a frame costs beside its bytes. */
const pieceSize = 16 << 10;
const frameCost = 32;
/** How long a provider may go on after it has reported an error, or said that it is done; in milliseconds. */
const patience = 2000;

/** Runs something when everything that waits has had its turn; a timer alone takes a millisecond. */
const later: (run: () => void) => unknown = globalThis.setImmediate ?? setTimeout;

type Chunk = Extract<Frame, { type: "chunk" }>;

/** What is no chunk, and stands before the chunk of this number. */
export interface Note {
  readonly before: number;
  readonly frame: Exclude<Frame, { type: "chunk" }>;
}

/**
 * The bytes of an answer with nothing left in them but valid chunks, which is what the SDK can read.
 * It never fails: what went wrong is told in `notes` and `failure`, so that no text before it is lost.
 */
export class CleanStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly notes: Note[] = [];
  /** What ended the stream before its time. */
  failure: { readonly error: unknown } | undefined;
  /** How often everything else had its turn. */
  slices = 0;
  readonly frames: FrameReader;
  private readonly reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  private readonly encoder = new TextEncoder();
  private chunks = 0;
  private pending: Uint8Array = new Uint8Array(0);
  private sinceTurn = 0;
  private deadline: Deadline | undefined;
  private over = false;

  constructor(
    source: ReadableStream<Uint8Array> | null,
    private readonly clock: Clock,
    limit = frameLimit,
  ) {
    this.frames = new FrameReader(limit);
    this.reader = source?.getReader();
    this.body = new ReadableStream<Uint8Array>(
      {
        pull: controller => this.pull(controller),
        cancel: reason => this.reader?.cancel(reason),
      },
      { highWaterMark: 0 },
    );
  }

  private async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    while (!this.over) {
      const text = this.take(await this.next());
      if (text === "") continue;
      controller.enqueue(this.encoder.encode(text));
      return;
    }
    controller.close();
  }

  /** The next bytes; nothing at the end. */
  private async next(): Promise<Uint8Array | undefined> {
    if (this.pending.length === 0) {
      const bytes = await this.read();
      if (!bytes) return undefined;
      this.pending = bytes;
    }
    if (this.sinceTurn >= sliceSize) await this.turn();
    const piece = this.pending.subarray(0, pieceSize);
    this.pending = this.pending.subarray(piece.length);
    this.sinceTurn += piece.length;
    return piece;
  }

  private async read(): Promise<Uint8Array | undefined> {
    try {
      const reading = this.reader?.read();
      reading?.catch(() => undefined); // The deadline may come first; then nobody waits for this.
      const result = await Promise.race([
        reading,
        ...(this.deadline ? [this.deadline.passed] : []),
      ]);
      if (result === undefined) await this.reader?.cancel();
      return result?.value;
    } catch (error) {
      this.failure = { error };
      return undefined;
    }
  }

  private async turn(): Promise<void> {
    this.slices += 1;
    this.sinceTurn = 0;
    await new Promise<void>(resolve => void later(resolve));
  }

  /** The chunks in some bytes, as the SDK reads them. */
  private take(bytes: Uint8Array | undefined): string {
    const frames = bytes ? this.frames.push(bytes) : this.frames.end();
    this.sinceTurn += frames.length * frameCost;
    if (!bytes) this.stop();
    const chunks = new ChunkLines();
    for (const frame of frames) {
      if (frame.type === "chunk") {
        this.chunks += chunks.add(frame);
        continue;
      }
      chunks.end();
      this.note(frame);
      if (frame.type === "error") this.deadline ??= new Deadline(this.clock);
      else if (frame.type === "done") void this.drain();
      else if (frame.type !== "broken") void this.reader?.cancel().catch(() => undefined); // All that is wanted is here.
      if (frame.type !== "error" && frame.type !== "broken") this.stop();
    }
    return chunks.text;
  }

  /** One of many in a row says all. */
  private note(frame: Note["frame"]): void {
    const last = this.notes.at(-1);
    if (last?.before === this.chunks && last.frame.type === frame.type) return;
    this.notes.push({ before: this.chunks, frame });
  }

  private stop(): void {
    this.over = true;
    this.deadline?.cancel();
  }

  /** Reads what follows the end, so that the connection can be used again. */
  private async drain(): Promise<void> {
    const deadline = new Deadline(this.clock);
    try {
      for (;;) {
        const result = await Promise.race([this.reader?.read(), deadline.passed]);
        if (result === undefined) return await this.reader?.cancel();
        if (result.done) return;
      }
    } catch {
      // The answer is complete: that the connection broke after it changes nothing.
    } finally {
      deadline.cancel();
    }
  }
}

/** Chunks as the SDK reads them; what came together and is one text is one chunk. */
class ChunkLines {
  private lines = "";
  private last: Chunk | undefined;

  /** How many chunks there are more than before: none where it was put to the last one. */
  add(chunk: Chunk): number {
    const value = this.last && joinedChunks(this.last.value, chunk.value);
    if (!value) this.end();
    this.last = value ? { ...chunk, value, text: "" } : chunk;
    return value ? 0 : 1;
  }

  /** Nothing is put to the last chunk any more. */
  end(): void {
    if (this.last) this.lines += `data: ${this.last.text || JSON.stringify(this.last.value)}\n\n`;
    this.last = undefined;
  }

  get text(): string {
    this.end();
    return this.lines;
  }
}

/** The time after which nobody waits any longer. */
class Deadline {
  readonly passed: Promise<undefined>;
  cancel = () => {};

  constructor(clock: Clock) {
    this.passed = new Promise(resolve => {
      this.cancel = clock.after(patience, () => resolve(undefined));
    });
  }
}
