import { isObject, parseJson } from "../core/decode";
import { errorIn, isAnswer } from "./bodyErrors";
import { JsonScanner } from "./jsonScanner";
import { LineReader } from "./lines";
import { writeJson } from "./writeJson";

type Fields = Readonly<Record<string, unknown>>;

/** What the bytes of an answer say, one after the other. */
export type Frame =
  /** One JSON object, in one line. */
  | { readonly type: "chunk"; readonly text: string; readonly value: Fields }
  /** The provider says that it failed; more may follow. */
  | { readonly type: "error"; readonly body: unknown }
  /** Something that cannot be read, and is left out. */
  | { readonly type: "broken" }
  | { readonly type: "done" }
  /** Nothing follows these two. */
  | { readonly type: "tooLarge" }
  | { readonly type: "webPage" };

/** What a line costs in memory beside its characters; so that many short ones count too. */
const lineCost = 32;

/**
 * Reads server-sent events, lines of JSON and whole JSON bodies, whatever the content type says, and
 * wherever the bytes are cut. The same bytes give the same frames.
 */
export class FrameReader {
  /** Whether anything was there that a Chat Completions server may send. */
  recognised = false;
  /** How many values stood alone, outside of server-sent events. */
  bare = 0;
  /** Whether anything but blank lines came. */
  begun = false;
  /** Whether the bytes ended in the middle of such a value. */
  torn = false;
  private readonly lines: LineReader;
  private frames: Frame[] = [];
  private data: string[] = [];
  private event = "";
  private json: string[] = [];
  private scanner = new JsonScanner();
  private held = 0;
  private over = false;

  /** `limit` is the most that one frame may have, in bytes. */
  constructor(private readonly limit: number) {
    this.lines = new LineReader(limit);
  }

  push(bytes: Uint8Array): readonly Frame[] {
    if (!this.over && !this.lines.push(bytes, line => this.line(line))) this.tooLarge();
    return this.taken();
  }

  /** The frames of what has no line end. What is cut off in the middle is none, and not broken. */
  end(): readonly Frame[] {
    const line = this.lines.end();
    if (line !== "") this.line(line);
    const text = this.json.join("\n");
    this.json = [];
    const value = parseJson(text);
    this.torn = text !== "" && value === undefined;
    this.bareValue(text, value);
    const data = this.data.join("\n");
    if (parseJson(data) !== undefined || data.trim() === "[DONE]") this.dispatch();
    return this.taken();
  }

  private taken(): readonly Frame[] {
    const { frames } = this;
    this.frames = [];
    return frames;
  }

  private line(line: string): void {
    if (this.over) return;
    if (!this.begun && this.begins(line)) return;
    if (line.trim() === "[DONE]") return this.bareDone();
    if (this.json.length > 0) return this.goOn(line);
    if (/^\s*[{[]/.test(line)) return this.beginJson(line);
    if (line === "") return this.dispatch();
    this.field(line);
  }

  /** Looks at the first line that is not blank. True when there is nothing more to do with it. */
  private begins(line: string): boolean {
    if (line.trim() === "") return true;
    this.begun = true;
    if (!/^\s*</.test(line)) return false;
    this.frames.push({ type: "webPage" });
    this.over = true;
    return true;
  }

  private field(line: string): void {
    const [, name = "", value = ""] = /^([^:]*):? ?([^]*)$/.exec(line) ?? [];
    if (name === "data") return this.addData(value);
    if (name === "event") this.event = value;
    if (["", "event", "id", "retry"].includes(name)) this.recognised = true;
  }

  /** Some servers leave out the blank line between events: what is whole stands alone. */
  private addData(value: string): void {
    this.recognised = true;
    const [only] = this.data;
    if (only !== undefined && this.data.length === 1 && /^(\{|\[DONE\])/.test(value)) {
      if (isObject(parseJson(only))) this.dispatch();
    }
    this.data.push(value);
    this.grow(value);
  }

  private dispatch(): void {
    const { data, event } = this;
    this.data = [];
    this.event = "";
    this.held = 0;
    const text = data.join("\n");
    if (text.trim() === "" || this.over) return;
    if (text.trim() === "[DONE]") {
      this.frames.push({ type: "done" });
      this.over = true;
      return;
    }
    const value = parseJson(text);
    if (event === "error") return this.errorEvent(text, value);
    if (value !== undefined) return this.value(text, value);
    const values = data.map(parseJson);
    if (!values.every(isObject)) return this.broken();
    for (const [index, line] of data.entries()) this.value(line, values[index]);
  }

  private errorEvent(text: string, value: unknown): void {
    if (isObject(value) && errorIn(value) !== undefined) return this.value(text, value);
    this.frames.push({ type: "error", body: value ?? text });
  }

  /** The end without its `data:`. */
  private bareDone(): void {
    this.dispatch();
    if (this.json.length > 0) this.broken();
    this.endJson();
    if (this.over) return;
    this.recognised = true;
    this.frames.push({ type: "done" });
    this.over = true;
  }

  private beginJson(line: string): void {
    if (this.data.length > 0) this.dispatch();
    const value = parseJson(line);
    if (value !== undefined) return this.bareValue(line, value);
    this.scanner = new JsonScanner();
    this.hold(line);
  }

  /** One more line of a value that goes over several, unless it shows that the value was torn. */
  private goOn(line: string): void {
    const stranger =
      this.scanner.inText ||
      /^(data|event):/.test(line) ||
      (line.startsWith("{") && !this.scanner.wantsValue && isObject(parseJson(line)));
    if (!stranger) return this.hold(line);
    this.endJson();
    this.broken();
    this.line(line);
  }

  private hold(line: string): void {
    this.json.push(line);
    this.scanner.push(line);
    this.grow(line);
    if (!this.scanner.complete || this.over) return;
    const text = this.json.join("\n");
    this.endJson();
    const value = parseJson(text);
    if (value === undefined) this.broken();
    else this.bareValue(text, value);
  }

  private endJson(): void {
    this.json = [];
    this.held = 0;
  }

  private bareValue(text: string, value: unknown): void {
    if (value === undefined) return;
    this.bare += 1;
    this.value(text, value);
  }

  private value(text: string, value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value) if (isObject(item)) this.object(undefined, item);
    } else if (isObject(value)) this.object(text, value);
    else if (value !== null) this.broken();
  }

  private object(text: string | undefined, value: Fields): void {
    const error = errorIn(value);
    // The SDK takes any error that is not falsy for the end, an empty one too.
    if (error === undefined && text !== undefined && !value["error"])
      return this.chunk(text.replace(/[\r\n]+/g, " "), value);
    if (error !== undefined) this.frames.push({ type: "error", body: error });
    const { error: _error, ...rest } = value;
    if (error === undefined || (error !== value && isAnswer(rest)))
      this.chunk(writeJson(rest), rest);
  }

  private chunk(text: string | undefined, value: Fields): void {
    if (text === undefined) return this.broken();
    if (isAnswer(value)) this.recognised = true;
    this.frames.push({ type: "chunk", text, value });
  }

  private broken(): void {
    this.frames.push({ type: "broken" });
  }

  private grow(text: string): void {
    this.held += text.length + lineCost;
    if (this.held > this.limit) this.tooLarge();
  }

  private tooLarge(): void {
    this.over = true;
    this.data = [];
    this.json = [];
    this.frames.push({ type: "tooLarge" });
  }
}
