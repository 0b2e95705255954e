import type { ChatEvent, Clock } from "./answering";
import type { ConversationEvent } from "./events";
import { Gatherer } from "./gatherer";
import type { Seam } from "./seam";

export interface AnswerWriterPorts {
  readonly clock: Clock;
  readonly answerId: string;
  emit(event: ConversationEvent): void;
}

/** The pieces that an answer consists of; its ends are the session's. */
export type AnswerPiece = Exclude<ChatEvent, { type: "finish" | "error" | "choiceFinished" }>;

/** Turns the pieces of one answer into events, texts gathered to one a frame. */
export class AnswerWriter {
  private readonly gathering = new Map<string, Gatherer>();

  constructor(
    private readonly ports: AnswerWriterPorts,
    /** Joins the text of an answer that is continued. */
    private readonly seam?: Seam,
  ) {}

  get answerId(): string {
    return this.ports.answerId;
  }

  take(event: Exclude<AnswerPiece, { type: "usage" }>): void {
    switch (event.type) {
      case "text":
        return this.gather("text").add(this.seam?.take(event.text) ?? event.text);
      case "reasoning":
      case "refusal":
        return this.gather(event.type).add(event.text);
      case "toolCall":
        return this.takeToolCall(event);
      case "image":
        this.flush();
        return this.emit({ type: "imageReceived", ...this.stamp(), url: event.url });
      case "warning":
        return this.emit({ type: "warningAdded", ...this.stamp(), warning: event.warning });
      case "details":
        return this.emit({ type: "answerDetailed", ...this.stamp(), details: event.details });
    }
  }

  /** Hands on everything that is held back. */
  end(): void {
    const rest = this.seam?.finish() ?? "";
    if (rest !== "") this.gather("text").add(rest);
    this.flush();
  }

  private flush(): void {
    for (const gatherer of this.gathering.values()) gatherer.flush();
  }

  /** Arguments are gathered as text is; what names the call goes on at once. */
  private takeToolCall(event: Extract<ChatEvent, { type: "toolCall" }>): void {
    const { type: _type, choice: _choice, ...piece } = event;
    const { index, callId, name, extra, arguments: more = "" } = piece;
    if (more !== "" && callId === undefined && name === undefined && extra === undefined)
      return this.gather("toolCall", index).add(more);
    this.flush();
    this.emit({ type: "toolCallReceived", ...this.stamp(), ...piece });
  }

  /** Where pieces of one kind are gathered. Those of other kinds go first; tool calls may alternate. */
  private gather(kind: keyof typeof textEvents | "toolCall", index = 0): Gatherer {
    const key = `${kind} ${index}`;
    for (const [other, gatherer] of this.gathering)
      if (other !== key && !(kind === "toolCall" && other.startsWith(kind))) gatherer.flush();
    const there = this.gathering.get(key);
    if (there) return there;
    const gatherer = new Gatherer(this.ports.clock, text => {
      if (kind === "toolCall")
        this.emit({ type: "toolCallReceived", ...this.stamp(), index, arguments: text });
      else this.emit({ type: textEvents[kind], ...this.stamp(), text });
    });
    this.gathering.set(key, gatherer);
    return gatherer;
  }

  private stamp(): { readonly at: number; readonly id: string } {
    return { at: this.ports.clock.now(), id: this.answerId };
  }

  private emit(event: ConversationEvent): void {
    this.ports.emit(event);
  }
}

const textEvents = {
  text: "textReceived",
  reasoning: "reasoningReceived",
  refusal: "refusalReceived",
} as const;
