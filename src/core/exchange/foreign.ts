import { newHeader, titleFrom } from "../conversation";
import type { ConversationEvent } from "../events";
import type { ContentPart, ImagePart, Usage } from "../messages";
import type { Phrase } from "../phrase";
import { boundedHeader, boundedTime } from "./bounds";
import { derivedId } from "./derivedId";
import { checked, type Incoming, type IncomingFile } from "./incoming";
import { keptPicture, type PictureFinder, picturesMissing } from "./pictures";
import type { Slices } from "../slices";
import { NothingSaid } from "./trouble";

/** A conversation of another program, as one of its readers understands it. */
export interface ForeignConversation {
  /** Which program: a part of the id, so that what comes again is known. */
  readonly program: "chatgpt" | "claude" | "continue" | "task" | "markdown";
  /** Its id there. */
  readonly id: string;
  /** What it is called there; empty where that is its first line. */
  readonly title: string;
  /** In milliseconds since 1970; absent where nothing says it. */
  readonly createdAt?: number;
  readonly changedAt?: number;
  readonly workspace?: string;
  readonly systemPrompt?: string;
  /** Each below one before it, or at the beginning. */
  readonly messages: readonly ForeignMessage[];
  /** The end of the thread that was shown; absent for the last message. */
  readonly leafId?: string;
  readonly notes: readonly Phrase[];
}

export interface ForeignMessage {
  readonly id: string;
  readonly parentId: string | null;
  readonly at?: number;
  /** Of a question its parts; of an answer one text. */
  readonly role: "user" | "assistant";
  readonly parts: readonly ForeignPart[];
  readonly reasoning?: string;
  /** Of an answer, as the program names it. */
  readonly model?: string;
  /** Who answered, by the name of a provider. */
  readonly provider?: string;
  readonly usage?: Usage;
}

export type ForeignPart =
  | Exclude<ContentPart, ImagePart>
  /** A picture by whatever finds its bytes. */
  | { readonly type: "picture"; readonly from: string; readonly name?: string };

/** Makes a conversation of ours of another program's. Throws where it has nothing, or is no tree. */
export async function fromForeign(
  foreign: ForeignConversation,
  place: string,
  find: PictureFinder,
  slices: Slices,
): Promise<Incoming> {
  if (foreign.messages.length === 0) throw new NothingSaid();
  const times = foreign.messages.flatMap(({ at }) => at ?? []);
  const createdAt = foreign.createdAt ?? times[0] ?? foreign.changedAt ?? 0;
  const id = await derivedId([foreign.program, foreign.id]);
  const header = boundedHeader(newHeader(id, createdAt, foreign.workspace ?? null));
  const files = new Map<string, IncomingFile>();
  const notes = [...foreign.notes];
  const events: ConversationEvent[] = beginning(foreign, createdAt);
  for (const message of foreign.messages) {
    const { parts, missing } = await withPictures(message, find, files);
    if (missing > 0) notes.push(picturesMissing(missing));
    events.push(...eventsOf({ ...message, parts }, message.at ?? createdAt));
  }
  const { leafId } = foreign;
  if (leafId !== undefined) events.push({ type: "leafChosen", at: createdAt, id: leafId });
  const { lines } = await checked(header, events, slices);
  const last = Math.max(createdAt, foreign.changedAt ?? 0, ...times.slice(-1));
  const changedAt = boundedTime(last);
  return { header, lines, changedAt, title: shownTitle(foreign), place, files, notes };
}

/** What a conversation is called there is what the user calls it here. */
function beginning({ title, systemPrompt }: ForeignConversation, at: number): ConversationEvent[] {
  return [
    ...(systemPrompt ? [{ type: "systemPromptChanged" as const, at, text: systemPrompt }] : []),
    ...(title ? [{ type: "titleChanged" as const, at, title, by: "user" as const }] : []),
  ];
}

function shownTitle({ title, messages }: ForeignConversation): string {
  const first = messages.find(({ role }) => role === "user")?.parts ?? [];
  return title || titleFrom(first.filter(part => part.type !== "picture"));
}

type Placed = Omit<ForeignMessage, "parts"> & { readonly parts: readonly ContentPart[] };

/** The message with its pictures as files of ours; what has no bytes here is left out. */
async function withPictures(
  message: ForeignMessage,
  find: PictureFinder,
  files: Map<string, IncomingFile>,
): Promise<{ parts: readonly ContentPart[]; missing: number }> {
  const parts: ContentPart[] = [];
  let missing = 0;
  for (const part of message.parts) {
    if (part.type !== "picture") parts.push(part);
    else {
      const kept = await keptPicture(part, find);
      if (kept?.read) files.set(kept.part.url, kept.read);
      if (kept) parts.push(kept.part);
      else missing += 1;
    }
  }
  return { parts, missing };
}

function eventsOf(message: Placed, at: number): readonly ConversationEvent[] {
  const { id, parentId, role, parts, reasoning = "", usage } = message;
  if (role === "user") return [{ type: "messageAdded", at, id, parentId, content: parts }];
  const { model = "unknown", provider = "imported" } = message;
  const choice = { connectionId: provider, model };
  const text = parts.flatMap(part => (part.type === "text" ? part.text : [])).join("\n\n");
  const images = parts.flatMap(part => (part.type === "image" ? part.url : []));
  return [
    { type: "answerStarted", at, id, parentId, choice, modelLabel: model, parameters: {} },
    ...(reasoning ? [{ type: "reasoningReceived" as const, at, id, text: reasoning }] : []),
    ...(text ? [{ type: "textReceived" as const, at, id, text }] : []),
    ...images.map(url => ({ type: "imageReceived" as const, at, id, url })),
    { type: "answerFinished", at, id, finish: "stop", ...(usage && { usage }) },
  ];
}
