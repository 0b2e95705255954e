import type { Given } from "./killedProvider";

/** What of an answer was lost in a kill. */
export interface Lost {
  readonly characters: number;
  /** Its age when the process was killed, in milliseconds. */
  readonly age: number;
}

/** When a process was killed, and by how much the machine had held it up before that, in milliseconds. */
export interface KillTime {
  readonly at: number;
  readonly heldUp: number;
}

/** What the journal may be behind the stream, and one frame in which text is gathered, in milliseconds. */
export const allowedAge = 250 + 16;
/** What the way to the process and to the disk may add to it. */
const grace = 100;

/** Whether text, or an end, of this age must have been on disk. */
export function tooOld(age: number, { heldUp }: KillTime): boolean {
  return age > allowedAge + grace + heldUp;
}

/** The text behind the first `kept` characters, and how old the first of it was. */
export function lostOf(written: Given["pieces"], kept: number, killedAt: number): Lost {
  const whole = written.reduce((sum, { text }) => sum + text.length, 0);
  let length = 0;
  const first = written.find(({ text }) => (length += text.length) > kept);
  return first ? { characters: whole - kept, age: killedAt - first.at } : { characters: 0, age: 0 };
}

export function wordsOf({ characters, age }: Lost): string {
  return `${characters} characters, the first of them ${age.toFixed(0)} ms old`;
}
