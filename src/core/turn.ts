import type { Activity, ChatEvent, Clock } from "./answering";
import type { ConversationEvent, Usage } from "./conversation";
import { Gatherer } from "./gatherer";
import { messageId } from "./ids";
import { Progress } from "./progress";

export interface TurnPorts {
  readonly clock: Clock;
  /** What tells its request apart from others of the conversation. */
  readonly requestKey: string;
  emit(event: ConversationEvent): void;
  show(activity: Activity): void;
}

/** The pieces that an answer consists of; its ends are the session's. */
export type AnswerPiece = Exclude<ChatEvent, { type: "finish" | "error" }>;

/** One answer being made: turns what the client says into events, texts gathered to one a frame. */
export class Turn {
  readonly answerId = messageId();
  readonly controller = new AbortController();
  /** Something of the answer itself has come. */
  begun = false;
  usage: Usage | undefined;
  readonly progress: Progress;
  private readonly gathering = new Map<string, Gatherer>();

  constructor(private readonly ports: TurnPorts) {
    const { answerId, controller } = this;
    this.progress = new Progress({ ...ports, answerId, signal: controller.signal });
  }

  take(event: AnswerPiece): void {
    this.add(event);
    this.progress.take(event.type);
  }

  get requestKey(): string {
    return this.ports.requestKey;
  }

  /** Hands on what is gathered, and ends the request. */
  end(): void {
    this.flush();
    this.progress.end();
    this.controller.abort();
  }

  private add(event: AnswerPiece): void {
    if (streams(event.type)) this.begun = true;
    switch (event.type) {
      case "text":
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
      case "usage":
        this.usage = event.usage;
    }
  }

  private flush(): void {
    for (const gatherer of this.gathering.values()) gatherer.flush();
  }

  /** Arguments are gathered as text is; what names the call goes on at once. */
  private takeToolCall(event: Extract<ChatEvent, { type: "toolCall" }>): void {
    const { type: _type, ...piece } = event;
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

/** Whether an event is a piece of the answer itself. */
function streams(type: AnswerPiece["type"]): boolean {
  return type in textEvents || type === "toolCall" || type === "image";
}
