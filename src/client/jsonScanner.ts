const code = (character: string) => character.charCodeAt(0);
const quote = code('"');
const backslash = code("\\");
const space = code(" ");
const opening = new Set([code("{"), code("[")]);
const closing = new Set([code("}"), code("]")]);
const beforeValue = new Set([code("["), code(","), code(":")]);

/** Follows JSON text as it comes, so that it is known where a value ends. It does not check it. */
export class JsonScanner {
  private depth = 0;
  private quoted = false;
  private escaped = false;
  private last = 0;

  /** Whether an object or a list has begun and ended. */
  complete = false;

  /** Whether a text was begun and has no end yet. */
  get inText(): boolean {
    return this.quoted;
  }

  /** Whether JSON allows a value after what has come. */
  get wantsValue(): boolean {
    return beforeValue.has(this.last);
  }

  push(text: string): void {
    for (let at = 0; at < text.length; at++) this.take(text.charCodeAt(at));
  }

  private take(character: number): void {
    if (this.escaped) this.escaped = false;
    else if (this.quoted && character === backslash) this.escaped = true;
    else if (character === quote) this.quoted = !this.quoted;
    else if (!this.quoted && character > space) this.count(character);
    if (character > space) this.last = character;
  }

  private count(character: number): void {
    if (opening.has(character)) this.depth += 1;
    else if (closing.has(character)) {
      this.depth -= 1;
      this.complete = this.depth <= 0;
    }
  }
}
