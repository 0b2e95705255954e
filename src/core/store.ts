import type { Draft } from "./drafts";

/** One entry of the list of past conversations. */
export interface ConversationSummary {
  readonly id: string;
  /** What it is called, else the first line of the first message; empty when there is none. */
  readonly title: string;
  readonly createdAt: number;
  /** Milliseconds since 1970 of the last write. */
  readonly changedAt: number;
  readonly workspace: string | null;
  /** Whether nothing was ever sent in it. */
  readonly empty: boolean;
}

/** Takes a part of a list that is still being made. */
export type TellPart = (part: readonly ConversationSummary[]) => void;

/** A conversation in the trash. */
export interface TrashedConversation extends ConversationSummary {
  /** Milliseconds since 1970. */
  readonly deletedAt: number;
}

/** The right to write one conversation. One process at a time has it. */
export interface Claim {
  /** Gives the right back; whoever watches is told. Does nothing where it is lost or given back. */
  release(): Promise<void>;
}

/** Who has a claim is told what happens to it. */
export interface ClaimHolder {
  /** Another process wants to write: the holder releases the claim, or goes on. */
  asked(): void;
  /** The claim is gone: this process slept so long that another took it for dead. Nothing may be written. */
  lost(): void;
}

/** A part of a journal. */
export interface JournalPiece {
  /** Whole lines only; the last one ends with a line break. */
  readonly text: string;
  /** Where the next piece begins, in bytes. */
  readonly end: number;
}

/** A conversation that comes in as a whole. */
export interface WholeJournal {
  readonly journal: string;
  /** Its files by their names. */
  readonly files: ReadonlyMap<string, () => Promise<Uint8Array>>;
  /** When something last happened in it, in milliseconds since 1970. */
  readonly changedAt: number;
}

/** Where conversations are kept. Reading never throws for a damaged file; writing throws when it fails. */
export interface ConversationStore {
  /**
   * Appends to a journal in one call; makes it when it is not there. Throws where a claim that this
   * store had on the conversation is lost.
   */
  append(id: string, text: string): Promise<void>;
  /** The journal's text, or nothing when there is none. */
  read(id: string): Promise<string | undefined>;
  /**
   * The whole lines of a journal from a byte on, empty where it is shorter than that; nothing when
   * there is no journal.
   */
  readFrom(id: string, start: number): Promise<JournalPiece | undefined>;
  /**
   * Makes a conversation with all that belongs to it, its files before its journal. Throws, and keeps
   * nothing of it, where it cannot be written as a whole, or there is one of that id.
   */
  bringIn(id: string, whole: WholeJournal): Promise<void>;
  /**
   * Takes the right to write; nothing while another living process has it. A process that died has
   * none. Throws when claims cannot be written.
   */
  claim(id: string, holder: ClaimHolder): Promise<Claim | undefined>;
  /** Tells the process that has the claim that this one wants it; does nothing where nobody has it. */
  askFor(id: string): Promise<void>;
  /**
   * Tells when a journal that another process writes grew, and whether its claim is free; once at the
   * beginning, then at most 4 times a second and at least once a second after a change. The result ends it.
   */
  watch(id: string, changed: (state: { readonly free: boolean }) => void): () => void;
  /**
   * All conversations, the last changed first; what is remembered of them is checked against the files.
   * What had to be read is told as it comes, the newest first, for a list that is shown meanwhile.
   */
  list(tell?: TellPart): Promise<readonly ConversationSummary[]>;
  /** What the list says of some conversations now; of those that are gone nothing. */
  listOf(ids: readonly string[]): Promise<readonly ConversationSummary[]>;
  /** The conversations that other processes write at this moment. */
  writtenElsewhere(): Promise<readonly string[]>;
  /** What the last list said, at once and unchecked; nothing when nothing is remembered. */
  remembered(): Promise<readonly ConversationSummary[] | undefined>;
  /**
   * Moves a conversation with all that belongs to it to the trash. A claim that this store has on it
   * is given back. Throws when it cannot be moved, or another living process has its claim.
   */
  remove(id: string): Promise<void>;
  /** What is in the trash, the last deleted first. */
  listTrash(): Promise<readonly TrashedConversation[]>;
  /** Takes a conversation out of the trash; false when it is not there, or there is one of that id again. */
  restore(id: string): Promise<boolean>;
  /**
   * Deletes for good what was moved to the trash before a time, in milliseconds since 1970: all of it,
   * or one conversation; gives the ids. What cannot be deleted now stays for the next time.
   */
  purge(before: number, id?: string): Promise<readonly string[]>;
  /** Keeps a file of a conversation once, however often it comes; gives its name: the hash of its bytes. */
  writeFile(id: string, bytes: Uint8Array, ending: string): Promise<string>;
  /** A file of a conversation; nothing when it is not there. */
  readFile(id: string, name: string): Promise<Uint8Array | undefined>;
  /** Removes a file that nothing names any more. */
  removeFile(id: string, name: string): Promise<void>;
  /** Copies files of a conversation to another, which has them when it is next asked for one. */
  copyFiles(from: string, to: string, names: readonly string[]): Promise<void>;
  /** What was typed and attached and not sent; empty when there is nothing. */
  readDraft(id: string): Promise<Draft>;
  writeDraft(id: string, draft: Draft): Promise<void>;
  /** The conversation that a workspace showed last. */
  readCurrent(workspace: string): Promise<string | undefined>;
  writeCurrent(workspace: string, id: string): Promise<void>;
  /** Resolves when the drafts and choices told so far are written, or cannot be. */
  settle(): Promise<void>;
}
