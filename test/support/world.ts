import type { ChatEvent } from "../../src/core/answering";
import { Chats } from "../../src/core/chats";
import type { Conversation, TitleGiver } from "../../src/core/conversation";
import type { ConversationEvent } from "../../src/core/events";
import { canBeAnswered } from "../../src/core/functionCalls";
import { type Answer, isOpen, type Message } from "../../src/core/messages";
import { Drafts } from "../../src/core/drafts";
import { PanelController } from "../../src/core/panelController";
import type { Preset } from "../../src/core/presets";
import { Queues } from "../../src/core/queue";
import type { PanelToHost } from "../../src/core/protocol";
import type { ChatSession } from "../../src/core/session";
import type { Turn } from "../../src/core/turn";
import { FakeClock, settled } from "./fakeClock";
import { MemoryStore } from "./memoryStore";
import { noActions } from "./noActions";
import { PanelModel } from "./panelModel";

/** A message of a page; which messages it is about is said by their places. */
export type PageStep =
  | {
      readonly type:
        | "send"
        | "changeSystemPrompt"
        | "changeDraft"
        | "changeParameters"
        | "sendResults"
        | "changeResults"
        | "changeFunctions";
      readonly text: string;
    }
  | {
      readonly type:
        | "retry"
        | "retryWith"
        | "continueAnswer"
        | "shorten"
        | "undoRepair"
        | "undoEdit"
        | "editMessage"
        | "deleteMessage"
        | "restoreMessages"
        | "showMessage"
        | "nameMessage"
        | "fork";
      readonly nth: number;
    }
  | {
      readonly type:
        | "applyPreset"
        | "savePreset"
        | "stop"
        | "includeAll"
        | "showEarlier"
        | "cancelEdit"
        | "takeOver"
        | "attachImageLink"
        | "newChat";
    };

/** What a user, a model, a disk or a crash may do next. */
export type Step =
  | { readonly do: "page"; readonly view: 0 | 1; readonly message: PageStep }
  | { readonly do: "look" | "hide" | "switch" | "reopen"; readonly view: 0 | 1 }
  | { readonly do: "choose"; readonly text: string }
  | { readonly do: "rename"; readonly text: string; readonly by: TitleGiver }
  | { readonly do: "close" | "throw" | "kill" }
  | { readonly do: "receive"; readonly event: ChatEvent }
  | { readonly do: "advance"; readonly ms: number }
  | { readonly do: "failWrites"; readonly failing: boolean };

/** What the model says in one answer. */
interface Saying {
  readonly answerId: string;
  readonly stream: ReadableStreamDefaultController<ChatEvent>;
}

/** A request says nothing of its conversation, but for the signal that ends both. */
function signalOf(session: ChatSession): unknown {
  return (Reflect.get(session, "asker") as { turn?: Turn }).turn?.controller.signal;
}

/** A host with its disk, two views of its conversations, and a model. */
export class World {
  store = new MemoryStore();
  readonly views: { controller: PanelController; page: PanelModel }[] = [];
  /** What the model said in each answer that this host made, where nobody changed it. */
  readonly said = new Map<string, string>();
  /** The arguments of its tool calls. */
  readonly called = new Map<string, string[]>();
  chats!: Chats;
  private drafts!: Drafts;
  private queues!: Queues;
  private clock = new FakeClock();
  /** What the model is saying, by the conversation in which it was asked. */
  private readonly streams = new Map<ChatSession, Saying>();
  private readonly sessions = new Set<ChatSession>();

  private constructor(private readonly prepare: (store: MemoryStore) => void) {
    prepare(this.store);
    this.startHost();
  }

  static async start(prepare: (store: MemoryStore) => void = () => {}): Promise<World> {
    const world = new World(prepare);
    const first = world.chats.start();
    for (const { controller } of world.views) {
      await controller.show(first);
      await controller.receive({ type: "ready" });
    }
    return world;
  }

  session(view: 0 | 1 = 0): ChatSession {
    const shown = this.views[view]?.controller.shown;
    if (!shown) throw new Error("the view shows nothing");
    return shown;
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case "page":
        return this.post(step.view, step.message);
      case "look":
        return this.views[step.view]?.controller.receive({ type: "ready" });
      case "hide":
        return this.views[step.view]?.controller.pageGone();
      case "switch":
        return this.switch(step.view);
      case "reopen":
        return this.reopen(step.view);
      case "choose":
        return this.session().choose({ connectionId: "other", model: step.text });
      case "rename":
        return void this.session().rename(step.text, step.by, { usage: { promptTokens: 1 } });
      case "receive":
        return this.receive(step.event);
      case "close":
        return this.endSaying()?.close();
      case "throw":
        return this.endSaying()?.error(new Error("boom"));
      case "advance":
        return this.clock.advance(step.ms);
      case "failWrites":
        return void (this.store.failing = step.failing);
      case "kill":
        return this.kill();
    }
  }

  /** Everything is on the disk, and every page has everything. */
  async writeAll(): Promise<void> {
    this.store.failing = false;
    for (const view of [0, 1] as const) this.session(view).setSystemPrompt("something is written");
    this.clock.advance(16);
    await this.chats.flush();
    for (const { controller, page } of this.views)
      if (!page.conversation || !controller.alive || page.lost)
        await controller.receive({ type: "ready" });
    await settled();
  }

  /** The events that a journal holds. */
  eventsOf(id: string): readonly ConversationEvent[] {
    const lines = (this.store.journals.get(id) ?? "").split("\n").filter(Boolean);
    return lines.map(line => JSON.parse(line) as ConversationEvent).filter(({ type }) => type);
  }

  private async post(view: 0 | 1, step: PageStep): Promise<void> {
    const session = this.session(view);
    const conversationId = session.conversation.id;
    const id = "nth" in step ? this.nth(session.conversation, step.nth) : "";
    const partIds = (this.store.drafts.get(conversationId)?.parts ?? []).map(({ id }) => id);
    const ids = { answerId: id, messageId: id, messageIds: [id], parameter: "seed", partIds };
    const text = "text" in step ? step.text : "";
    // A text that is no number keeps requests from leaving until something else is set.
    const json = JSON.stringify(
      step.type === "changeFunctions"
        ? { declared: [], choice: "auto", legacy: text === "" }
        : text === ""
          ? { seed: text }
          : { user: text },
    );
    if (step.type === "changeFunctions") this.declare(session, text);
    const results = step.type === "sendResults" || step.type === "changeResults";
    const caller = results ? this.caller(session.conversation, view) : undefined;
    const texts = caller?.toolCalls.map(() => text) ?? [];
    const preset = { json, name: precise.name };
    const message = {
      ...ids,
      ...(caller && { answerId: caller.id }),
      texts,
      ...preset,
      type: step.type,
      conversationId,
      text,
      url: "https://images.example/a.png",
    } as unknown as PanelToHost;
    if (step.type === "continueAnswer" || step.type === "send") this.untrack(id);
    await this.views[view]?.controller.receive(message);
    if (step.type === "undoEdit" || step.type === "send") this.untrackEdited(session.conversation);
  }

  /** Functions are declared in an editor, which is none of a page. */
  private declare(session: ChatSession, text: string): void {
    const { unfinished: _before, ...functions } = session.conversation.functions;
    const declared = [{ name: "f", description: text }];
    session.setFunctions(
      text === "\n" ? { ...functions, unfinished: text } : { ...functions, declared },
    );
  }

  /** The last answer that calls and can be answered; else any that calls. */
  private caller({ messages }: Conversation, view: 0 | 1): Answer | undefined {
    const calling = [...messages.values()].filter(
      (message): message is Answer => message.role === "assistant" && message.toolCalls.length > 0,
    );
    const leafId = this.views[view]?.controller.view?.leafId;
    return calling.find(({ id }) => id === leafId) ?? calling.findLast(canBeAnswered);
  }

  /** Shows the other view's conversation, or another one. */
  private async switch(view: 0 | 1): Promise<void> {
    const other = this.session(view === 0 ? 1 : 0);
    const mine = this.session(view);
    const { id } = other.conversation;
    const next = other === mine ? this.chats.empty() : await this.chats.load(id);
    if (next) await this.views[view]?.controller.show(next);
  }

  /** A conversation in which the model can say something: it is not waited out. */
  private get speaking() {
    for (const [session, { answerId, stream }] of this.streams) {
      const { activity } = session;
      if (activity.state === "idle" || activity.state === "retrying") continue;
      if (activity.answerId === answerId) return { session, answerId, stream };
    }
    return undefined;
  }

  private nth({ messages }: Conversation, place: number): string {
    return [...messages.keys()][place] ?? "";
  }

  private startHost(): void {
    this.chats = new Chats({
      store: this.store,
      clock: this.clock,
      workspace: "",
      ask: (_request, signal) =>
        new ReadableStream({ start: stream => this.speak(stream, signal) }),
      trouble: () => {},
      defaultChoice: () => ({ connectionId: "openai", model: "gpt" }),
      labelOf: choice => choice?.model ?? "No model",
      parametersOf: () => ({ seed: 1, stop: "x" }),
      prefills: ({ connectionId }) => connectionId === "other",
      rulesOf: ({ connectionId }) =>
        connectionId === "other" ? { seed: { name: "random_seed" } } : {},
      defaultPreset: () => precise,
    });
    this.drafts = new Drafts(this.store);
    this.queues = new Queues(this.chats, this.drafts);
    for (const view of [0, 1]) this.views[view] = this.view();
  }

  private view() {
    const page = new PanelModel();
    const controller = new PanelController({
      chats: this.chats,
      store: this.store,
      drafts: this.drafts,
      queues: this.queues,
      actions,
      first: () => this.chats.restore(),
      shows: session => this.know(session),
      post: message => page.take(message),
    });
    return { controller, page };
  }

  /** A view is closed for good, and another one is opened with the same conversation. */
  private async reopen(view: 0 | 1): Promise<void> {
    const { id } = this.session(view).conversation;
    const closed = this.views[view]?.controller;
    const opened = this.view();
    const session = (await this.chats.load(id)) ?? this.chats.empty();
    await opened.controller.show(session);
    await opened.controller.receive({ type: "ready" });
    this.views[view] = opened;
    closed?.dispose();
  }

  /** What the model was saying in a conversation is over when its answer is. */
  private know(session: ChatSession): void {
    if (this.sessions.has(session)) return;
    this.sessions.add(session);
    session.listen({
      events: () => {},
      activity: ({ state }) => void (state === "idle" && this.streams.delete(session)),
    });
  }

  private speak(stream: Saying["stream"], signal: AbortSignal): void {
    for (const session of this.sessions) {
      const { activity } = session;
      if (activity.state !== "idle" && signalOf(session) === signal)
        return void this.streams.set(session, { answerId: activity.answerId, stream });
    }
  }

  /** It has said its last word. */
  private endSaying() {
    const { session, stream } = this.speaking ?? {};
    if (session) this.streams.delete(session);
    return stream;
  }

  private receive(event: ChatEvent): void {
    const { session, answerId, stream } = this.speaking ?? {};
    if (!session || answerId === undefined) return;
    if (event.type === "finish" || event.type === "error") this.endSaying();
    const first = !("choice" in event) || !event.choice;
    const added = event.type === "text" && first ? event.text : "";
    if (this.said.has(answerId) || this.isNew(session.conversation.messages.get(answerId)))
      this.said.set(answerId, (this.said.get(answerId) ?? "") + added);
    if (event.type === "toolCall" && first) this.call(answerId, event.index, event.arguments ?? "");
    stream?.enqueue(event);
  }

  /** Whether an answer is being made for the first time: nothing was put behind a seam. */
  private isNew(answer: Message | undefined): boolean {
    return answer?.role === "assistant" && !answer.earlier && answer.text === "";
  }

  private untrack(id: string): void {
    this.said.delete(id);
  }

  private untrackEdited({ messages }: Conversation): void {
    for (const message of messages.values())
      if (message.role === "assistant" && message.received !== undefined) this.untrack(message.id);
  }

  private call(answerId: string, index: number, text: string): void {
    const calls = this.called.get(answerId) ?? [];
    if (index <= calls.length) calls[index] = (calls[index] ?? "") + text;
    this.called.set(answerId, calls);
  }

  /** The process dies with what it had not written; a new one opens what is on the disk. */
  private async kill(): Promise<void> {
    const ids = ([0, 1] as const).map(view => this.session(view).conversation.id);
    const dead = this.store;
    this.store = dead.otherProcess();
    dead.failing = true;
    dead.kill();
    this.prepare(this.store);
    this.clock = new FakeClock();
    this.streams.clear();
    this.sessions.clear();
    this.said.clear();
    this.called.clear();
    this.startHost();
    for (const [view, id] of ids.entries()) {
      const { controller } = this.views[view] ?? {};
      await controller?.show((await this.chats.load(id)) ?? this.chats.empty());
      await controller?.receive({ type: "ready" });
    }
  }
}

const precise: Preset = {
  name: "precise",
  parameters: { temperature: 0 },
  systemPrompt: "Be precise.",
  default: true,
};

const actions = {
  ...noActions,
  presets: () => [precise],
  askName: async () => "alice",
  pickModel: async () => ({ connectionId: "other", model: "large" }),
};

/** What a restart makes of a conversation whose answer was still being made. */
export function closed(conversation: Conversation): Conversation {
  const messages = conversation.messages.changed(edit => {
    for (const message of conversation.messages.values())
      if (isOpen(message)) edit.set({ ...message, finish: "interrupted" } as typeof message);
  });
  return { ...conversation, messages };
}
