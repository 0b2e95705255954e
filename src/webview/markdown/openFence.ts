/** What a piece of text meant inside an open fence. */
export interface FencePart {
  readonly code: string;
  /** The text behind the closing line, once it was seen. */
  readonly rest: string | undefined;
}

/** Reads a fence that starts at the margin, without parsing: only its closing line matters. */
export class OpenFence {
  readonly #closing: RegExp;
  readonly #mayClose: RegExp;
  /** The start of a line that may turn out to be the closing one. */
  #held = "";
  #midLine = false;

  constructor(marker: string) {
    const character = marker.charAt(0);
    this.#closing = new RegExp(`^ {0,3}${character}{${marker.length},}[ \\t]*$`);
    this.#mayClose = new RegExp(`^ {0,3}${character}*[ \\t]*$`);
  }

  /** Takes text that arrived; returns what of it is code. */
  take(text: string): FencePart {
    const all = this.#held + text;
    let start = 0;
    for (let end = all.indexOf("\n"); end >= 0; end = all.indexOf("\n", start)) {
      if (!this.#midLine && this.#closing.test(all.slice(start, end))) {
        return { code: all.slice(0, start), rest: all.slice(end + 1) };
      }
      this.#midLine = false;
      start = end + 1;
    }
    return { code: this.#openLine(all, start), rest: undefined };
  }

  /** The text ends here: what was held is code after all, unless it closes the block. */
  end(): string {
    return this.#closing.test(this.#held) ? "" : this.#held;
  }

  /** The last line is shown while it grows, unless it may still close the block. */
  #openLine(all: string, start: number): string {
    const line = all.slice(start);
    this.#held = !this.#midLine && this.#mayClose.test(line) ? line : "";
    if (this.#held === "" && line !== "") this.#midLine = true;
    return this.#held === "" ? all : all.slice(0, start);
  }
}
