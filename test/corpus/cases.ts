import fs from "node:fs";
import path from "node:path";

/** A recorded answer, and what a correct reader makes of it; the form of a corpus's `index.json`. */
export interface Case {
  readonly provider: string;
  readonly model: string | null;
  readonly kind: string;
  readonly transport: "sse" | "json" | "ndjson";
  readonly file: string;
  readonly bytes?: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly expected: Expected;
}

export interface Expected {
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly { readonly name: string; readonly arguments: string }[];
  readonly finishReason: string | null;
  readonly usage: Readonly<Record<string, unknown>> | null;
  readonly error?: unknown;
  /** The same after think tags were split off. */
  readonly ifThinkTagsSplit?: { readonly text: string; readonly reasoning: string };
}

/** The cases of a folder. */
export function readCases(folder: string): readonly Case[] {
  const index = JSON.parse(fs.readFileSync(path.join(folder, "index.json"), "utf8")) as {
    readonly cases: readonly Case[];
  };
  return index.cases;
}

export function bodyOf(folder: string, { file }: Case): Buffer {
  return fs.readFileSync(path.join(folder, file));
}

/** What a server names the content when the recording does not. */
export function contentType({ headers, transport }: Case): string {
  const names = {
    sse: "text/event-stream",
    json: "application/json",
    ndjson: "application/x-ndjson",
  };
  return headers["content-type"] ?? names[transport];
}

/** Where each frame of a body ends, in bytes. */
export function frameEnds(body: Buffer, { transport }: Case): readonly number[] {
  const text = body.toString("latin1");
  const pattern = transport === "sse" ? /\r\n\r\n|\n\n|\r\r/g : /\n/g;
  const ends = Array.from(text.matchAll(pattern), match => match.index + match[0].length);
  return [...new Set([...ends.filter(end => end < body.length), body.length])];
}
