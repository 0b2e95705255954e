import type { Conversation, ConversationEvent } from "../core/conversation";
import { t } from "./translate";

/** Longest answer that is read out whole, in characters. */
const longest = 2000;

/** Says a finished answer once to screen readers. Errors are alerts, and say themselves. */
export function announceEnds(
  status: HTMLElement,
  conversation: Conversation,
  events: readonly ConversationEvent[],
): void {
  for (const event of events) {
    if (event.type === "messageAdded") status.textContent = "";
    if (event.type !== "answerFinished") continue;
    const answer = conversation.messages.get(event.id);
    if (answer?.role !== "assistant") continue;
    const { text, modelLabel } = answer;
    status.textContent =
      text.length <= longest
        ? `${modelLabel}: ${text}`
        : t("{0} has answered, {1} characters.", modelLabel, text.length);
  }
}
