import type { ChatError } from "./errors";
import type { Phrase } from "./phrase";
import { Table } from "./table";

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

/** A picture: its bytes as a data URL, or a link that the provider follows. */
export interface ImagePart {
  readonly type: "image";
  readonly url: string;
  readonly detail?: "low" | "high" | "auto";
}

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
  /** From the request to the first piece, and to the end, in milliseconds. */
  readonly firstPieceMs?: number;
  readonly wholeMs?: number;
}

/** `stop`, `length`, … as the API says it; `stopped` by the user; `interrupted` by a reload or a kill. */
export type FinishReason = string;

export interface UserMessage {
  readonly id: string;
  readonly parentId: string | null;
  readonly role: "user";
  readonly at: number;
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
}

export interface Answer {
  readonly id: string;
  readonly parentId: string | null;
  readonly role: "assistant";
  readonly at: number;
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
  /** Addresses of images, most of them data URLs. */
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
}

export type Message = UserMessage | Answer;

/** The only things that can happen to a conversation; the journal holds one a line. */
export type ConversationEvent =
  | { readonly type: "systemPromptChanged"; readonly at: number; readonly text: string }
  | { readonly type: "modelChosen"; readonly at: number; readonly choice: ModelChoice }
  | {
      readonly type: "messageAdded";
      readonly at: number;
      readonly id: string;
      readonly parentId: string | null;
      readonly content: readonly ContentPart[];
    }
  | {
      readonly type: "answerStarted";
      readonly at: number;
      readonly id: string;
      readonly parentId: string | null;
      readonly choice: ModelChoice;
      readonly modelLabel: string;
      readonly parameters: SentParameters;
      /** Of a choice beside the first of the same request. */
      readonly index?: number;
    }
  /** A cut answer goes on: what comes from here is put behind what there is. */
  | {
      readonly type: "answerContinued";
      readonly at: number;
      readonly id: string;
      readonly choice: ModelChoice;
      readonly modelLabel: string;
      readonly parameters: SentParameters;
    }
  /** The user changed the text of an answer; its first text is kept beside it. */
  | {
      readonly type: "answerEdited";
      readonly at: number;
      readonly id: string;
      readonly text: string;
    }
  /** The thread that a view shows from now on, and after a restart. */
  | { readonly type: "leafChosen"; readonly at: number; readonly id: string }
  /** The messages are neither shown nor sent any more, and stay in the journal. */
  | { readonly type: "messagesDeleted"; readonly at: number; readonly ids: readonly string[] }
  | { readonly type: "messagesRestored"; readonly at: number; readonly ids: readonly string[] }
  | {
      readonly type: "textReceived";
      readonly at: number;
      readonly id: string;
      readonly text: string;
    }
  | {
      readonly type: "reasoningReceived";
      readonly at: number;
      readonly id: string;
      readonly text: string;
    }
  | {
      readonly type: "refusalReceived";
      readonly at: number;
      readonly id: string;
      readonly text: string;
    }
  | ({
      readonly type: "toolCallReceived";
      readonly at: number;
      readonly id: string;
    } & ToolCallPiece)
  | {
      readonly type: "imageReceived";
      readonly at: number;
      readonly id: string;
      readonly url: string;
    }
  | {
      readonly type: "warningAdded";
      readonly at: number;
      readonly id: string;
      readonly warning: Phrase;
    }
  | {
      readonly type: "requestRepaired";
      readonly at: number;
      readonly id: string;
      readonly repair: Repair;
    }
  /** The repair is forgotten: the parameter is sent again with the next request. */
  | {
      readonly type: "repairUndone";
      readonly at: number;
      readonly id: string;
      readonly parameter: string;
    }
  /** The messages stay where they are, and are not sent any more. */
  | { readonly type: "messagesLeftOut"; readonly at: number; readonly ids: readonly string[] }
  | { readonly type: "messagesIncluded"; readonly at: number; readonly ids: readonly string[] }
  | {
      readonly type: "answerDetailed";
      readonly at: number;
      readonly id: string;
      /** Only what is new. */
      readonly details: AnswerDetails;
    }
  | {
      readonly type: "answerFinished";
      readonly at: number;
      readonly id: string;
      readonly finish: FinishReason;
      readonly usage?: Usage;
    }
  | {
      readonly type: "answerFailed";
      readonly at: number;
      readonly id: string;
      readonly error: ChatError;
      readonly usage?: Usage;
    };

/** The first line of a journal. */
export interface ConversationHeader {
  readonly format: "parley-conversation";
  readonly version: 1;
  readonly id: string;
  readonly createdAt: number;
  /** URI of the workspace folder it was begun in; a tag, never a key. */
  readonly workspace: string | null;
  /** The conversation and the message that this one was forked from. */
  readonly forkedFrom?: { readonly id: string; readonly messageId: string };
}

/** A tree of messages; the shown thread is the path to `leafId`. */
export interface Conversation {
  readonly id: string;
  readonly createdAt: number;
  readonly workspace: string | null;
  readonly systemPrompt: string;
  readonly choice: ModelChoice | null;
  readonly messages: Table<Message>;
  readonly leafId: string | null;
}

export function emptyConversation(header: ConversationHeader): Conversation {
  const { id, createdAt, workspace } = header;
  return {
    id,
    createdAt,
    workspace,
    systemPrompt: "",
    choice: null,
    messages: Table.of(),
    leafId: null,
  };
}

export function newHeader(
  id: string,
  createdAt: number,
  workspace: string | null,
): ConversationHeader {
  return { format: "parley-conversation", version: 1, id, createdAt, workspace };
}

/** The messages from the root to the leaf, in order; deleted ones are not among them. */
export function thread(
  conversation: Conversation,
  leafId = conversation.leafId,
): readonly Message[] {
  return path(conversation, leafId).filter(({ deleted }) => !deleted);
}

/** All messages from the root to the leaf, also those that were deleted. */
export function path({ messages }: Conversation, leafId: string | null): readonly Message[] {
  const found: Message[] = [];
  const seen = new Set<string>();
  for (let id = leafId; id !== null && !seen.has(id); ) {
    const message = messages.get(id);
    if (!message) break;
    seen.add(id);
    found.push(message);
    id = message.parentId;
  }
  return found.toReversed();
}

/** Whether an answer has neither finished nor failed. */
export function isOpen(message: Message): boolean {
  return (
    message.role === "assistant" && message.finish === undefined && message.error === undefined
  );
}

/** The first line of the first user message, or nothing while there is none. */
export function titleOf(conversation: Conversation): string {
  for (const message of conversation.messages.values()) {
    if (message.role === "user" && !message.deleted) return titleFrom(message.content);
  }
  return "";
}

export function titleFrom(content: readonly ContentPart[]): string {
  const texts = content.filter(part => part.type !== "image");
  const first = (texts.find(part => part.type === "text") ?? texts[0])?.text ?? "";
  const line = first.trim().split("\n", 1)[0] ?? "";
  const characters = Array.from(line.slice(0, 200));
  return characters.length > 80 ? `${characters.slice(0, 79).join("")}…` : line;
}
