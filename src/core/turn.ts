import type { Activity, ChatEvent, Clock } from "./answering";
import { type AnswerPiece, AnswerWriter } from "./answerWriter";
import type { ConversationEvent } from "./events";
import type { Cost, FinishReason, Usage } from "./messages";
import { Progress } from "./progress";
import { type Continuing, Seam } from "./seam";

export interface TurnPorts {
  readonly clock: Clock;
  /** The answer that is made, or goes on. */
  readonly answerId: string;
  /** What tells its request apart from others of the conversation. */
  readonly requestKey: string;
  emit(event: ConversationEvent): void;
  show(activity: Activity): void;
  /** Begins another answer beside the first one, for a further choice; its id. */
  begin(index: number): string;
}

/** How many choices of one request are kept. */
const mostChoices = 32;

/** One request being answered: by one answer, or by several choices that stand beside each other. */
export class Turn {
  readonly controller = new AbortController();
  /** Something of an answer itself has come. */
  begun = false;
  /** What the request took. */
  spent: { readonly usage: Usage; readonly cost?: Cost } | undefined;
  readonly progress: Progress;
  private readonly writers = new Map<number, AnswerWriter>();
  /** Choices that have ended while others go on. */
  private readonly over = new Set<number>();

  constructor(private readonly ports: TurnPorts) {
    this.progress = new Progress({ ...ports, signal: this.controller.signal });
    this.writers.set(0, new AnswerWriter(ports));
  }

  get answerId(): string {
    return this.ports.answerId;
  }

  get requestKey(): string {
    return this.ports.requestKey;
  }

  /** All answers of this turn that have no end yet, the first one first. */
  get open(): readonly string[] {
    return [...this.writers]
      .filter(([index]) => !this.over.has(index))
      .map(([, { answerId }]) => answerId);
  }

  /** What comes is put behind a text that is there. */
  continue(kept: string, by: Continuing): void {
    this.writers.set(0, new AnswerWriter(this.ports, new Seam(kept, by)));
  }

  take(event: AnswerPiece | Extract<ChatEvent, { type: "choiceFinished" }>): void {
    if (event.type === "choiceFinished") return this.finish(event.choice, event.finish);
    if (streams(event.type)) this.begun = true;
    if (event.type === "usage") {
      const { usage, cost } = event;
      this.spent = { usage, ...(cost && { cost }) };
    } else this.writer("choice" in event ? event.choice : 0)?.take(event);
    this.progress.take(event.type);
  }

  /** Hands on what is gathered, and ends the request. */
  end(): void {
    for (const writer of this.writers.values()) writer.end();
    this.progress.end();
    this.controller.abort();
  }

  private finish(choice: number, finish: FinishReason): void {
    const writer = this.writer(choice);
    if (!writer || choice === 0) return;
    writer.end();
    this.over.add(choice);
    const { answerId: id } = writer;
    this.ports.emit({ type: "answerFinished", at: this.ports.clock.now(), id, finish });
  }

  private writer(index = 0): AnswerWriter | undefined {
    if (this.over.has(index) || index >= mostChoices) return undefined;
    const there = this.writers.get(index);
    if (there) return there;
    const made = new AnswerWriter({ ...this.ports, answerId: this.ports.begin(index) });
    this.writers.set(index, made);
    return made;
  }
}

/** Whether an event is a piece of the answer itself. */
function streams(type: AnswerPiece["type"]): boolean {
  return ["text", "reasoning", "refusal", "toolCall", "image"].includes(type);
}
