import { newHeader, titleOf } from "../conversation";
import { isObject, parseJson } from "../decode";
import { filesIn } from "../imageRules";
import { isImageFile } from "../imageType";
import type { ContentPart, ImagePart, Message, ToolCall } from "../messages";
import { isConversationId } from "../ids";
import { type Phrase, phrase } from "../phrase";
import { boundedHeader, boundedTime } from "./bounds";
import { derivedId } from "./derivedId";
import { checked, damaged, type Incoming, type IncomingFile, lastChange, newer } from "./incoming";
import { isFileOf } from "./jsonReading";
import { pictureFolder } from "./markdownForm";
import { unframed } from "./markdownText";
import { type PictureFinder, picturesMissing } from "./pictures";
import { cutOff, NothingSaid } from "./trouble";
import type { Slices } from "../slices";
import { listAt, member, numberAt, textAt } from "./untrusted";
import { wholeEvents } from "./wholeEvents";

const beginning = /^<!-- parley-markdown ([0-9a-f]{32}) (\{.*\}) -->\r?\n/;

/** Whether a text is what `markdownForm` makes, by its first line. */
export function isOwnMarkdown(text: string): boolean {
  return beginning.test(text.slice(0, 1 << 16));
}

/**
 * Reads the thread back that such a file shows. It is a part of a conversation, so it gets an id of
 * its own, unless the conversation is there already.
 */
export async function markdownConversation(
  whole: string,
  place: string,
  find: PictureFinder,
  slices: Slices,
): Promise<Incoming> {
  const text = withOwnLineEnds(whole);
  const [first = "", mark = "", json = ""] = beginning.exec(text) ?? [];
  const facts = parseJson(json);
  if ((numberAt(facts, "version") ?? 0) > 1) throw newer();
  const partOf = textAt(facts, "id");
  const createdAt = numberAt(facts, "createdAt");
  if (createdAt === undefined || !isConversationId(partOf)) throw damaged();
  const { messages, systemPrompt, missing } = await messagesIn(
    text.slice(first.length),
    mark,
    slices,
  );
  if (messages.length === 0) throw new NothingSaid();
  const workspace = textAt(facts, "workspace") || null;
  const id = await derivedId(["markdown", partOf, ...messages.map(each => each.id)]);
  const header = boundedHeader(newHeader(id, createdAt, workspace));
  const title = textAt(facts, "title");
  const titledBy = title ? "user" : null;
  const events = wholeEvents({ ...header, ...settings, systemPrompt, title, titledBy, messages });
  const { lines, conversation } = await checked(header, events, slices);
  if (conversation.messages.size !== messages.length) throw damaged();
  const files = new Map<string, IncomingFile>();
  const notes = [...missing, ...(await takePictures(filesIn(messages), find, files))];
  return {
    header,
    lines,
    changedAt: lastChange(conversation),
    title: titleOf(conversation),
    place,
    files,
    partOf,
    notes,
  };
}

/** Where an editor has changed the ends of all lines it has changed those of the marks; else a text keeps its own. */
function withOwnLineEnds(whole: string): string {
  return beginning.exec(whole)?.[0].endsWith("\r\n") ? whole.replaceAll("\r\n", "\n") : whole;
}

const settings = {
  choice: null,
  parameters: {},
  functions: { declared: [] },
  asides: [],
  leafId: null,
} as const;

/** A part of the file between two comments. */
interface Part {
  readonly facts: unknown;
  readonly shown: string;
}

async function messagesIn(text: string, mark: string, slices: Slices) {
  const messages: Message[] = [];
  let systemPrompt = "";
  let end: number | undefined;
  for (const { message, parts } of sectionsIn(text, mark)) {
    await slices.spend(parts.reduce((sum, { shown }) => sum + shown.length, 0));
    end = numberAt(message, "end");
    if (end !== undefined) break;
    if (message === undefined) systemPrompt = wordsOf(parts, "system");
    else messages.push(messageOf(message, messages.at(-1)?.id ?? null, parts));
  }
  if (end === undefined) throw cutOff();
  return { messages, systemPrompt, missing: missingIn(end - messages.length) };
}

/** The end tells how many there were; somebody may have taken some out. */
function missingIn(count: number): readonly Phrase[] {
  if (count <= 0) return [];
  return [
    count === 1
      ? phrase("A message that was in it is missing.")
      : phrase("{0} messages that were in it are missing.", String(count)),
  ];
}

interface Section {
  /** What is said of a message; nothing for what stands before the first one. */
  readonly message: unknown;
  readonly parts: Part[];
}

function sectionsIn(text: string, mark: string): readonly Section[] {
  const sections: Section[] = [{ message: undefined, parts: [] }];
  const marks = Array.from(text.matchAll(new RegExp(`^<!-- ${mark}(?: (\\{.*\\}))? -->$`, "gm")));
  for (const [index, found] of marks.entries()) {
    if (found[1] === undefined) continue;
    const facts = parseJson(found[1]);
    if (!isObject(facts)) throw damaged();
    if (!Object.hasOwn(facts, "part")) sections.push({ message: facts, parts: [] });
    else {
      const end = marks[index + 1];
      if (!end || end[1] !== undefined) throw damaged();
      const shown = text.slice(found.index + found[0].length + 2, Math.max(0, end.index - 2));
      sections.at(-1)?.parts.push({ facts, shown });
    }
  }
  return sections;
}

function messageOf(facts: unknown, parentId: string | null, parts: readonly Part[]): Message {
  const role = textAt(facts, "role");
  const name = textAt(facts, "name");
  const common = {
    id: textAt(facts, "id"),
    parentId,
    at: boundedTime(numberAt(facts, "at") ?? 0),
    ...(name && { name }),
    ...(member(facts, "leftOut") === true && { leftOut: true as const }),
  };
  if (common.id === "") throw damaged();
  if (role === "user") return { ...common, role, content: parts.flatMap(contentOf) };
  if (role === "assistant") return { ...common, role, ...answerOf(facts, parts) };
  if (role !== "tool" && role !== "function") throw damaged();
  const index = numberAt(facts, "index") ?? 0;
  const [callId, called] = [textAt(facts, "callId"), textAt(facts, "called")];
  return { ...common, role, index, callId, called, text: wordsOf(parts, "text") };
}

type AnswerParts = Omit<Extract<Message, { role: "assistant" }>, "id" | "parentId" | "at" | "role">;

/** What is of another form than it should be is found when its events are read. */
function answerOf(facts: unknown, parts: readonly Part[]): AnswerParts {
  const beside = Object.fromEntries(
    ["choice", "error", "usage", "cost", "finish"].flatMap(name => {
      const value = member(facts, name);
      return value === undefined ? [] : [[name, value]];
    }),
  ) as Pick<AnswerParts, "choice" | "error" | "usage" | "cost" | "finish">;
  return {
    ...beside,
    modelLabel: textAt(facts, "modelLabel"),
    parameters: {},
    text: wordsOf(parts, "text"),
    reasoning: wordsOf(parts, "reasoning"),
    refusal: wordsOf(parts, "refusal"),
    toolCalls: parts.flatMap(callOf),
    images: parts.flatMap(contentOf).flatMap(part => (part.type === "image" ? part.url : [])),
    warnings: [],
    repairs: [],
    details: {},
  };
}

function wordsOf(parts: readonly Part[], kind: string): string {
  return parts
    .filter(({ facts }) => textAt(facts, "part") === kind)
    .map(textOf)
    .join("\n\n");
}

function textOf({ facts, shown }: Part): string {
  const added = listAt(facts, "added").filter(place => typeof place === "number");
  const tail = textAt(facts, "tail");
  const fenced = member(facts, "fenced") === true;
  return unframed(shown, { added, ...(tail && { tail }), ...(fenced && { fenced }) });
}

function callOf(part: Part): ToolCall[] {
  if (textAt(part.facts, "part") !== "call") return [];
  return [
    { id: textAt(part.facts, "id"), name: textAt(part.facts, "name"), arguments: textOf(part) },
  ];
}

function contentOf(part: Part): ContentPart[] {
  const { facts } = part;
  const kind = textAt(facts, "part");
  if (kind === "text") return [{ type: "text", text: textOf(part) }];
  if (kind === "file") {
    const [path, language] = [textAt(facts, "path"), textAt(facts, "language")];
    const [startLine = 1, endLine = 1] = [numberAt(facts, "startLine"), numberAt(facts, "endLine")];
    return [{ type: "file", path, language, startLine, endLine, text: textOf(part) }];
  }
  if (kind !== "image") return [];
  const known = ["detail", "name", "width", "height", "size"].flatMap(name => {
    const value = member(facts, name);
    return value === undefined ? [] : [[name, value]];
  });
  return [{ ...Object.fromEntries(known), type: "image", url: textAt(facts, "url") } as ImagePart];
}

async function takePictures(
  names: readonly string[],
  find: PictureFinder,
  files: Map<string, IncomingFile>,
): Promise<readonly Phrase[]> {
  let missing = 0;
  for (const name of names.filter(isImageFile)) {
    const read = await find(`${pictureFolder}/${name}`);
    if (read && (await isFileOf(name, await read()))) files.set(name, read);
    else missing += 1;
  }
  return missing === 0 ? [] : [picturesMissing(missing)];
}
