import type { ChatEvent } from "../core/answering";
import type { ReadEvent } from "./reading";

const names = ["think", "thinking", "thought"];
const openings = names.map(name => `<${name}>`);
/** Gemini's way, where each piece of a thought is marked as one. */
const marked = "thought";

/**
 * Splits what models write between think tags from the text, as it streams. Tags count at the
 * beginning of the text only: later they are what the answer talks about.
 */
export class ThinkTags {
  /** What may be the beginning of a tag. */
  private held = "";
  private state: "beginning" | "thinking" | "text" = "beginning";
  private closing = "";
  /** The thought was marked, and ends with the first piece that is not. */
  private byMark = false;

  take(event: ReadEvent): readonly ChatEvent[] {
    if (event.type !== "text") return [event];
    if ("thought" in event) return this.think(event.text);
    if (this.byMark) return this.afterMark(event.text);
    return this.read(event.text);
  }

  /** What was held, at the end of the answer. */
  end(): readonly ChatEvent[] {
    const { held } = this;
    this.held = "";
    return piece(this.state === "thinking" ? "reasoning" : "text", held);
  }

  private read(text: string): readonly ChatEvent[] {
    if (this.state === "text") return piece("text", text);
    return this.state === "thinking" ? this.untilClosing(text) : this.atBeginning(text);
  }

  private atBeginning(text: string): readonly ChatEvent[] {
    this.held += text;
    const start = this.held.trimStart();
    const opening = openings.find(tag => start.startsWith(tag));
    if (opening !== undefined) {
      this.held = "";
      this.state = "thinking";
      this.closing = opening.replace("<", "</");
      return this.untilClosing(start.slice(opening.length));
    }
    if (openings.some(tag => tag.startsWith(start))) return [];
    this.state = "text";
    return this.end();
  }

  private untilClosing(text: string): readonly ChatEvent[] {
    const all = this.held + text;
    const at = all.indexOf(this.closing);
    if (at >= 0) {
      this.held = "";
      this.state = "text";
      return [
        ...piece("reasoning", all.slice(0, at)),
        ...piece("text", all.slice(at + this.closing.length)),
      ];
    }
    this.held = beginningAtEnd(all, this.closing);
    return piece("reasoning", all.slice(0, all.length - this.held.length));
  }

  private think(text: string): readonly ChatEvent[] {
    const before = this.byMark ? [] : this.end();
    const opening = `<${marked}>`;
    const begins = !this.byMark && text.trimStart().startsWith(opening);
    this.byMark = true;
    this.state = "thinking";
    const inner = begins ? text.trimStart().slice(opening.length) : text;
    return [...before, ...piece("reasoning", inner.replace(`</${marked}>`, ""))];
  }

  private afterMark(text: string): readonly ChatEvent[] {
    const closing = `</${marked}>`;
    this.held += text;
    if (this.held !== closing && closing.startsWith(this.held)) return [];
    const rest = this.held.startsWith(closing) ? this.held.slice(closing.length) : this.held;
    this.held = "";
    this.byMark = false;
    this.state = "text";
    return piece("text", rest);
  }
}

/** The longest end of a text with which a tag may begin. */
function beginningAtEnd(text: string, tag: string): string {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    const end = text.slice(-length);
    if (tag.startsWith(end)) return end;
  }
  return "";
}

function piece(type: "text" | "reasoning", text: string): readonly ChatEvent[] {
  return text === "" ? [] : [{ type, text }];
}
