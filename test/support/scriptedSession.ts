import type { AskModel, ChatEvent, ChatRequest } from "../../src/core/answering";
import type { Activity } from "../../src/core/answering";
import { type Conversation, emptyConversation, newHeader } from "../../src/core/conversation";
import type { ConversationEvent } from "../../src/core/events";
import type { Answer, ModelChoice, SentParameters } from "../../src/core/messages";
import type { FunctionColumn } from "../../src/core/functions";
import type { ChatError } from "../../src/core/errors";
import { Repairs } from "../../src/core/repairs";
import { ChatSession } from "../../src/core/session";
import type { StateStore } from "../../src/core/state";
import { FakeClock, settled } from "./fakeClock";
import { MemoryState } from "./memoryState";

export const small: ModelChoice = { connectionId: "loopback", model: "small" };
export const large: ModelChoice = { connectionId: "loopback", model: "large" };

/** What one request is answered with; what is not said in it, the test says later. */
export type Script = readonly ChatEvent[];

export interface ScriptedOptions {
  readonly state?: StateStore;
  readonly parameters?: SentParameters;
  /** As it was restored; an empty one without it. */
  readonly conversation?: Conversation;
  /** The model goes on with an answer that is the last message. */
  readonly prefills?: boolean;
}

/** A session whose model answers as scripted, on a clock that stands still. */
export class ScriptedSession {
  readonly clock = new FakeClock();
  readonly requests: ChatRequest[] = [];
  readonly events: ConversationEvent[] = [];
  readonly activities: Activity[] = [];
  readonly session: ChatSession;
  parameters: SentParameters;
  /** What is known of functions at the provider. */
  functions: FunctionColumn = {};
  private readonly scripts: Script[] = [];
  private stream: ReadableStreamDefaultController<ChatEvent> | undefined;

  constructor({
    state = new MemoryState(),
    parameters = {},
    conversation = emptyConversation(newHeader("01890000-0000-7000-8000-000000000000", 1, null)),
    prefills = false,
  }: ScriptedOptions = {}) {
    this.parameters = parameters;
    this.session = new ChatSession(conversation, {
      ask: this.ask,
      clock: this.clock,
      journal: { add: async () => {} },
      repairs: new Repairs(state),
      defaultChoice: () => small,
      labelOf: choice => choice?.model ?? "No model",
      parametersOf: () => this.parameters,
      prefills: () => prefills,
      functionsOf: () => this.functions,
    });
    this.session.listen({
      events: (_from, events) => void this.events.push(...events),
      activity: activity => void this.activities.push(activity),
    });
  }

  get states(): readonly string[] {
    return this.activities.map(({ state }) => state);
  }

  get answer(): Answer {
    const message = this.session.conversation.messages.get(this.session.conversation.leafId ?? "");
    if (message?.role !== "assistant") throw new Error("no answer");
    return message;
  }

  /** What the model says to the next requests. */
  next(...scripts: readonly Script[]): void {
    this.scripts.push(...scripts);
  }

  async sendResults(...texts: readonly string[]): Promise<boolean> {
    const sent = this.session.sendResults(this.answer.id, texts);
    await settled();
    return sent;
  }

  async send(text: string): Promise<void> {
    this.session.send([{ type: "text", text }]);
    await settled();
  }

  /** The model says more to the last request. */
  async say(...events: Script): Promise<void> {
    for (const event of events) this.stream?.enqueue(event);
    await settled();
  }

  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    await settled();
  }

  private readonly ask: AskModel = (request, signal) => {
    this.requests.push(request);
    const script = this.scripts.shift() ?? [];
    return new ReadableStream<ChatEvent>({
      start: stream => {
        this.stream = stream;
        for (const event of script) stream.enqueue(event);
        signal.addEventListener("abort", () => (this.stream = undefined));
      },
    });
  };
}

export function text(words: string): ChatEvent {
  return { type: "text", text: words };
}

export function refused(error: ChatError): Script {
  return [{ type: "error", error }];
}

/** A whole answer. */
export function said(words: string): Script {
  return [text(words), { type: "finish", finish: "stop" }];
}
