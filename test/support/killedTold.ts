import { createHash } from "node:crypto";

/** What a program that will be killed says on its output, one JSON object a line. */
export type Told =
  /** A message is about to be sent. */
  | { readonly type: "sending" }
  /** A conversation was opened, and can be written to. */
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

export type Finished = Extract<Told, { type: "finished" }>;

export function hashOf(text: string): string {
  return createHash("sha256").update(JSON.stringify(text)).digest("hex").slice(0, 16);
}
