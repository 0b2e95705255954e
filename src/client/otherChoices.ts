import type { ChatEvent } from "../core/answering";
import { isObject } from "../core/decode";
import { AnswerReader, type ReadEvent } from "./reading";
import { ThinkTags } from "./thinkTags";

/** How many choices beside the first are read. */
const most = 31;

/** Reads the choices beside the first one, where a request asked for several. */
export class OtherChoices {
  private readonly readers = new Map<number, ChoiceReader>();

  constructor(private readonly keepThinkTags: boolean) {}

  take(chunk: unknown): readonly ChatEvent[] {
    const choices: readonly unknown[] =
      isObject(chunk) && Array.isArray(chunk["choices"]) ? chunk["choices"] : [];
    return choices.flatMap(choice => {
      const index = isObject(choice) ? Number(choice["index"] ?? 0) : 0;
      return isObject(choice) && index > 0 ? (this.reader(index)?.take(choice) ?? []) : [];
    });
  }

  /** What completes them. Without an end of its own a choice ends as the answer does. */
  end(complete: boolean): readonly ChatEvent[] {
    return [...this.readers.values()].flatMap(reader => reader.end(complete));
  }

  private reader(index: number): ChoiceReader | undefined {
    if (!Number.isSafeInteger(index) || index > most) return undefined;
    const there = this.readers.get(index) ?? new ChoiceReader(index, this.keepThinkTags);
    this.readers.set(index, there);
    return there;
  }
}

class ChoiceReader {
  private readonly reader = new AnswerReader();
  private readonly tags: ThinkTags | undefined;

  constructor(
    private readonly index: number,
    keepThinkTags: boolean,
  ) {
    this.tags = keepThinkTags ? undefined : new ThinkTags();
  }

  take(choice: Readonly<Record<string, unknown>>): readonly ChatEvent[] {
    if (this.reader.failure) return [];
    return this.told(this.reader.take({ choices: [{ ...choice, index: 0 }] }));
  }

  end(complete: boolean): readonly ChatEvent[] {
    if (complete) this.reader.finish ??= "stop";
    const { finish } = this.reader;
    const rest = [...this.told(this.reader.end()), ...this.ours(this.tags?.end() ?? [])];
    return finish === undefined
      ? rest
      : [...rest, { type: "choiceFinished", choice: this.index, finish }];
  }

  private told(read: readonly ReadEvent[]): readonly ChatEvent[] {
    const { tags } = this;
    return this.ours(tags ? read.flatMap(event => tags.take(event)) : read);
  }

  /** Usage and details are those of the whole request, and told once. */
  private ours(events: readonly ChatEvent[]): readonly ChatEvent[] {
    return events.flatMap(event =>
      isPiece(event) ? [{ ...event, choice: this.index } satisfies ChatEvent] : [],
    );
  }
}

function isPiece(
  event: ChatEvent,
): event is Extract<ChatEvent, { type: "text" | "reasoning" | "refusal" | "toolCall" | "image" }> {
  return ["text", "reasoning", "refusal", "toolCall", "image"].includes(event.type);
}
