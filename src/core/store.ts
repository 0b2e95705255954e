import type { Draft } from "./drafts";

/** One entry of the list of past conversations. */
export interface ConversationSummary {
  readonly id: string;
  /** First line of the first message; empty when there is none. */
  readonly title: string;
  readonly createdAt: number;
  /** Milliseconds since 1970 of the last write. */
  readonly changedAt: number;
  readonly workspace: string | null;
  /** Whether nothing was ever sent in it. */
  readonly empty: boolean;
}

/** Where conversations are kept. Reading never throws for a damaged file; writing throws when it fails. */
export interface ConversationStore {
  /** Appends to a journal in one call; makes it when it is not there. */
  append(id: string, text: string): Promise<void>;
  /** The journal's text, or nothing when there is none. */
  read(id: string): Promise<string | undefined>;
  /** All conversations, the last changed first. */
  list(): Promise<readonly ConversationSummary[]>;
  /** What was typed and attached and not sent; empty when there is nothing. */
  readDraft(id: string): Promise<Draft>;
  writeDraft(id: string, draft: Draft): Promise<void>;
  /** The conversation that a workspace showed last. */
  readCurrent(workspace: string): Promise<string | undefined>;
  writeCurrent(workspace: string, id: string): Promise<void>;
  /** Resolves when the drafts and choices told so far are written, or cannot be. */
  settle(): Promise<void>;
}
