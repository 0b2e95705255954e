import type { ContentPart, FilePart } from "./conversation";
import { isFilePart, isObject } from "./decode";
import { messageId } from "./ids";
import type { ConversationStore } from "./store";

/** Code that waits in the composer; the view names it by its id. */
export interface DraftPart extends FilePart {
  readonly id: string;
}

/** What was typed and attached in a conversation, and not sent. */
export interface Draft {
  readonly text: string;
  readonly parts: readonly DraftPart[];
}

export const emptyDraft: Draft = { text: "", parts: [] };

/** Whether there is nothing in a draft that is worth a file. */
export function isEmptyDraft({ text, parts }: Draft): boolean {
  return text === "" && parts.length === 0;
}

/** Attaches code; the same place with the same text stays one part. */
export function withPart(draft: Draft, part: FilePart): Draft {
  return draft.parts.some(other => isSame(other, part))
    ? draft
    : { ...draft, parts: [...draft.parts, { ...part, id: messageId() }] };
}

export function withoutParts(draft: Draft, ids: readonly string[]): Draft {
  return { ...draft, parts: draft.parts.filter(({ id }) => !ids.includes(id)) };
}

/** What is sent of a text and of the parts with these ids: nothing of a blank text. */
export function contentOf(
  text: string,
  { parts }: Draft,
  ids: readonly string[],
): readonly ContentPart[] {
  const sent = parts.filter(({ id }) => ids.includes(id)).map(filePart);
  return text.trim() === "" ? sent : [{ type: "text", text }, ...sent];
}

/** Reads a draft that was kept; what is no draft is an empty one, and what is no part is left out. */
export function decodeDraft(value: unknown): Draft {
  if (!isObject(value)) return emptyDraft;
  const { text, parts } = value;
  return {
    text: typeof text === "string" ? text : "",
    parts: Array.isArray(parts) ? parts.filter(isDraftPart) : [],
  };
}

/** The drafts of a window's conversations: in memory once asked for, and written at each change. */
export class Drafts {
  private readonly known = new Map<string, Draft>();
  private readonly reading = new Map<string, Promise<Draft | undefined>>();

  constructor(private readonly store: ConversationStore) {}

  async read(id: string): Promise<Draft> {
    const known = this.known.get(id);
    if (known) return known;
    const read = await this.readOnce(id);
    const draft = this.known.get(id) ?? read;
    if (draft) this.known.set(id, draft);
    return draft ?? emptyDraft; // Unreadable: an empty box.
  }

  /** Changes are made in the order of the calls, also while the draft is still being read. */
  async change(id: string, change: (draft: Draft) => Draft): Promise<Draft> {
    const read = await this.read(id);
    const draft = change(this.known.get(id) ?? read);
    this.known.set(id, draft);
    void this.store.writeDraft(id, draft).catch(() => undefined); // Still in memory, and in the box.
    return draft;
  }

  private async readOnce(id: string): Promise<Draft | undefined> {
    const reading = this.reading.get(id) ?? this.store.readDraft(id).catch(() => undefined);
    this.reading.set(id, reading);
    const draft = await reading;
    this.reading.delete(id);
    return draft;
  }
}

/** A part as it is sent and kept in the conversation, without the composer's id. */
function filePart({ type, path, language, startLine, endLine, text }: DraftPart): FilePart {
  return { type, path, language, startLine, endLine, text };
}

function isSame(one: FilePart, other: FilePart): boolean {
  return (
    one.path === other.path &&
    one.startLine === other.startLine &&
    one.endLine === other.endLine &&
    one.text === other.text
  );
}

function isDraftPart(value: unknown): value is DraftPart {
  return isObject(value) && typeof value["id"] === "string" && isFilePart(value);
}
