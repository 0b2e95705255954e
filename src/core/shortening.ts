import { formatModelChoice } from "./connections";
import { type Conversation, thread } from "./conversation";
import type { Message, ModelChoice, SentParameters } from "./messages";
import { contentText, sentThread } from "./prompt";

/**
 * The oldest messages of a thread that have to go for about half of its text to be left. The last
 * user message always stays, and a question goes with its answer. Empty when nothing can go.
 */
export function oldestTurns(conversation: Conversation, leafId: string | null): readonly string[] {
  const sent = sentThread(conversation, leafId);
  const last = sent.findLastIndex(({ role }) => role === "user");
  const older = sent.slice(0, Math.max(last, 0));
  const total = sent.reduce((sum, message) => sum + sizeOf(message), 0);
  let gone = 0;
  let count = 0;
  for (const [index, message] of older.entries()) {
    if (gone >= total / 2 && message.role === "user") break;
    gone += sizeOf(message);
    count = index + 1;
  }
  return older.slice(0, count).map(({ id }) => id);
}

/** What tells the requests of one conversation apart, without holding their text. */
export function requestKey(
  conversation: Conversation,
  leafId: string | null,
  choice: ModelChoice,
  parameters: SentParameters,
): string {
  const ids = sentThread(conversation, leafId).map(({ id }) => id);
  return JSON.stringify([formatModelChoice(choice), conversation.systemPrompt, parameters, ids]);
}

/**
 * The requests of a restored conversation that were too long for their model. Where something before
 * such an answer is left out by now, another request would be sent, so that one is not among them.
 */
export function overflows(conversation: Conversation): readonly string[] {
  return [...conversation.messages.values()].flatMap(message => {
    if (message.role !== "assistant" || message.error?.kind !== "contextOverflow") return [];
    const { parentId, choice, parameters } = message;
    const changed = thread(conversation, parentId).some(({ leftOut }) => leftOut);
    return changed ? [] : [requestKey(conversation, parentId, choice, parameters)];
  });
}

function sizeOf(message: Message): number {
  return message.role === "user" ? contentText(message.content).length : message.text.length;
}
