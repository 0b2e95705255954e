import { type Conversation, thread } from "../core/conversation";
import type { ConversationEvent } from "../core/events";
import { errorAdvice } from "../core/errors";
import { fill } from "../core/phrase";
import { effect } from "@preact/signals";
import { durationWords } from "./durations";
import { endings } from "./endings";
import { accessWords } from "./accessBar";
import { offline, offlineWords } from "./activityLine";
import { access, activity } from "./state";
import { t } from "./translate";

/** Longest answer that is read out whole, in characters. */
const longest = 2000;

/** The answer of which nothing has come yet. */
let awaited = "";

/**
 * Says that a message is sent and that its answer begins, never its pieces, and then a finished answer of the shown thread once to screen readers: of one that went on, what is new.
 * Errors are alerts, and say themselves.
 */
export function announceEnds(
  status: HTMLElement,
  conversation: Conversation,
  leafId: string | null,
  events: readonly ConversationEvent[],
): void {
  for (const event of events) {
    begin(status, event);
    if (event.type !== "answerFinished") continue;
    const answer = thread(conversation, leafId).find(({ id }) => id === event.id);
    if (answer?.role !== "assistant") continue;
    const { modelLabel, refusal, toolCalls } = answer;
    const text = answer.text.slice(answer.earlier?.at(-1)?.length ?? 0);
    const calls = toolCalls.map(({ name }) => t("calls the function {0}", name));
    const said = text.length <= longest ? text : t("an answer of {0} characters", text.length);
    const ending = endings()[event.finish] ?? "";
    status.textContent = [`${modelLabel}:`, said, refusal, ...calls, ending]
      .filter(words => words !== "")
      .join(" ");
  }
}

function begin(status: HTMLElement, event: ConversationEvent): void {
  const sent = t("Message sent.");
  if ((event.type === "messageAdded" || event.type === "resultAdded") && access.value === "write")
    status.textContent = sent;
  if (event.type === "answerStarted" || event.type === "answerContinued") {
    awaited = event.id;
    if (status.textContent !== sent) status.textContent = "";
  }
  if (event.type === "answerFailed") status.textContent = ""; // The error says itself.
  const came = event.type === "textReceived" || event.type === "reasoningReceived";
  if (!came || event.id !== awaited) return;
  awaited = "";
  status.textContent = t("Responding.");
}

/** Says once that something is waited for; the line that counts the seconds is silent. */
export function announceWaits(status: HTMLElement): void {
  effect(() => {
    const present = activity.value;
    if (offline.value) status.textContent = offlineWords();
    if (present.state === "stalled") status.textContent = t("Still waiting for an answer.");
    if (present.state !== "retrying") return;
    const { kind, values } = present.error;
    const again = t("Trying again in {0}.", durationWords(present.until - Date.now()));
    status.textContent = `${fill(t(errorAdvice[kind].title), values)}. ${again}`;
  });
}

/** Says once that another window writes the conversation, or does no longer. */
export function announceAccess(status: HTMLElement): void {
  effect(() => {
    const words = accessWords(access.value);
    if (words !== "") status.textContent = words;
  });
}
