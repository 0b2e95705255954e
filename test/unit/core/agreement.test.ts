import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { ChatEvent } from "../../../src/core/answering";
import { isOpen } from "../../../src/core/messages";
import type { ChatSession } from "../../../src/core/session";
import { settled } from "../../support/fakeClock";
import { assertAgrees } from "../../support/panelModel";
import { closed, type PageStep, type Step, World } from "../../support/world";

/** How many steps are taken in all, and in how many runs. */
const most = { steps: 100_000, runs: 2600 };

describe("host, panels and journal", () => {
  it("hold the same conversation after 100,000 things that can happen", async () => {
    let taken = 0;
    const steps = fc.array(step, { minLength: 40, maxLength: 40, size: "max" });
    await fc.assert(
      fc.asyncProperty(steps, async steps => {
        const world = await World.start();
        for (const step of steps) {
          await world.take(step);
          await settled();
        }
        taken += steps.length;
        await assertWhole(world, assertTexts);
      }),
      { numRuns: most.runs },
    );
    assert.ok(taken >= most.steps, String(taken));
  }).timeout(200_000);

  it("hold the same conversation however sending, stopping, editing, hiding and closing interleave", async () => {
    const alive = step.filter(step => step.do !== "kill");
    const steps = fc.array(alive, { minLength: 25, maxLength: 25, size: "max" });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), steps, async (scheduler, steps) => {
        const world = await scheduler.waitFor(
          World.start(store => {
            for (const name of ["append", "claim", "readFrom", "readDraft"] as const)
              store[name] = scheduler.scheduleFunction(store[name].bind(store) as never) as never;
          }),
        );
        const done = steps.map(async step => {
          const next = await scheduler.schedule(Promise.resolve(step));
          await world.take(next);
        });
        await scheduler.waitFor(Promise.all(done));
        await scheduler.waitFor(assertWhole(world, assertBeginnings));
      }),
      { numRuns: 1000 },
    );
  }).timeout(200_000);
});

/** Both views, the host and the disk agree, and nothing that was said is lost. */
async function assertWhole(world: World, assertSaid: typeof assertTexts): Promise<void> {
  await world.writeAll();
  for (const view of [0, 1] as const) {
    const session = world.session(view);
    const { controller, page } = world.views[view] ?? {};
    assert.ok(page && controller);
    assertAgrees(page, session.conversation);
    assert.deepEqual(page.thread, controller.view?.thread);
    const journal = world.store.reading(session.conversation.id);
    assert.deepEqual(journal?.conversation, closed(session.conversation));
    assert.equal(journal?.damagedLines, 0);
    assertSaid(world, session);
    assertEnds(world, session);
  }
}

function assertTexts(world: World, { conversation }: ChatSession): void {
  for (const message of conversation.messages.values()) {
    const said = world.said.get(message.id);
    if (message.role !== "assistant" || said === undefined) continue;
    assert.equal(message.text, said);
    const heard = message.toolCalls.map(call => call.arguments);
    assert.deepEqual(heard, world.called.get(message.id) ?? []);
  }
}

/** What was on its way when an answer was stopped is not in it; nothing else is missing. */
function assertBeginnings(world: World, { conversation }: ChatSession): void {
  for (const message of conversation.messages.values()) {
    const said = world.said.get(message.id);
    if (message.role !== "assistant" || said === undefined) continue;
    assert.ok(said.startsWith(message.text), JSON.stringify([said, message.text]));
    if (message.finish !== "stopped" && !message.error) assert.equal(message.text, said);
  }
}

/** Each answer in the journal ends once for each time that it was begun or continued, but for the one being made. */
function assertEnds(world: World, { conversation }: ChatSession): void {
  const events = world.eventsOf(conversation.id);
  for (const answer of conversation.messages.values()) {
    if (answer.role !== "assistant") continue;
    const own = events.filter(event => "id" in event && event.id === answer.id);
    const count = (...types: readonly string[]) =>
      own.filter(({ type }) => types.includes(type)).length;
    const begun = count("answerStarted", "answerContinued");
    const ended = count("answerFinished", "answerFailed");
    assert.equal(ended, isOpen(answer) ? begun - 1 : begun);
  }
}

const oddTexts = ["\n", "\r\n", "\ud83d", "\ude00", "__proto__", '"}\n{"'];
const text = fc.oneof(fc.string({ maxLength: 6, unit: "binary" }), fc.constantFrom(...oddTexts));
const oddRaw: Readonly<Record<string, unknown>> = JSON.parse('{"cost":0,"__proto__":{"a":1}}');
/** Most answers have one choice only. */
const choice = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  fc.record({ choice: fc.nat(2) }),
);
const piece = (type: "text" | "reasoning" | "refusal") =>
  fc
    .tuple(fc.record({ type: fc.constant(type), text }), choice)
    .map(parts => Object.assign({}, ...parts) as ChatEvent);
const event: fc.Arbitrary<ChatEvent> = fc.oneof(
  { weight: 8, arbitrary: piece("text") },
  { weight: 3, arbitrary: piece("reasoning") },
  { weight: 2, arbitrary: piece("refusal") },
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
  // Whole calls, which can be answered.
  {
    weight: 4,
    arbitrary: fc.constantFrom<ChatEvent>(
      { type: "toolCall", index: 0, callId: "c", name: "f", arguments: "{}" },
      { type: "toolCall", index: 1, name: "f", arguments: "{}" },
    ),
  },
  fc.constantFrom<ChatEvent>(
    { type: "usage", usage: { promptTokens: 3, raw: oddRaw } },
    { type: "usage", usage: { promptTokens: 4 }, cost: { dollars: 0.1, from: "table", asOf: "d" } },
    { type: "image", url: "https://example.com/a.png" },
    { type: "image", url: "data:image/gif;base64,R0lGODlhAQABAAAAACw=" },
    { type: "warning", warning: { text: "Left out: {0}", values: ["x"] } },
    { type: "details", details: { id: "x", created: 1.5, firstPieceMs: 3 } },
    { type: "choiceFinished", choice: 1, finish: "length" },
  ),
  {
    weight: 8,
    arbitrary: fc.constantFrom<ChatEvent>(
      { type: "finish", finish: "stop" },
      { type: "finish", finish: "length" },
      { type: "finish", finish: "tool_calls" },
      { type: "error", error: { kind: "server", values: ["host"] } },
      { type: "error", error: { kind: "contextOverflow", values: ["host", "small"] } },
      { type: "error", error: { kind: "rateLimit", retryAfterMs: 300 } },
      { type: "error", error: { kind: "badRequest", parameter: "seed" } },
      { type: "error", error: { kind: "badRequest", status: 400 } },
      { type: "error", error: { kind: "badRequest", parameter: "stop", replacement: "end" } },
    ),
  },
);
const view = fc.constantFrom(0 as const, 1 as const);
const pageStep: fc.Arbitrary<PageStep> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant("send" as const), text }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constantFrom(
        "sendResults" as const,
        "sendResults" as const,
        "changeResults" as const,
        "changeFunctions" as const,
      ),
      text,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constantFrom(
        "changeSystemPrompt" as const,
        "changeDraft" as const,
        "changeParameters" as const,
      ),
      text,
    }),
  },
  {
    weight: 16,
    arbitrary: fc.record({
      type: fc.constantFrom(
        ...([
          "retry",
          "retryWith",
          "continueAnswer",
          "shorten",
          "undoRepair",
          "undoEdit",
          "editMessage",
          "deleteMessage",
          "restoreMessages",
          "showMessage",
          "nameMessage",
          "fork",
        ] as const),
      ),
      nth: fc.nat(9),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constantFrom(
        ...([
          "applyPreset",
          "savePreset",
          "stop",
          "includeAll",
          "showEarlier",
          "cancelEdit",
          "takeOver",
          "attachImageLink",
          "newChat",
        ] as const),
      ),
    }),
  },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 16,
    arbitrary: fc.record({ do: fc.constant("page" as const), view, message: pageStep }),
  },
  { weight: 12, arbitrary: fc.record({ do: fc.constant("receive" as const), event }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("advance" as const), ms: fc.nat(400) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom("look", "hide", "switch"), view }),
  },
  fc.record({ do: fc.constant("choose" as const), text }),
  fc.record({
    do: fc.constant("rename" as const),
    text,
    by: fc.constantFrom("user" as const, "model" as const),
  }),
  fc.record({ do: fc.constantFrom("close", "throw", "kill") }),
  fc.record({ do: fc.constant("failWrites" as const), failing: fc.boolean() }),
);
