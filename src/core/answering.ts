import type {
  AnswerDetails,
  Cost,
  FinishReason,
  ModelChoice,
  Repair,
  SentParameters,
  ToolCallPiece,
  Usage,
} from "./messages";
import type { ChatError } from "./errors";
import type { Phrase } from "./phrase";
import type { WireMessage } from "./prompt";

/** Which of several choices a piece belongs to, counted from 0; absent for the first. */
interface OfChoice {
  readonly choice?: number;
}

/** What a client yields for one answer. Every stream ends in exactly one `finish` or `error`. */
export type ChatEvent =
  | ({ readonly type: "text"; readonly text: string } & OfChoice)
  | ({ readonly type: "reasoning"; readonly text: string } & OfChoice)
  | ({ readonly type: "refusal"; readonly text: string } & OfChoice)
  | ({ readonly type: "toolCall" } & ToolCallPiece & OfChoice)
  | ({ readonly type: "image"; readonly url: string } & OfChoice)
  /** One of the choices beside the first is complete. */
  | { readonly type: "choiceFinished"; readonly choice: number; readonly finish: FinishReason }
  | { readonly type: "warning"; readonly warning: Phrase }
  /** The last one counts. */
  | { readonly type: "usage"; readonly usage: Usage; readonly cost?: Cost }
  /** What is new in the details. */
  | { readonly type: "details"; readonly details: AnswerDetails }
  | { readonly type: "finish"; readonly finish: FinishReason }
  | { readonly type: "error"; readonly error: ChatError };

export interface ChatRequest {
  readonly choice: ModelChoice;
  readonly messages: readonly WireMessage[];
  readonly parameters: SentParameters;
  /** Parameters that this model refused before, or just now. */
  readonly repairs?: readonly Repair[];
  /** What to send instead where the model does not take these messages. */
  readonly otherwise?: readonly WireMessage[];
  /** Resolves when the question is kept, or known to be unwritable; nothing leaves before that. */
  readonly kept?: Promise<void>;
  /** The answer that is made. */
  readonly answerId?: string;
}

/** Asks a model. Never throws; stops when the signal fires. */
export type AskModel = (request: ChatRequest, signal: AbortSignal) => AsyncIterable<ChatEvent>;

/** What is going on and is not history: posted to views, never journaled. */
export type Activity =
  | { readonly state: "idle" }
  | { readonly state: "waiting"; readonly answerId: string }
  /** Reasoning comes, and no text yet. */
  | { readonly state: "thinking"; readonly answerId: string }
  | { readonly state: "streaming"; readonly answerId: string }
  /** Nothing has come for a while. `since` is in milliseconds since 1970. */
  | { readonly state: "stalled"; readonly answerId: string; readonly since: number }
  /** Refused for the moment; asked again at `until`, in milliseconds since 1970. */
  | {
      readonly state: "retrying";
      readonly answerId: string;
      readonly until: number;
      readonly error: ChatError;
    };

/** Time, so that tests can hold it still. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs a callback once after `ms`; the result cancels it. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
