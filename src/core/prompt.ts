import type { ContentPart, Conversation, FilePart, Message } from "./conversation";
import { thread } from "./conversation";

/** A message in the shape of the Chat Completions API. */
export interface WireMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/**
 * What is sent for the thread that ends at `leafId`: the system prompt if there is one, then every
 * message as shown, but for those that the user left out. Answers without text are left out: there is nothing in them to send. That holds
 * for tool calls too: none is sent back before Parley can run functions, because a provider refuses
 * a call whose result does not follow.
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
    ...thread(conversation, leafId)
      .filter(({ leftOut }) => !leftOut)
      .flatMap(wireMessage),
  ];
}

/** The exact text that a content part is sent as; the chat view shows the same. */
export function partText(part: ContentPart): string {
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

export function contentText(content: readonly ContentPart[]): string {
  return content.map(partText).join("\n\n");
}

function wireMessage(message: Message): readonly WireMessage[] {
  if (message.role === "user") return [{ role: "user", content: contentText(message.content) }];
  return message.text === "" ? [] : [{ role: "assistant", content: message.text }];
}
