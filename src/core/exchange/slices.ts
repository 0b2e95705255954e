import { Slices } from "../slices";

/** How much is done at one go, in bytes or characters: a few milliseconds' work. */
const slice = 256 << 10;

/** How many signs of lines are read and folded at one go. */
export const step = 128 << 10;

/** Slices of an export or an import; the signal is the user's, who gives up. */
export function exchangeSlices(signal?: AbortSignal, rest: () => Promise<void> = pause): Slices {
  return new Slices(slice, rest, signal);
}

function pause(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 0));
}
