import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { ChatEvent } from "../../../src/core/answering";
import { Chats } from "../../../src/core/chats";
import { type Conversation, type ConversationEvent, isOpen } from "../../../src/core/conversation";
import { fromSnapshot, snapshotOf } from "../../../src/core/protocol";
import { reduceAll } from "../../../src/core/reduce";
import type { ChatSession } from "../../../src/core/session";
import { FakeClock, settled } from "../../support/fakeClock";
import { MemoryStore } from "../../support/memoryStore";

describe("host, panel and journal", () => {
  it("hold the same conversation after anything that can happen", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: "max" }), async steps => {
        const world = new World();
        for (const step of steps) {
          await world.take(step);
          await settled();
        }
        await world.writeAll();
        assert.deepEqual(world.panel, world.session.conversation);
        assert.deepEqual(world.journal?.conversation, closed(world.session.conversation));
        assert.equal(world.journal?.damagedLines, 0);
        world.assertTexts();
        world.assertEnds();
      }),
      { numRuns: 1000 },
    );
  }).timeout(20_000);
});

/** What a user, a model, a disk or a crash may do next. */
type Step =
  | { readonly do: "send" | "choose" | "changeSystemPrompt"; readonly text: string }
  | { readonly do: "stop" | "close" | "throw" | "look" | "kill" }
  | { readonly do: "includeAll" }
  | { readonly do: "retry" | "shorten" | "undoRepair"; readonly nth: number }
  | { readonly do: "receive"; readonly event: ChatEvent }
  | { readonly do: "advance"; readonly ms: number }
  | { readonly do: "failWrites"; readonly failing: boolean };

const oddTexts = ["\n", "\r\n", "\ud83d", "\ude00", "__proto__", '"}\n{"'];
const text = fc.oneof(fc.string({ maxLength: 6, unit: "binary" }), fc.constantFrom(...oddTexts));
const oddRaw: Readonly<Record<string, unknown>> = JSON.parse('{"cost":0,"__proto__":{"a":1}}');
const event: fc.Arbitrary<ChatEvent> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant("text" as const), text }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("reasoning" as const), text }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("refusal" as const), text }) },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        type: fc.constant("toolCall" as const),
        index: fc.nat(2),
        callId: text,
        name: text,
        arguments: text,
      },
      { requiredKeys: ["type", "index"] },
    ),
  },
  fc.constantFrom<ChatEvent>(
    { type: "usage", usage: { promptTokens: 3, raw: oddRaw } },
    { type: "image", url: "https://example.com/a.png" },
    { type: "warning", warning: { text: "Left out: {0}", values: ["x"] } },
    { type: "details", details: { id: "x", created: 1.5, firstPieceMs: 3 } },
  ),
  {
    weight: 8,
    arbitrary: fc.constantFrom<ChatEvent>(
      { type: "finish", finish: "stop" },
      { type: "error", error: { kind: "server", values: ["host"] } },
      { type: "error", error: { kind: "contextOverflow", values: ["host", "small"] } },
      { type: "error", error: { kind: "rateLimit", retryAfterMs: 300 } },
      { type: "error", error: { kind: "badRequest", parameter: "seed" } },
      { type: "error", error: { kind: "badRequest", parameter: "stop", replacement: "end" } },
    ),
  },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("send" as const), text }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("receive" as const), event }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("advance" as const), ms: fc.nat(400) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("retry" as const), nth: fc.nat(3) }) },
  fc.record({ do: fc.constantFrom("choose" as const, "changeSystemPrompt" as const), text }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("shorten" as const, "undoRepair" as const),
      nth: fc.nat(5),
    }),
  },
  fc.record({ do: fc.constantFrom("stop", "close", "throw", "look", "kill", "includeAll") }),
  fc.record({ do: fc.constant("failWrites" as const), failing: fc.boolean() }),
);

/** A host with its disk, a view of it, and a model. */
class World {
  session: ChatSession;
  panel: Conversation | undefined;
  private readonly store = new MemoryStore();
  private chats: Chats;
  private clock = new FakeClock();
  private unlisten = () => {};
  private stream: ReadableStreamDefaultController<ChatEvent> | undefined;
  /** What the model said in each answer that this host made. */
  private readonly said = new Map<string, string>();
  /** The arguments of its tool calls. */
  private readonly called = new Map<string, string[]>();

  constructor() {
    this.chats = this.startHost();
    this.session = this.chats.start();
    this.look();
  }

  get journal() {
    return this.store.reading(this.session.conversation.id);
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case "send":
        return void this.session.send([{ type: "text", text: step.text }]);
      case "choose":
        return this.session.choose({ connectionId: "other", model: step.text });
      case "changeSystemPrompt":
        return this.session.setSystemPrompt(step.text);
      case "stop":
        return this.session.stop();
      case "retry":
        return void this.session.retry(this.nth(step.nth));
      case "shorten":
        return void this.session.shorten(this.nth(step.nth));
      case "undoRepair":
        return this.session.undoRepair(this.nth(step.nth), "seed");
      case "includeAll":
        return this.session.includeAll();
      case "receive":
        return this.receive(step.event);
      case "close":
        return this.streaming ? this.stream?.close() : undefined;
      case "throw":
        return this.streaming ? this.stream?.error(new Error("boom")) : undefined;
      case "advance":
        return this.clock.advance(step.ms);
      case "failWrites":
        return void (this.store.failing = step.failing);
      case "look":
        return this.look();
      case "kill":
        return this.kill();
    }
  }

  async writeAll(): Promise<void> {
    this.session.setSystemPrompt("something is written");
    this.store.failing = false;
    this.clock.advance(16);
    await this.chats.flush();
  }

  assertTexts(): void {
    for (const message of this.session.conversation.messages.values()) {
      const said = this.said.get(message.id);
      if (message.role !== "assistant" || said === undefined) continue;
      assert.equal(message.text, said);
      const called = this.called.get(message.id) ?? [];
      const heard = message.toolCalls.map(call => call.arguments);
      assert.deepEqual(heard, called);
    }
  }

  /** Each answer in the journal ends once, with its last line but for what the user undoes; the one being made has no end yet. */
  assertEnds(): void {
    const { id, messages } = this.session.conversation;
    const lines = (this.store.journals.get(id) ?? "").split("\n").filter(Boolean);
    const events: ConversationEvent[] = lines.map(line => JSON.parse(line));
    const open = [...messages.values()].filter(isOpen);
    for (const event of events) {
      if (event.type !== "answerStarted" || open.some(({ id }) => id === event.id)) continue;
      const own = events.filter(
        other => "id" in other && other.id === event.id && other.type !== "repairUndone",
      );
      const ends = own.filter(({ type }) => type === "answerFinished" || type === "answerFailed");
      assert.deepEqual(ends, own.slice(-1));
    }
  }

  /** Whether the model can say something: it is not waited out. */
  private get streaming(): boolean {
    return this.session.busy && this.session.activity.state !== "retrying";
  }

  private nth(place: number): string {
    return [...this.session.conversation.messages.keys()][place] ?? "";
  }

  private startHost(): Chats {
    return new Chats({
      store: this.store,
      clock: this.clock,
      workspace: "",
      ask: () => new ReadableStream({ start: stream => void (this.stream = stream) }),
      trouble: () => {},
      defaultChoice: () => ({ connectionId: "openai", model: "gpt" }),
      labelOf: choice => choice?.model ?? "No model",
      parametersOf: () => ({ seed: 1, stop: "x" }),
    });
  }

  /** A view opens: it takes a snapshot, and reduces what follows. */
  private look(): void {
    let next = this.session.position;
    this.unlisten();
    this.panel = fromSnapshot(structuredClone(snapshotOf(this.session.conversation)));
    this.unlisten = this.session.listen({
      events: (from, events) => {
        assert.equal(from, next);
        next += events.length;
        if (this.panel) this.panel = reduceAll(this.panel, structuredClone(events));
      },
      activity: () => {},
    });
  }

  private receive(event: ChatEvent): void {
    const { activity } = this.session;
    if (!this.streaming || activity.state === "idle") return;
    const { answerId } = activity;
    const added = event.type === "text" ? event.text : "";
    this.said.set(answerId, (this.said.get(answerId) ?? "") + added);
    if (event.type === "toolCall") this.call(answerId, event.index, event.arguments ?? "");
    this.stream?.enqueue(event);
  }

  private call(answerId: string, index: number, text: string): void {
    const calls = this.called.get(answerId) ?? [];
    if (index <= calls.length) calls[index] = (calls[index] ?? "") + text;
    this.called.set(answerId, calls);
  }

  /** The process dies with what it had not written; a new one opens what is on the disk. */
  private async kill(): Promise<void> {
    this.store.failing = false;
    this.clock = new FakeClock();
    this.chats = this.startHost();
    this.said.clear();
    this.called.clear();
    this.session = (await this.chats.load(this.session.conversation.id)) ?? this.chats.start();
    this.look();
  }
}

/** What a restart makes of a conversation whose answer was still being made. */
function closed(conversation: Conversation): Conversation {
  const messages = [...conversation.messages.values()].map(message =>
    isOpen(message) ? { ...message, finish: "interrupted" } : message,
  );
  return fromSnapshot({ ...snapshotOf(conversation), messages });
}
