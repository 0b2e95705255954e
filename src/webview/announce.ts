import type { Conversation, ConversationEvent } from "../core/conversation";
import { errorAdvice } from "../core/errors";
import { fill } from "../core/phrase";
import { effect } from "@preact/signals";
import { durationWords } from "./durations";
import { endings } from "./endings";
import { activity } from "./state";
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
    const { text, modelLabel, refusal, toolCalls } = answer;
    const calls = toolCalls.map(({ name }) => t("calls the function {0}", name));
    const said = text.length <= longest ? text : t("an answer of {0} characters", text.length);
    const ending = endings()[event.finish] ?? "";
    status.textContent = [`${modelLabel}:`, said, refusal, ...calls, ending]
      .filter(words => words !== "")
      .join(" ");
  }
}

/** Says once that something is waited for; the line that counts the seconds is silent. */
export function announceWaits(status: HTMLElement): void {
  effect(() => {
    const present = activity.value;
    if (present.state === "stalled") status.textContent = t("Still waiting for an answer.");
    if (present.state !== "retrying") return;
    const { kind, values } = present.error;
    const again = t("Trying again in {0}.", durationWords(present.until - Date.now()));
    status.textContent = `${fill(t(errorAdvice[kind].title), values)}. ${again}`;
  });
}
