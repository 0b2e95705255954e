import { type Phrase, phrase } from "../phrase";
import type { ForeignConversation } from "./foreign";
import { fromForeign } from "./foreign";
import { heldBy, type Incoming } from "./incoming";
import { headOf, type Source, wholeOf } from "./source";
import { limits } from "./limits";
import { headBytes, type FileKind, kindOf } from "./recognising";
import {
  type Empty,
  type FileReading,
  type FileTaker,
  reasonOf,
  type Refusal,
} from "./fileReading";
import { readJson } from "./intakeJson";
import { nativeConversation } from "./nativeReading";
import { isOwnMarkdown, markdownConversation } from "./markdownReading";
import type { PictureFinder } from "./pictures";
import { Pictures } from "./picturePlaces";
import type { Slices } from "../slices";
import { taskConversation, type TaskFile } from "./task";
import { type GatheredTask, TaskFolders } from "./taskFolders";
import { taskMarkdown } from "./taskMarkdown";
import { NothingSaid, TooMuch, Trouble } from "./trouble";

export interface IntakePorts {
  readonly slices: Slices;
  /** The files in an archive. Throws where it cannot be read. */
  openArchive(source: Source): Promise<readonly Source[]>;
}

/** The most that is held until it is written, in signs and bytes. */
const mostHeld = 700 << 20;

/** Reads and checks everything that the user picked. Nothing is written here. */
export class Intake implements FileTaker {
  readonly found: Incoming[] = [];
  readonly refused: Refusal[] = [];
  readonly empty: Empty[] = [];
  /** When sessions of Continue began, by their ids. */
  readonly began = new Map<string, number>();
  private readonly sessions = new Map<Source, ForeignConversation[]>();
  private readonly tasks = new TaskFolders();
  private readonly pictures = new Pictures();
  private readonly others: string[] = [];
  private held = 0;

  constructor(
    private readonly ports: IntakePorts,
    private readonly most = mostHeld,
  ) {}

  get slices(): Slices {
    return this.ports.slices;
  }

  /** Files of a folder or an archive that are nothing to import, without pictures that a conversation has. */
  get passedOver(): readonly string[] {
    return this.others.filter(place => !this.pictures.isTaken(place));
  }

  async read(sources: readonly Source[]): Promise<void> {
    const files = await this.withArchives(sources);
    for (const { source } of files) {
      this.pictures.add(source);
      this.tasks.expect(source);
    }
    for (const { source, kind } of files) {
      await this.trying(source, () => this.file(source, kind));
      for (const task of this.tasks.passed(source)) await this.finishTask(task);
    }
    await this.finish();
  }

  /** The conversation of another program, with the pictures that lie beside it. */
  async foreign(foreign: ForeignConversation, source: Source): Promise<Incoming> {
    return fromForeign(foreign, source.place, this.finderAt(source), this.slices);
  }

  /** A session is read when all files are: its time is in another one. */
  session(foreign: ForeignConversation, source: Source): void {
    const others = this.sessions.get(source);
    if (others) others.push(foreign);
    else this.sessions.set(source, [foreign]);
  }

  /** A file of a task, which is read together with the others of its folder. */
  task(kind: TaskFile, value: unknown, source: Source): void {
    this.tasks.add(kind, value, source);
  }

  hold(size: number): void {
    this.held += size;
    if (this.held > this.most) throw new TooMuch();
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
      return this.keep(await this.textFile(source, kind));
    }
    if (!source.chosen) return void this.others.push(source.place);
    throw new Trouble(whyNot[kind]);
  }

  private async textFile(source: Source, kind: FileKind): Promise<Incoming> {
    const bytes = await wholeOf(source, limits.conversation);
    if (!bytes)
      throw new Trouble(
        phrase("It is larger than {0} MB, which is the most.", String(limits.conversation >> 20)),
      );
    await this.ports.slices.spend(bytes.length);
    const text = new TextDecoder().decode(bytes);
    const find = this.finderAt(source);
    if (kind === "journal") return nativeConversation(text, source, find, this.ports.slices);
    if (kind === "markdown" && isOwnMarkdown(text))
      return markdownConversation(text, source.place, find, this.slices);
    return this.foreign(dated(taskMarkdown(text), source), source);
  }

  /** What needed all files. */
  private async finish(): Promise<void> {
    for (const [source, sessions] of this.sessions) {
      this.held -= source.size;
      this.sessions.delete(source);
      for (const foreign of sessions) {
        const createdAt = this.began.get(foreign.id);
        const known = { ...foreign, ...(createdAt !== undefined && { createdAt }) };
        await this.trying(source, async () =>
          this.keep(await this.foreign(dated(known, source), source)),
        );
      }
    }
  }

  private async finishTask({ files, source, size }: GatheredTask): Promise<void> {
    this.held -= size;
    if (!files.messages && !files.shown) return void this.others.push(source.place);
    await this.trying(source, async () =>
      this.keep(await this.foreign(dated(taskConversation(files), source), source)),
    );
  }

  private taken(source: Source, { found, refused, empty, known }: FileReading): void {
    for (const incoming of found) this.found.push(incoming);
    for (const refusal of refused) this.refused.push(refusal);
    for (const one of empty) this.empty.push(one);
    if (known) return;
    if (source.chosen) throw new Trouble(whyNot.unknown);
    this.others.push(source.place);
  }

  private keep(incoming: Incoming): void {
    this.hold(heldBy(incoming));
    this.found.push(incoming);
  }

  private finderAt(source: Source): PictureFinder {
    return from => this.pictures.find(from, source);
  }

  /** What cannot be read is noted, and the others are read; only the user ends all of it. */
  private async trying(source: Source, work: () => Promise<void>): Promise<void> {
    const { held } = this;
    try {
      await work();
    } catch (error) {
      this.held = held; // Nothing of it is kept.
      if (error instanceof NothingSaid) this.empty.push({ place: source.place });
      else this.refused.push({ place: source.place, why: reasonOf(error) });
    }
  }
}

/** Where nothing in it says when it was, the file's own time does. */
function dated(foreign: ForeignConversation, { changedAt }: Source): ForeignConversation {
  return { ...(changedAt !== undefined && { changedAt }), ...foreign };
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
