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
    let [nextLf, nextCr] = [find(bytes, lf, start), find(bytes, cr, start)];
    for (let at = Math.min(nextLf, nextCr); at < bytes.length; at = Math.min(nextLf, nextCr)) {
      const line = this.line(bytes.subarray(start, at));
      if (line === undefined) return false;
      take(line);
      const withLf = nextCr === at && bytes[at + 1] === lf;
      this.afterCr = nextCr === at && at + 1 === bytes.length;
      start = at + (withLf ? 2 : 1);
      if (nextLf < start) nextLf = find(bytes, lf, start);
      if (nextCr < start) nextCr = find(bytes, cr, start);
    }
    return this.hold(bytes.subarray(start));
  }

  /** What is there of a line that has no end. */
  end(): string {
    return this.line(new Uint8Array(0)) ?? "";
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

  /** What is held, with its end; nothing when it is too long. Most lines come whole, and are not copied. */
  private line(end: Uint8Array): string | undefined {
    if (this.length + end.length > this.limit) return undefined;
    if (this.length > 0) this.hold(end);
    const text = this.decoder.decode(this.length > 0 ? this.held.subarray(0, this.length) : end);
    this.length = 0;
    if (!this.first) return text;
    this.first = false;
    return text.startsWith("\ufeff") ? text.slice(1) : text;
  }
}

/** Where a byte stands next; at the end where it does not. */
function find(bytes: Uint8Array, byte: number, from: number): number {
  const at = bytes.indexOf(byte, from);
  return at < 0 ? bytes.length : at;
}
