import type { Phrase } from "../phrase";

/** Why something cannot be read, in words for people. */
export class Trouble extends Error {
  constructor(readonly why: Phrase) {
    super(why.text);
    this.name = "Trouble";
  }
}

/** Whether something ended because the user gave up. */
export function isGivenUp(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
