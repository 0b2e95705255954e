import type { ErrorBody } from "./errorBody";

/** Longest wait that is passed on, and what “at once” becomes, in milliseconds. */
const longest = 24 * 3600 * 1000;
const shortest = 1000;

/**
 * How long a provider asks to wait, in milliseconds: in headers of three kinds, in Gemini's
 * `retryDelay`, or in words. None of them asks for “at once”: 0 and a time that is past are passed over
 * for the next one, for Azure sends `retry-after-ms: 0` beside `retry-after: 1`.
 */
export function retryAfterOf(headers: Headers, body: ErrorBody, now: number): number | undefined {
  const header = (name: string) => headers.get(name) ?? body.headers?.[name];
  const { exhausted, others } = resets([...headers, ...Object.entries(body.headers ?? {})], now);
  const waits = [
    plain(header("retry-after-ms"), 1),
    waitOf(header("retry-after"), now),
    waitOf(body.retryDelay, now),
    ...exhausted,
    waitInWords(body.words),
    ...others,
  ].filter(wait => wait !== undefined);
  if (waits.length === 0) return undefined;
  const wait = waits.find(candidate => candidate > 0) ?? shortest;
  return Math.ceil(Math.min(wait, longest));
}

/**
 * The longest wait of the limits that are used up, then the longest of those whose rest is not said.
 * `x-ratelimit-reset-tokens: 17m16.8s` (OpenAI, Azure, Groq), `x-ratelimit-reset: 1754667660000`
 * (OpenRouter), `anthropic-ratelimit-tokens-reset: 2026-01-01T00:00:00Z`.
 */
function resets(headers: readonly (readonly [string, string])[], now: number) {
  const byName = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
  const exhausted: number[] = [];
  const others: number[] = [];
  for (const [name, value] of byName) {
    if (!/ratelimit.*reset/.test(name)) continue;
    const wait = waitOf(value, now);
    const rest = byName.get(name.replace("reset", "remaining"));
    if (wait === undefined) continue;
    if (rest !== undefined && Number(rest) <= 0) exhausted.push(wait);
    else if (rest === undefined) others.push(wait);
  }
  const largestFirst = (one: number, other: number) => other - one;
  return { exhausted: exhausted.toSorted(largestFirst), others: others.toSorted(largestFirst) };
}

/** Seconds with or without a unit, times of day in milliseconds or seconds since 1970, or a date. */
function waitOf(text: string | undefined, now: number): number | undefined {
  const number = plain(text, 1000);
  if (number !== undefined) {
    const time = number / 1000;
    if (time > 1e12) return Math.max(0, time - now);
    return time > 1e9 ? Math.max(0, number - now) : number;
  }
  const duration = durationOf(text ?? "");
  if (duration !== undefined) return duration;
  const date = /\d{4}|:\d\d/.test(text ?? "") ? Date.parse(text ?? "") : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** A number and nothing else, never below 0. */
function plain(text: string | undefined | null, factor: number): number | undefined {
  const trimmed = text?.trim() ?? "";
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Math.max(0, Number(trimmed) * factor) : undefined;
}

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** "17m16.8s", "635ms", "1h2m3s". */
function durationOf(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(trimmed)) return undefined;
  const parts = Array.from(trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g));
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ""] ?? 0), 0);
}

/** "Please try again in 20s", "in 7m12s", "after 13 seconds". */
function waitInWords(words: string): number | undefined {
  const [, count = "", unit = ""] =
    /(?:try again|retry)(?: again)? (?:in|after) (?:about )?((?:\d+(?:\.\d+)?(?:ms|[smhd]))+\b|\d+(?:\.\d+)?)(?: ?(milliseconds?|seconds?|minutes?|hours?))?/i.exec(
      words,
    ) ?? [];
  if (count === "") return undefined;
  const short = /^mill/i.test(unit) ? "ms" : unit.slice(0, 1).toLowerCase();
  return durationOf(count) ?? (short === "" ? undefined : durationOf(`${count}${short}`));
}
