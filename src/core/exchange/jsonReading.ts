import { bytesOf } from "../base64";
import { decodeHeader, isFunctions, isObject } from "../decode";
import { filesIn } from "../imageRules";
import { imageTypeOf, isImageFile } from "../imageType";
import type { EarlierEnd, Message, ModelChoice } from "../messages";
import type { Phrase } from "../phrase";
import { titleOf } from "../conversation";
import { boundedHeader, boundedTime } from "./bounds";
import { picturesMissing } from "./pictures";
import { sha256 } from "./derivedId";
import {
  checked,
  damaged,
  heldFile,
  type Incoming,
  type IncomingFile,
  lastChange,
  newer,
} from "./incoming";
import type { Slices } from "../slices";
import { NothingSaid } from "./trouble";
import { listAt, member, numberAt, textAt } from "./untrusted";
import { wholeEvents, type WholeConversation } from "./wholeEvents";

/** A conversation of a file of `jsonForm`. */
export function isOwnJson(value: unknown): boolean {
  return (
    textAt(value, "format") === "parley-conversation" && Array.isArray(member(value, "messages"))
  );
}

/** Reads one. Throws where any part of it has not the form that it should have. */
export async function ownConversation(
  value: unknown,
  place: string,
  slices: Slices,
): Promise<Incoming> {
  const decoded = decodeHeader(value);
  if (!decoded) throw damaged();
  if (decoded.newer) throw newer();
  const header = boundedHeader(decoded.header);
  const messages = listAt(value, "messages").map(withBoundedTime);
  if (messages.length === 0) throw new NothingSaid();
  if (!messages.every(isMessage) || lengthOfEnds(messages) > mostEnds) throw damaged();
  const events = wholeEvents(wholeOf(value, header, messages));
  const { lines, conversation } = await checked(header, events, slices);
  if (conversation.messages.size !== messages.length) throw damaged();
  const files = new Map<string, IncomingFile>();
  const notes = await takeFiles(member(value, "files"), filesIn(messages), files);
  const changedAt = boundedTime(numberAt(value, "changedAt") ?? lastChange(conversation));
  return { header, lines, changedAt, title: titleOf(conversation), place, files, notes };
}

function withBoundedTime(message: unknown): unknown {
  const at = numberAt(message, "at");
  const bounded = at === undefined ? at : boundedTime(at);
  return isObject(message) && bounded !== at ? { ...message, at: bounded } : message;
}

function wholeOf(
  value: unknown,
  header: { readonly id: string; readonly createdAt: number; readonly workspace: string | null },
  messages: readonly Message[],
): WholeConversation {
  const functions = member(value, "functions") ?? { declared: [] };
  const parameters = member(value, "parameters") ?? {};
  const titledBy = member(value, "titledBy") ?? null;
  const leafId = member(value, "leafId") ?? null;
  const asides = listAt(value, "asides");
  const forms =
    isFunctions(functions) &&
    isObject(parameters) &&
    asides.every(isObject) &&
    (titledBy === null || titledBy === "user" || titledBy === "model") &&
    (leafId === null || typeof leafId === "string");
  if (!forms) throw damaged();
  return {
    id: header.id,
    createdAt: header.createdAt,
    workspace: header.workspace,
    systemPrompt: textAt(value, "systemPrompt"),
    choice: (member(value, "choice") ?? null) as ModelChoice | null,
    parameters,
    functions,
    title: textAt(value, "title"),
    titledBy,
    asides,
    messages,
    leafId,
  };
}

const texts = {
  user: [],
  assistant: ["modelLabel", "text", "reasoning", "refusal"],
  tool: ["callId", "called", "text"],
  function: ["callId", "called", "text"],
} as const;
const lists = ["toolCalls", "images", "warnings", "repairs"] as const;

/** As far as the events of a message are made of it; what is in them is checked as that of any journal. */
function isMessage(value: unknown): value is Message {
  const role = textAt(value, "role");
  if (!isObject(value) || !Object.hasOwn(texts, role)) return false;
  const own = texts[role as keyof typeof texts];
  if (!own.every(name => typeof value[name] === "string")) return false;
  if (value["name"] !== undefined && typeof value["name"] !== "string") return false;
  if (role !== "assistant") return true;
  return (
    lists.every(name => Array.isArray(value[name])) &&
    listAt(value, "toolCalls").every(isObject) &&
    (value["received"] === undefined || typeof value["received"] === "string") &&
    isObject(value["details"]) &&
    (value["earlier"] === undefined || areEnds(value["earlier"], textAt(value, "text")))
  );
}

/** Where a text was changed before its answer went on, so many signs are written for each of its ends. */
const mostEnds = 64 << 20;

function lengthOfEnds(messages: readonly Message[]): number {
  const ends = messages.flatMap(message =>
    message.role === "assistant" ? (message.earlier ?? []) : [],
  );
  return ends.reduce((sum, { length }) => sum + length, 0);
}

/** The ends that an answer had before. Their lengths are those of texts, and no file may ask for more. */
function areEnds(value: unknown, text: string): value is readonly EarlierEnd[] {
  if (!Array.isArray(value) || value.length > 1000) return false;
  const most = text.length + (1 << 20);
  return value.every(end => {
    const length = numberAt(end, "length") ?? -1;
    return (
      Number.isSafeInteger(length) && length >= 0 && length <= most && isObject(end["details"])
    );
  });
}

/** The pictures that the messages name. One that is not what its name says is left out, and said. */
async function takeFiles(
  value: unknown,
  named: readonly string[],
  files: Map<string, IncomingFile>,
): Promise<readonly Phrase[]> {
  let missing = 0;
  for (const name of named) {
    const bytes = bytesOf(textAt(value, name));
    if (bytes && (await isFileOf(name, bytes))) files.set(name, heldFile(bytes));
    else missing += 1;
  }
  return missing === 0 ? [] : [picturesMissing(missing)];
}

/** Whether bytes are the picture that a name stands for. */
export async function isFileOf(name: string, bytes: Uint8Array): Promise<boolean> {
  if (!isImageFile(name) || !imageTypeOf(bytes)) return false;
  return name.startsWith(`${await sha256(bytes)}.`);
}
