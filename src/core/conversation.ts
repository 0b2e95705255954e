import type { ChatError } from "./errors";

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

/** One piece of a user message. */
export type ContentPart = TextPart | FilePart;

/** A model at a connection. */
export interface ModelChoice {
  readonly connectionId: string;
  readonly model: string;
}

/** Token counts as the provider gave them; a missing count is unknown, never 0. */
export interface Usage {
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly totalTokens?: number;
}

/** `stop`, `length`, … as the API says it; `stopped` by the user; `interrupted` by a reload or a kill. */
export type FinishReason = string;

export interface UserMessage {
  readonly id: string;
  readonly parentId: string | null;
  readonly role: "user";
  readonly at: number;
  readonly content: readonly ContentPart[];
}

/** Request parameters as they were sent, without model, messages and stream. */
export type SentParameters = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly id: string;
  readonly parentId: string | null;
  readonly role: "assistant";
  readonly at: number;
  readonly choice: ModelChoice;
  /** The name that the user saw when the answer began. */
  readonly modelLabel: string;
  readonly parameters: SentParameters;
  readonly text: string;
  readonly reasoning: string;
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
    }
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
}

/** A tree of messages; the shown thread is the path to `leafId`. */
export interface Conversation {
  readonly id: string;
  readonly createdAt: number;
  readonly workspace: string | null;
  readonly systemPrompt: string;
  readonly choice: ModelChoice | null;
  readonly messages: ReadonlyMap<string, Message>;
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
    messages: new Map(),
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

/** The messages from the root to the leaf, in order. */
export function thread(
  conversation: Conversation,
  leafId = conversation.leafId,
): readonly Message[] {
  const path: Message[] = [];
  const seen = new Set<string>();
  for (let id = leafId; id !== null && !seen.has(id); ) {
    const message = conversation.messages.get(id);
    if (!message) break;
    seen.add(id);
    path.push(message);
    id = message.parentId;
  }
  return path.toReversed();
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
    if (message.role === "user") return titleFrom(message.content);
  }
  return "";
}

export function titleFrom(content: readonly ContentPart[]): string {
  const first = content.find(part => part.type === "text")?.text ?? content[0]?.text ?? "";
  const line = first.trim().split("\n", 1)[0] ?? "";
  const characters = Array.from(line.slice(0, 200));
  return characters.length > 80 ? `${characters.slice(0, 79).join("")}…` : line;
}
