import type { Activity, AskModel, ChatEvent, ChatRequest, Clock } from "./answering";
import { type AskingPorts, askPatiently } from "./asking";
import {
  type ContentPart,
  type Conversation,
  type ConversationEvent,
  type FinishReason,
  type ModelChoice,
  type SentParameters,
} from "./conversation";
import type { ChatError } from "./errors";
import { messageId } from "./ids";
import { wireMessages } from "./prompt";
import { reduceAll } from "./reduce";
import type { Repairs } from "./repairs";
import { oldestTurns, overflows, requestKey } from "./shortening";
import { Turn } from "./turn";

/** What a session needs of the world. */
export interface SessionPorts {
  readonly ask: AskModel;
  readonly clock: Clock;
  /** Keeps events; resolves when those before are written or known to be unwritable. Never throws. */
  readonly journal: { add(events: readonly ConversationEvent[]): Promise<void> };
  /** The conversation is shown and not changed: a newer version wrote it. */
  readonly readOnly?: boolean;
  /** Parameters that models refused before. */
  readonly repairs?: Repairs;
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

/** One conversation and the answer being made in it. It belongs to the host, not to a view. */
export class ChatSession {
  private readonly listeners = new Set<SessionListener>();
  private turn: Turn | undefined;
  private sequence = 0;
  private state: Activity = { state: "idle" };
  /** The requests that were too long for their model: none is simply sent again. */
  private readonly tooLong: Set<string>;

  constructor(
    private current: Conversation,
    private readonly ports: SessionPorts,
  ) {
    this.tooLong = new Set(overflows(current));
  }

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
    const { parentId } = message;
    if (this.repeats(answerId)) return false;
    const question = this.current.messages.get(parentId ?? "");
    if (question?.leftOut)
      void this.emit({ type: "messagesIncluded", at: this.now(), ids: [question.id] });
    this.answer(parentId);
    return true;
  }

  /** Whether asking again would send the very body that was too long for the model. */
  repeats(answerId: string): boolean {
    const message = this.current.messages.get(answerId);
    return message !== undefined && this.tooLong.has(this.keyOf(message.parentId));
  }

  /** Leaves out the oldest turns before an answer, about half of the text, and asks again. */
  shorten(answerId: string): boolean {
    const message = this.current.messages.get(answerId);
    if (this.turn || this.readOnly || message?.role !== "assistant") return false;
    const ids = oldestTurns(this.current, message.parentId);
    if (ids.length === 0) return false;
    void this.emit({ type: "messagesLeftOut", at: this.now(), ids });
    this.answer(message.parentId);
    return true;
  }

  /** What was left out is sent again from the next message on. */
  includeAll(): void {
    if (this.readOnly) return;
    const ids = [...this.current.messages.values()]
      .filter(({ leftOut }) => leftOut)
      .map(({ id }) => id);
    if (ids.length > 0) void this.emit({ type: "messagesIncluded", at: this.now(), ids });
  }

  /** Sends a parameter again that was left out or renamed for an answer's model. */
  undoRepair(answerId: string, parameter: string): void {
    const message = this.current.messages.get(answerId);
    if (this.readOnly || message?.role !== "assistant") return;
    if (!message.repairs.some(repair => repair.parameter === parameter)) return;
    void this.emit({ type: "repairUndone", at: this.now(), id: answerId, parameter });
    void this.ports.repairs?.forget(message.choice, parameter);
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
    const turn = this.turnOf(parentId);
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
    turn.progress.begin();
    if (!choice) return this.end(turn, { error: { kind: "noModel" } });
    void this.run(turn, request, kept);
  }

  private turnOf(parentId: string | null): Turn {
    return new Turn({
      clock: this.ports.clock,
      requestKey: this.keyOf(parentId),
      emit: event => void this.emit(event),
      show: activity => this.show(activity),
    });
  }

  /** The request leaves when the question is on disk, or known to be unwritable. */
  private async run(turn: Turn, request: ChatRequest, kept: Promise<void>): Promise<void> {
    try {
      await kept;
      await this.ports.repairs?.load();
      const repairs = this.ports.repairs?.of(request.choice) ?? [];
      await askPatiently({ ...request, repairs }, this.asking(turn, request.choice));
    } catch {
      this.end(turn, { error: { kind: "unknown" } }); // Its words may hold what must not be shown.
    }
  }

  private asking(turn: Turn, choice: ModelChoice): AskingPorts {
    return {
      ask: request => this.ports.ask(request, turn.controller.signal),
      take: event => this.take(turn, event),
      begun: () => turn.begun,
      over: () => this.turn !== turn,
      repaired: repair => {
        const event = { at: this.now(), id: turn.answerId, repair };
        void this.emit({ type: "requestRepaired", ...event });
      },
      helped: repairs => {
        for (const repair of repairs) void this.ports.repairs?.add(choice, repair);
      },
      pause: async (ms, error) => {
        turn.usage = undefined;
        await turn.progress.pause(ms, error);
      },
    };
  }

  private take(turn: Turn, event: ChatEvent): void {
    if (this.turn !== turn) return;
    if (event.type === "finish") return this.end(turn, { finish: event.finish });
    if (event.type !== "error") return turn.take(event);
    if (event.error.kind === "contextOverflow") this.tooLong.add(turn.requestKey);
    this.end(turn, { error: event.error });
  }

  /** Of what is sent for a thread with the present model. */
  private keyOf(leafId: string | null): string {
    const { choice } = this;
    const parameters = choice ? this.ports.parametersOf(choice) : {};
    return requestKey(this.current, leafId, choice ?? noChoice, parameters);
  }

  private end(turn: Turn, how: { finish: FinishReason } | { error: ChatError }): void {
    if (this.turn !== turn) return;
    this.turn = undefined;
    turn.end();
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

const noChoice: ModelChoice = { connectionId: "", model: "" };
