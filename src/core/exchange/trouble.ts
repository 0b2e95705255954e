import { type Phrase, phrase } from "../phrase";

/** Why something cannot be read, in words for people. */
export class Trouble extends Error {
  constructor(readonly why: Phrase) {
    super(why.text);
    this.name = "Trouble";
  }
}

/** There is no room for all that is imported at once. It ends a whole file, never one conversation of it. */
export class TooMuch extends Trouble {
  constructor() {
    super(phrase("This is too much at once: import fewer files at a time."));
  }
}

export function cutOff(): Trouble {
  return new Trouble(phrase("It breaks off in the middle: the file is not whole."));
}

/** A conversation in which nothing was said: nothing is lost where it does not come in. */
export class NothingSaid extends Trouble {
  constructor() {
    super(phrase("There is no message in it."));
  }
}

/** Whether something ended because the user gave up. */
export function isGivenUp(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
