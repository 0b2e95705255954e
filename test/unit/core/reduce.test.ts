import assert from "node:assert/strict";
import {
  type Conversation,
  emptyConversation,
  newHeader,
  thread,
  titleOf,
} from "../../../src/core/conversation";
import type { ConversationEvent } from "../../../src/core/events";
import { snapshotOf } from "../../../src/core/protocol";
import { reduce, reduceAll } from "../../../src/core/reduce";

const at = 7;
const choice = { connectionId: "openai", model: "gpt" };
const empty = emptyConversation(newHeader("01890000-0000-7000-8000-000000000000", 1, null));

describe("reduce", () => {
  it("changes the system prompt", () => {
    const event: ConversationEvent = { type: "systemPromptChanged", at, text: "Be brief." };
    assert.deepEqual(reduce(empty, event), { ...empty, systemPrompt: "Be brief." });
  });

  it("changes the title, and what asking for it took; a model's changes none of the user's", () => {
    const named = (title: string, by: "user" | "model", more = {}): ConversationEvent => ({
      type: "titleChanged",
      at,
      title,
      by,
      ...more,
    });
    const spent = { usage: { promptTokens: 9 }, cost: { dollars: 0.1, from: "list" } } as const;
    const begun = reduceAll(empty, [question("First line"), named("Made up", "model", spent)]);
    assert.deepEqual([titleOf(begun), begun.asides], ["Made up", [spent]]);
    const own = reduceAll(begun, [named("Mine", "user"), named("Late", "model", spent)]);
    assert.deepEqual([titleOf(own), own.asides.length], ["Mine", 2]);
    const back = reduceAll(own, [named("", "user"), named("Later", "model")]);
    assert.deepEqual([titleOf(back), back.title, back.titledBy], ["First line", "", "user"]);
    assert.equal(titleOf(reduce(begun, named(" a\nb", "user"))), "a");
  });

  it("changes the model", () => {
    const event: ConversationEvent = { type: "modelChosen", at, choice };
    assert.deepEqual(reduce(empty, event), { ...empty, choice });
  });

  it("adds a user message and shows it", () => {
    const { messages, leafId } = reduce(empty, question("q"));
    const content = [{ type: "text", text: "q" }];
    assert.deepEqual(
      [...messages.values()],
      [{ id: "q", parentId: null, role: "user", at, content }],
    );
    assert.equal(leafId, "q");
  });

  it("adds an empty answer with connection, model and parameters, and shows it", () => {
    const { messages, leafId } = after(question("q"), answer("a", "q"));
    assert.deepEqual(messages.get("a"), {
      id: "a",
      parentId: "q",
      role: "assistant",
      at,
      choice,
      modelLabel: "GPT",
      parameters: { temperature: 0 },
      text: "",
      reasoning: "",
      refusal: "",
      toolCalls: [],
      images: [],
      warnings: [],
      repairs: [],
      details: {},
    });
    assert.equal(leafId, "a");
  });

  it("adds text and reasoning to their answer, each to its own", () => {
    const shown = after(answer("a"), text("a", "Hel"), reasoning("a", "hm"), text("a", "lo"));
    assert.equal(answerOf(shown, "a").text, "Hello");
    assert.equal(answerOf(shown, "a").reasoning, "hm");
  });

  it("puts the pieces of a tool call together, each call at its own place", () => {
    const call = (piece: object): ConversationEvent =>
      ({ type: "toolCallReceived", at, id: "a", ...piece }) as ConversationEvent;
    const shown = after(
      answer("a"),
      call({ index: 0, callId: "c1", name: "add", arguments: "{" }),
      call({ index: 1, name: "now", extra: { google: { thought_signature: "x" } } }),
      call({ index: 0, arguments: '"a":1}' }),
      call({ index: 7, name: "nowhere" }),
    );
    assert.deepEqual(answerOf(shown, "a").toolCalls, [
      { id: "c1", name: "add", arguments: '{"a":1}' },
      { id: "", name: "now", arguments: "", extra: { google: { thought_signature: "x" } } },
    ]);
  });

  it("adds refusal, images, warnings and what is new in the details", () => {
    const warning = { text: "Something was left out.", values: [] };
    const shown = after(
      answer("a"),
      { type: "refusalReceived", at, id: "a", text: "I can" },
      { type: "refusalReceived", at, id: "a", text: "not." },
      { type: "imageReceived", at, id: "a", url: "https://example.com/a.png" },
      { type: "warningAdded", at, id: "a", warning },
      { type: "answerDetailed", at, id: "a", details: { id: "x", model: "m" } },
      { type: "answerDetailed", at, id: "a", details: { model: "m-2" } },
    );
    const { refusal, images, warnings, details } = answerOf(shown, "a");
    assert.deepEqual(
      { refusal, images, warnings, details },
      {
        refusal: "I cannot.",
        images: ["https://example.com/a.png"],
        warnings: [warning],
        details: { id: "x", model: "m-2" },
      },
    );
  });

  it("ends an answer with its reason and usage", () => {
    const usage = { totalTokens: 3 };
    const end: ConversationEvent = { type: "answerFinished", at, id: "a", finish: "stop", usage };
    const ended = answerOf(after(answer("a"), end), "a");
    assert.deepEqual([ended.finish, ended.usage, ended.error], ["stop", usage, undefined]);
    assert.ok(!Object.hasOwn(answerOf(after(answer("a"), finished("a")), "a"), "usage"));
  });

  it("ends an answer with an error and keeps its text", () => {
    const failed = answerOf(after(answer("a"), text("a", "Hel"), failure("a")), "a");
    assert.deepEqual([failed.error, failed.text], [{ kind: "cutOff" }, "Hel"]);
    assert.ok(!Object.hasOwn(failed, "finish"));
  });

  for (const end of [finished("a"), failure("a")]) {
    it(`lets nothing change an answer after ${end.type}`, () => {
      const ended = after(answer("a"), text("a", "Hel"), end);
      const late = [text("a", "lo"), reasoning("a", "hm"), finished("a", "length"), failure("a")];
      assert.deepEqual(reduceAll(ended, late), ended);
    });
  }

  it("leaves the conversation that it was given as it was", () => {
    const events = [question("q"), answer("a", "q"), text("a", "x"), reasoning("a", "y")];
    let before = after();
    for (const event of [...events, finished("a")]) {
      const copy = structuredClone(snapshotOf(before));
      const next = reduce(before, event);
      assert.deepEqual(snapshotOf(before), copy);
      before = next;
    }
  });

  it("ignores events about messages that are not there or are no answers", () => {
    const before = after(question("q"), answer("a", "q"));
    for (const id of ["b", "q", "", "__proto__", "constructor"]) {
      assert.deepEqual(reduceAll(before, [text(id, "x"), finished(id), failure(id)]), before);
    }
  });

  it("ignores a message that is there already", () => {
    const before = after(question("q"), answer("a", "q"));
    assert.deepEqual(reduceAll(before, [question("q", "other"), answer("a", null)]), before);
  });

  it("ignores events that it does not know", () => {
    const unknown: ConversationEvent = JSON.parse('{"type":"moodChanged","at":7,"text":"x"}');
    assert.deepEqual(reduce(empty, unknown), empty);
  });

  it("gives the same for events one by one and together", () => {
    const events = [question("q"), answer("a", "q"), text("a", "x"), finished("a")];
    assert.deepEqual(events.reduce(reduce, empty), reduceAll(empty, events));
  });

  it("keeps both answers of a question and shows the later one", () => {
    const tree = after(question("q"), answer("a", "q"), finished("a"), answer("b", "q"));
    assert.deepEqual([...tree.messages.keys()], ["q", "a", "b"]);
    assert.deepEqual(idsOf(tree), ["q", "b"]);
    assert.deepEqual(idsOf(tree, "a"), ["q", "a"]);
  });

  it("takes ids that are names of object prototypes for plain ids", () => {
    const tree = after(question("__proto__"), answer("constructor", "__proto__"));
    assert.deepEqual(idsOf(reduce(tree, text("constructor", "x"))), ["__proto__", "constructor"]);
    assert.equal(({} as Record<string, unknown>)["text"], undefined);
  });
});

describe("thread", () => {
  it("ends when messages name each other as parents", () => {
    assert.deepEqual(idsOf(after(question("q", "", "a"), answer("a", "q"))), ["q", "a"]);
  });

  it("begins where a parent is missing", () => {
    assert.deepEqual(idsOf(after(answer("a", "gone"))), ["a"]);
  });
});

function after(...events: ConversationEvent[]): Conversation {
  return reduceAll(empty, events);
}

function idsOf(conversation: Conversation, leafId = conversation.leafId): readonly string[] {
  return thread(conversation, leafId).map(({ id }) => id);
}

function answerOf(conversation: Conversation, id: string) {
  const message = conversation.messages.get(id);
  assert.ok(message?.role === "assistant");
  return message;
}

function question(id: string, words = id, parentId: string | null = null): ConversationEvent {
  return { type: "messageAdded", at, id, parentId, content: [{ type: "text", text: words }] };
}

function answer(id: string, parentId: string | null = null): ConversationEvent {
  const parameters = { temperature: 0 };
  return { type: "answerStarted", at, id, parentId, choice, modelLabel: "GPT", parameters };
}

function text(id: string, words: string): ConversationEvent {
  return { type: "textReceived", at, id, text: words };
}

function reasoning(id: string, words: string): ConversationEvent {
  return { type: "reasoningReceived", at, id, text: words };
}

function finished(id: string, finish = "stop"): ConversationEvent {
  return { type: "answerFinished", at, id, finish };
}

function failure(id: string): ConversationEvent {
  return { type: "answerFailed", at, id, error: { kind: "cutOff" } };
}
