import type { ChatError } from "./errors";
import type { Phrase } from "./phrase";

/** Code or text taken from the editor. It is sent as the text that `partText` makes of it. */
export interface FilePart {
  readonly type: "file";
  /** Workspace-relative where there is a workspace, with forward slashes. */
  readonly path: string;
  /** VS Code's language id, which is also the fence's info string. */
  readonly language: string;
  /** First and last line, counted from 1. */
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

export interface TextPart {
  readonly type: "text";
  readonly text: string;
}

/** A picture. What is known of it beside its address is for people and for estimates. */
export interface ImagePart {
  readonly type: "image";
  /** The name of a file beside the journal, a data URL, or a link that the provider follows. */
  readonly url: string;
  readonly detail?: ImageDetail;
  /** As the file was called that it came from. */
  readonly name?: string;
  /** In pixels. */
  readonly width?: number;
  readonly height?: number;
  /** In bytes. */
  readonly size?: number;
}

/** How closely a model is to look at a picture. */
export type ImageDetail = "low" | "high" | "auto";

/** One piece of a user message. */
export type ContentPart = TextPart | FilePart | ImagePart;

/** A model at a connection. */
export interface ModelChoice {
  readonly connectionId: string;
  readonly model: string;
}

/**
 * Token counts in one meaning for all providers; a missing count is unknown, never 0. They are read
 * from `raw`, which is what the provider sent last.
 */
export interface Usage {
  readonly promptTokens?: number;
  /** What is billed as output, reasoning included, also where the provider counts that apart. */
  readonly completionTokens?: number;
  readonly totalTokens?: number;
  /** Those of the prompt that came from a cache, or went into one. */
  readonly cachedTokens?: number;
  readonly cacheWriteTokens?: number;
  /** Those of the completion that were spent on reasoning. */
  readonly reasoningTokens?: number;
  /** What the provider says that it cost, in US dollars. */
  readonly cost?: number;
  readonly raw?: Readonly<Record<string, unknown>>;
}

/** What a request cost by a list of prices, where the provider does not say it itself. */
export interface Cost {
  /** US dollars. */
  readonly dollars: number;
  /** Whose price it is: the provider's live list, our table, or the user's own. */
  readonly from: "list" | "table" | "yours";
  /** The day of the table. */
  readonly asOf?: string;
}

/** A function that the model wants called. */
export interface ToolCall {
  /** Empty where the provider gives none. */
  readonly id: string;
  readonly name: string;
  /** JSON text; not complete while the answer is open, or where it was cut. */
  readonly arguments: string;
  /** What the provider wants back with the call, such as a signature; for it alone. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** A piece of a tool call. Calls are counted from 0 in the order in which they appear. */
export interface ToolCallPiece {
  readonly index: number;
  readonly callId?: string;
  readonly name?: string;
  /** To be put behind what there is. */
  readonly arguments?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** What the provider says of an answer beside its content. */
export interface AnswerDetails {
  readonly id?: string;
  /** In seconds since 1970. */
  readonly created?: number;
  /** The model that answered, which may be another than the one asked. */
  readonly model?: string;
  readonly systemFingerprint?: string;
  readonly requestId?: string;
  /** Who answered behind a router. */
  readonly provider?: string;
  /** As the provider said it, also where the answer then failed. */
  readonly finishReason?: string;
  /** Items of reasoning that go back with the answer's calls, as they came. */
  readonly reasoningDetails?: readonly Readonly<Record<string, unknown>>[];
  /** From the request to the first piece, and to the end, in milliseconds. */
  readonly firstPieceMs?: number;
  /** From the first piece of reasoning to the first one of anything else, in milliseconds. */
  readonly thoughtMs?: number;
  readonly wholeMs?: number;
}

/** `stop`, `length`, … as the API says it; `stopped` by the user; `interrupted` by a reload or a kill. */
export type FinishReason = string;

export interface UserMessage {
  readonly id: string;
  readonly parentId: string | null;
  readonly role: "user";
  readonly at: number;
  /** Whose words they are, where several people or voices speak; sent with the message. */
  readonly name?: string;
  readonly content: readonly ContentPart[];
  /** Kept and shown, but not sent any more. */
  readonly leftOut?: true;
  /** Kept, neither shown nor sent. */
  readonly deleted?: true;
}

/** A parameter that a model refused, and what was done about it. */
export interface Repair {
  /** Its name in the body. */
  readonly parameter: string;
  /** The name it was sent under instead; absent where it was left out. */
  readonly replacement?: string;
}

/** Sampling parameters as the user set them, by the API's own names; what is not set is not there. */
export type SamplingParameters = Readonly<Record<string, unknown>>;

/** Request parameters as they were sent, without model, messages and stream. */
export type SentParameters = Readonly<Record<string, unknown>>;

/** How an answer ended before it was continued. */
export interface EarlierEnd {
  /** How much of the text there was then, in UTF-16 code units. */
  readonly length: number;
  readonly choice: ModelChoice;
  readonly modelLabel: string;
  readonly details: AnswerDetails;
  readonly finish?: FinishReason;
  readonly error?: ChatError;
  readonly usage?: Usage;
  readonly cost?: Cost;
}

export interface Answer {
  readonly id: string;
  readonly parentId: string | null;
  readonly role: "assistant";
  readonly at: number;
  /** Sent with the answer from then on. */
  readonly name?: string;
  readonly choice: ModelChoice;
  /** The name that the user saw when the answer began. */
  readonly modelLabel: string;
  readonly parameters: SentParameters;
  /** Its place among the choices of one request, where that asked for several; absent for the first. */
  readonly index?: number;
  readonly text: string;
  /** The text as it came, where the user changed it. */
  readonly received?: string;
  readonly reasoning: string;
  /** Why the model does not answer, in its own words. */
  readonly refusal: string;
  readonly toolCalls: readonly ToolCall[];
  /** Addresses of images: names of files beside the journal, data URLs, or links. */
  readonly images: readonly string[];
  /** What the reader had to leave out or to guess. */
  readonly warnings: readonly Phrase[];
  /** How the request differs from what was set. */
  readonly repairs: readonly Repair[];
  /** Kept and shown, but not sent any more. */
  readonly leftOut?: true;
  /** Kept, neither shown nor sent. */
  readonly deleted?: true;
  readonly details: AnswerDetails;
  /** The ends that the answer had before it was continued, the first one first. */
  readonly earlier?: readonly EarlierEnd[];
  /** Absent while the answer is open. An answer ends with either `finish` or `error`. */
  readonly finish?: FinishReason;
  readonly error?: ChatError;
  readonly usage?: Usage;
  /** Absent where the price is unknown, and where the usage has a cost. */
  readonly cost?: Cost;
}

/** What a call of an answer came to. The results of an answer follow it, one below the other. */
export interface ResultMessage {
  readonly id: string;
  readonly parentId: string | null;
  /** As it is sent: for a tool, or as the API had it before. */
  readonly role: "tool" | "function";
  readonly at: number;
  readonly name?: string;
  /** Which of the answer's calls, counted from 0. */
  readonly index: number;
  /** The id under which the call is sent back: the provider's own, or one that was made up. */
  readonly callId: string;
  /** Name of the function. */
  readonly called: string;
  readonly text: string;
  /** Kept and shown, but not sent any more. */
  readonly leftOut?: true;
  /** Kept, neither shown nor sent. */
  readonly deleted?: true;
}

export type Message = UserMessage | Answer | ResultMessage;

/** Whether an answer has neither finished nor failed. */
export function isOpen(message: Message): boolean {
  return (
    message.role === "assistant" && message.finish === undefined && message.error === undefined
  );
}
