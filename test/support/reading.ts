import { askModel } from "../../src/client/ask";
import { type ChatEvent, type Clock, systemClock } from "../../src/core/answering";
import { destinationAt } from "./asking";

/** A server-sent event, or a line as it stands. */
export function frames(...chunks: readonly (object | string)[]): string {
  return chunks
    .map(chunk => (typeof chunk === "string" ? chunk : `data: ${JSON.stringify(chunk)}`))
    .map(line => `${line}\n\n`)
    .join("");
}

/** A chunk with one choice; `rest` stands beside the choices. */
export function chunk(delta: object, choice: object = {}, rest: object = {}): object {
  return { object: "chat.completion.chunk", choices: [{ index: 0, delta, ...choice }], ...rest };
}

export const stop = chunk({}, { finish_reason: "stop" });
export const done = "data: [DONE]";

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Cuts bytes at these places, as far as they are in it. */
export function cutAt(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const ends = [...new Set(places.map(place => place % (bytes.length + 1)))].toSorted(
    (a, b) => a - b,
  );
  return [...ends, bytes.length].map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
}

/** A body that comes in pieces; the last one may be a failure. */
export function streamOf(pieces: Iterable<Uint8Array | Error>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.iterator]();
  return new ReadableStream({
    pull(controller) {
      const { done: ended, value } = iterator.next();
      if (ended) controller.close();
      else if (value instanceof Error) controller.error(value);
      else controller.enqueue(value);
    },
  });
}

export interface Sent {
  readonly contentType?: string;
  readonly clock?: Clock;
  readonly keepThinkTags?: boolean;
}

/** What the whole client makes of a body, without a network; times are left out. */
export async function read(
  body: string | Iterable<Uint8Array | Error>,
  { contentType = "text/event-stream", clock = systemClock, keepThinkTags = false }: Sent = {},
): Promise<readonly ChatEvent[]> {
  const pieces = typeof body === "string" ? [bytesOf(body)] : body;
  const ask = askModel({
    fetch: async () => new Response(streamOf(pieces), { headers: { "content-type": contentType } }),
    clock,
    keepThinkTags,
    resolve: async () => destinationAt("http://127.0.0.1:9/v1"),
  });
  const events: ChatEvent[] = [];
  const request = { choice: { connectionId: "x", model: "small" }, messages: [], parameters: {} };
  for await (const event of ask(request, new AbortController().signal))
    events.push(timeless(event));
  return events.filter(event => event.type !== "details" || Object.keys(event.details).length > 0);
}

function timeless(event: ChatEvent): ChatEvent {
  if (event.type !== "details") return event;
  const { firstPieceMs: _first, wholeMs: _whole, ...details } = event.details;
  return { type: "details", details };
}

/** An answer in short: what a test compares. */
export interface Heard {
  readonly text: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly calls: readonly (readonly string[])[];
  readonly images: readonly string[];
  readonly warnings: readonly string[];
  readonly usage: unknown;
  /** The finish reason, or the kind of the error and its words. */
  readonly end: string;
}

/** What the events of the first choice come to; an event after the end, or no end, fails. */
export function heard(all: readonly ChatEvent[]): Heard {
  const events = all.filter(event => !("choice" in event) || !event.choice);
  const join = (type: "text" | "reasoning" | "refusal") =>
    events.map(event => (event.type === type ? event.text : "")).join("");
  const calls: string[][] = [];
  for (const event of events) {
    if (event.type !== "toolCall") continue;
    const [id = "", name = "", text = ""] = calls[event.index] ?? [];
    const more = text + (event.arguments ?? "");
    calls[event.index] = [event.callId ?? id, event.name ?? name, more];
  }
  return {
    text: join("text"),
    reasoning: join("reasoning"),
    refusal: join("refusal"),
    calls,
    images: events.flatMap(event => (event.type === "image" ? [event.url] : [])),
    warnings: events.flatMap(event => (event.type === "warning" ? [event.warning.text] : [])),
    usage: events.findLast(event => event.type === "usage")?.usage.raw,
    end: endOf(events),
  };
}

function endOf(events: readonly ChatEvent[]): string {
  const ends = events.filter(({ type }) => type === "finish" || type === "error");
  const [end] = ends;
  if (ends.length !== 1 || end !== events.at(-1)) throw new Error(`${ends.length} ends`);
  if (end?.type === "finish") return end.finish;
  return end?.type === "error" ? [end.error.kind, end.error.detail].filter(Boolean).join(": ") : "";
}

/** The parts of what was heard that are not empty. */
export function brief(events: readonly ChatEvent[]): Partial<Heard> {
  return Object.fromEntries(
    Object.entries(heard(events)).filter(([, value]) => value !== undefined && value.length !== 0),
  );
}
