import { type Activity, type AskModel, type ChatEvent, type Clock } from "./answering";
import type {
  ContentPart,
  Conversation,
  ConversationEvent,
  FinishReason,
  ModelChoice,
  SentParameters,
  Usage,
} from "./conversation";
import type { ChatError } from "./errors";
import { Gatherer } from "./gatherer";
import { messageId } from "./ids";
import { wireMessages } from "./prompt";
import { reduceAll } from "./reduce";

/** What a session needs of the world. */
export interface SessionPorts {
  readonly ask: AskModel;
  readonly clock: Clock;
  /** Keeps events; resolves when those before are written or known to be unwritable. Never throws. */
  readonly journal: { add(events: readonly ConversationEvent[]): Promise<void> };
  /** The conversation is shown and not changed: a newer version wrote it. */
  readonly readOnly?: boolean;
  /** The model of a conversation that has not chosen one. */
  defaultChoice(): ModelChoice | null;
  /** The name that the user sees; also of no model at all. */
  labelOf(choice: ModelChoice | null): string;
  /** What is sent beside model and messages. */
  parametersOf(choice: ModelChoice): SentParameters;
}

export interface SessionListener {
  /** `from` is the number of events before these since the session was opened. */
  events(from: number, events: readonly ConversationEvent[]): void;
  activity(activity: Activity): void;
}

/** An answer being made. */
interface Turn {
  readonly answerId: string;
  readonly controller: AbortController;
  /** What is streaming in: the texts, and the arguments of tool calls. */
  readonly gathering: Map<string, Gatherer>;
  usage?: Usage;
}

/** One conversation and the answer being made in it. It belongs to the host, not to a view. */
export class ChatSession {
  private readonly listeners = new Set<SessionListener>();
  private turn: Turn | undefined;
  private sequence = 0;
  private state: Activity = { state: "idle" };

  constructor(
    private current: Conversation,
    private readonly ports: SessionPorts,
  ) {}

  get conversation(): Conversation {
    return this.current;
  }

  /** How many events there were since the session was opened. */
  get position(): number {
    return this.sequence;
  }

  get activity(): Activity {
    return this.state;
  }

  get busy(): boolean {
    return this.turn !== undefined;
  }

  get readOnly(): boolean {
    return this.ports.readOnly ?? false;
  }

  /** The model that the next message goes to. */
  get choice(): ModelChoice | null {
    return this.current.choice ?? this.ports.defaultChoice();
  }

  /** Follows events and activity; the result ends it. */
  listen(listener: SessionListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Adds a user message and asks the model. False, and nothing done, while an answer is being made. */
  send(content: readonly ContentPart[]): boolean {
    if (this.turn || this.readOnly || content.length === 0) return false;
    const id = messageId();
    void this.emit({
      type: "messageAdded",
      at: this.now(),
      id,
      parentId: this.current.leafId,
      content,
    });
    this.answer(id);
    return true;
  }

  /** Asks again, with the present model; the new answer stands beside the old one. */
  retry(answerId: string): boolean {
    const message = this.current.messages.get(answerId);
    if (this.turn || this.readOnly || message?.role !== "assistant") return false;
    this.answer(message.parentId);
    return true;
  }

  /** Ends the answer being made; what came is kept. */
  stop(): void {
    if (this.turn) this.end(this.turn, { finish: "stopped" });
  }

  setSystemPrompt(text: string): void {
    if (this.readOnly || text === this.current.systemPrompt) return;
    void this.emit({ type: "systemPromptChanged", at: this.now(), text });
  }

  choose(choice: ModelChoice): void {
    if (this.readOnly) return;
    void this.emit({ type: "modelChosen", at: this.now(), choice });
  }

  private answer(parentId: string | null): void {
    const { choice } = this;
    if (choice && !this.current.choice) this.choose(choice);
    const turn = this.newTurn();
    const request = {
      choice: choice ?? noChoice,
      messages: wireMessages(this.current, parentId),
      parameters: choice ? this.ports.parametersOf(choice) : {},
    };
    const kept = this.emit({
      type: "answerStarted",
      at: this.now(),
      id: turn.answerId,
      parentId,
      choice: request.choice,
      modelLabel: this.ports.labelOf(choice),
      parameters: request.parameters,
    });
    this.turn = turn;
    this.show({ state: "waiting", answerId: turn.answerId });
    if (!choice) return this.end(turn, { error: { kind: "noModel" } });
    void this.run(turn, () => this.ports.ask(request, turn.controller.signal), kept);
  }

  private newTurn(): Turn {
    return { answerId: messageId(), controller: new AbortController(), gathering: new Map() };
  }

  /** The request leaves when the question is on disk, or known to be unwritable. */
  private async run(
    turn: Turn,
    ask: () => AsyncIterable<ChatEvent>,
    kept: Promise<void>,
  ): Promise<void> {
    try {
      await kept;
      if (this.turn !== turn) return;
      for await (const event of ask()) {
        if (this.turn !== turn) return;
        this.take(turn, event);
      }
    } catch {
      this.end(turn, { error: { kind: "unknown" } }); // Its words may hold what must not be shown.
    }
    this.end(turn, { error: { kind: "cutOff" } });
  }

  private take(turn: Turn, event: ChatEvent): void {
    const { answerId: id } = turn;
    if (streams(event.type) && this.state.state === "waiting")
      this.show({ state: "streaming", answerId: id });
    switch (event.type) {
      case "text":
      case "reasoning":
      case "refusal":
        return this.gather(turn, event.type).add(event.text);
      case "toolCall":
        return this.takeToolCall(turn, event);
      case "image":
        this.flush(turn);
        return void this.emit({ type: "imageReceived", at: this.now(), id, url: event.url });
      case "warning":
        return void this.emit({ type: "warningAdded", at: this.now(), id, warning: event.warning });
      case "details":
        return void this.emit({
          type: "answerDetailed",
          at: this.now(),
          id,
          details: event.details,
        });
      case "usage":
        turn.usage = event.usage;
        return;
      case "finish":
        return this.end(turn, { finish: event.finish });
      case "error":
        return this.end(turn, { error: event.error });
    }
  }

  /** Arguments are gathered as text is; what names the call goes on at once. */
  private takeToolCall(turn: Turn, event: Extract<ChatEvent, { type: "toolCall" }>): void {
    const { type: _type, ...piece } = event;
    const { index, callId, name, extra, arguments: more = "" } = piece;
    if (more !== "" && callId === undefined && name === undefined && extra === undefined)
      return this.gather(turn, "toolCall", index).add(more);
    this.flush(turn);
    void this.emit({ type: "toolCallReceived", at: this.now(), id: turn.answerId, ...piece });
  }

  /** Where pieces of one kind are gathered. Those of other kinds go first; tool calls may alternate. */
  private gather(turn: Turn, kind: keyof typeof textEvents | "toolCall", index = 0): Gatherer {
    const key = `${kind} ${index}`;
    for (const [other, gatherer] of turn.gathering)
      if (other !== key && !(kind === "toolCall" && other.startsWith(kind))) gatherer.flush();
    const there = turn.gathering.get(key);
    if (there) return there;
    const gatherer = new Gatherer(this.ports.clock, text => {
      const event = { at: this.now(), id: turn.answerId };
      if (kind !== "toolCall") void this.emit({ type: textEvents[kind], ...event, text });
      else void this.emit({ type: "toolCallReceived", ...event, index, arguments: text });
    });
    turn.gathering.set(key, gatherer);
    return gatherer;
  }

  private flush(turn: Turn): void {
    for (const gatherer of turn.gathering.values()) gatherer.flush();
  }

  private end(turn: Turn, how: { finish: FinishReason } | { error: ChatError }): void {
    if (this.turn !== turn) return;
    this.flush(turn);
    this.turn = undefined;
    turn.controller.abort();
    const ending = { at: this.now(), id: turn.answerId, ...(turn.usage && { usage: turn.usage }) };
    void this.emit(
      "finish" in how
        ? { type: "answerFinished", ...ending, ...how }
        : { type: "answerFailed", ...ending, ...how },
    );
    this.show({ state: "idle" });
  }

  private emit(event: ConversationEvent): Promise<void> {
    const from = this.sequence;
    this.sequence += 1;
    this.current = reduceAll(this.current, [event]);
    const kept = this.ports.journal.add([event]);
    for (const listener of this.listeners) listener.events(from, [event]);
    return kept;
  }

  private show(activity: Activity): void {
    this.state = activity;
    for (const listener of this.listeners) listener.activity(activity);
  }

  private now(): number {
    return this.ports.clock.now();
  }
}

const textEvents = {
  text: "textReceived",
  reasoning: "reasoningReceived",
  refusal: "refusalReceived",
} as const;

/** Whether an event is a piece of the answer itself. */
function streams(type: ChatEvent["type"]): boolean {
  return type in textEvents || type === "toolCall" || type === "image";
}

const noChoice: ModelChoice = { connectionId: "", model: "" };
