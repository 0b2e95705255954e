import { wordsOf } from "../errors";
import { type Phrase, phrase } from "../phrase";
import type { ForeignConversation } from "./foreign";
import type { Incoming } from "./incoming";
import type { Slices } from "../slices";
import type { Source } from "./source";
import type { TaskFile } from "./task";
import { isGivenUp, Trouble } from "./trouble";

/** What could not be read, and why. */
export interface Refusal {
  readonly place: string;
  /** Of a conversation in the file, where it is known. */
  readonly title?: string;
  readonly why: Phrase;
}

/** A conversation in which nothing was said. */
export type Empty = Omit<Refusal, "why">;

/** What is read of one file before it is known whether all of it can be read. */
export interface FileReading {
  readonly found: Incoming[];
  readonly refused: Refusal[];
  readonly empty: Empty[];
  /** Whether something of a known form was in it. */
  known: boolean;
}

/** Where what is read of a file goes, when it is known to be whole. */
export interface FileTaker {
  readonly slices: Slices;
  /** When sessions of Continue began, by their ids. */
  readonly began: Map<string, number>;
  /** Counts what is in memory from now on. Throws where that is too much: then nothing of the file is taken. */
  hold(size: number): void;
  foreign(foreign: ForeignConversation, source: Source): Promise<Incoming>;
  session(foreign: ForeignConversation, source: Source): void;
  task(kind: TaskFile, value: unknown, source: Source): void;
}

/** Why something cannot be read, where the user has not given up. */
export function reasonOf(error: unknown): Phrase {
  if (isGivenUp(error)) throw error;
  if (error instanceof Trouble) return error.why;
  return phrase("It cannot be read: {0}", wordsOf(error));
}
