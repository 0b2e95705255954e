import type { TitleGiver } from "../core/conversation";
import { isObject, parseJson } from "../core/decode";
import { isConversationId } from "../core/ids";
import type { ConversationSummary, TellPart } from "../core/store";
import { codeOf, type Files, readIfThere, replaceFile } from "./files";
import type { Places } from "./places";
import { type ReadSummary, readSummary, unreadSummary } from "./summaries";

/** How many files are looked at at once while the list is made. */
const atOnce = 32;
/** How many remembered entries are read at a stretch, which takes a millisecond. */
const slice = 1000;

/** The list of conversations. What was read of unchanged files is remembered in one file. */
export class Listing {
  /** What was read last in this process: of a file that grew since only the rest is read. */
  private last = new Map<string, ReadSummary>();

  constructor(
    private readonly places: Places,
    private readonly files: Files,
  ) {}

  /** All conversations; only files that changed since the last list are opened. */
  async list(tell?: TellPart): Promise<readonly ConversationSummary[]> {
    const known = await this.readCache();
    const ids = await this.ids();
    if (!ids) return sorted(known ?? new Map());
    const found = new Map<string, ReadSummary>();
    for (let start = 0; start < ids.length; start += atOnce) {
      const part = await this.lookAll(ids.slice(start, start + atOnce), known);
      for (const [id, read] of part) found.set(id, read);
      tell?.(part.flatMap(([id, read]) => (known?.get(id) === read ? [] : (read.summary ?? []))));
    }
    this.last = found;
    if (!isSame(found, known ?? new Map())) await this.writeCache(found);
    return sorted(found);
  }

  /** What some of the files say now; those that are gone are not in it. */
  async of(ids: readonly string[]): Promise<readonly ConversationSummary[]> {
    const read = await this.lookAll(ids, this.last);
    for (const id of ids) this.last.delete(id);
    for (const [id, summary] of read) this.last.set(id, summary);
    return read.flatMap(([, { summary }]) => summary ?? []);
  }

  /** What the last list said; nothing when that is not known. */
  async remembered(): Promise<readonly ConversationSummary[] | undefined> {
    if (this.last.size > 0) return sorted(this.last);
    const known = await this.readCache();
    return known && sorted(known);
  }

  private async lookAll(
    ids: readonly string[],
    known: ReadonlyMap<string, ReadSummary> | undefined,
  ) {
    const read = await Promise.all(
      ids.map(async id => [id, await this.look(id, known?.get(id))] as const),
    );
    return read.flatMap(([id, summary]) => (summary ? [[id, summary] as const] : []));
  }

  /** Nothing when the folder cannot be read; none when there is no folder yet. */
  private async ids(): Promise<readonly string[] | undefined> {
    try {
      const names = await this.files.readdir(this.places.conversations);
      const ids = names.flatMap(name => {
        const id = name.endsWith(".jsonl") ? name.slice(0, -".jsonl".length) : "";
        return isConversationId(id) ? [id] : [];
      });
      return ids.toSorted().toReversed(); // Ids begin with a time: what is new is seen first.
    } catch (error) {
      return codeOf(error) === "ENOENT" ? [] : undefined;
    }
  }

  private async look(id: string, known: ReadSummary | undefined): Promise<ReadSummary | undefined> {
    const file = this.places.journal(id);
    try {
      const state = await this.files.stat(file);
      if (known?.size === state.size && known.mtime === state.mtimeMs) return known;
      return await readSummary(file, id, this.files, known).catch((error: unknown) => {
        // Unreadable at this moment, and no less there: what was known of it, or only that.
        if (codeOf(error) === "ENOENT" || !state.isFile()) throw error;
        return known ?? unreadSummary(id, state.mtimeMs);
      });
    } catch (error) {
      return codeOf(error) === "ENOENT" ? undefined : known; // Gone, or not even looked at.
    }
  }

  private async readCache(): Promise<Map<string, ReadSummary> | undefined> {
    const text = await readIfThere(this.places.list, this.files).catch(() => undefined); // Made again.
    return decodeCache(parseJson(text ?? ""));
  }

  private async writeCache(found: ReadonlyMap<string, ReadSummary>): Promise<void> {
    const text = JSON.stringify({ format, version, entries: Object.fromEntries(found) });
    await replaceFile(this.places.list, text, this.files).catch(() => undefined); // Only slower without.
  }
}

const format = "parley-list";
/** Another version's file is made again: the first one knew no titles but first lines. */
const version = 2;

async function decodeCache(value: unknown): Promise<Map<string, ReadSummary> | undefined> {
  if (!isObject(value) || value["format"] !== format || value["version"] !== version) return;
  if (!isObject(value["entries"])) return;
  const known = new Map<string, ReadSummary>();
  let done = 0;
  for (const [id, entry] of Object.entries(value["entries"])) {
    const decoded = isConversationId(id) ? decodeEntry(id, entry) : undefined;
    if (decoded) known.set(id, decoded);
    if (++done % slice === 0) await new Promise(setImmediate); // Others have their turn.
  }
  return known;
}

function decodeEntry(id: string, value: unknown): ReadSummary | undefined {
  if (!isObject(value) || !isNumber(value["size"]) || !isNumber(value["mtime"])) return undefined;
  const { size, mtime, summary } = value;
  if (summary === undefined) return { size, mtime, summary };
  if (!isObject(summary)) return undefined;
  const { title, createdAt, changedAt = mtime, workspace, empty } = summary;
  if (typeof title !== "string" || !isNumber(createdAt) || typeof empty !== "boolean") return;
  if (typeof workspace !== "string" && workspace !== null) return undefined;
  if (!isNumber(changedAt)) return undefined;
  const named = givenIn(value);
  return { size, mtime, summary: { id, title, createdAt, changedAt, workspace, empty }, ...named };
}

/** Without it the first line is the title. */
function givenIn({ given, line }: Readonly<Record<string, unknown>>) {
  if (!isObject(given) || typeof given["title"] !== "string" || typeof line !== "string") return;
  const by: TitleGiver = given["by"] === "user" ? "user" : "model";
  return { given: { title: given["title"], by }, line };
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isSame(
  found: ReadonlyMap<string, ReadSummary>,
  known: ReadonlyMap<string, ReadSummary>,
): boolean {
  // An entry that was not read again is the very object that was remembered.
  return found.size === known.size && [...found].every(([id, entry]) => known.get(id) === entry);
}

function sorted(found: ReadonlyMap<string, ReadSummary>): readonly ConversationSummary[] {
  const summaries = [...found.values()].flatMap(({ summary }) => summary ?? []);
  return summaries.toSorted((a, b) => b.changedAt - a.changedAt);
}
