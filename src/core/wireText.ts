import { type Exchange, replaceMarks, type WireResponse } from "./wire";
import { prettyBody } from "./wireCopies";

/** What the words of the document need of the host. */
export interface WireWords {
  /** A time in milliseconds since 1970, for people. */
  time(at: number): string;
  request(number: number, time: string): string;
  response(number: number): string;
  readonly rebuilt: string;
  readonly cut: string;
}

/** Requests and responses as they went over the wire, for people to read; JSON over several lines. */
export function wireText(exchanges: readonly Exchange[], words: WireWords): string {
  return exchanges.map((exchange, index) => textOf(exchange, index + 1, words)).join("\n\n");
}

function textOf(exchange: Exchange, number: number, words: WireWords): string {
  const { at, method, url, headers, body, response, rebuilt } = exchange;
  const request = [
    `# ${words.request(number, words.time(at))}`,
    ...(rebuilt ? [`# ${words.rebuilt}`] : []),
    "",
    `${method} ${url}`,
    ...headerLines(headers),
    "",
    prettyBody(body),
  ].join("\n");
  const shown = replaceMarks(request, variable => `$${variable}`);
  return response ? `${shown}\n\n${responseText(response, number, words)}` : shown;
}

function responseText(
  { status, headers, text, cut }: WireResponse,
  number: number,
  words: WireWords,
): string {
  return [
    `# ${words.response(number)}`,
    "",
    `HTTP ${status}`,
    ...headerLines(headers),
    "",
    text,
    ...(cut ? [`# ${words.cut}`] : []),
  ].join("\n");
}

function headerLines(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}
