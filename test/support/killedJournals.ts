import fs from "node:fs";
import path from "node:path";
import { type Conversation, titleFrom } from "../../src/core/conversation";
import type { Answer } from "../../src/core/messages";
import { readJournal } from "../../src/core/journal";
import { contentText } from "../../src/core/prompt";
import { fileStore } from "../../src/desktop/fileStore";

/** Something that must not be. */
export interface Wrong {
  /** What was lost; `other` is anything else that is not as it must be. */
  readonly what: "conversation" | "message" | "text" | "other";
  readonly words: string;
}

export function wrong(what: Wrong["what"], words: string): Wrong {
  return { what, words };
}

/** One conversation as it is on disk. */
export interface Kept {
  readonly bytes: Buffer;
  readonly damagedLines: number;
  readonly conversation: Conversation;
  /** The ids of the user's messages by their text. */
  readonly questions: ReadonlyMap<string, string>;
}

/** The journals of a store, read anew where they changed; says what must not happen to them. */
export class KeptJournals {
  /** By the id of the conversation, for every one that ever was there. */
  readonly all = new Map<string, Kept>();
  private readonly folder: string;

  constructor(private readonly root: string) {
    this.folder = path.join(root, "conversations");
  }

  /** Looks again, at everything if so wanted; the result says what was lost or damaged since the last look. */
  async look(everything = false): Promise<readonly Wrong[]> {
    const found: Wrong[] = [];
    // A store of its own each time, as a new process has it: nothing is remembered.
    const store = fileStore(this.root);
    const listed = new Map((await store.list()).map(summary => [summary.id, summary]));
    for (const id of new Set([...this.all.keys(), ...this.ids()])) {
      const kept = this.all.get(id);
      if (everything || this.sizeOf(id) !== kept?.bytes.length) found.push(...this.read(id));
      const first = [...(this.all.get(id)?.questions.keys() ?? [])][0];
      if (first === undefined) continue;
      const { title, empty } = listed.get(id) ?? { title: "", empty: true };
      if (empty) found.push(wrong("conversation", `${id} is not in the list`));
      else if (title !== titleFrom([{ type: "text", text: first }]))
        found.push(wrong("other", `${id} is listed as ${JSON.stringify(title)}`));
    }
    return found;
  }

  /** Whether a text is in one of the journals at this very moment. */
  hasNow(text: string): boolean {
    const files = this.ids().map(id => this.fileOf(id));
    const times = files.map(file => ({ file, time: fs.statSync(file).mtimeMs }));
    return times
      .toSorted((a, b) => b.time - a.time)
      .some(({ file }) => fs.readFileSync(file, "utf8").includes(text));
  }

  private read(id: string): readonly Wrong[] {
    const old = this.all.get(id);
    const bytes = fs.existsSync(this.fileOf(id))
      ? fs.readFileSync(this.fileOf(id))
      : Buffer.alloc(0);
    if (old && !bytes.subarray(0, old.bytes.length).equals(old.bytes))
      return [wrong("conversation", `${id} does not begin with what it held before`)];
    const reading = readJournal(bytes.toString("utf8"));
    // Killed between making the file and its first write: nothing of it was ever promised.
    if (!reading) return old ? [wrong("conversation", `${id} has no readable header`)] : [];
    const { conversation, damagedLines } = reading;
    this.all.set(id, { bytes, damagedLines, conversation, questions: questionsOf(conversation) });
    const torn = damagedLines - (old?.damagedLines ?? 0);
    return torn > 1 ? [wrong("other", `${id} has ${torn} more damaged lines`)] : [];
  }

  private ids(): readonly string[] {
    const names = fs.existsSync(this.folder) ? fs.readdirSync(this.folder) : [];
    return names.filter(name => name.endsWith(".jsonl")).map(name => path.parse(name).name);
  }

  private fileOf(id: string): string {
    return path.join(this.folder, `${id}.jsonl`);
  }

  private sizeOf(id: string): number | undefined {
    return fs.statSync(this.fileOf(id), { throwIfNoEntry: false })?.size;
  }
}

/** The answers to a message. */
export function answersTo({ conversation }: Kept, questionId: string): readonly Answer[] {
  return [...conversation.messages.values()].filter(
    message => message.role === "assistant" && message.parentId === questionId,
  ) as Answer[];
}

function questionsOf({ messages }: Conversation): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const message of messages.values())
    if (message.role === "user") texts.set(contentText(message.content), message.id);
  return texts;
}
