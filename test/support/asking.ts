import { askModel } from "../../src/client/ask";
import type { Destination } from "../../src/client/destination";
import { type ChatEvent, systemClock } from "../../src/core/answering";
import { type Connection, defaultConnection } from "../../src/core/connections";
import type { SentParameters } from "../../src/core/messages";
import type { WireMessage } from "../../src/core/prompt";
import { providerOf } from "../../src/core/providers";

export const testKey = "sk-canary-0123456789abcdef";

/** A destination at a loopback server. */
export function destinationAt(
  baseURL: string,
  change: Partial<Connection> = {},
  key = testKey,
): Destination {
  const row = providerOf("openai-compatible");
  if (!row) throw new Error("no row");
  return { connection: { ...defaultConnection(row), label: "Loopback", baseURL, ...change }, key };
}

/** All events of one answer, but for what the provider says beside it. */
export async function ask(
  destination: Destination,
  messages: readonly WireMessage[] = [{ role: "user", content: "Hi" }],
  signal: AbortSignal = new AbortController().signal,
  parameters: SentParameters = {},
  name = "small",
): Promise<readonly ChatEvent[]> {
  const model = askModel({
    fetch: (url, init) => fetch(url, init),
    clock: systemClock,
    resolve: async () => destination,
  });
  const events: ChatEvent[] = [];
  const request = { choice: { connectionId: "x", model: name }, messages, parameters };
  for await (const event of model(request, signal))
    if (event.type !== "details") events.push(event);
  return events;
}

/** Lets an answer come to its end; its events. */
export async function toEnd(answer: AsyncIterable<ChatEvent>): Promise<readonly ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const event of answer) events.push(event);
  return events;
}

export function textOf(events: readonly ChatEvent[]): string {
  return events.map(event => (event.type === "text" ? event.text : "")).join("");
}

/** The last event, of which there must be one. */
export function endOf(events: readonly ChatEvent[]): ChatEvent {
  const end = events.at(-1);
  if (!end) throw new Error("no event");
  return end;
}
