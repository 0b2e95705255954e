import { askModel } from "../../src/client/ask";
import type { Destination } from "../../src/client/destination";
import type { Clock } from "../../src/core/answering";
import type { Connection } from "../../src/core/connections";
import { emptyConversation, newHeader } from "../../src/core/conversation";
import type { Answer, SentParameters } from "../../src/core/messages";
import { Repairs } from "../../src/core/repairs";
import { ChatSession } from "../../src/core/session";
import { destinationAt } from "./asking";
import { MemoryState } from "./memoryState";

export interface LoopbackOptions {
  readonly clock: Clock;
  readonly baseURL: string;
  readonly change?: Partial<Connection>;
  readonly parameters?: SentParameters;
  /** Resolves when an event is kept. */
  readonly kept?: Promise<void>;
  /** Comes before the destination is known, as the reading of a key does. */
  readonly before?: () => Promise<void>;
}

/** A session and the whole client, at a server on loopback. */
export function loopbackSession(options: LoopbackOptions): ChatSession {
  const { clock, baseURL, change, parameters = {}, before, kept } = options;
  const header = newHeader("01890000-0000-7000-8000-000000000000", 1, null);
  const choice = { connectionId: "loopback", model: "small" };

  const resolve = async (): Promise<Destination> => {
    await before?.();
    return destinationAt(baseURL, change);
  };
  return new ChatSession(emptyConversation(header), {
    ask: askModel({ fetch: (url, init) => fetch(url, init), clock, resolve }),
    clock,
    journal: { add: async () => kept },
    repairs: new Repairs(new MemoryState()),
    defaultChoice: () => choice,
    labelOf: () => "small",
    parametersOf: () => parameters,
    functionsOf: () => change?.functions,
  });
}

/** The answer that is shown last. */
export function answerOf({ conversation }: ChatSession): Answer {
  const message = conversation.messages.get(conversation.leafId ?? "");
  if (message?.role !== "assistant") throw new Error("no answer");
  return message;
}

/** Waits for what comes over the network; the test's own limit ends it. */
export async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await new Promise(resolve => setImmediate(resolve));
}
