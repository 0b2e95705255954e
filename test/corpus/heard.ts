import { askModel } from "../../src/client/ask";
import type { Destination } from "../../src/client/destination";
import { ThinkTags } from "../../src/client/thinkTags";
import { type ChatEvent, systemClock } from "../../src/core/answering";
import { defaultConnection } from "../../src/core/connections";
import { emptyConversation, newHeader } from "../../src/core/conversation";
import type { ConversationEvent } from "../../src/core/events";
import type { Answer } from "../../src/core/messages";
import { providerOf } from "../../src/core/providers";
import { reduceAll } from "../../src/core/reduce";

/** The provider's own row at another address; `openai-compatible` where there is none. */
export function destinationAt(baseURL: string, provider: string): Destination {
  const row = providerOf(provider) ?? providerOf("openai-compatible");
  if (!row) throw new Error("the table has no row openai-compatible");
  return { connection: { ...defaultConnection(row), baseURL }, key: "sk-corpus-0123456789" };
}

/** All events of an answer, with think tags left in the text. */
export async function eventsFrom(destination: Destination): Promise<readonly ChatEvent[]> {
  const ask = askModel({
    fetch: (url, init) => fetch(url, init),
    clock: systemClock,
    keepThinkTags: true,
    resolve: async () => destination,
  });
  const choice = { connectionId: "corpus", model: "recorded" };
  const messages = [{ role: "user", content: "?" }] as const;
  const events: ChatEvent[] = [];
  const { signal } = new AbortController();
  for await (const event of ask({ choice, messages, parameters: {} }, signal)) events.push(event);
  return events;
}

/** The same events with think tags split. */
export function splitTags(events: readonly ChatEvent[]): readonly ChatEvent[] {
  const tags = new ThinkTags();
  return [...events.flatMap(event => tags.take(event)), ...tags.end()];
}

/** The answer that the events make, by the reducer that host, panel and journal share. */
export function answerOf(events: readonly ChatEvent[]): Answer {
  const at = 0;
  const id = "a";
  const begun = reduceAll(emptyConversation(newHeader("c", at, null)), [
    {
      type: "answerStarted",
      at,
      id,
      parentId: null,
      choice: { connectionId: "corpus", model: "recorded" },
      modelLabel: "recorded",
      parameters: {},
    },
    ...events.flatMap((event): readonly ConversationEvent[] => {
      if ("choice" in event && event.choice) return []; // The recorded results are those of the first choice.
      switch (event.type) {
        case "text":
          return [{ type: "textReceived", at, id, text: event.text }];
        case "reasoning":
          return [{ type: "reasoningReceived", at, id, text: event.text }];
        case "refusal":
          return [{ type: "refusalReceived", at, id, text: event.text }];
        case "toolCall":
          return [{ ...event, type: "toolCallReceived", at, id }];
        case "warning":
          return [{ type: "warningAdded", at, id, warning: event.warning }];
        case "details":
          return [{ type: "answerDetailed", at, id, details: event.details }];
        default:
          return [];
      }
    }),
  ]);
  const answer = begun.messages.get(id);
  if (answer?.role !== "assistant") throw new Error("no answer");
  return answer;
}
