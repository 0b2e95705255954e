import type { Activity, AskModel, ChatEvent, ChatRequest, Clock } from "./answering";
import { type AskingPorts, askPatiently } from "./asking";
import { continuation } from "./continuing";
import type { Conversation } from "./conversation";
import type { ConversationEvent } from "./events";
import { type FunctionColumn, wireFunctions, withoutFunctions } from "./functions";
import type { Answer, FinishReason, ModelChoice, SentParameters } from "./messages";
import type { ChatError } from "./errors";
import { messageId } from "./ids";
import { type ParameterRules, wireParameters } from "./parameters";
import { type WireMessage, wireMessages } from "./prompt";
import type { Repairs } from "./repairs";
import { overflows, requestKey } from "./shortening";
import { Turn } from "./turn";

/** What asking needs of the world. */
export interface AskerPorts {
  readonly ask: AskModel;
  readonly clock: Clock;
  /** Parameters that models refused before. */
  readonly repairs?: Repairs;
  /** The name that the user sees; also of no model at all. */
  labelOf(choice: ModelChoice | null): string;
  /** What a connection itself sends beside model and messages. */
  parametersOf(choice: ModelChoice): SentParameters;
  /** The names and ranges that a model has for parameters, where they differ. */
  rulesOf?(choice: ModelChoice): ParameterRules;
  /** What is known of functions at a model's provider. */
  functionsOf?(choice: ModelChoice): FunctionColumn | undefined;
  /** Whether a model goes on with an answer that is the last message. */
  prefills?(choice: ModelChoice): boolean;
}

/** The conversation in which is asked. */
export interface Asked {
  conversation(): Conversation;
  /** Takes an event into the conversation; resolves when it is kept, or known to be unwritable. */
  emit(event: ConversationEvent): Promise<void>;
  show(activity: Activity): void;
}

/** Asks models in one conversation, one request at a time, and takes what they answer. */
export class Asker {
  private turn: Turn | undefined;
  /** The requests that were too long for their model: none is simply sent again. */
  private readonly tooLong: Set<string>;

  constructor(
    private readonly ports: AskerPorts,
    private readonly asked: Asked,
  ) {
    this.tooLong = new Set(overflows(asked.conversation()));
  }

  get busy(): boolean {
    return this.turn !== undefined;
  }

  /** Whether an answer is being made. */
  makes(answerId: string): boolean {
    return this.turn?.open.includes(answerId) ?? false;
  }

  /** Whether asking would send the very body that was too long for the model. */
  repeats(parentId: string | null, choice: ModelChoice | null): boolean {
    return this.tooLong.has(this.keyOf(parentId, choice));
  }

  /** Begins an answer below a message. */
  answer(parentId: string | null, choice: ModelChoice | null): void {
    const id = messageId();
    const messages = wireMessages(this.asked.conversation(), parentId);
    const started = { id, parentId, ...this.asking(choice) };
    const kept = this.emit({ type: "answerStarted", at: this.now(), ...started });
    const turn = this.begin(id, parentId, started.choice);
    if (!choice) return this.end(turn, { error: { kind: "noModel" } });
    void this.run(turn, { ...started, messages, kept });
  }

  /** Goes on with an answer that was cut. */
  continue(answer: Answer, choice: ModelChoice | null): void {
    const { id, parentId, text } = answer;
    const asking = this.asking(choice);
    const { n: _one, ...parameters } = asking.parameters; // One answer goes on.
    const continued = { ...asking, parameters };
    const by = choice && this.ports.prefills?.(choice) ? "prefill" : "instruction";
    const messages = continuation(this.asked.conversation(), answer, by);
    const instructed = continuation(this.asked.conversation(), answer, "instruction");
    const kept = this.emit({ type: "answerContinued", at: this.now(), id, ...continued });
    const turn = this.begin(id, parentId, continued.choice, messages);
    turn.continue(text, by);
    if (!choice) return this.end(turn, { error: { kind: "noModel" } });
    const otherwise = by === "prefill" && { otherwise: instructed };
    const request = { ...continued, messages, kept, ...otherwise };
    void this.run(turn, request, () => turn.continue(text, "instruction"));
  }

  /** Ends the answer being made; what came is kept. */
  stop(): void {
    if (this.turn) this.end(this.turn, { finish: "stopped" });
  }

  private asking(choice: ModelChoice | null) {
    return {
      choice: choice ?? noChoice,
      modelLabel: this.ports.labelOf(choice),
      parameters: this.parametersFor(choice),
    };
  }

  /** What is sent: what the user set, as this model wants it, over what its connection says. */
  parametersFor(choice: ModelChoice | null): SentParameters {
    if (!choice) return {};
    const rules = this.ports.rulesOf?.(choice) ?? {};
    const { parameters, functions } = this.asked.conversation();
    const own = withoutFunctions(this.ports.parametersOf(choice), functions);
    const declared = wireFunctions(functions, this.ports.functionsOf?.(choice));
    return wireParameters(parameters, rules, { ...own, ...declared });
  }

  private begin(
    answerId: string,
    parentId: string | null,
    choice: ModelChoice,
    continued?: readonly WireMessage[],
  ): Turn {
    const requestKey = continued ? JSON.stringify(continued) : this.keyOf(parentId, choice);
    const turn = new Turn({
      clock: this.ports.clock,
      answerId,
      requestKey,
      emit: event => void this.emit(event),
      show: activity => this.asked.show(activity),
      begin: index => this.beginChoice(answerId, index),
    });
    this.turn = turn;
    turn.progress.begin();
    return turn;
  }

  /** A further choice stands beside the first one, with all that was sent for it. */
  private beginChoice(firstId: string, index: number): string {
    const id = messageId();
    const first = this.asked.conversation().messages.get(firstId);
    if (first?.role !== "assistant") return id;
    const { parentId, choice, modelLabel, parameters } = first;
    const started = { id, parentId, choice, modelLabel, parameters, index };
    void this.emit({ type: "answerStarted", at: this.now(), ...started });
    return id;
  }

  /** What the request needs is made ready while the question is being written. */
  private async run(turn: Turn, request: ChatRequest, fellBack = () => {}): Promise<void> {
    const { choice, messages, parameters, otherwise, kept } = request;
    try {
      await this.ports.repairs?.load();
      const repairs = this.ports.repairs?.of(choice) ?? [];
      const { answerId } = turn;
      const beside = { answerId, ...(otherwise && { otherwise }), ...(kept && { kept }) };
      const whole = { choice, messages, parameters, repairs, ...beside };
      await askPatiently(whole, { ...this.patience(turn, choice), fellBack });
    } catch {
      this.end(turn, { error: { kind: "unknown" } }); // Its words may hold what must not be shown.
    }
  }

  private patience(turn: Turn, choice: ModelChoice): Omit<AskingPorts, "fellBack"> {
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
        turn.spent = undefined;
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

  /** Of what is sent for a thread with a model. */
  private keyOf(leafId: string | null, choice: ModelChoice | null): string {
    const parameters = this.parametersFor(choice);
    return requestKey(this.asked.conversation(), leafId, choice ?? noChoice, parameters);
  }

  /** The usage of a request with several choices is told once, at the first. */
  private end(turn: Turn, how: { finish: FinishReason } | { error: ChatError }): void {
    if (this.turn !== turn) return;
    this.turn = undefined;
    turn.end();
    for (const id of turn.open) {
      const ending = { at: this.now(), id, ...(id === turn.answerId && turn.spent) };
      void this.emit(
        "finish" in how
          ? { type: "answerFinished", ...ending, ...how }
          : { type: "answerFailed", ...ending, ...how },
      );
    }
    this.asked.show({ state: "idle" });
  }

  private emit(event: ConversationEvent): Promise<void> {
    return this.asked.emit(event);
  }

  private now(): number {
    return this.ports.clock.now();
  }
}

const noChoice: ModelChoice = { connectionId: "", model: "" };
