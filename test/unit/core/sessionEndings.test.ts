import assert from "node:assert/strict";
import type { AskModel, ChatEvent } from "../../../src/core/answering";
import { emptyConversation, newHeader, thread } from "../../../src/core/conversation";
import type { ConversationEvent } from "../../../src/core/events";
import type { ModelChoice } from "../../../src/core/messages";
import { ChatSession } from "../../../src/core/session";
import { FakeClock, settled } from "../../support/fakeClock";

const gpt: ModelChoice = { connectionId: "openai", model: "gpt" };
const hello: ChatEvent[] = ["Hel", "lo"].map(text => ({ type: "text", text }));

describe("an answer", () => {
  it("ends as the provider says, and keeps the usage", async () => {
    const usage = { completionTokens: 2 };
    const end: ChatEvent[] = [
      { type: "usage", usage },
      { type: "finish", finish: "length" },
    ];
    const { answer } = await sent(stream([...hello, ...end]));
    assert.deepEqual([answer().text, answer().finish, answer().usage], ["Hello", "length", usage]);
  });

  it("keeps the text that came before an error", async () => {
    const { answer } = await sent(stream([...hello, { type: "error", error: { kind: "auth" } }]));
    assert.deepEqual([answer().text, answer().error], ["Hello", { kind: "auth" }]);
  });

  it("takes nothing after its end", async () => {
    const end: ChatEvent = { type: "finish", finish: "stop" };
    const { answer, kept } = await sent(stream([end, ...hello, end]));
    assert.deepEqual([answer().text, endsIn(kept)], ["", ["answerFinished"]]);
  });

  it("is cut off when the stream ends without an end, and keeps the text", async () => {
    const { answer } = await sent(stream(hello));
    assert.deepEqual([answer().text, answer().error], ["Hello", { kind: "cutOff" }]);
  });

  it("fails when the client throws at once", async () => {
    const { answer, session } = await sent(() => {
      throw new Error("boom");
    });
    assert.deepEqual(answer().error, { kind: "unknown" });
    assert.equal(session.busy, false);
  });

  it("fails when the client throws in the middle, and keeps the text", async () => {
    const { answer } = await sent(async function* () {
      yield* hello;
      throw new Error("boom");
    });
    assert.deepEqual([answer().text, answer().error?.kind], ["Hello", "unknown"]);
  });

  it("keeps the text that came when it is stopped, and ends the request", async () => {
    let signal: AbortSignal | undefined;
    const { session, answer, kept } = await sent(async function* (_request, given) {
      signal = given;
      yield* hello;
      await new Promise(() => {});
    });
    session.stop();
    session.stop();
    assert.deepEqual([answer().text, answer().finish], ["Hello", "stopped"]);
    assert.deepEqual(endsIn(kept), ["answerFinished"]);
    assert.deepEqual([signal?.aborted, session.busy], [true, false]);
  });

  it("takes nothing from a client that goes on after the stop, and closes it", async () => {
    let closed = false;
    const { session, answer, kept } = await sent(async function* () {
      try {
        await settled();
        await settled();
        yield* hello;
      } finally {
        closed = true;
      }
    });
    session.stop();
    for (let turn = 0; turn < 3; turn++) await settled();
    assert.deepEqual([answer().text, answer().finish, closed], ["", "stopped", true]);
    assert.equal(kept.at(-1)?.type, "answerFinished");
  });

  it("says that no model is chosen, and keeps the message", async () => {
    const { session, answer } = await sent(stream(hello), null);
    assert.deepEqual(thread(session.conversation)[0]?.role, "user");
    assert.deepEqual([answer().error, answer().text], [{ kind: "noModel" }, ""]);
    assert.equal(session.busy, false);
  });

  it("is waited for, streams, and is idle at its end", async () => {
    const { states } = await sent(stream([...hello, { type: "finish", finish: "stop" }]));
    assert.deepEqual(states, ["waiting", "streaming", "idle"]);
  });

  it("is not begun for a message without content", async () => {
    const { session, kept } = open(stream(hello));
    assert.equal(session.send([]), false);
    assert.deepEqual(kept, []);
  });
});

function endsIn(events: readonly ConversationEvent[]): readonly string[] {
  const ends = ["answerFinished", "answerFailed"];
  return events.map(({ type }) => type as string).filter(type => ends.includes(type));
}

/** A client that yields the events, and ends. */
function stream(events: readonly ChatEvent[]): AskModel {
  return async function* () {
    yield* events;
  };
}

function open(ask: AskModel, choice: ModelChoice | null = gpt) {
  const kept: ConversationEvent[] = [];
  const header = newHeader("01890000-0000-7000-8000-000000000000", 1, null);
  const session = new ChatSession(emptyConversation(header), {
    ask,
    clock: new FakeClock(),
    journal: { add: async events => void kept.push(...events) },
    defaultChoice: () => choice,
    labelOf: choice => choice?.model ?? "No model",
    parametersOf: () => ({}),
  });
  return { session, kept };
}

/** Sends a message, and waits until the client has done what it does. */
async function sent(ask: AskModel, choice: ModelChoice | null = gpt) {
  const { session, kept } = open(ask, choice);
  const states: string[] = [];
  session.listen({ events: () => {}, activity: ({ state }) => void states.push(state) });
  session.send([{ type: "text", text: "hello" }]);
  await settled();
  const answer = () => {
    const message = session.conversation.messages.get(session.conversation.leafId ?? "");
    assert.ok(message?.role === "assistant");
    return message;
  };
  return { session, kept, states, answer };
}
