import { createHash } from "node:crypto";

/** What a program that will be killed says on its output, one JSON object a line. */
export type Told =
  /** Said every 20 ms, as long as the machine lets the process run. */
  | { readonly type: "beat" }
  /** A message is about to be sent. */
  | { readonly type: "sending" }
  /** A conversation was begun or opened, and can be written to. */
  | { readonly type: "opened"; readonly conversation: string }
  /** The end of an answer was written; the user has seen it as done. */
  | {
      readonly type: "finished";
      readonly conversation: string;
      readonly answer: string;
      readonly hash: string;
    }
  /** Something is not as it must be. */
  | { readonly type: "problem"; readonly words: string };

/** Milliseconds from beat to beat. */
export const beat = 20;

export type Finished = Extract<Told, { type: "finished" }>;

export function hashOf(text: string): string {
  return createHash("sha256").update(JSON.stringify(text)).digest("hex").slice(0, 16);
}
