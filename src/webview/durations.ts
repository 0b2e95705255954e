import { t } from "./translate";

/** A time to wait, in words; rounded up, so that it is never over too early. */
export function durationWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return t("{0} s", seconds);
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? t("{0} min", minutes) : t("{0} h", Math.ceil(minutes / 60));
}
