const cr = 13;
const lf = 10;

/**
 * Cuts bytes into lines, which end with CR, LF or both. It looks at every byte once, wherever the
 * pieces are cut, and holds one line at most.
 */
export class LineReader {
  private held = new Uint8Array(0);
  private length = 0;
  /** The last byte was a CR: an LF that follows belongs to it. */
  private afterCr = false;
  private first = true;
  private readonly decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  /** `limit` is the longest line, in bytes. */
  constructor(private readonly limit: number) {}

  /** Hands each line that ends here to `take`. False when a line is too long. */
  push(bytes: Uint8Array, take: (line: string) => void): boolean {
    let start = this.afterCr && bytes[0] === lf ? 1 : 0;
    if (bytes.length > 0) this.afterCr = false;
    for (let at = start; at < bytes.length; at++) {
      if (bytes[at] !== lf && bytes[at] !== cr) continue;
      if (!this.hold(bytes.subarray(start, at))) return false;
      take(this.line());
      const withLf = bytes[at] === cr && bytes[at + 1] === lf;
      this.afterCr = bytes[at] === cr && at + 1 === bytes.length;
      if (withLf) at += 1;
      start = at + 1;
    }
    return this.hold(bytes.subarray(start));
  }

  /** What is there of a line that has no end. */
  end(): string {
    return this.line();
  }

  private hold(bytes: Uint8Array): boolean {
    const length = this.length + bytes.length;
    if (length > this.limit) return false;
    if (length > this.held.length) {
      const grown = new Uint8Array(Math.min(this.limit, Math.max(256, length, 2 * this.length)));
      grown.set(this.held.subarray(0, this.length));
      this.held = grown;
    }
    this.held.set(bytes, this.length);
    this.length = length;
    return true;
  }

  private line(): string {
    const text = this.decoder.decode(this.held.subarray(0, this.length));
    this.length = 0;
    if (!this.first) return text;
    this.first = false;
    return text.startsWith("\ufeff") ? text.slice(1) : text;
  }
}
