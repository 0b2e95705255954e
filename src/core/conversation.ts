import type { Functions } from "./functions";
import type {
  ContentPart,
  Cost,
  Message,
  ModelChoice,
  SamplingParameters,
  Usage,
} from "./messages";
import { Table } from "./table";

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

/** Who calls a conversation something. */
export type TitleGiver = "user" | "model";

/** What a request took that made no message. */
export interface Aside {
  readonly usage?: Usage;
  readonly cost?: Cost;
}

/** A tree of messages; the shown thread is the path to `leafId`. */
export interface Conversation {
  readonly id: string;
  readonly createdAt: number;
  readonly workspace: string | null;
  readonly systemPrompt: string;
  readonly choice: ModelChoice | null;
  /** What the user set for its requests. */
  readonly parameters: SamplingParameters;
  /** What it declares for models to call. */
  readonly functions: Functions;
  /** What it is called; empty where that is its first line. */
  readonly title: string;
  /** Who said so last. */
  readonly titledBy: TitleGiver | null;
  /** What requests took that made none of its messages. */
  readonly asides: readonly Aside[];
  readonly messages: Table<Message>;
  readonly leafId: string | null;
}

export const noFunctions: Functions = { declared: [] };

export function emptyConversation(header: ConversationHeader): Conversation {
  const { id, createdAt, workspace } = header;
  return {
    id,
    createdAt,
    workspace,
    systemPrompt: "",
    choice: null,
    parameters: {},
    functions: noFunctions,
    title: "",
    titledBy: null,
    asides: [],
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

/** What it is called; else the first line of the first user message, or nothing while there is none. */
export function titleOf(conversation: Conversation): string {
  const given = shortTitle(conversation.title);
  if (given !== "") return given;
  for (const message of conversation.messages.values()) {
    if (message.role === "user" && !message.deleted) return titleFrom(message.content);
  }
  return "";
}

export function titleFrom(content: readonly ContentPart[]): string {
  const texts = content.filter(part => part.type !== "image");
  const images = content.map(part => (part.type === "image" ? (part.name ?? "") : ""));
  const first = (texts.find(part => part.type === "text") ?? texts[0])?.text ?? images[0] ?? "";
  return shortTitle(first);
}

/** The first line of a text, of at most 80 characters. */
export function shortTitle(text: string): string {
  const line = text.trim().split("\n", 1)[0] ?? "";
  const characters = Array.from(line.slice(0, 200));
  return characters.length > 80 ? `${characters.slice(0, 79).join("")}…` : line;
}
