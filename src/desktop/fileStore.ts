import { createHash } from "node:crypto";
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import { type ConversationEvent, titleFrom } from "../core/conversation";
import { type Draft, decodeDraft, isEmptyDraft } from "../core/drafts";
import { decodeEvent, decodeHeader, parseJson } from "../core/decode";
import { isConversationId } from "../core/ids";
import type { ConversationStore, ConversationSummary } from "../core/store";

/** How much of a journal is read for its entry in the list, in bytes. */
const head = 64 << 10;
/** How many journals are open at once while the list is made. */
const atOnce = 32;

/** Keeps conversations as files below a folder, which is made at the first write. */
export function fileStore(folder: string): ConversationStore {
  const conversations = path.join(folder, "conversations");
  const views = path.join(folder, "views");
  const journal = (id: string) => path.join(conversations, `${checked(id)}.jsonl`);
  const draft = (id: string) => path.join(conversations, `${checked(id)}.draft.json`);
  /** A file of the first version, which knew text only. */
  const plainDraft = (id: string) => path.join(conversations, `${checked(id)}.draft`);
  const writeDraft = async (id: string, content: Draft) => {
    if (isEmptyDraft(content)) await rm(draft(id), { force: true });
    else await replaceFile(draft(id), JSON.stringify(content));
    await rm(plainDraft(id), { force: true });
  };
  const current = (workspace: string) => path.join(views, `${hash(workspace)}.json`);
  let last: Promise<void> = Promise.resolve();
  const inOrder = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work, work);
    return last;
  };
  return {
    async append(id, text) {
      await mkdir(conversations, { recursive: true });
      await append(journal(id), text);
    },
    read: async id => readIfThere(journal(id)),
    list: () => listJournals(conversations),
    async readDraft(id) {
      const text = await readIfThere(draft(id));
      return text === undefined
        ? { text: (await readIfThere(plainDraft(id))) ?? "", parts: [] }
        : decodeDraft(parseJson(text));
    },
    writeDraft: (id, content) => inOrder(() => writeDraft(id, content)),
    async readCurrent(workspace) {
      const id = parseJson((await readIfThere(current(workspace))) ?? "");
      return isConversationId(id) ? id : undefined;
    },
    writeCurrent: (workspace, id) =>
      inOrder(() => replaceFile(current(workspace), JSON.stringify(id))),
    settle: () => last.catch(() => undefined), // Whoever wrote was told.
  };
}

/** An id is the name of a file: nothing else may become a path. */
function checked(id: string): string {
  if (!isConversationId(id)) throw new Error("this is not the id of a conversation");
  return id;
}

async function append(file: string, text: string): Promise<void> {
  const handle = await open(file, "a");
  try {
    await appendWhole(handle, text);
  } finally {
    await handle.close();
  }
}

/** Appends all of a text or nothing: what a full disk left half is taken back, for the next try. */
export async function appendWhole(
  handle: Pick<FileHandle, "stat" | "appendFile" | "truncate">,
  text: string,
): Promise<void> {
  const { size } = await handle.stat();
  try {
    await handle.appendFile(text);
  } catch (error) {
    await handle.truncate(size);
    throw error;
  }
}

async function listJournals(folder: string): Promise<readonly ConversationSummary[]> {
  const names = await readdir(folder).catch(() => []); // No folder yet, or unreadable: an empty list.
  const ids = names
    .filter(name => name.endsWith(".jsonl"))
    .map(name => name.slice(0, -".jsonl".length));
  const found: ConversationSummary[] = [];
  for (const batch of batches(ids.filter(isConversationId), atOnce)) {
    found.push(...(await Promise.all(batch.map(id => summaryOf(folder, id)))).flat());
  }
  return found.toSorted((a, b) => b.changedAt - a.changedAt);
}

/** One entry, or none when the file has no readable header. */
async function summaryOf(folder: string, id: string): Promise<readonly ConversationSummary[]> {
  const file = path.join(folder, `${id}.jsonl`);
  try {
    const texts = (await readHead(file)).split("\n");
    const lines = texts.map(parseJson);
    const header = lines.map(decodeHeader).find(found => found !== undefined)?.header;
    if (!header) return [];
    const { createdAt, workspace } = header;
    const { mtimeMs, size } = await stat(file);
    const empty = size <= head && !lines.some(isUserMessage);
    return [
      {
        id,
        createdAt,
        workspace,
        title: titleIn(lines) ?? tornTitle(texts.at(-1)),
        changedAt: mtimeMs,
        empty,
      },
    ];
  } catch {
    return []; // Gone or unreadable at this moment; the file is left as it is.
  }
}

function titleIn(lines: readonly unknown[]): string | undefined {
  const first = lines.find(isUserMessage);
  return first && titleFrom(first.content);
}

/** The title of a first message that is longer than what was read of the file. */
function tornTitle(line = ""): string {
  const begin = /"type":"messageAdded".*?"text":("(?:[^"\\]|\\.){0,400})/.exec(line)?.[1];
  const text = begin === undefined ? undefined : parseJson(`${begin}"`);
  return typeof text === "string" ? titleFrom([{ type: "text", text }]) : "";
}

function* batches<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

function isUserMessage(
  line: unknown,
): line is Extract<ConversationEvent, { type: "messageAdded" }> {
  const event = decodeEvent(line);
  return typeof event === "object" && event.type === "messageAdded";
}

async function readHead(file: string): Promise<string> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(head), 0, head, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The text of a file; nothing when there is none. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes beside the file and renames, so that a kill leaves the old file or the new one. */
export async function replaceFile(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, file);
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
