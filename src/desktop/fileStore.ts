import { createHash } from "node:crypto";
import {
  appendFile,
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
import { decodeEvent, decodeHeader, parseJson } from "../core/decode";
import { isConversationId } from "../core/ids";
import type { ConversationStore, ConversationSummary } from "../core/store";

/** How much of a journal is read for its entry in the list, in bytes. */
const head = 64 << 10;

/** Keeps conversations as files below a folder, which is made at the first write. */
export function fileStore(folder: string): ConversationStore {
  const conversations = path.join(folder, "conversations");
  const views = path.join(folder, "views");
  const journal = (id: string) => path.join(conversations, `${id}.jsonl`);
  const draft = (id: string) => path.join(conversations, `${id}.draft`);
  const current = (workspace: string) => path.join(views, `${hash(workspace)}.json`);
  let last: Promise<void> = Promise.resolve();
  const inOrder = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work, work);
    return last;
  };
  return {
    async append(id, text) {
      await mkdir(conversations, { recursive: true });
      await appendFile(journal(id), text);
    },
    read: id => readIfThere(journal(id)),
    list: () => listJournals(conversations),
    readDraft: async id => (await readIfThere(draft(id))) ?? "",
    writeDraft: (id, text) =>
      inOrder(() => (text === "" ? rm(draft(id), { force: true }) : replaceFile(draft(id), text))),
    async readCurrent(workspace) {
      const id = parseJson((await readIfThere(current(workspace))) ?? "");
      return isConversationId(id) ? id : undefined;
    },
    writeCurrent: (workspace, id) =>
      inOrder(() => replaceFile(current(workspace), JSON.stringify(id))),
  };
}

async function listJournals(folder: string): Promise<readonly ConversationSummary[]> {
  const names = await readdir(folder).catch(() => []); // No folder yet, or unreadable: an empty list.
  const ids = names
    .filter(name => name.endsWith(".jsonl"))
    .map(name => name.slice(0, -".jsonl".length));
  const found = await Promise.all(ids.filter(isConversationId).map(id => summaryOf(folder, id)));
  return found.flat().toSorted((a, b) => b.changedAt - a.changedAt);
}

/** One entry, or none when the file has no readable header. */
async function summaryOf(folder: string, id: string): Promise<readonly ConversationSummary[]> {
  const file = path.join(folder, `${id}.jsonl`);
  try {
    const lines = (await readHead(file)).split("\n").map(parseJson);
    const header = lines.map(decodeHeader).find(found => found !== undefined)?.header;
    if (!header) return [];
    const { createdAt, workspace } = header;
    const { mtimeMs, size } = await stat(file);
    const empty = size <= head && !lines.some(isUserMessage);
    return [{ id, createdAt, workspace, title: titleIn(lines), changedAt: mtimeMs, empty }];
  } catch {
    return []; // Gone or unreadable at this moment; the file is left as it is.
  }
}

function titleIn(lines: readonly unknown[]): string {
  const first = lines.find(isUserMessage);
  return first ? titleFrom(first.content) : "";
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

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes beside the file and renames, so that a kill leaves the old file or the new one. */
async function replaceFile(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, file);
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
