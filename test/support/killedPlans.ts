/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number, both ends included. */
export function between(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

export function oneOf<T>(random: Random, choices: readonly T[]): T {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new Error("nothing to choose from");
  return choice;
}

/** What may happen in a program that is killed. */
export type Moment = "started" | "sending" | "asked" | "begun" | "ended" | "cut";

/** A program is killed so many milliseconds after the nth of such moments. */
export interface KillPlan {
  readonly phase: string;
  readonly moment: Moment;
  readonly nth: number;
  readonly after: number;
}

/** The phases of a life; each is as likely as the others. */
const phases: Readonly<Record<string, { readonly moment: Moment; readonly within: Range }>> = {
  starting: { moment: "started", within: [0, 300] },
  sending: { moment: "sending", within: [0, 10] },
  waiting: { moment: "asked", within: [0, 60] },
  streaming: { moment: "begun", within: [0, 1200] },
  // The first piece is written within 250 ms of its arrival.
  writing: { moment: "begun", within: [245, 275] },
  ending: { moment: "ended", within: [0, 15] },
};
type Range = readonly [number, number];

export function killPlan(random: Random): KillPlan {
  const phase = oneOf(random, Object.keys(phases));
  const { moment, within } = phases[phase] ?? { moment: "started", within: [0, 0] };
  // Later turns exercise what grows; most lives are short, to fit many of them into a minute.
  const nth = moment === "started" ? 1 : oneOf(random, [1, 1, 1, 1, 2, 3]);
  return { phase, moment, nth, after: within[0] + random() * (within[1] - within[0]) };
}

/** How a server gives an answer. */
export interface Pace {
  /** Before the first piece, in milliseconds. */
  readonly wait: number;
  /** Between pieces. */
  readonly gap: number;
  readonly pieces: readonly string[];
}

/** Answers of 20 to 60 pieces, from 3 to 40 ms apart. */
export function pace(random: Random): Pace {
  const wait = oneOf(random, [0, 5, 60]);
  const gap = between(random, 3, 40);
  return { wait, gap, pieces: pieces(random, between(random, 20, 60)) };
}

/** Pieces of text as models give it, cut wherever it happens: within a pair of surrogates too. */
export function pieces(random: Random, count: number): readonly string[] {
  const text = words(random, count * 4);
  const length = Math.ceil(text.length / count);
  return Array.from({ length: count }, (_, at) =>
    text.slice(at * length, (at + 1) * length),
  ).filter(piece => piece !== "");
}

const vocabulary = [
  "the",
  "answer",
  "is",
  "größer",
  "日本語",
  "👩‍👩‍👧",
  "\n",
  '"}\n{"',
  "`x`",
  "\\",
  "…",
];

export function words(random: Random, count: number): string {
  return Array.from({ length: count }, () => oneOf(random, vocabulary)).join(" ");
}
