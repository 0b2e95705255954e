import { type Phrase, phrase } from "../core/phrase";

/** JSON as it was read, or where the text stops being JSON. */
export type JsonReading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fault: Phrase };

/** Reads JSON that somebody types, or a model writes. */
export function readJson(text: string): JsonReading {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, fault: faultOf(text) }; // The engine's own words name the place in some cases only.
  }
}

function faultOf(text: string): Phrase {
  const end = text.trimEnd().length;
  const position = Math.min(new Reader(text).reach(), end);
  const before = text.slice(0, position).split("\n");
  const line = String(before.length);
  const column = String((before.at(-1) ?? "").length + 1);
  return position === end
    ? phrase("This JSON ends too early: line {0}, column {1}.", line, column)
    : phrase("This is not JSON: line {0}, column {1}.", line, column);
}

/** Deeper than this nobody is told the exact place. */
const deepest = 500;

/** Goes through a text as far as it is JSON. */
class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  reach(): number {
    if (this.value(0)) this.space();
    return this.at;
  }

  private value(depth: number): boolean {
    this.space();
    if (depth > deepest) return false;
    if (this.take(/\{/y)) return this.list("}", () => this.member(depth + 1));
    if (this.take(/\[/y)) return this.list("]", () => this.value(depth + 1));
    if (this.text[this.at] === '"') return this.string();
    return this.take(/(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/y);
  }

  private member(depth: number): boolean {
    this.space();
    if (!this.string()) return false;
    this.space();
    return this.take(/:/y) && this.value(depth);
  }

  private list(close: "}" | "]", item: () => boolean): boolean {
    this.space();
    const end = close === "}" ? /\}/y : /\]/y;
    if (this.take(end)) return true;
    for (;;) {
      if (!item()) return false;
      this.space();
      if (this.take(end)) return true;
      if (!this.take(/,/y)) return false;
    }
  }

  /** Up to the closing quote, or to the sign that may not be there. */
  private string(): boolean {
    return (
      this.take(/"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/uy) &&
      this.take(/"/y)
    );
  }

  private space(): void {
    this.take(/[ \t\n\r]*/y);
  }

  private take(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }
}
