import assert from "node:assert/strict";
import type { AskModel, ChatEvent, ChatRequest } from "../../../src/core/answering";
import { emptyConversation, newHeader, thread, titleOf } from "../../../src/core/conversation";
import { copyOf } from "../../../src/core/copying";
import type { ConversationEvent } from "../../../src/core/events";
import type { ModelChoice } from "../../../src/core/messages";
import { reduceAll } from "../../../src/core/reduce";
import { ChatSession } from "../../../src/core/session";
import { FakeClock, settled } from "../../support/fakeClock";
import { textIn } from "../../support/wire";

const gpt: ModelChoice = { connectionId: "openai", model: "gpt" };
const llama: ModelChoice = { connectionId: "ollama", model: "llama" };

describe("a chat session", () => {
  it("adds the user message, then an empty answer with connection, model and parameters", () => {
    const { session, events } = open();
    assert.equal(session.send(said("hello")), true);
    assert.deepEqual(typesOf(events), ["messageAdded", "modelChosen", "answerStarted"]);
    const [question, answer] = thread(session.conversation);
    assert.ok(question?.role === "user" && answer?.role === "assistant");
    assert.deepEqual(question.content, said("hello"));
    assert.equal(answer.parentId, question.id);
    assert.deepEqual([answer.choice, answer.modelLabel], [gpt, "the gpt"]);
    assert.deepEqual([answer.parameters, answer.text], [{}, ""]);
  });

  it("asks the conversation's own model when it has one", async () => {
    const { session, events, asked } = open();
    session.choose(llama);
    await ask(session, "hello");
    assert.deepEqual(typesOf(events), ["modelChosen", "messageAdded", "answerStarted"]);
    assert.deepEqual(asked[0]?.request.choice, llama);
  });

  it("asks when the journal has the question, and not before", async () => {
    const { session, events, asked, writes } = open({ journalWaits: true });
    session.send(said("hello"));
    await settled();
    assert.deepEqual([events[0]?.type, asked.length], ["messageAdded", 0]);
    for (const written of writes) written();
    await settled();
    assert.deepEqual(asked[0]?.request.messages, [{ role: "user", content: "hello" }]);
  });

  it("never asks when it was stopped before the journal had the question", async () => {
    const { session, asked, writes } = open({ journalWaits: true });
    session.send(said("hello"));
    session.stop();
    for (const written of writes) written();
    await settled();
    assert.equal(asked.length, 0);
  });

  it("gathers the arguments of tool calls as it does text, each call's for itself", async () => {
    const { session, events, asked, clock } = open();
    await ask(session, "hello");
    events.length = 0;
    const stream = asked[0]?.stream;
    stream?.enqueue({ type: "toolCall", index: 0, callId: "a", name: "add" });
    stream?.enqueue({ type: "toolCall", index: 1, callId: "b", name: "sub" });
    for (const text of ["{", '"x"', ":1}"]) {
      stream?.enqueue({ type: "toolCall", index: 0, arguments: text });
      stream?.enqueue({ type: "toolCall", index: 1, arguments: text });
    }
    await settled();
    assert.equal(session.activity.state, "streaming");
    clock.advance(16);
    const pieces = events.map(event => event.type === "toolCallReceived" && event.arguments);
    assert.deepEqual(pieces, [undefined, undefined, "{", "{", '"x":1}', '"x":1}']);
    const answer = thread(session.conversation).at(-1);
    assert.deepEqual(answer?.role === "assistant" && answer.toolCalls, [
      { id: "a", name: "add", arguments: '{"x":1}' },
      { id: "b", name: "sub", arguments: '{"x":1}' },
    ]);
  });

  it("sends no answer back that has tool calls only", async () => {
    const { session, asked } = open();
    await ask(session, "hello");
    asked[0]?.stream.enqueue({ type: "toolCall", index: 0, name: "add", arguments: "{}" });
    asked[0]?.stream.enqueue({ type: "finish", finish: "tool_calls" });
    await settled();
    await ask(session, "and?");
    assert.deepEqual(
      asked[1]?.request.messages.map(({ role }) => role),
      ["user", "user"],
    );
  });

  it("passes the first delta on at once and the others of a frame together", async () => {
    const { session, events, asked, clock } = open();
    await ask(session, "hello");
    events.length = 0;
    for (const text of ["a", "b", "c"]) asked[0]?.stream.enqueue({ type: "text", text });
    await settled();
    assert.deepEqual(textsOf(events), ["a"]);
    clock.advance(15);
    assert.deepEqual(textsOf(events), ["a"]);
    clock.advance(1);
    assert.deepEqual(textsOf(events), ["a", "bc"]);
  });

  it("keeps the order of reasoning and text within a frame", async () => {
    const { session, events, asked } = open();
    await ask(session, "hello");
    events.length = 0;
    for (const type of ["reasoning", "reasoning", "text", "text", "reasoning"] as const) {
      asked[0]?.stream.enqueue({ type, text: type });
    }
    asked[0]?.stream.enqueue({ type: "finish", finish: "stop" });
    await settled();
    const runs = typesOf(events).filter((type, index, all) => type !== all[index - 1]);
    const [reasoning, text] = ["reasoningReceived", "textReceived"];
    assert.deepEqual(runs, [reasoning, text, reasoning, "answerFinished"]);
    assert.equal(textsOf(events).join(""), "reasoningreasoningtexttextreasoning");
  });

  it("refuses a message while an answer is being made, and changes nothing", async () => {
    const { session, asked } = open();
    await ask(session, "hello");
    const before = session.conversation;
    assert.equal(session.send(said("again")), false);
    assert.equal(session.retry(lastId(session)), false);
    assert.equal(session.conversation, before);
    assert.equal(asked.length, 1);
  });

  it("carries the first turn in the second, in order, after the system prompt", async () => {
    const { session, asked } = open();
    session.setSystemPrompt("Be brief.");
    await ask(session, "one");
    await reply(asked[0], "1");
    await ask(session, "two");
    assert.deepEqual(
      asked[1]?.request.messages.map(({ role, content }) => `${role}: ${textIn(content)}`),
      ["system: Be brief.", "user: one", "assistant: 1", "user: two"],
    );
  });

  it("asks the same again for a sibling, with the present model", async () => {
    const { session, asked } = open();
    await ask(session, "one");
    await reply(asked[0], "1");
    const first = lastId(session);
    session.choose(llama);
    assert.equal(session.retry(first), true);
    await settled();
    const { kept: _kept, ...again } = asked[1]?.request ?? {};
    const { kept: _before, ...request } = asked[0]?.request ?? {};
    assert.deepEqual(again, { ...request, choice: llama, answerId: lastId(session) });
    const [old, sibling] = [first, lastId(session)].map(id =>
      session.conversation.messages.get(id),
    );
    assert.equal(sibling?.parentId, old?.parentId);
    assert.notEqual(old, sibling);
    assert.equal(thread(session.conversation).length, 2);
  });

  it("tries only answers again", async () => {
    const { session, events, asked } = open();
    await ask(session, "one");
    await reply(asked[0], "1");
    const before = events.length;
    const question = thread(session.conversation)[0]?.id ?? "";
    assert.deepEqual(
      [question, "unknown"].map(id => session.retry(id)),
      [false, false],
    );
    assert.equal(events.length, before);
  });

  it("is called something only where there is something to be called so", async () => {
    const { session, events } = open();
    assert.deepEqual([session.rename("Nothing"), events], [false, []]);
    await ask(session, "Hi");
    assert.ok(session.rename("Greeting"));
    assert.equal(titleOf(session.conversation), "Greeting");
    const header = newHeader("f", 1, null);
    const fork = reduceAll(
      emptyConversation(header),
      copyOf(session.conversation, session.conversation.leafId),
    );
    assert.deepEqual([fork.title, fork.titledBy], ["Greeting", "user"]);
    session.setAccess("other");
    assert.equal(session.rename("Other"), false);
  });

  it("keeps a changed system prompt once", () => {
    const { session, events } = open();
    session.setSystemPrompt("Be brief.");
    session.setSystemPrompt("Be brief.");
    assert.deepEqual(typesOf(events), ["systemPromptChanged"]);
  });
});

function open({ journalWaits = false } = {}) {
  const clock = new FakeClock();
  const asked: Asked[] = [];
  const events: ConversationEvent[] = [];
  const writes: (() => void)[] = [];
  const askModel: AskModel = async function* (request, signal) {
    await request.kept;
    if (signal.aborted) return;
    yield* new ReadableStream<ChatEvent>({
      start: stream => void asked.push({ request, signal, stream }),
    });
  };
  const add = (added: readonly ConversationEvent[]) => {
    events.push(...added);
    return journalWaits ? new Promise<void>(resolve => writes.push(resolve)) : Promise.resolve();
  };
  const header = newHeader("01890000-0000-7000-8000-000000000000", 1, null);
  const session = new ChatSession(emptyConversation(header), {
    ask: askModel,
    clock,
    journal: { add },
    defaultChoice: () => gpt,
    labelOf: choice => `the ${choice?.model}`,
    parametersOf: () => ({}),
  });
  return { session, clock, asked, events, writes };
}

interface Asked {
  readonly request: ChatRequest;
  readonly signal: AbortSignal;
  readonly stream: ReadableStreamDefaultController<ChatEvent>;
}

async function ask(session: ChatSession, text: string): Promise<void> {
  session.send(said(text));
  await settled();
}

async function reply(asked: Asked | undefined, text: string): Promise<void> {
  asked?.stream.enqueue({ type: "text", text });
  asked?.stream.enqueue({ type: "finish", finish: "stop" });
  await settled();
}

function said(text: string) {
  return [{ type: "text", text }] as const;
}

function typesOf(events: readonly ConversationEvent[]): readonly string[] {
  return events.map(({ type }) => type);
}

function textsOf(events: readonly ConversationEvent[]): readonly string[] {
  return events.flatMap(event => ("text" in event ? [event.text] : []));
}

function lastId(session: ChatSession): string {
  return session.conversation.leafId ?? "";
}
