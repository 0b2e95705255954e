import { isObject, parseJson } from "../core/decode";
import type { ToolCallPiece } from "../core/messages";
import { JsonScanner } from "./jsonScanner";
import { writeJson } from "./writeJson";

/** More calls than any model makes; what is over is left out. */
const mostCalls = 128;
/** Largest `extra` that is kept, in characters of JSON. */
const largestExtra = 64 << 10;

interface Call {
  /** The provider's own number, if it gave one. */
  number: number | undefined;
  id: string;
  name: string;
  text: string;
  readonly scanner: JsonScanner;
  /** The `{}` that it said, which may be all, or stand for what follows. */
  empty: string;
}

/** A piece as it came, with the shapes of all dialects made one. */
interface Given {
  readonly number: number | undefined;
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly extra: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Puts the pieces of tool calls together, whatever their numbers and ids are: missing, repeated,
 * shifted, negative, one number for several calls, no id at all.
 */
export class ToolCalls {
  /** A call came without its name. */
  nameless = false;
  private readonly calls: Call[] = [];

  /** Whether a call has begun whose arguments are not complete. */
  get open(): boolean {
    const last = this.calls.at(-1);
    return last !== undefined && !last.scanner.complete && last.empty === "";
  }

  /** Characters of the longest arguments. */
  get longest(): number {
    return Math.max(0, ...this.calls.map(({ text }) => text.length));
  }

  get count(): number {
    return this.calls.length;
  }

  /** Reads the members of `tool_calls`; with `whole`, what is there already may come again. */
  take(values: readonly unknown[], whole: boolean): readonly ToolCallPiece[] {
    const taken = new Set<Call>();
    return values.flatMap(readPiece).flatMap((given, position) => {
      const there = whole ? this.findAgain(given, position, taken) : this.find(given);
      if (!there && this.calls.length >= mostCalls) return [];
      const pieces = there ? this.add(there, given, whole) : this.begin(given);
      const call = there ?? this.calls.at(-1);
      if (call) taken.add(call);
      return pieces;
    });
  }

  /** Arguments that were left empty become `{}`. */
  end(cut: boolean): readonly ToolCallPiece[] {
    return this.calls.flatMap((call, index) =>
      call.text === "" && (call.empty !== "" || !cut)
        ? [{ index, arguments: call.empty || "{}" }]
        : [],
    );
  }

  private begin(given: Given): readonly ToolCallPiece[] {
    const { number, id, name, extra } = given;
    const scanner = new JsonScanner();
    const call: Call = { number, id, name, text: "", scanner, empty: "" };
    this.calls.push(call);
    if (name === "") this.nameless = true;
    const more = textOf(call, given.text, false);
    return [
      {
        index: this.calls.length - 1,
        ...(id !== "" && { callId: id }),
        name,
        ...(more !== "" && { arguments: more }),
        ...(extra && { extra }),
      },
    ];
  }

  private add(call: Call, given: Given, whole: boolean): readonly ToolCallPiece[] {
    const { id, name, extra } = given;
    const more = textOf(call, given.text, whole);
    const newId = call.id === "" && id !== "";
    const newName = call.name === "" && name !== "";
    if (newId) call.id = id;
    if (newName) call.name = name;
    if (!newId && !newName && !extra && more === "") return [];
    return [
      {
        index: this.calls.indexOf(call),
        ...(newId && { callId: id }),
        ...(newName && { name }),
        ...(more !== "" && { arguments: more }),
        ...(extra && { extra }),
      },
    ];
  }

  /** The call that a member of a whole message is; no two members are the same one. */
  private findAgain(given: Given, position: number, taken: ReadonlySet<Call>): Call | undefined {
    const { number, id } = given;
    const free = this.calls.filter(call => !taken.has(call));
    const same = id === "" ? undefined : free.find(call => call.id === id);
    if (same) return same;
    const numbered = free.findLast(call => number !== undefined && call.number === number);
    const there = [numbered, this.calls[position]];
    const again = there.find(call => call && free.includes(call) && repeats(call, given));
    if (again) return again;
    const goesOn = this.find(given);
    return goesOn && free.includes(goesOn) ? goesOn : undefined;
  }

  /** The call that a piece belongs to; nothing when it begins another. */
  private find(given: Given): Call | undefined {
    const { number, id } = given;
    const numbered = this.calls.findLast(call => number !== undefined && call.number === number);
    if (id === "") return this.findWithoutId(given, numbered);
    const named = this.calls.filter(call => call.id === id);
    const same = named.find(call => call === numbered) ?? named.at(-1);
    if (same) return same === numbered || !begins(same, given) ? same : undefined;
    // Some make up an id for every piece.
    if (given.name === "" && numbered && !numbered.scanner.complete) return numbered;
    return numbered?.id === "" && !begins(numbered, given) ? numbered : undefined;
  }

  private findWithoutId(given: Given, numbered: Call | undefined): Call | undefined {
    if (numbered) return begins(numbered, given) ? undefined : numbered;
    const last = this.calls.at(-1);
    if (given.name === "") return last;
    const goesOn = given.number === undefined && last && !begins(last, given);
    return goesOn ? last : undefined;
  }
}

/** Whether a piece that has a name begins another call than this one. */
function begins(call: Call, { number, name, text }: Given): boolean {
  if (name === "" || call.name === "") return false;
  if (name !== call.name || call.scanner.complete) return true;
  const unnumbered = number === undefined && call.number === undefined;
  return call.text === "" && (call.empty !== "" || (unnumbered && text === ""));
}

/** Whether a call of a whole message, of which an id says nothing, is this one. */
function repeats(call: Call, { id, name, text }: Given): boolean {
  if (call.name !== name || (id !== "" && call.id !== "")) return false;
  return text.startsWith(call.text) || sameJson(text, call.text);
}

function sameJson(one: string, other: string): boolean {
  const value = parseJson(one);
  return value !== undefined && writeJson(value) === writeJson(parseJson(other));
}

/** What a piece adds to the arguments of a call. */
function textOf(call: Call, given: string, whole: boolean): string {
  const cumulative = call.text !== "" && (whole || call.scanner.complete);
  const again = cumulative && given.startsWith(call.text);
  if (whole && call.scanner.complete && !again) return ""; // The same, written in another way.
  const more = again ? given.slice(call.text.length) : given;
  if (call.text === "" && /^\{\s*\}$/.test(more)) {
    call.empty = more;
    return "";
  }
  call.text += more;
  call.scanner.push(more);
  return more;
}

function readPiece(value: unknown): readonly Given[] {
  if (!isObject(value)) return [];
  const inner = [value["function"], value["custom"], value["functionCall"]].find(isObject) ?? value;
  return [
    {
      number: [value["index"], inner["index"]].find(Number.isInteger) as number | undefined,
      id: idOf(value["id"]) || idOf(value["tool_call_id"]),
      name: typeof inner["name"] === "string" ? inner["name"] : "",
      text: argumentsOf(inner["arguments"] ?? inner["input"] ?? inner["args"]),
      extra: extraOf(value["extra_content"]),
    },
  ];
}

function idOf(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** Native Ollama sends an object. */
function argumentsOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : (writeJson(value) ?? "");
}

function extraOf(value: unknown): Given["extra"] {
  const size = isObject(value) ? writeJson(value)?.length : undefined;
  return isObject(value) && size !== undefined && size <= largestExtra ? value : undefined;
}
