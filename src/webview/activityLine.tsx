import { signal } from "@preact/signals";
import { errorAdvice } from "../core/errors";
import { fill } from "../core/phrase";
import { durationWords } from "./durations";
import { activity } from "./state";
import { t } from "./translate";

/** The present second; moves only while something counts. */
const now = signal(Date.now());
let ticking: ReturnType<typeof setInterval> | undefined;

/** What is waited for, when that is more than the next piece: silence, or a time to try again. */
export function ActivityLine() {
  const present = activity.value;
  tick(present.state === "stalled" || present.state === "retrying");
  if (present.state === "stalled") {
    const quiet = durationWords(Math.max(0, now.value - present.since));
    return <>{t("Nothing has come for {0}. Still waiting; Esc stops.", quiet)}</>;
  }
  if (present.state !== "retrying") return null;
  const { kind, values } = present.error;
  const left = durationWords(Math.max(0, present.until - now.value));
  return (
    <>
      {fill(t(errorAdvice[kind].title), values)}. {t("Trying again in {0}; Esc stops.", left)}
    </>
  );
}

function tick(on: boolean): void {
  if (on === (ticking !== undefined)) return;
  clearInterval(ticking);
  ticking = on ? setInterval(() => (now.value = Date.now()), 1000) : undefined;
  if (on) now.value = Date.now();
}
