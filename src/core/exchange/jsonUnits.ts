import { type Phrase, phrase } from "../phrase";
import type { Slices } from "../slices";
import { limits } from "./limits";
import { joinedBytes } from "./source";
import { cutOff, Trouble } from "./trouble";

/** A value of a file: one of its list, or the file itself without that list. */
export interface JsonUnit {
  /** Its place in the list, counted from 0; absent for the file itself. */
  readonly index?: number;
  readonly value?: unknown;
  /** Why this one is passed over. */
  readonly trouble?: Phrase;
}

/** The most bytes of one value, and how deep it may be nested. */
export const most = { bytes: limits.conversation, depth: 500 } as const;

/** The member whose list is read value by value: a file of this program has all its conversations there. */
const listName = "conversations";

/**
 * Reads a JSON file of any length value by value: the values of its list, or of its list of
 * conversations. At the end comes the file itself, where it is no list. Throws where it is not JSON
 * or breaks off.
 */
export async function* jsonUnits(
  chunks: AsyncIterable<Uint8Array>,
  slices: Slices,
  wanted: { readonly bytes: number; readonly depth: number } = most,
): AsyncGenerator<JsonUnit> {
  const scanner = new JsonScanner(wanted);
  let first = true;
  for await (const chunk of chunks) {
    // A byte order mark that an editor put before it.
    const marked = first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
    first = false;
    for (let at = marked ? 3 : 0; at < chunk.length; at += 1 << 16) {
      const piece = chunk.subarray(at, at + (1 << 16));
      yield* scanner.take(piece);
      await slices.spend(piece.length);
    }
  }
  yield* scanner.end();
}

const sign = { quote: 0x22, escape: 0x5c, comma: 0x2c, colon: 0x3a } as const;
const opening = (byte: number) => byte === 0x5b || byte === 0x7b;
const closing = (byte: number) => byte === 0x5d || byte === 0x7d;
const blank = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Follows strings and brackets, and cuts out values. What is in them `JSON.parse` judges. */
class JsonScanner {
  private depth = 0;
  private inString = false;
  private escaped = false;
  private done = false;
  private begun = false;
  /** The depth at which the values of the list stand; 0 while there is no list. */
  private listDepth = 0;
  private index = 0;
  private readonly file: Gathered;
  private value: Gathered;
  private key: number[] = [];
  private lastKey = "";

  constructor(private readonly limits: { readonly bytes: number; readonly depth: number }) {
    this.file = new Gathered(limits);
    this.value = new Gathered(limits);
  }

  *take(chunk: Uint8Array): Generator<JsonUnit> {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (this.inString) {
        at = this.throughString(chunk, at);
        continue;
      }
      const byte = chunk[at] ?? 0;
      if (blank(byte)) continue;
      this.check(byte);
      if (byte === sign.quote) this.openString();
      else if (opening(byte)) {
        this.depth += 1;
        this.current.deepen(this.depth);
        if (this.opensList(byte)) {
          this.current.add(chunk, from, at + 1);
          from = at + 1;
          this.listDepth = this.depth;
        }
      } else if (byte === sign.colon && this.depth === 1) this.readKey();
      else if (closing(byte) || byte === sign.comma) {
        const inList = this.listDepth > 0 && this.depth === this.listDepth;
        if (inList) {
          this.value.add(chunk, from, at);
          from = at;
          yield* this.cut(byte);
        }
        if (closing(byte)) this.close(inList);
      }
    }
    this.current.add(chunk, from, chunk.length);
  }

  *end(): Generator<JsonUnit> {
    if (!this.begun) throw new Trouble(phrase("There is nothing in it."));
    if (!this.done) throw cutOff();
    const trouble = this.file.trouble;
    const value = trouble ? undefined : this.file.parsed();
    if (Array.isArray(value)) return;
    yield trouble ? { trouble } : { value };
  }

  /** Where bytes are gathered: those of the list apart. */
  private get current(): Gathered {
    return this.listDepth > 0 ? this.value : this.file;
  }

  private check(byte: number): void {
    if (this.done) throw notJson();
    if (!this.begun && !opening(byte)) throw notJson();
    this.begun = true;
  }

  private openString(): void {
    this.inString = true;
    if (this.depth === 1 && this.listDepth === 0) this.key = [];
  }

  /** The place of the string's end, or of the chunk's. */
  private throughString(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.escaped) this.escaped = false;
      else if (byte === sign.escape) this.escaped = true;
      else if (byte === sign.quote) {
        this.inString = false;
        return at;
      } else if (this.depth === 1 && this.key.length < 32) this.key.push(byte);
    }
    return chunk.length;
  }

  private readKey(): void {
    this.lastKey = String.fromCharCode(...this.key);
  }

  /** A list is the file itself, or that of its conversations. */
  private opensList(byte: number): boolean {
    if (byte !== 0x5b || this.listDepth > 0) return false;
    return this.depth === 1 || (this.depth === 2 && this.lastKey === listName);
  }

  private *cut(byte: number): Generator<JsonUnit> {
    const { value, index } = this;
    this.value = new Gathered(this.limits);
    if (closing(byte) && index === 0 && !value.trouble && value.isBlank()) return;
    this.index += 1;
    if (value.trouble) yield { index, trouble: value.trouble };
    else yield { index, value: value.parsed() };
  }

  private close(inList: boolean): void {
    this.depth -= 1;
    if (inList) this.listDepth = 0;
    this.lastKey = "";
    if (this.depth < 0) throw notJson();
    if (this.depth === 0) this.done = true;
  }
}

/** The bytes of one value, as far as they are wanted. */
class Gathered {
  private chunks: Uint8Array[] = [];
  private size = 0;
  trouble: Phrase | undefined;

  constructor(private readonly limits: { readonly bytes: number; readonly depth: number }) {}

  add(chunk: Uint8Array, from: number, to: number): void {
    if (to <= from || this.trouble) return;
    // In a list the comma before a value is none of it.
    const start = this.size === 0 && chunk[from] === sign.comma ? from + 1 : from;
    this.chunks.push(chunk.slice(start, to));
    this.size += to - start;
    if (this.size > this.limits.bytes)
      this.refuse(
        phrase("It is larger than {0} MB, which is the most.", String(this.limits.bytes >> 20)),
      );
  }

  deepen(depth: number): void {
    if (depth > this.limits.depth) this.refuse(phrase("It is nested too deeply to be read."));
  }

  isBlank(): boolean {
    return this.chunks.every(chunk => chunk.every(blank));
  }

  parsed(): unknown {
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(
        joinedBytes(this.chunks, this.size),
      );
      return JSON.parse(text);
    } catch {
      throw notJson();
    }
  }

  private refuse(why: Phrase): void {
    this.trouble ??= why;
    this.chunks = [];
  }
}

function notJson(): Trouble {
  return new Trouble(phrase("It is not valid JSON."));
}
