import { signal } from "@preact/signals";
import { errorAdvice } from "../core/errors";
import { fill } from "../core/phrase";
import { durationWords } from "./durations";
import { activity, conversation } from "./state";
import { t } from "./translate";

/** A wait that is shorter is not worth a word, in milliseconds. */
const shortWait = 2000;

/** The computer has no network. */
export const offline = signal(false);

/** The present second; moves only while something counts. */
const now = signal(Date.now());
let ticking: ReturnType<typeof setInterval> | undefined;
/** The answer that is waited for, and since when. */
let waiting: { readonly id: string; readonly since: number } | undefined;

/** Keeps `offline` true to the browser. */
export function watchNetwork(): void {
  const look = () => (offline.value = !navigator.onLine);
  for (const name of ["online", "offline"]) window.addEventListener(name, look);
  look();
}

/** What is said while there is no network. */
export function offlineWords(): string {
  return t("You are offline. Models on this computer still answer.");
}

/** What is waited for: the first word, or after silence, or for the time to try again. */
export function ActivityLine() {
  const present = activity.value;
  const { state } = present;
  tick(state === "waiting" || state === "stalled" || state === "retrying");
  if (state !== "waiting") waiting = undefined;
  if (state === "waiting") {
    waiting = waiting?.id === present.answerId ? waiting : waitFor(present.answerId);
    const time = now.value - waiting.since;
    if (time >= shortWait) return <>{t("Waiting for the first word, {0}", durationWords(time))}</>;
  }
  if (state === "stalled") {
    const quiet = durationWords(Math.max(0, now.value - present.since));
    return <>{t("Nothing has come for {0}. Still waiting; Esc stops.", quiet)}</>;
  }
  if (state !== "retrying") return offline.value ? <>{offlineWords()}</> : null;
  const { kind, values } = present.error;
  const left = durationWords(Math.max(0, present.until - now.value));
  return (
    <>
      {fill(t(errorAdvice[kind].title), values)}. {t("Trying again in {0}; Esc stops.", left)}
    </>
  );
}

/** An answer that goes on, or is asked for again after a refusal, is waited for from now. */
function waitFor(id: string): NonNullable<typeof waiting> {
  const answer = conversation.value?.messages.get(id);
  const fresh = answer?.role === "assistant" && answer.text === "" && answer.repairs.length === 0;
  return { id, since: fresh ? answer.at : Date.now() };
}

function tick(on: boolean): void {
  if (on === (ticking !== undefined)) return;
  clearInterval(ticking);
  ticking = on ? setInterval(() => (now.value = Date.now()), 1000) : undefined;
  if (on) now.value = Date.now();
}
