import { titleOf } from "../conversation";
import type { Phrase } from "../phrase";
import type { ConversationStore } from "../store";
import { reasonOf } from "./fileReading";
import { jsonForm } from "./jsonForm";
import { lastChange } from "./incoming";
import { limits } from "./limits";
import { markdownForm, type MarkdownWords, pictureFolder } from "./markdownForm";
import { inSteps, readOrRefuse, type StoredConversation } from "./reading";
import type { Slices } from "../slices";
import { exchangeSlices } from "./slices";
import { joinedBytes } from "./source";

/** In what form conversations are exported. */
export type ExportForm = "markdown" | "json" | "native";

/** A file that goes into an archive. */
export interface ArchivedFile {
  readonly name: string;
  /** In milliseconds since 1970. */
  readonly changedAt: number;
  readonly bytes: Uint8Array;
}

export interface ExportPorts {
  readonly store: Pick<ConversationStore, "readFrom" | "readFile">;
  readonly words: MarkdownWords;
  now(): number;
  readonly signal?: AbortSignal;
  /** How many of all conversations are read. */
  progress?(done: number): void;
  readonly slices?: Slices;
  /** What an import takes of one conversation, in bytes. */
  readonly largest?: number;
}

/** What an export writes: one file, or an archive where there is more than one. */
export interface ExportPlan {
  /** Without its ending. */
  readonly name: string;
  readonly ending: "md" | "json" | "jsonl" | "zip";
  readonly content:
    | { readonly pieces: AsyncIterable<string | Uint8Array> }
    | { readonly files: AsyncIterable<ArchivedFile> };
  /** What could not be read on the way; grows while the content is taken. */
  readonly skipped: { readonly id: string; readonly why: Phrase }[];
  /** What is written, and larger than an import takes; grows likewise. */
  readonly tooLarge: string[];
}

/** Plans the export of some conversations. A single one that cannot be read is refused at once. */
export async function planExport(
  ids: readonly string[],
  form: ExportForm,
  ports: ExportPorts,
): Promise<ExportPlan> {
  const exporter = new Exporter(ports);
  const [only = ""] = ids;
  return ids.length === 1 ? exporter.one(only, form) : exporter.many(ids, form);
}

class Exporter {
  private readonly slices: Slices;
  private readonly skipped: { id: string; why: Phrase }[] = [];
  private readonly tooLarge: string[] = [];
  private readonly names = new Set<string>();

  constructor(private readonly ports: ExportPorts) {
    this.slices = ports.slices ?? exchangeSlices(ports.signal);
  }

  async one(id: string, form: ExportForm): Promise<ExportPlan> {
    const stored = await readOrRefuse(this.ports.store, id, this.slices);
    const name = nameOf(stored);
    const plan = { name, skipped: this.skipped, tooLarge: this.tooLarge };
    if (form === "json")
      return { ...plan, ending: "json", content: { pieces: this.json([stored]) } };
    const files = form === "native" ? this.native(stored) : this.markdown(stored);
    const first = await files.next();
    if (first.done) return { ...plan, ending: "zip", content: { files } };
    const second = await files.next();
    // With pictures beside it there is more than one file.
    if (!second.done)
      return {
        ...plan,
        ending: "zip",
        content: { files: chain([first.value, second.value], files) },
      };
    const ending = form === "native" ? "jsonl" : "md";
    return { ...plan, ending, content: { pieces: chain([first.value.bytes]) } };
  }

  many(ids: readonly string[], form: ExportForm): ExportPlan {
    const name = `Parley ${dayOf(this.ports.now())}`;
    const plan = { name, skipped: this.skipped, tooLarge: this.tooLarge };
    if (form === "json")
      return { ...plan, ending: "json", content: { pieces: this.json(this.read(ids)) } };
    return { ...plan, ending: "zip", content: { files: this.archived(ids, form) } };
  }

  private json(conversations: Iterable<StoredConversation> | AsyncIterable<StoredConversation>) {
    const { store } = this.ports;
    const written = ({ header }: StoredConversation, bytes: number) => this.weigh(header.id, bytes);
    return jsonForm(chain([], conversations), store, this.ports.now(), this.slices, written);
  }

  private weigh(id: string, bytes: number): void {
    if (bytes > (this.ports.largest ?? limits.conversation)) this.tooLarge.push(id);
  }

  private async *archived(ids: readonly string[], form: ExportForm): AsyncGenerator<ArchivedFile> {
    for await (const stored of this.read(ids))
      yield* form === "native" ? this.native(stored) : this.markdown(stored);
  }

  /** Those that can be read, one after the other, so that one at a time is in memory. */
  private async *read(ids: readonly string[]): AsyncGenerator<StoredConversation> {
    for (const [done, id] of ids.entries()) {
      this.ports.progress?.(done);
      try {
        const stored = await readOrRefuse(this.ports.store, id, this.slices);
        if (stored.conversation.messages.size > 0) yield stored;
      } catch (error) {
        this.skipped.push({ id, why: reasonOf(error) });
      }
    }
  }

  /** The journal's own lines, and its files beside it, as they lie in the store. */
  private async *native(stored: StoredConversation): AsyncGenerator<ArchivedFile> {
    const { header, lines, files, conversation } = stored;
    const changedAt = lastChange(conversation);
    const bytes = await this.encoded([JSON.stringify(header), ...lines]);
    this.weigh(header.id, bytes.length);
    yield { name: `${header.id}.jsonl`, changedAt, bytes };
    for (const name of files) yield* this.picture(header.id, name, `${header.id}.files`, changedAt);
  }

  /** Part by part: a text has an end where a file has none. */
  private async encoded(lines: readonly string[]): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (const some of inSteps(lines)) {
      const bytes = new TextEncoder().encode(`${some.join("\n")}\n`);
      chunks.push(bytes);
      size += bytes.length;
      await this.slices.spend(bytes.length);
    }
    return joinedBytes(chunks, size);
  }

  private async *markdown({
    header,
    conversation,
    ...rest
  }: StoredConversation): AsyncGenerator<ArchivedFile> {
    const changedAt = lastChange(conversation);
    const { text, files, others } = await markdownForm(conversation, this.ports.words);
    await this.slices.spend(text.length);
    const name = this.unique(nameOf({ header, conversation, ...rest }));
    const bytes = new TextEncoder().encode(text);
    this.weigh(header.id, bytes.length);
    yield { name: `${name}.md`, changedAt, bytes };
    for (const file of files) yield* this.picture(header.id, file, pictureFolder, changedAt);
    for (const [file, picture] of others)
      yield { name: `${pictureFolder}/${file}`, changedAt, bytes: picture };
  }

  /** Once, however many conversations have it. One that is gone is missed by whoever reads the file. */
  private async *picture(
    id: string,
    name: string,
    folder: string,
    changedAt: number,
  ): AsyncGenerator<ArchivedFile> {
    const place = `${folder}/${name}`;
    if (this.names.has(place)) return;
    this.names.add(place);
    const bytes = await this.ports.store.readFile(id, name).catch(() => undefined);
    if (!bytes) return;
    await this.slices.spend(bytes.length);
    yield { name: place, changedAt, bytes };
  }

  private unique(name: string): string {
    let own = name;
    for (let count = 2; this.names.has(own.toLowerCase()); count++) own = `${name} (${count})`;
    this.names.add(own.toLowerCase());
    return own;
  }
}

async function* chain<T>(
  first: readonly T[],
  rest: Iterable<T> | AsyncIterable<T> = [],
): AsyncGenerator<T> {
  yield* first;
  yield* rest;
}

/** A name that every file system takes: the day it began, and its title. */
function nameOf({ header, conversation }: StoredConversation): string {
  const title = titleOf(conversation)
    .replace(/[\p{C}\\/:*?"<>|#%]+/gu, " ")
    .replace(/\s+/g, " ");
  const short = Array.from(title)
    .slice(0, 60)
    .join("")
    .replace(/^[. ]+|[. ]+$/g, "");
  return [dayOf(header.createdAt), short].filter(Boolean).join(" ");
}

function dayOf(ms: number): string {
  const day = new Date(Math.min(Math.max(0, ms), 8.64e15));
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()]
    .map(part => String(part).padStart(2, "0"))
    .join("-");
}
