import type { Aside } from "./conversation";
import type { Answer, Message } from "./messages";

/** What answers took. A count that no answer tells is absent. */
export interface Spent {
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly cachedTokens?: number;
  readonly reasoningTokens?: number;
  /** US dollars, of those requests whose cost is known; absent where that is none. */
  readonly dollars?: number;
  /** Some of it is by a list of prices, not by the provider's own word. */
  readonly estimated: boolean;
  /** Requests whose cost is not known. */
  readonly unpriced: number;
}

type Ended = Pick<Answer, "usage" | "cost" | "finish">;

const counts = ["promptTokens", "completionTokens", "cachedTokens", "reasoningTokens"] as const;

/**
 * What all answers of some messages took, each with all the requests that it was made by, and what
 * was asked beside them.
 */
export function spentIn(messages: Iterable<Message>, asides: readonly Aside[] = []): Spent {
  const ends: Ended[] = [...asides];
  for (const message of messages) if (message.role === "assistant") ends.push(...endsOf(message));
  return sumOf(ends);
}

/** What one answer took, also before it was continued. */
export function spentOn(answer: Answer): Spent {
  return sumOf(endsOf(answer));
}

/** The cost that the provider told, or that a list of prices gives. */
export function dollarsOf({ usage, cost }: Ended): number | undefined {
  return usage?.cost ?? cost?.dollars;
}

/** How fast an answer came, in tokens per second: as the provider measured it, or from its pieces. */
export function tokensPerSecond({ details, usage = {}, reasoning }: Answer): number | undefined {
  const { completionTokens, reasoningTokens = 0, raw = {} } = usage;
  const { firstPieceMs, wholeMs } = details;
  if (completionTokens === undefined) return undefined;
  const told = Number(raw["completion_time"]); // Groq's, in seconds.
  if (told > 0) return completionTokens / told;
  if (firstPieceMs === undefined || wholeMs === undefined) return undefined;
  // What was thought unseen was over before the first piece.
  const came = completionTokens - (reasoning === "" ? reasoningTokens : 0);
  const ms = wholeMs - firstPieceMs;
  return ms < shortest || came <= 1 ? undefined : (came / ms) * 1000;
}

/** An answer that came within less milliseconds came at once: that says nothing about its speed. */
const shortest = 50;

/** The requests of an answer that have ended; a further choice has none of its own. */
function endsOf(answer: Answer): readonly Ended[] {
  const { earlier = [], index, finish, error } = answer;
  const open = finish === undefined && error === undefined;
  return open || index !== undefined ? earlier : [...earlier, answer];
}

/** Whether a request was billed, as far as one can tell: a refusal says nothing of tokens. */
function isBilled({ usage, finish }: Ended): boolean {
  return usage !== undefined || finish !== undefined;
}

function sumOf(ends: readonly Ended[]): Spent {
  const known = ends.filter(end => dollarsOf(end) !== undefined);
  const dollars = known.reduce((sum, end) => sum + (dollarsOf(end) ?? 0), 0);
  return {
    ...Object.fromEntries(
      counts.flatMap(name => {
        const told = ends.flatMap(({ usage }) => usage?.[name] ?? []);
        return told.length === 0 ? [] : [[name, told.reduce((sum, count) => sum + count, 0)]];
      }),
    ),
    ...(known.length > 0 && { dollars: Number(dollars.toPrecision(12)) }),
    estimated: known.some(({ usage }) => usage?.cost === undefined),
    unpriced: ends.filter(end => isBilled(end) && dollarsOf(end) === undefined).length,
  };
}
