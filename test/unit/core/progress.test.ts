import assert from "node:assert/strict";
import type { ChatEvent } from "../../../src/core/answering";
import { refused, said, ScriptedSession, text } from "../../support/scriptedSession";

const thought: ChatEvent = { type: "reasoning", text: "hm" };
const usage: ChatEvent = { type: "usage", usage: { totalTokens: 1 } };
const details: ChatEvent = { type: "details", details: { id: "x" } };
const warning: ChatEvent = { type: "warning", warning: { text: "odd", values: [] } };
const finish: ChatEvent = { type: "finish", finish: "stop" };

describe("the state that the view shows", () => {
  it("goes from waiting over thinking to streaming, and is idle at the end", async () => {
    const scripted = new ScriptedSession();
    await scripted.send("hello");
    await scripted.say(details, thought, usage, thought, text("a"), thought, text("b"), finish);
    assert.deepEqual(scripted.states, ["waiting", "thinking", "streaming", "idle"]);
  });

  it("is not changed by what is no piece of the answer", async () => {
    const scripted = new ScriptedSession();
    await scripted.send("hello");
    await scripted.say(details, usage, warning);
    assert.deepEqual(scripted.states, ["waiting"]);
    await scripted.say(thought, details, usage, warning);
    assert.deepEqual(scripted.states, ["waiting", "thinking"]);
  });

  for (const event of [
    text("a"),
    { type: "refusal", text: "no" },
    { type: "toolCall", index: 0, name: "f" },
    { type: "image", url: "data:image/png;base64,AA==" },
  ] as const) {
    it(`is streaming with the first piece, also if it is of type ${event.type}`, async () => {
      const scripted = new ScriptedSession();
      await scripted.send("hello");
      await scripted.say(event);
      assert.deepEqual(scripted.states, ["waiting", "streaming"]);
    });
  }

  for (const [name, before, after] of [
    ["waiting", [], details],
    ["thinking", [thought], usage],
    ["thinking", [thought], thought],
    ["streaming", [text("a")], text("b")],
    ["streaming", [text("a")], thought],
  ] as const) {
    it(`is stalled after 10 s, and ${name} again with ${after.type}`, async () => {
      const scripted = new ScriptedSession();
      await scripted.send("hello");
      await scripted.say(...before);
      await scripted.advance(9999);
      assert.equal(scripted.session.activity.state, name);
      const since = scripted.clock.now() - 9999;
      await scripted.advance(1);
      const answerId = scripted.answer.id;
      assert.deepEqual(scripted.session.activity, { state: "stalled", answerId, since });
      await scripted.say(after);
      assert.equal(scripted.session.activity.state, name);
      await scripted.advance(10_000);
      assert.equal(scripted.session.activity.state, "stalled");
    });
  }

  it("is never stalled while pieces come within 10 s", async () => {
    const scripted = new ScriptedSession();
    await scripted.send("hello");
    for (let piece = 0; piece < 5; piece++) {
      await scripted.advance(9000);
      await scripted.say(text("a"));
    }
    assert.deepEqual(scripted.states, ["waiting", "streaming"]);
  });

  it("tells until when it waits, and why; then it waits for the answer", async () => {
    const scripted = new ScriptedSession();
    const error = { kind: "rateLimit", retryAfterMs: 30_000 } as const;
    scripted.next(refused(error), said("Hello"));
    await scripted.send("hello");
    const { answer, clock } = scripted;
    const until = clock.now() + 30_000;
    const state = "retrying";
    assert.deepEqual(scripted.session.activity, { state, answerId: answer.id, until, error });
    await scripted.advance(29_999);
    assert.equal(scripted.requests.length, 1);
    await scripted.advance(1);
    assert.deepEqual(scripted.states, ["waiting", "retrying", "waiting", "streaming", "idle"]);
    assert.equal(scripted.answer.text, "Hello");
  });

  it("is stalled after a wait as after any other silence", async () => {
    const scripted = new ScriptedSession();
    scripted.next(refused({ kind: "overloaded" }));
    await scripted.send("hello");
    await scripted.advance(2000);
    await scripted.advance(10_000);
    assert.deepEqual(scripted.states, ["waiting", "retrying", "waiting", "stalled"]);
  });

  const moments = {
    waiting: async () => {},
    thinking: scripted => scripted.say(thought),
    streaming: scripted => scripted.say(text("a"), text("b")),
    stalled: scripted => scripted.advance(10_000),
    retrying: scripted => scripted.say(...refused({ kind: "rateLimit" })),
  } satisfies Record<string, (scripted: ScriptedSession) => Promise<void>>;
  for (const [state, reach] of Object.entries(moments)) {
    it(`is idle at once when it is stopped while ${state}, and no timer is left`, async () => {
      const scripted = new ScriptedSession();
      await scripted.send("hello");
      await reach(scripted);
      assert.equal(scripted.session.activity.state, state);
      scripted.session.stop();
      assert.deepEqual(scripted.session.activity, { state: "idle" });
      assert.deepEqual([scripted.answer.finish, scripted.clock.waiting], ["stopped", 0]);
      await scripted.advance(100_000);
      assert.deepEqual([scripted.states.at(-1), scripted.requests.length], ["idle", 1]);
    });
  }

  it("ends once when it is stopped from where its last text is told", async () => {
    const scripted = new ScriptedSession();
    scripted.session.listen({
      events: (_from, [event]) =>
        event?.type === "textReceived" && event.text === "bc" && scripted.session.stop(),
      activity: () => {},
    });
    await scripted.send("hello");
    await scripted.say(text("a"), text("b"), text("c"), finish);
    const ends = scripted.events.filter(({ type }) => type === "answerFinished");
    assert.deepEqual([scripted.answer.text, scripted.answer.finish], ["abc", "stop"]);
    assert.equal(ends.length, 1);
  });

  it("leaves no timer when it is stopped from where its change is told", async () => {
    for (const state of ["waiting", "retrying", "streaming"]) {
      const scripted = new ScriptedSession();
      scripted.session.listen({
        events: () => {},
        activity: activity => activity.state === state && scripted.session.stop(),
      });
      scripted.next([...refused({ kind: "rateLimit" })], [text("a")]);
      await scripted.send("hello");
      if (state === "streaming") await scripted.advance(2000);
      assert.deepEqual([scripted.answer.finish, scripted.clock.waiting], ["stopped", 0], state);
      const ends = scripted.events.filter(({ type }) => type === "answerFinished");
      assert.equal(ends.length, 1, state);
    }
  });
});
