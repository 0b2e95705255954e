import type { Reading } from "./reading";

/** Goes from message to message: Alt with an arrow to the next one, Home and End to the first and the last. */
export function walk(reading: Reading, { key }: KeyboardEvent): void {
  const { log, messages } = reading;
  const all = [...messages.querySelectorAll<HTMLElement>(":scope > * > article")];
  const message = target(key, all, log);
  if (message) reading.move(() => reach(message, log));
  if (key === "End") reading.toEnd();
  if (message === all[0] && key !== "End" && reading.more()) reading.askEarlier();
}

function target(key: string, all: readonly HTMLElement[], log: HTMLElement) {
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  const from = all.findIndex(message => message.contains(document.activeElement));
  const up = key === "ArrowUp";
  if (from >= 0) return all[Math.max(0, Math.min(all.length - 1, from + (up ? -1 : 1)))];
  // From the log itself: to the last or the first message that is seen.
  const { top, bottom } = log.getBoundingClientRect();
  const seen = all.filter(message => {
    const at = message.getBoundingClientRect();
    return at.bottom > top + 1 && at.top < bottom - 1;
  });
  return up ? seen.at(-1) : seen[0];
}

/** Gives a message the focus, and shows its beginning where all of it has no room. */
function reach(message: HTMLElement, log: HTMLElement): void {
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
  const fits = message.offsetHeight < log.clientHeight;
  message.scrollIntoView({ block: fits ? "nearest" : "start" });
}
