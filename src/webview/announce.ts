import type { Conversation, ConversationEvent } from "../core/conversation";
import { endings } from "./endings";
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
    if (event.type === "answerStarted") status.textContent = "";
    if (event.type !== "answerFinished") continue;
    const answer = conversation.messages.get(event.id);
    if (answer?.role !== "assistant") continue;
    const { text, modelLabel } = answer;
    const said = text.length <= longest ? text : t("an answer of {0} characters", text.length);
    const ending = endings()[event.finish] ?? "";
    status.textContent = [`${modelLabel}:`, said, ending].filter(words => words !== "").join(" ");
  }
}
