import { type Phrase, phrase } from "../phrase";
import type { ForeignConversation } from "./foreign";
import { fromForeign } from "./foreign";
import type { Incoming } from "./incoming";
import { headOf, type Source, wholeOf } from "./source";
import { headBytes, type FileKind, kindOf } from "./recognising";
import { type FileReading, type FileTaker, reasonOf, type Refusal } from "./fileReading";
import { readJson } from "./intakeJson";
import { nativeConversation } from "./nativeReading";
import { isOwnMarkdown, markdownConversation } from "./markdownReading";
import type { PictureFinder } from "./pictures";
import { Pictures } from "./picturePlaces";
import type { Slices } from "../slices";
import { taskConversation, type TaskFile, type TaskFiles } from "./task";
import { taskMarkdown } from "./taskMarkdown";
import { Trouble } from "./trouble";

export interface IntakePorts {
  readonly slices: Slices;
  /** The files in an archive. Throws where it cannot be read. */
  openArchive(source: Source): Promise<readonly Source[]>;
}

/** The most of a text that is read at once, in bytes. */
const largestText = 256 << 20;
/** The most that is held until it is written, in signs. */
const mostHeld = 700 << 20;

/** Reads and checks everything that the user picked. Nothing is written here. */
export class Intake implements FileTaker {
  readonly found: Incoming[] = [];
  readonly refused: Refusal[] = [];
  /** Files of a folder or an archive that are nothing to import. */
  readonly passedOver: string[] = [];
  /** When sessions of Continue began, by their ids. */
  readonly began = new Map<string, number>();
  private readonly sessions: { readonly foreign: ForeignConversation; readonly source: Source }[] =
    [];
  private readonly tasks = new Map<
    string,
    { readonly files: TaskFiles; readonly source: Source }
  >();
  private readonly pictures = new Pictures();
  private held = 0;

  constructor(private readonly ports: IntakePorts) {}

  get slices(): Slices {
    return this.ports.slices;
  }

  async read(sources: readonly Source[]): Promise<void> {
    const files = await this.withArchives(sources);
    for (const { source } of files) this.pictures.add(source);
    for (const { source, kind } of files) await this.trying(source, () => this.file(source, kind));
    await this.finish();
  }

  /** The conversation of another program, with the pictures that lie beside it. */
  async foreign(foreign: ForeignConversation, source: Source): Promise<Incoming> {
    return fromForeign(foreign, source.place, this.finderAt(source));
  }

  /** A session is read when all files are: its time is in another one. */
  session(foreign: ForeignConversation, source: Source): void {
    this.sessions.push({ foreign, source });
  }

  /** A file of a task, which is read together with the others of its folder. */
  task(kind: TaskFile, value: unknown, source: Source): void {
    const group = this.tasks.get(source.folder) ?? { files: {}, source };
    // Files of two tasks that were picked out of their folders do not belong together.
    const key = Object.hasOwn(group.files, kind) ? source.place : source.folder;
    const own = key === source.folder ? group : { files: {}, source };
    Object.assign(own.files, { [kind]: value });
    this.tasks.set(key, own);
  }

  private async withArchives(sources: readonly Source[]) {
    const files: { readonly source: Source; readonly kind: FileKind }[] = [];
    for (const source of sources)
      await this.trying(source, async () => {
        const kind = await this.kind(source);
        if (kind !== "archive") return void files.push({ source, kind });
        for (const entry of await this.ports.openArchive(source))
          await this.trying(entry, async () => {
            files.push({ source: entry, kind: await this.kind(entry) });
          });
      });
    return files;
  }

  private async kind(source: Source): Promise<FileKind> {
    const head = await headOf(source, headBytes);
    await this.ports.slices.spend(head.length);
    return kindOf(head);
  }

  private async file(source: Source, kind: FileKind): Promise<void> {
    if (kind === "json") return this.taken(source, await readJson(source, this));
    if (kind === "journal" || kind === "markdown" || kind === "taskMarkdown") {
      const found = [await this.textFile(source, kind)];
      return this.taken(source, { found, refused: [], known: true });
    }
    if (!source.chosen) return void this.passedOver.push(source.place);
    throw new Trouble(whyNot[kind]);
  }

  private async textFile(source: Source, kind: FileKind): Promise<Incoming> {
    const bytes = await wholeOf(source, largestText);
    if (!bytes)
      throw new Trouble(
        phrase("It is larger than {0} MB, which is the most.", String(largestText >> 20)),
      );
    await this.ports.slices.spend(bytes.length);
    const text = new TextDecoder().decode(bytes);
    const find = this.finderAt(source);
    if (kind === "journal") return nativeConversation(text, source, find, this.ports.slices);
    if (kind === "markdown" && isOwnMarkdown(text))
      return markdownConversation(text, source.place, find);
    return this.foreign(taskMarkdown(text), source);
  }

  /** What needed more than one file. */
  private async finish(): Promise<void> {
    for (const { foreign, source } of this.sessions) {
      const createdAt = this.began.get(foreign.id);
      const dated = {
        ...(source.changedAt !== undefined && { changedAt: source.changedAt }),
        ...foreign,
        ...(createdAt !== undefined && { createdAt }),
      };
      await this.trying(source, async () => this.keep(await this.foreign(dated, source)));
    }
    for (const { files, source } of this.tasks.values()) {
      if (!files.messages && !files.shown) this.passedOver.push(source.place);
      else
        await this.trying(source, async () => {
          const foreign = taskConversation(files);
          const changedAt = foreign.changedAt ?? source.changedAt;
          this.keep(
            await this.foreign(
              { ...foreign, ...(changedAt !== undefined && { changedAt }) },
              source,
            ),
          );
        });
    }
  }

  private taken(source: Source, { found, refused, known }: FileReading): void {
    for (const incoming of found) this.keep(incoming);
    this.refused.push(...refused);
    if (known) return;
    if (source.chosen) throw new Trouble(whyNot.unknown);
    this.passedOver.push(source.place);
  }

  private keep(incoming: Incoming): void {
    this.held += incoming.lines.reduce((sum, line) => sum + line.length, 0);
    if (this.held > mostHeld)
      throw new Trouble(phrase("This is too much at once: import fewer files at a time."));
    this.found.push(incoming);
  }

  private finderAt(source: Source): PictureFinder {
    return from => this.pictures.find(from, source);
  }

  /** What cannot be read is noted, and the others are read; only the user ends all of it. */
  private async trying(source: Source, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.refused.push({ place: source.place, why: reasonOf(error) });
    }
  }
}

const none = phrase(
  "It is none of the files that Parley imports: its own exports, and those of ChatGPT, Claude, Continue, Cline and Roo Code.",
);

const whyNot: Readonly<Record<FileKind, Phrase>> = {
  empty: phrase("There is nothing in it."),
  archive: phrase("It is an archive in an archive: unpack it first."),
  picture: phrase("It is a picture, and no conversation."),
  journal: none,
  markdown: none,
  taskMarkdown: none,
  json: none,
  unknown: none,
};
