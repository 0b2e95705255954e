import type { ContentPart, FilePart, ImagePart, Message } from "./messages";
import { isFilePart, isImagePart, isObject } from "./decode";
import { messageId } from "./ids";
import type { ConversationStore } from "./store";

/** What waits in the composer; the view names it by its id. */
export type DraftPart = DraftFile | DraftImage;

export interface DraftImage extends ImagePart {
  readonly id: string;
}

export interface DraftFile extends FilePart {
  readonly id: string;
  /** A file from its first line to its last: the view shows its size instead of its lines. */
  readonly whole?: true;
}

/** Code, a file or a picture before it has an id in the composer. */
export type AttachedPart = AttachedFile | ImagePart;

export type AttachedFile = Omit<DraftFile, "id">;

/** A message that waits for the answer before it. */
export interface QueuedMessage {
  readonly id: string;
  readonly text: string;
  readonly parts: readonly DraftPart[];
}

/** What was typed and attached in a conversation, and not sent. */
export interface Draft {
  readonly text: string;
  readonly parts: readonly DraftPart[];
  /** The message that is being changed, with what stood in the composer before. */
  readonly editing?: Editing;
  /** Sent in this order when the answer before has ended well. */
  readonly queue?: readonly QueuedMessage[];
  /** What calls came to as far as it was typed, by the id of the answer, one for each call. */
  readonly results?: ResultTexts;
}

export type ResultTexts = Readonly<Record<string, readonly string[]>>;

export interface Editing {
  readonly messageId: string;
  readonly before: Pick<Draft, "text" | "parts">;
}

export const emptyDraft: Draft = { text: "", parts: [] };

/** Whether there is nothing in a draft that is worth a file. */
export function isEmptyDraft({ text, parts, editing, queue = [], results }: Draft): boolean {
  return text === "" && parts.length === 0 && !editing && queue.length === 0 && !results;
}

/** A draft without the results of an answer, which were sent. */
export function withoutResults({ results = {}, ...draft }: Draft, answerId: string): Draft {
  const { [answerId]: _sent, ...rest } = results;
  return Object.keys(rest).length === 0 ? draft : { ...draft, results: rest };
}

/** A draft in which a message is changed; what stood in the composer comes back afterwards. */
export function editingDraft(draft: Draft, message: Message): Draft {
  const { text, parts, editing } = draft;
  const before = editing?.before ?? { text, parts };
  const content = message.role === "user" ? message.content : [];
  const texts = content.flatMap(part => (part.type === "text" ? [part.text] : []));
  return {
    ...draft,
    text: message.role === "user" ? texts.join("\n\n") : message.text,
    parts: content.flatMap(part => (part.type === "text" ? [] : [{ ...part, id: messageId() }])),
    editing: { messageId: message.id, before },
  };
}

/** What stood in the composer before a message was changed. */
export function afterEditing(draft: Draft): Draft {
  const { editing, ...rest } = draft;
  return editing ? { ...rest, ...editing.before } : draft;
}

/** A file from its first line to its last. */
export function wholeFile(path: string, language: string, content: string): AttachedFile {
  const text = content.replace(/\r\n/g, "\n").replace(/\n$/, "");
  const endLine = text.split("\n").length;
  return { type: "file", path, language, startLine: 1, endLine, text, whole: true };
}

/** Attaches code; the same place with the same text stays one part. */
export function withPart(draft: Draft, part: AttachedPart): Draft {
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
  { parts }: Pick<Draft, "parts">,
  ids: readonly string[],
): readonly ContentPart[] {
  const sent = parts.filter(({ id }) => ids.includes(id)).map(sentPart);
  return text.trim() === "" ? sent : [{ type: "text", text }, ...sent];
}

/** Reads a draft that was kept; what is no draft is an empty one, and what is no part is left out. */
export function decodeDraft(value: unknown): Draft {
  if (!isObject(value)) return emptyDraft;
  const { editing } = value;
  const queue = decodeQueue(value["queue"]);
  const results = decodeResults(value["results"]);
  const draft = {
    ...plainDraft(value),
    ...(queue.length > 0 && { queue }),
    ...(results && { results }),
  };
  if (!isObject(editing) || typeof editing["messageId"] !== "string") return draft;
  const before = plainDraft(isObject(editing["before"]) ? editing["before"] : {});
  return { ...draft, editing: { messageId: editing["messageId"], before } };
}

/** A message without a text or an id is none; its damaged parts alone are left out. */
function decodeQueue(value: unknown): readonly QueuedMessage[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((message: unknown) => {
    if (!isObject(message) || typeof message["id"] !== "string") return [];
    const { text, parts } = plainDraft(message);
    return text.trim() === "" && parts.length === 0 ? [] : [{ id: message["id"], text, parts }];
  });
}

function decodeResults(value: unknown): ResultTexts | undefined {
  if (!isObject(value)) return undefined;
  const right = Object.entries(value).filter(
    ([, texts]) => Array.isArray(texts) && texts.every(text => typeof text === "string"),
  );
  return right.length > 0 ? (Object.fromEntries(right) as ResultTexts) : undefined;
}

function plainDraft({ text, parts }: Readonly<Record<string, unknown>>): Editing["before"] {
  return {
    text: typeof text === "string" ? text : "",
    parts: Array.isArray(parts) ? parts.filter(isDraftPart) : [],
  };
}

export type DraftListener = (id: string, draft: Draft, by: unknown) => void;

/** The drafts of a window's conversations: in memory once asked for, and written at each change. */
export class Drafts {
  private readonly known = new Map<string, Draft>();
  private readonly reading = new Map<string, Promise<Draft | undefined>>();
  private readonly listeners = new Set<DraftListener>();
  private readonly unwritten = new Set<string>();

  constructor(private readonly store: ConversationStore) {}

  /** Told of every change, with who made it; the result ends it. */
  listen(listener: DraftListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** It is read again when it is asked for: another window may change it. */
  forget(id: string): void {
    if (!this.unwritten.has(id)) this.known.delete(id);
  }

  async read(id: string): Promise<Draft> {
    const known = this.known.get(id);
    if (known) return known;
    const read = await this.readOnce(id);
    const draft = this.known.get(id) ?? read;
    if (draft) this.known.set(id, draft);
    return draft ?? emptyDraft; // Unreadable: an empty box.
  }

  /** Changes are made in the order of the calls, also while the draft is still being read. */
  async change(id: string, change: (draft: Draft) => Draft, by?: unknown): Promise<Draft> {
    const read = await this.read(id);
    const draft = change(this.known.get(id) ?? read);
    this.known.set(id, draft);
    for (const listener of this.listeners) listener(id, draft, by);
    void this.write(id, draft);
    return draft;
  }

  /** What cannot be written stays in memory, and in the box. */
  private async write(id: string, draft: Draft): Promise<void> {
    this.unwritten.add(id);
    try {
      await this.store.writeDraft(id, draft);
      if (this.known.get(id) === draft) this.unwritten.delete(id);
    } catch {
      // It is not forgotten then.
    }
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
function sentPart({ id: _id, ...part }: DraftPart): FilePart | ImagePart {
  if (part.type === "image") return part;
  const { type, path, language, startLine, endLine, text } = part;
  return { type, path, language, startLine, endLine, text };
}

function isSame(one: AttachedPart, other: AttachedPart): boolean {
  if (one.type === "image" || other.type === "image")
    return one.type === "image" && other.type === "image" && one.url === other.url;
  return (
    one.path === other.path &&
    one.startLine === other.startLine &&
    one.endLine === other.endLine &&
    one.text === other.text
  );
}

function isDraftPart(value: unknown): value is DraftPart {
  if (!isObject(value) || typeof value["id"] !== "string") return false;
  return isFilePart(value) || isImagePart(value);
}
