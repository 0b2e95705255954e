import type { Clock } from "../core/answering";
import type { Exchange, WireResponse } from "../core/wire";
import type { Destination } from "./destination";
import type { SentRequest, WireTap } from "./guardedFetch";
import { type WireMask, wireMask } from "./wireMask";

/** What is kept: of one response, and of everything, in bytes. */
const most = { response: 1 << 20, all: 32 << 20 };

/**
 * What went over the wire for the answers of this session, in memory alone. Secrets are taken out of a
 * request before it is kept, and out of a response before anyone gets to see it.
 */
export class WireLog {
  private readonly kept = new Map<string, Recording[]>();

  constructor(private readonly clock: Clock) {}

  /** The requests of an answer, the first one first: refused, repeated and continued ones are several. */
  of(answerId: string): readonly Exchange[] {
    return (this.kept.get(answerId) ?? []).map(recording => recording.exchange);
  }

  /** Sees one request of an answer. */
  tap(answerId: string, destination: Destination): WireTap {
    const recording = new Recording(this.clock.now(), wireMask(destination));
    return {
      sent: request => {
        recording.sent(request);
        const before = this.kept.get(answerId) ?? [];
        this.kept.delete(answerId); // It is the newest one now.
        this.kept.set(answerId, [...before, recording]);
        this.forgetOldest();
      },
      answered: (status, headers) => recording.answered(status, headers),
      came: bytes => recording.came(bytes),
    };
  }

  /** The oldest answers give way; the last one is always kept. */
  private forgetOldest(): void {
    let size = [...this.kept.values()].flat().reduce((sum, recording) => sum + recording.size, 0);
    for (const [answerId, recordings] of this.kept) {
      if (size <= most.all || this.kept.size === 1) return;
      this.kept.delete(answerId);
      size -= recordings.reduce((sum, recording) => sum + recording.size, 0);
    }
  }
}

/** One request on its way. */
class Recording {
  private request: SentRequest = { method: "", url: "", headers: {}, body: "" };
  private head: Pick<WireResponse, "status" | "headers"> | undefined;
  private readonly pieces: Uint8Array[] = [];
  private bytes = 0;
  private cut = false;

  constructor(
    private readonly at: number,
    private readonly mask: WireMask,
  ) {}

  get size(): number {
    return this.bytes + this.request.body.length;
  }

  get exchange(): Exchange {
    const response = this.head && { ...this.head, text: this.text(), cut: this.cut };
    return { at: this.at, ...this.request, ...(response && { response }) };
  }

  sent({ method, url, headers, body }: SentRequest): void {
    const { mask } = this;
    this.request = {
      method,
      url: mask.text(url),
      headers: mask.headers(headers),
      body: mask.text(body),
    };
  }

  answered(status: number, headers: Headers): void {
    this.head = { status, headers: this.mask.responseHeaders(headers) };
  }

  came(bytes: Uint8Array): void {
    this.cut ||= this.bytes + bytes.length > most.response;
    if (this.cut) return;
    this.bytes += bytes.length;
    this.pieces.push(bytes);
  }

  private text(): string {
    const decoder = new TextDecoder();
    const texts = this.pieces.map(piece => decoder.decode(piece, { stream: true }));
    return this.mask.response(texts.join("") + decoder.decode());
  }
}
