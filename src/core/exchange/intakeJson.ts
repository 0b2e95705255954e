import { type Phrase, phrase } from "../phrase";
import { chatGptConversation, isChatGpt } from "./chatGpt";
import { claudeConversation, isClaude } from "./claude";
import { continueSession, isContinueRow, isContinueSession, rowTime } from "./continueSession";
import { type FileReading, type FileTaker, reasonOf } from "./fileReading";
import { heldBy, type Incoming } from "./incoming";
import { isOwnJson, ownConversation } from "./jsonReading";
import { type JsonUnit, jsonUnits } from "./jsonUnits";
import type { Source } from "./source";
import { taskFileOf, taskListOf, type TaskFile } from "./task";
import { NothingSaid, TooMuch, Trouble } from "./trouble";
import { listAt, textAt } from "./untrusted";

/**
 * Reads a file of JSON: one conversation, a list of them, or a part of a task. Throws where the file
 * is not JSON, or not whole: then nothing of it is taken.
 */
export async function readJson(source: Source, intake: FileTaker): Promise<FileReading> {
  return new JsonFile(source, intake).read();
}

class JsonFile {
  private readonly reading: FileReading = { found: [], refused: [], empty: [], known: false };
  /** What is kept for later is told only when the file is known to be whole. */
  private readonly later: (() => void)[] = [];
  /** Values of no known form; said only where there are others. */
  private unknown = 0;
  private held = false;
  private list: { readonly kind: TaskFile; readonly values: unknown[] } | undefined;

  constructor(
    private readonly source: Source,
    private readonly intake: FileTaker,
  ) {}

  async read(): Promise<FileReading> {
    for await (const unit of jsonUnits(this.source.bytes(), this.intake.slices))
      await this.take(unit);
    const { list } = this;
    if (list) this.intake.task(list.kind, list.values, this.source);
    for (const tell of this.later) tell();
    if (this.reading.known && this.unknown > 0) this.refuseUnknown();
    return this.reading;
  }

  private async take({ index, value, trouble }: JsonUnit): Promise<void> {
    const kind = index === 0 ? taskListOf(value) : undefined;
    if (kind) {
      this.holdFile();
      this.list = { kind, values: [] };
    }
    if (this.list && index !== undefined) {
      if (trouble) throw new Trouble(trouble);
      this.reading.known = true;
      this.list.values.push(value);
      return;
    }
    if (index === undefined && !trouble && this.isFileItself(value)) return;
    const found = await this.conversationOr(trouble, value, index);
    if (!found) return;
    this.intake.hold(heldBy(found));
    this.reading.found.push(found);
  }

  /** What is in one value; where that cannot be read it is noted. */
  private async conversationOr(
    trouble: Phrase | undefined,
    value: unknown,
    index: number | undefined,
  ): Promise<Incoming | undefined> {
    try {
      if (trouble) throw new Trouble(trouble);
      return await this.conversation(value);
    } catch (error) {
      if (error instanceof TooMuch) throw error;
      this.reading.known = true;
      this.refuse(error, value, index);
      return undefined;
    }
  }

  /** What is kept until other files are read is counted once for the whole of this one. */
  private holdFile(): void {
    if (!this.held) this.intake.hold(this.source.size);
    this.held = true;
  }

  /** What holds the list of conversations, or belongs to a task. */
  private isFileItself(value: unknown): boolean {
    const kind = taskFileOf(value);
    if (kind) {
      const list = kind === "messages" ? listAt(value, "messages") : value;
      this.holdFile();
      this.later.push(() => this.intake.task(kind, list, this.source));
      this.reading.known = true;
    }
    if (textAt(value, "format") === "parley-export") this.reading.known = true;
    return kind !== undefined || textAt(value, "format") === "parley-export";
  }

  private async conversation(value: unknown): Promise<Incoming | undefined> {
    const { intake, source } = this;
    if (isContinueRow(value)) {
      this.row(value);
      return undefined;
    }
    if (isContinueSession(value)) {
      const foreign = continueSession(value);
      this.reading.known = true;
      this.holdFile();
      return void this.later.push(() => intake.session(foreign, source));
    }
    const found = isOwnJson(value)
      ? await ownConversation(value, source.place, intake.slices)
      : isChatGpt(value)
        ? await intake.foreign(chatGptConversation(value), source)
        : isClaude(value)
          ? await intake.foreign(claudeConversation(value), source)
          : undefined;
    if (!found) return void (this.unknown += 1);
    this.reading.known = true;
    await intake.slices.spend(heldBy(found));
    return found;
  }

  /** A list of sessions has no conversation in it; picked alone it is said to have none. */
  private row(value: unknown): void {
    const time = rowTime(value);
    const id = textAt(value, "sessionId");
    this.later.push(() => {
      if (time !== undefined) this.intake.began.set(id, time);
    });
    if (!this.source.chosen || this.reading.known) return;
    this.reading.known = true;
    this.reading.refused.push({
      place: this.source.place,
      why: phrase(
        "It is Continue's list of its sessions: import the files beside it, or their folder.",
      ),
    });
  }

  private refuseUnknown(): void {
    const why = phrase("{0} entries in it are no conversations.", String(this.unknown));
    this.reading.refused.push({ place: this.source.place, why });
  }

  private refuse(error: unknown, value: unknown, index: number | undefined): void {
    const name = textAt(value, "shownTitle") || textAt(value, "title") || textAt(value, "name");
    const counted = index === undefined ? "" : `#${index + 1}`;
    const title = name || counted;
    const place = { place: this.source.place, ...(title && { title }) };
    if (error instanceof NothingSaid) this.reading.empty.push(place);
    else this.reading.refused.push({ ...place, why: reasonOf(error) });
  }
}
