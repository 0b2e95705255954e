import type { Activity } from "./answering";
import { Asker, type AskerPorts } from "./asker";
import { canContinue } from "./continuing";
import { type Aside, type Conversation, path, type TitleGiver } from "./conversation";
import type { ConversationEvent } from "./events";
import { canBeAnswered, type NewResult, newResults, resultsFrom } from "./functionCalls";
import { type Functions, functionComplaint } from "./functions";
import {
  type ContentPart,
  isOpen,
  type Message,
  type ModelChoice,
  type SamplingParameters,
  type SentParameters,
} from "./messages";
import { messageId } from "./ids";
import { complaintsOf, isWireName, withoutLiteralKeys } from "./parameters";
import type { Phrase } from "./phrase";
import type { Preset } from "./presets";
import { reduceAll } from "./reduce";
import { oldestTurns } from "./shortening";

/** What a session needs of the world. */
export interface SessionPorts extends AskerPorts {
  /** Keeps events; resolves when those before are written or known to be unwritable. Never throws. */
  readonly journal: { add(events: readonly ConversationEvent[]): Promise<void> };
  /** What may be done in the conversation at the beginning. */
  readonly access?: Access;
  /** The model of a conversation that has not chosen one. */
  defaultChoice(): ModelChoice | null;
}

/**
 * What this window may do in a conversation: write it; or only show it, because a newer version wrote
 * it, because another window writes it, or because another window did and has let it go.
 */
export type Access = "write" | "newer" | "other" | "free";

export interface SessionListener {
  /** `from` is the number of events before these since the session was opened. */
  events(from: number, events: readonly ConversationEvent[]): void;
  activity(activity: Activity): void;
  access?(access: Access): void;
  /** A model was not asked, why, and where that is set. */
  refused?(why: Phrase, at: "parameters" | "functions"): void;
}

/** One conversation and the answer being made in it. It belongs to the host, not to a view. */
export class ChatSession {
  private readonly listeners = new Set<SessionListener>();
  private readonly asker: Asker;
  private sequence = 0;
  private state: Activity = { state: "idle" };
  private may: Access;

  constructor(
    private current: Conversation,
    private readonly ports: SessionPorts,
  ) {
    this.may = ports.access ?? "write";
    this.asker = new Asker(ports, {
      conversation: () => this.current,
      emit: event => this.emit(event),
      show: activity => this.show(activity),
    });
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
    return this.asker.busy;
  }

  get access(): Access {
    return this.may;
  }

  get readOnly(): boolean {
    return this.may !== "write";
  }

  /** The model that the next message goes to. */
  get choice(): ModelChoice | null {
    return this.current.choice ?? this.ports.defaultChoice();
  }

  /** What is sent beside model and messages with the next one. */
  get parameters(): SentParameters {
    return this.asker.parametersFor(this.choice);
  }

  /** Follows events and activity; the result ends it. */
  listen(listener: SessionListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Adds a user message behind a thread and asks the model. False, and nothing done, while an answer
   * is being made.
   */
  send(content: readonly ContentPart[], leafId = this.current.leafId): boolean {
    return this.add(content, leafId);
  }

  /** Asks with another content in the place of a message; what it was stays beside it. */
  edit(messageId: string, content: readonly ContentPart[]): boolean {
    const message = this.current.messages.get(messageId);
    return message?.role === "user" && this.add(content, message.parentId);
  }

  /** Asks again, with the present model or another; the new answer stands beside the old one. */
  retry(answerId: string, choice = this.choice): boolean {
    const message = this.current.messages.get(answerId);
    if (message?.role !== "assistant" || this.repeats(answerId, choice) || !this.mayAsk(choice))
      return false;
    const question = this.current.messages.get(message.parentId ?? "");
    if (question?.leftOut) this.take({ type: "messagesIncluded", ids: [question.id] });
    if (question?.deleted) this.take({ type: "messagesRestored", ids: [question.id] });
    this.answer(message.parentId, choice);
    return true;
  }

  /** Whether asking again would send the very body that was too long for the model. */
  repeats(answerId: string, choice = this.choice): boolean {
    const message = this.current.messages.get(answerId);
    return message !== undefined && this.asker.repeats(message.parentId, choice);
  }

  /** Goes on with an answer that was cut, with the present model. */
  continue(answerId: string): boolean {
    const message = this.current.messages.get(answerId);
    if (!canContinue(message) || message.deleted || !this.mayAsk()) return false;
    this.keepChoice();
    this.asker.continue(message, this.choice);
    return true;
  }

  /** Leaves out the oldest turns before an answer, about half of the text, and asks again. */
  shorten(answerId: string): boolean {
    const message = this.current.messages.get(answerId);
    if (message?.role !== "assistant" || !this.mayAsk()) return false;
    const ids = oldestTurns(this.current, message.parentId);
    if (ids.length === 0) return false;
    this.take({ type: "messagesLeftOut", ids });
    this.answer(message.parentId, this.choice);
    return true;
  }

  /** What was left out is sent again from the next message on. */
  includeAll(): void {
    const ids = this.idsOf(({ leftOut }) => leftOut === true);
    if (!this.readOnly && ids.length > 0) this.take({ type: "messagesIncluded", ids });
  }

  /** Sends a parameter again that was left out or renamed for an answer's model. */
  undoRepair(answerId: string, parameter: string): void {
    const message = this.current.messages.get(answerId);
    if (this.readOnly || message?.role !== "assistant") return;
    if (!message.repairs.some(repair => repair.parameter === parameter)) return;
    this.take({ type: "repairUndone", id: answerId, parameter });
    void this.ports.repairs?.forget(message.choice, parameter);
  }

  /** Changes the text of an answer that has ended; its first text is kept. */
  editAnswer(answerId: string, text: string): boolean {
    const message = this.current.messages.get(answerId);
    if (this.readOnly || message?.role !== "assistant" || isOpen(message)) return false;
    if (text !== message.text) this.take({ type: "answerEdited", id: answerId, text });
    return true;
  }

  /** Takes messages out of the thread; they stay in the journal. False while one is being made. */
  delete(ids: readonly string[]): boolean {
    const there = ids.filter(id => this.current.messages.get(id)?.deleted === undefined);
    const known = there.filter(id => this.current.messages.has(id));
    if (this.readOnly || known.length === 0 || known.some(id => this.asker.makes(id))) return false;
    this.take({ type: "messagesDeleted", ids: known });
    return true;
  }

  /** Puts deleted messages back where they were. */
  restore(ids: readonly string[]): void {
    const deleted = ids.filter(id => this.current.messages.get(id)?.deleted);
    if (!this.readOnly && deleted.length > 0) this.take({ type: "messagesRestored", ids: deleted });
  }

  /** Remembers the thread that is looked at. */
  chooseLeaf(id: string): void {
    if (this.readOnly || id === this.current.leafId || !this.current.messages.has(id)) return;
    this.take({ type: "leafChosen", id });
  }

  /** Ends the answer being made; what came is kept. */
  stop(): void {
    this.asker.stop();
  }

  setSystemPrompt(text: string): void {
    if (this.readOnly || text === this.current.systemPrompt) return;
    this.take({ type: "systemPromptChanged", text });
  }

  /** What is sent with requests from now on; wrong values stay, and keep requests from leaving. */
  setParameters(set: SamplingParameters): void {
    const parameters = withoutLiteralKeys(set);
    if (this.readOnly || JSON.stringify(parameters) === JSON.stringify(this.current.parameters))
      return;
    this.take({ type: "parametersChanged", parameters });
  }

  /** Takes what a preset says; its system prompt where it has one. */
  apply({ parameters, systemPrompt }: Preset): void {
    this.setParameters(parameters);
    if (systemPrompt !== undefined) this.setSystemPrompt(systemPrompt);
  }

  /** What is declared for models to call, and how; what is wrong stays, and keeps requests from leaving. */
  setFunctions(functions: Functions): void {
    if (this.readOnly || JSON.stringify(functions) === JSON.stringify(this.current.functions))
      return;
    this.take({ type: "functionsChanged", functions });
  }

  /** Answers all calls of an answer, and asks the model to go on. */
  sendResults(answerId: string, texts: readonly string[]): boolean {
    const answer = this.current.messages.get(answerId);
    if (!canBeAnswered(answer) || answer.deleted || texts.length !== answer.toolCalls.length)
      return false;
    if (!this.mayAsk()) return false;
    this.addResults(answer.id, newResults(answer, texts));
    return true;
  }

  /** Another result in the place of one, with those that stand behind it in a thread, and asks again. */
  editResult(resultId: string, text: string, leafId = this.current.leafId): boolean {
    const messages = path(this.current, leafId);
    const at = messages.findIndex(({ id }) => id === resultId);
    const [first, ...behind] = resultsFrom(messages, at);
    if (!first || !this.mayAsk()) return false;
    this.addResults(first.parentId, [{ ...first, text }, ...behind]);
    return true;
  }

  /**
   * Calls the conversation something, or by its first line again where that is empty. False where it
   * cannot be written, or has nothing to be called by.
   */
  rename(title: string, by: TitleGiver = "user", spent: Aside = {}): boolean {
    if (this.readOnly || this.current.messages.size === 0) return false;
    this.take({ type: "titleChanged", title, by, ...spent });
    return true;
  }

  /** Gives a message a name, or takes it away; false where it cannot be one. */
  setName(id: string, name: string): boolean {
    const message = this.current.messages.get(id);
    if (message?.role !== "user" && message?.role !== "assistant") return false;
    if (this.readOnly || (name !== "" && !isWireName(name))) return false;
    if (name !== (message.name ?? "")) this.take({ type: "messageNamed", id, name });
    return true;
  }

  choose(choice: ModelChoice): void {
    if (!this.readOnly) this.take({ type: "modelChosen", choice });
  }

  /** Shows what another window wrote. */
  follow(events: readonly ConversationEvent[]): void {
    if (events.length > 0) this.reduce(events);
  }

  /** Another window writes from now on, or this one does; what cut answers in between is closed. */
  setAccess(access: Access, closing: readonly ConversationEvent[] = []): void {
    if (access === this.may) return;
    this.may = access;
    for (const event of closing) void this.emit(event);
    for (const listener of this.listeners) listener.access?.(access);
  }

  /** Whether a model may be asked now; what stands against it among the parameters is told. */
  private mayAsk(choice = this.choice): boolean {
    if (this.busy || this.readOnly) return false;
    const rules = choice ? (this.ports.rulesOf?.(choice) ?? {}) : {};
    const { parameters, functions } = this.current;
    const [complaint] = complaintsOf(parameters, rules);
    const column = choice ? this.ports.functionsOf?.(choice) : undefined;
    const why = complaint?.phrase ?? functionComplaint(functions, parameters, column);
    if (!why) return true;
    for (const listener of this.listeners)
      listener.refused?.(why, complaint ? "parameters" : "functions");
    return false;
  }

  private addResults(parentId: string | null, results: readonly NewResult[]): void {
    let above = parentId;
    for (const { role, index, callId, called, text } of results) {
      const id = messageId();
      const result = { role, index, callId, called, text };
      this.take({ type: "resultAdded", id, parentId: above, ...result });
      above = id;
    }
    this.answer(above, this.choice);
  }

  private add(content: readonly ContentPart[], parentId: string | null): boolean {
    if (content.length === 0 || !this.mayAsk()) return false;
    const id = messageId();
    this.take({ type: "messageAdded", id, parentId, content });
    this.answer(id, this.choice);
    return true;
  }

  private answer(parentId: string | null, choice: ModelChoice | null): void {
    this.keepChoice();
    this.asker.answer(parentId, choice);
  }

  /** The model that a conversation began with stays its model, whatever becomes the default. */
  private keepChoice(): void {
    const { choice } = this;
    if (choice && !this.current.choice) this.choose(choice);
  }

  private idsOf(wanted: (message: Message) => boolean): readonly string[] {
    return [...this.current.messages.values()].filter(wanted).map(({ id }) => id);
  }

  private take(event: Timeless<ConversationEvent>): void {
    void this.emit({ ...event, at: this.ports.clock.now() });
  }

  private emit(event: ConversationEvent): Promise<void> {
    const kept = this.ports.journal.add([event]);
    this.reduce([event]);
    return kept;
  }

  private reduce(events: readonly ConversationEvent[]): void {
    const from = this.sequence;
    this.sequence += events.length;
    this.current = reduceAll(this.current, events);
    for (const listener of this.listeners) listener.events(from, events);
  }

  private show(activity: Activity): void {
    this.state = activity;
    for (const listener of this.listeners) listener.activity(activity);
  }
}

/** An event before its time is known. */
type Timeless<Event> = Event extends { readonly at: number } ? Omit<Event, "at"> : never;
