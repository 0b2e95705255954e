import type { Conversation } from "./conversation";
import type { AnswerDetails, ContentPart, FilePart, Message, TextPart, ToolCall } from "./messages";
import { thread } from "./conversation";
import { wireThread } from "./wireThread";

/** A message in the shape of the Chat Completions API. */
export interface WireMessage {
  readonly role: "system" | "user" | "assistant" | "tool" | "function";
  /** Parts only where there is an image among them; null where an answer only calls functions. */
  readonly content: string | readonly WirePart[] | null;
  /** Whose words they are. */
  readonly name?: string;
  /** An answer that the model is to go on with, as the last message. */
  readonly prefill?: true;
  /** The functions that an answer calls; in the older form one. */
  readonly tool_calls?: readonly WireCall[];
  readonly function_call?: WireCall["function"];
  /** Of a result the call that it is of; in the older form it is not sent. */
  readonly tool_call_id?: string;
  /** What goes back with calls, and only to the connection that they came from. */
  readonly back?: {
    readonly to: string;
    readonly extras: readonly (ToolCall["extra"] | null)[];
    readonly reasoning?: string;
    readonly reasoningDetails?: AnswerDetails["reasoningDetails"];
  };
}

export interface WireCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}

export type WirePart =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "image_url";
      readonly image_url: { readonly url: string; readonly detail?: "low" | "high" | "auto" };
    };

/**
 * What is sent for the thread that ends at `leafId`: the system prompt if there is one, then every
 * message as shown, but for those that the user left out. Answers without text are left out: there is
 * nothing in them to send. Calls go with their results, or not at all.
 */
export function wireMessages(
  conversation: Conversation,
  leafId: string | null,
): readonly WireMessage[] {
  const system: WireMessage[] =
    conversation.systemPrompt === ""
      ? []
      : [{ role: "system", content: conversation.systemPrompt }];
  return [
    ...system,
    ...wireThread(sentThread(conversation, leafId), wireMessage).flatMap(({ wire }) => wire()),
  ];
}

/** The messages of a thread that are not left out; its last one is what is asked, and always goes. */
export function sentThread(conversation: Conversation, leafId: string | null): readonly Message[] {
  return thread(conversation, leafId).filter(({ id, leftOut }) => !leftOut || id === leafId);
}

/** The exact text that a content part is sent as; the chat view shows the same. */
export function partText(part: TextPart | FilePart): string {
  return part.type === "text" ? part.text : `${placeOf(part)}\n${fence(part.text, part.language)}`;
}

/** `src/a.ts, lines 3–9`, for the model and for people. */
export function placeOf(part: FilePart): string {
  const lines =
    part.startLine === part.endLine
      ? `line ${part.startLine}`
      : `lines ${part.startLine}–${part.endLine}`;
  return `${part.path}, ${lines}`;
}

/** Wraps code in a fence longer than any run of backticks inside it. */
export function fence(code: string, language: string): string {
  let longest = 2;
  for (const run of code.matchAll(/`+/g)) longest = Math.max(longest, run[0].length);
  const ticks = "`".repeat(longest + 1);
  return `${ticks}${language}\n${code}\n${ticks}`;
}

/** The text of a message; its images are sent beside it. */
export function contentText(content: readonly ContentPart[]): string {
  return content
    .filter(part => part.type !== "image")
    .map(partText)
    .join("\n\n");
}

/** Text as it stands where there is no image; else the parts in their order. */
function wireContent(content: readonly ContentPart[]): WireMessage["content"] {
  if (content.every(part => part.type !== "image")) return contentText(content);
  return content.map(part => {
    if (part.type !== "image") return { type: "text", text: partText(part) };
    const { url, detail } = part;
    return { type: "image_url", image_url: { url, ...(detail && { detail }) } };
  });
}

/** A message as it is sent; none where there is nothing in it to send. */
export function wireMessage(message: Message): readonly WireMessage[] {
  const named = message.name === undefined ? {} : { name: message.name };
  if (message.role === "user")
    return [{ role: "user", content: wireContent(message.content), ...named }];
  if (message.role !== "assistant") return []; // A result goes with its call.
  return message.text === "" ? [] : [{ role: "assistant", content: message.text, ...named }];
}
