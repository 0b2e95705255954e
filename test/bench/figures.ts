/** The middle of some times. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value below which this part of them lies. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** The median, and between which values it lies. */
export function spread(values: readonly number[], digits = 1): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const shown = [median(values), low, high].map(value => value.toFixed(digits));
  return `${shown[0]?.padStart(8)}  [${shown[1]} – ${shown[2]}]`;
}

/** What is compared: the rounds of Parley, and those of what it is held against. */
export interface Row {
  readonly name: string;
  readonly own: readonly number[];
  readonly other: readonly number[];
  /** How the other one is called. */
  readonly than?: string;
  readonly digits?: number;
  /** At most so many times the other, and so much more. */
  readonly times?: number;
  readonly plus?: number;
}

/** Prints both, their ratio, and what is expected. */
export function printRow(row: Row): void {
  const { name, own, other, than = "floor", digits = 1, times = 1, plus = 0 } = row;
  const ratio = (median(own) / median(other)).toFixed(2);
  const limit = median(other) * times + plus;
  const most = [times === 1 && plus > 0 ? "" : `${times} times`, plus > 0 ? `${plus} more` : ""];
  console.log(`  ${name}`);
  console.log(`    ${"Parley".padEnd(14)} ${spread(own, digits)}`);
  console.log(`    ${than.padEnd(14)} ${spread(other, digits)}`);
  console.log(
    `    ${"ratio".padEnd(14)} ${(ratio === "NaN" ? "none" : ratio).padStart(8)}  (expected: at most ${most.filter(Boolean).join(" and ")}) ${verdict(median(own) <= limit)}`,
  );
}

/** Prints values that must not pass a fixed limit. */
export function printLimit(
  name: string,
  values: readonly number[],
  limit: number,
  unit: string,
): void {
  const held = verdict(median(values) <= limit);
  console.log(
    `  ${name.padEnd(30)} ${spread(values)} ${unit}  (expected: at most ${limit}) ${held}`,
  );
}

/** How a line ends. */
export function verdict(held: boolean): string {
  return held ? "holds" : "MISSED";
}

/** How long some work takes, in milliseconds. */
export async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
