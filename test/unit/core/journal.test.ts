import assert from "node:assert/strict";
import { emptyConversation, newHeader } from "../../../src/core/conversation";
import type { ConversationEvent } from "../../../src/core/events";
import { parseJson } from "../../../src/core/decode";
import { readJournal } from "../../../src/core/journal";
import { reduceAll } from "../../../src/core/reduce";

const at = 7;
const id = "01890000-0000-7000-8000-000000000000";
const header = newHeader(id, 1, "file:///project");
const question: ConversationEvent = {
  type: "messageAdded",
  at,
  id: "q",
  parentId: null,
  content: [
    { type: "text", text: "Grüße 😀\nzwei" },
    { type: "file", path: "a.ts", language: "typescript", startLine: 1, endLine: 2, text: "a" },
  ],
};
const answer: ConversationEvent = {
  type: "answerStarted",
  at,
  id: "a",
  parentId: "q",
  modelLabel: "GPT",
  parameters: {},
  choice: { connectionId: "openai", model: "gpt" },
};
const text: ConversationEvent = { type: "textReceived", at: 8, id: "a", text: "Hello" };
const end: ConversationEvent = { type: "answerFinished", at: 9, id: "a", finish: "stop" };
const turn = [question, answer, text, end];

describe("readJournal", () => {
  it("folds the events after the header", () => {
    const conversation = reduceAll(emptyConversation(header), turn);
    const whole = {
      header,
      folded: conversation,
      conversation,
      damagedLines: 0,
      newer: false,
      closing: [],
    };
    assert.deepEqual(readJournal(linesOf(header, ...turn)), whole);
  });

  it("reads what the tree consists of, and takes none of it in a wrong form", () => {
    const choice = { connectionId: "openai", model: "gpt" };
    const continued = { choice, modelLabel: "GPT", parameters: {} };
    const good = [
      { type: "answerContinued", id: "a", ...continued },
      { type: "answerFinished", id: "a", finish: "stop" },
      { type: "answerEdited", id: "a", text: "Mine." },
      { type: "messagesDeleted", ids: ["q"] },
      { type: "messagesRestored", ids: ["q"] },
      { type: "leafChosen", id: "q" },
      { type: "titleChanged", title: "Tree", by: "model", usage: { promptTokens: 1 } },
    ].map(event => ({ at, ...event }));
    const bad = [
      { type: "answerContinued", id: "a", ...continued, choice: "gpt" },
      { type: "answerEdited", id: "a", text: null },
      { type: "messagesDeleted", ids: "q" },
      { type: "messagesRestored", ids: [1] },
      { type: "leafChosen", id: 1 },
      { type: "titleChanged", title: "Tree", by: "cat" },
      { type: "titleChanged", title: 1, by: "user" },
      { type: "titleChanged", title: "Tree", by: "model", usage: { promptTokens: "1" } },
      { ...answer, id: "b", index: -1 },
    ].map(event => ({ at, ...event }));
    const reading = readJournal(linesOf(header, ...turn, ...bad, ...good));
    assert.equal(reading?.damagedLines, bad.length);
    const read = reading?.conversation.messages.get("a");
    assert.ok(read?.role === "assistant");
    assert.deepEqual([read.text, read.received, read.earlier?.length], ["Mine.", "Hello", 1]);
    assert.deepEqual([reading.conversation.leafId, reading.conversation.messages.size], ["q", 2]);
    assert.equal(reading.conversation.title, "Tree");
  });

  it("reads a file by its name: without a header, with another's, and in parts", () => {
    const id = "01890000-0000-7000-8000-00000000000f";
    const parts = [linesOf(header, question), linesOf(answer, text), linesOf(end)];
    const whole = readJournal(parts.join(""), id);
    assert.deepEqual([whole?.header.id, whole?.conversation.id], [id, id]);
    assert.deepEqual(readJournal(parts, id), whole);
    const bare = readJournal(linesOf(...turn), id);
    assert.deepEqual(bare?.conversation.messages, whole?.conversation.messages);
    assert.deepEqual([bare?.header.id, bare?.header.createdAt], [id, question.at]);
    assert.equal(readJournal("not a line\n", id), undefined);
  });

  it("reads what an answer has beside text, and takes none of it in a wrong form", () => {
    const event = (rest: object) => ({ at, id: "a", ...rest });
    const good = [
      { type: "refusalReceived", text: "No." },
      { type: "toolCallReceived", index: 0, callId: "c", name: "add", arguments: "{" },
      { type: "toolCallReceived", index: 0, arguments: "}", extra: { google: {} } },
      { type: "imageReceived", url: "https://example.com/a.png" },
      { type: "warningAdded", warning: { text: "Left out.", values: [] } },
      { type: "answerDetailed", details: { id: "x", created: 1.5, later: true } },
      {
        type: "answerFinished",
        finish: "stop",
        usage: { promptTokens: 1, raw: { prompt_tokens: 1 } },
        cost: { dollars: 0.1, from: "table", asOf: "2026-07-02" },
      },
    ].map(event);
    const bad = [
      { type: "toolCallReceived", index: -1 },
      { type: "toolCallReceived", index: 0.5 },
      { type: "toolCallReceived", index: 0, arguments: {} },
      { type: "toolCallReceived", index: 0, extra: "x" },
      { type: "imageReceived" },
      { type: "warningAdded", warning: "Left out." },
      { type: "answerDetailed", details: { created: "today" } },
      { type: "answerFailed", error: { kind: "server", code: 5 } },
      { type: "answerFinished", finish: "stop", usage: { promptTokens: "1" } },
      { type: "answerFinished", finish: "stop", usage: { raw: 1 } },
      { type: "answerFinished", finish: "stop", cost: { from: "list" } },
      { type: "answerFailed", error: { kind: "auth" }, cost: { dollars: "1", from: "list" } },
    ].map(event);
    const reading = readJournal(linesOf(header, question, answer, ...bad, ...good));
    assert.equal(reading?.damagedLines, bad.length);
    assert.deepEqual(reading?.closing, []);
    const read = reading?.conversation.messages.get("a");
    assert.ok(read?.role === "assistant");
    assert.deepEqual(read.toolCalls, [
      { id: "c", name: "add", arguments: "{}", extra: { google: {} } },
    ]);
    assert.deepEqual([read.refusal, read.images.length, read.warnings.length], ["No.", 1, 1]);
    assert.deepEqual([read.details.created, read.usage?.raw], [1.5, { prompt_tokens: 1 }]);
    assert.deepEqual(read.cost, { dollars: 0.1, from: "table", asOf: "2026-07-02" });
  });

  it("reads nothing from a text without a header", () => {
    const headers = ["", "\n\n", "{", linesOf(...turn), linesOf({ ...header, id: "../x" })];
    assert.deepEqual(
      headers.map(text => readJournal(text)),
      headers.map(() => undefined),
    );
  });

  it("marks an open answer as interrupted, at the time of the last event", () => {
    const reading = readJournal(linesOf(header, question, answer, text));
    const closing = [{ type: "answerFinished", at: 8, id: "a", finish: "interrupted" }];
    assert.deepEqual(reading?.closing, closing);
    assert.deepEqual(answerIn(reading), ["Hello", "interrupted"]);
  });

  it("closes a cut answer once", () => {
    const cut = linesOf(header, question, answer, text);
    const closed = cut + linesOf(...(readJournal(cut)?.closing ?? []));
    assert.deepEqual(readJournal(closed)?.closing, []);
    assert.deepEqual(readJournal(closed)?.conversation, readJournal(cut)?.conversation);
  });

  it("reads lines that end as on Windows", () => {
    const windows = linesOf(header, ...turn).replaceAll("\n", "\r\n");
    assert.deepEqual(readJournal(windows), readJournal(linesOf(header, ...turn)));
  });

  it("skips a torn line and counts it", () => {
    const torn = `${linesOf(header, question)}\n${JSON.stringify(answer).slice(0, 30)}`;
    assert.deepEqual(summary(torn), { damagedLines: 1, messages: ["q"] });
    assert.deepEqual(summary(torn + linesOf(answer)), { damagedLines: 1, messages: ["q", "a"] });
  });

  for (const line of ["null", "7", '"text"', "[]", "{}", '{"type":7}', "]["]) {
    it(`skips the line ${line} and counts it`, () => {
      const journal = `${linesOf(header)}${line}\n${linesOf(question)}`;
      assert.deepEqual(summary(journal), { damagedLines: 1, messages: ["q"] });
    });
  }

  const damaged: Readonly<Record<string, object>> = {
    "a time that is no number": { ...question, at: "now" },
    "an id that is no text": { ...question, id: 7 },
    "a parent that is not said": { ...question, parentId: undefined },
    "content that is no list": { ...question, content: "text" },
    "a text part without text": { ...question, content: [{ type: "text" }] },
    "a file part without lines": {
      ...question,
      content: [{ type: "file", text: "a", path: "a.ts", language: "x" }],
    },
    "an unknown part": { ...question, content: [{ type: "image", text: "a" }] },
    "half a model choice": { ...answer, choice: { connectionId: "openai" } },
    "an answer without a label": { ...answer, modelLabel: undefined },
    "parameters that are a list": { ...answer, parameters: [] },
    "text that is no text": { ...text, text: 7 },
    "reasoning without an id": { ...text, type: "reasoningReceived", id: null },
    "an end without a reason": { ...end, finish: undefined },
    "usage that is no number": { ...end, usage: { promptTokens: "3" } },
    "an error of no known kind": {
      type: "answerFailed",
      at,
      id: "a",
      error: { kind: "__proto__" },
    },
    "values that are no texts": {
      type: "answerFailed",
      at,
      id: "a",
      error: { kind: "auth", values: [7] },
    },
    "a detail that is no text": {
      type: "answerFailed",
      at,
      id: "a",
      error: { kind: "auth", detail: 7 },
    },
    "a system prompt that is no text": { type: "systemPromptChanged", at, text: null },
    "no model at all": { type: "modelChosen", at, choice: null },
  };
  for (const [what, event] of Object.entries(damaged)) {
    it(`skips and counts a line with ${what}`, () => {
      assert.deepEqual(summary(linesOf(header, event)), { damagedLines: 1, messages: [] });
    });
  }

  for (const type of ["moodChanged", "__proto__", "constructor", "toString", ""]) {
    it(`passes over an event of the unknown type “${type}”`, () => {
      const journal = linesOf(header, { type, at, id: "a", text: "x" }, question);
      assert.deepEqual(summary(journal), { damagedLines: 0, messages: ["q"] });
    });
  }

  it("says when a newer Parley wrote the journal, and shows what it knows", () => {
    const reading = readJournal(linesOf({ ...header, version: 2, colour: "red" }, ...turn));
    assert.equal(reading?.newer, true);
    assert.deepEqual(reading.conversation, readJournal(linesOf(header, ...turn))?.conversation);
  });

  it("finds the header after a torn first line", () => {
    assert.deepEqual(summary(`{"format":"par\n${linesOf(header, question)}`), {
      damagedLines: 1,
      messages: ["q"],
    });
  });

  it("shows messages and ends once when their lines are there twice", () => {
    const lines = linesOf(header, question, question, answer, answer, text, end, end, text);
    assert.deepEqual(readJournal(lines), readJournal(linesOf(header, ...turn)));
  });

  it("shows every whole line of a journal that was cut at any byte", () => {
    const bytes = new TextEncoder().encode(linesOf(header, ...turn));
    const begun = linesOf(header).trimEnd().length;
    for (let length = 0; length <= bytes.length; length++) {
      const cut = new TextDecoder().decode(bytes.subarray(0, length));
      const reading = readJournal(cut);
      assert.equal(reading !== undefined, length >= begun);
      if (!reading) continue;
      const whole = turn.slice(
        0,
        cut.split("\n").filter(line => parseJson(line) !== undefined).length - 1,
      );
      const shown = reduceAll(emptyConversation(header), [...whole, ...reading.closing]);
      assert.deepEqual(reading.conversation, shown);
      assert.ok(reading.damagedLines <= 1);
    }
  });

  it("takes the id “__proto__” for a plain id", () => {
    const id = "__proto__";
    const lines = linesOf(header, { ...question, id }, { ...answer, parentId: id }, text, end);
    assert.deepEqual(summary(lines).messages, [id, "a"]);
    assert.equal(({} as Record<string, unknown>)["role"], undefined);
  });
});

function linesOf(...values: readonly object[]): string {
  return `\n${values.map(value => JSON.stringify(value)).join("\n")}\n`;
}

function summary(journal: string) {
  const reading = readJournal(journal);
  assert.ok(reading);
  const { damagedLines, conversation } = reading;
  return { damagedLines, messages: [...conversation.messages.keys()] };
}

function answerIn(reading: ReturnType<typeof readJournal>) {
  const message = reading?.conversation.messages.get("a");
  assert.ok(message?.role === "assistant");
  return [message.text, message.finish];
}
