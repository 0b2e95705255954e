import assert from "node:assert/strict";
import type { ChatEvent, ChatRequest } from "../../../src/core/answering";
import { type Conversation, emptyConversation, newHeader } from "../../../src/core/conversation";
import { emptyDraft } from "../../../src/core/drafts";
import { wireFunctions } from "../../../src/core/functions";
import {
  type Measured,
  metered,
  type MeteringPorts,
  readAhead,
  readMeter,
} from "../../../src/core/metering";
import type { Model } from "../../../src/core/models";
import { reduceAll } from "../../../src/core/reduce";
import { declared } from "../../support/declared";
import { small } from "../../support/scriptedSession";
import { countedTexts } from "../../fixtures/countedTexts";

const usage: ChatEvent = { type: "usage", usage: { promptTokens: 1000, completionTokens: 100 } };
const text = "Calculate the sum of 15 and 25.";
const end: ChatEvent = { type: "finish", finish: "stop" };
const request: ChatRequest = {
  choice: small,
  messages: [{ role: "user", content: "Hi" }],
  parameters: {},
};

async function heard(
  said: readonly ChatEvent[],
  ports: Partial<MeteringPorts> = {},
  asked = request,
): Promise<readonly ChatEvent[]> {
  const known = async ({ model: id }: { readonly model: string }): Promise<Model> =>
    id === "dear" ? { id, price: { input: 2, output: 10 } } : { id };
  const corrections = { learn: async () => {} };
  const ask = metered(
    async function* () {
      yield* said;
    },
    { known, corrections, ...ports },
  );
  const events: ChatEvent[] = [];
  for await (const event of ask(asked, new AbortController().signal)) events.push(event);
  return events;
}

describe("the measure of a conversation with functions", () => {
  it("holds what is declared, and calls with their results only", () => {
    const started = { choice: small, modelLabel: "small", parameters: {} };
    const sum = '{"a":15,"b":25}';
    const piece = { index: 0, callId: "c", name: "add_numbers", arguments: sum };
    const calling = reduceAll(emptyConversation(newHeader("c", 1, null)), [
      { type: "messageAdded", at: 1, id: "u", parentId: null, content: [{ type: "text", text }] },
      { type: "answerStarted", at: 1, id: "a", parentId: "u", ...started },
      { type: "toolCallReceived", at: 1, id: "a", ...piece },
      { type: "answerFinished", at: 1, id: "a", finish: "tool_calls" },
    ]);
    const result = { role: "tool", index: 0, callId: "c", called: "add_numbers" } as const;
    const answered = reduceAll(calling, [
      { type: "resultAdded", at: 1, id: "r", parentId: "a", ...result, text: "forty ".repeat(99) },
    ]);
    const tokens = (conversation: Conversation, parameters = {}) =>
      readMeter(
        { conversation, leafId: conversation.leafId, draft: emptyDraft, choice: small, parameters },
        { apply: (_choice, estimate) => estimate },
        undefined,
      ).tokens ?? 0;
    assert.equal(tokens(calling), tokens({ ...calling, leafId: "u" }));
    assert.ok(tokens(answered) > tokens(calling) + 99);
    assert.ok(tokens(calling, wireFunctions(declared)) > tokens(calling) + 20);
  });
});

describe("a metered model", () => {
  it("says what its usage cost, and everything else as it comes", async () => {
    const said: readonly ChatEvent[] = [{ type: "text", text: "a" }, usage, end];
    const asked = { ...request, choice: { ...small, model: "dear" } };
    const [text, told, last] = await heard(said, {}, asked);
    assert.deepEqual([text, last], [said[0], end]);
    assert.deepEqual(told, { ...usage, cost: { dollars: 0.003, from: "list" } });
  });

  it("has no cost where nobody knows a price", async () => {
    assert.deepEqual(await heard([usage, end]), [usage, end]);
  });

  it("costs what the model costs that answered, where the one that was asked has no price", async () => {
    const details: ChatEvent = { type: "details", details: { model: "dear" } };
    const [, told] = await heard([details, usage, end]);
    assert.ok(told?.type === "usage" && told.cost?.dollars === 0.003);
  });

  it("tells once how many tokens the prompt really was", async () => {
    const learnt: unknown[] = [];
    const corrections = { learn: async (...values: unknown[]) => void learnt.push(values) };
    await heard([usage, usage, end], { corrections });
    assert.deepEqual(learnt, [[small, 5, 1000]]);
  });

  it("learns nothing from a prompt with a picture, whose tokens it cannot tell", async () => {
    let learnt = 0;
    const corrections = { learn: async () => void (learnt += 1) };
    const image = { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } } as const;
    const asked = { ...request, messages: [{ role: "user", content: [image] }] } as const;
    await heard([usage, end], { corrections }, asked);
    assert.equal(learnt, 0);
  });
});

describe("the measure of the next request", () => {
  const exact = { apply: (_choice: unknown, estimate: number) => estimate };
  const { text, tokens } = countedTexts["English"] ?? { text: "", tokens: 0 };
  const empty = emptyConversation(newHeader("c", 1, null));
  const at = 1;
  const asked = reduceAll(empty, [
    { type: "systemPromptChanged", at, text },
    { type: "messageAdded", at, id: "u", parentId: null, content: [{ type: "text", text }] },
    {
      type: "answerStarted",
      at,
      id: "a",
      parentId: "u",
      choice: small,
      modelLabel: "small",
      parameters: {},
    },
    { type: "textReceived", at, id: "a", text },
    { type: "answerFinished", at, id: "a", finish: "stop" },
  ]);
  const measure = (change: Partial<Measured>, model?: Model) =>
    readMeter(
      {
        conversation: asked,
        leafId: "a",
        draft: emptyDraft,
        choice: small,
        parameters: {},
        ...change,
      },
      exact,
      model,
    );
  const near = (found: number | null, texts: number) =>
    assert.ok(found !== null && Math.abs(found / (texts * tokens) - 1) < 0.1, String(found));

  it("counts the system prompt, the thread, and what stands in the composer with its code", () => {
    near(measure({}).tokens, 3);
    near(measure({ draft: { ...emptyDraft, text } }).tokens, 4);
    const part = { type: "file", path: "a", language: "", startLine: 1, endLine: 1, text } as const;
    near(measure({ draft: { text, parts: [{ ...part, id: "p" }] } }).tokens, 5);
    near(measure({ leafId: "u" }).tokens, 2);
  });

  it("counts pictures as the provider does, in the thread and in the composer", () => {
    const picture = { type: "image", url: "data:,", width: 1024, height: 1024 } as const;
    const content = [{ type: "text", text }, picture] as const;
    const event = { type: "messageAdded", at, id: "v", parentId: "a", content } as const;
    const conversation = reduceAll(asked, [event]);
    const seen = { conversation, leafId: "v" };
    const bare = measure({}).tokens ?? 0;
    const more = (change: Partial<Measured>) =>
      (measure({ ...seen, ...change }).tokens ?? 0) - bare;
    const draft = { text: "", parts: [{ ...picture, id: "p" }] };
    const one = more({});
    assert.ok(one > 765 && one < 765 + 1.2 * tokens);
    assert.equal(more({ draft }) - one, 765 + 4); // With the marks around a message.
    assert.equal(one - more({ images: { tokens: "crops" } }), 765 - 4 * 258);
    const low = [{ ...picture, detail: "low" } as const];
    const looked = reduceAll(asked, [{ ...event, content: low }]);
    assert.ok(more({ conversation: looked, images: { detail: true } }) < 100);
  });

  it("counts the functions that are declared", () => {
    const more = measure({ parameters: { tools: [{ description: text }] } }).tokens ?? 0;
    near(more, 4);
  });

  it("counts what is before a message that is being changed, and nothing for an answer", () => {
    const editing = (messageId: string) => ({
      ...emptyDraft,
      text,
      editing: { messageId, before: emptyDraft },
    });
    near(measure({ draft: editing("u") }).tokens, 2);
    assert.equal(measure({ draft: editing("a") }).tokens, null);
  });

  it("is nothing while there is nothing to send", () => {
    const empties = { conversation: empty, leafId: null };
    assert.deepEqual(measure(empties, { id: "x", contextWindow: 9 }), {
      tokens: null,
      window: 9,
      spent: { estimated: false, unpriced: 0 },
    });
  });

  it("reads a long thread a piece at a time, and none of it twice", async () => {
    let parentId: string | null = null;
    const content = [{ type: "text", text: "word ".repeat(10_000) }] as const;
    const events = Array.from({ length: 6 }, (_, n) => {
      const event = { type: "messageAdded", at, id: `u${n}`, parentId, content } as const;
      parentId = event.id;
      return event;
    });
    const long = { conversation: reduceAll(empty, events), leafId: "u5" };
    let pauses = 0;
    const pause = async () => void (pauses += 1);
    await readAhead(long, pause);
    assert.equal(pauses, 3);
    await readAhead(long, pause);
    assert.equal(pauses, 3);
    assert.ok((measure(long).tokens ?? 0) > 50_000);
  });

  it("reads no message again while only the draft changes", () => {
    let reads = 0;
    const counted: Conversation = {
      ...asked,
      messages: new Proxy(asked.messages, {
        get: (table, name) => {
          reads += 1;
          const value: unknown = Reflect.get(table, name, table);
          return typeof value === "function" ? value.bind(table) : value;
        },
      }),
    };
    measure({ conversation: counted });
    assert.ok(reads > 0);
    reads = 0;
    measure({ conversation: counted, draft: { ...emptyDraft, text: "a key more" } });
    assert.equal(reads, 0);
  });
});
