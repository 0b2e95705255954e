import assert from "node:assert/strict";
import { emptyConversation, newHeader } from "../../../src/core/conversation";
import type { ConversationEvent } from "../../../src/core/events";
import type { Answer, Cost, Usage } from "../../../src/core/messages";
import { reduceAll } from "../../../src/core/reduce";
import { spentIn, spentOn, tokensPerSecond } from "../../../src/core/spent";
import { small } from "../../support/scriptedSession";

const at = 1;
const started = (id: string, index?: number): ConversationEvent => ({
  type: "answerStarted",
  at,
  id,
  parentId: null,
  choice: small,
  modelLabel: "small",
  parameters: {},
  ...(index !== undefined && { index }),
});
const finished = (id: string, usage?: Usage, cost?: Cost): ConversationEvent => ({
  type: "answerFinished",
  at,
  id,
  finish: "stop",
  ...(usage && { usage }),
  ...(cost && { cost }),
});
const conversationOf = (...events: readonly ConversationEvent[]) =>
  reduceAll(emptyConversation(newHeader("c", at, null)), events);
const answerOf = (...events: readonly ConversationEvent[]): Answer => {
  const answer = conversationOf(started("a"), ...events).messages.get("a");
  assert.ok(answer?.role === "assistant");
  return answer;
};
const by = (dollars: number): Cost => ({ dollars, from: "list" });

describe("what a conversation cost", () => {
  it("is the sum over all answers, also those that are not shown", () => {
    const { messages } = conversationOf(
      started("a"),
      finished("a", { promptTokens: 10, completionTokens: 2, cachedTokens: 4 }, by(0.1)),
      started("b"),
      finished("b", { promptTokens: 5, completionTokens: 1, cost: 0.2 }),
      { type: "messagesDeleted", at, ids: ["a"] },
    );
    assert.deepEqual(spentIn(messages.values()), {
      promptTokens: 15,
      completionTokens: 3,
      cachedTokens: 4,
      dollars: 0.3,
      estimated: true,
      unpriced: 0,
    });
  });

  it("counts what was asked beside the messages", () => {
    const titled = { type: "titleChanged", at, title: "t", by: "model" } as const;
    const { messages, asides } = conversationOf(
      started("a"),
      finished("a", { promptTokens: 10 }, by(0.1)),
      { ...titled, usage: { promptTokens: 5 }, cost: by(0.2) },
      { ...titled, usage: { promptTokens: 1 } },
    );
    const { promptTokens, dollars, unpriced } = spentIn(messages.values(), asides);
    assert.deepEqual([promptTokens, dollars, unpriced], [16, 0.3, 1]);
  });

  it("says how many requests have no known cost, and is absent where none has one", () => {
    const free = conversationOf(started("a"), finished("a", { promptTokens: 1 }));
    assert.deepEqual(spentIn(free.messages.values()), {
      promptTokens: 1,
      estimated: false,
      unpriced: 1,
    });
  });

  it("counts one request once, however many choices it had, and no refusal", () => {
    const { messages } = conversationOf(
      started("a"),
      started("b", 1),
      finished("b"),
      finished("a", { cost: 0.5 }),
      started("c"),
      { type: "answerFailed", at, id: "c", error: { kind: "auth" } },
    );
    const { dollars, unpriced } = spentIn(messages.values());
    assert.deepEqual([dollars, unpriced], [0.5, 0]);
  });

  it("has the requests of an answer that was continued", () => {
    const answer = answerOf(
      { type: "answerFinished", at, id: "a", finish: "length", usage: { cost: 0.1 } },
      {
        type: "answerContinued",
        at,
        id: "a",
        choice: small,
        modelLabel: "small",
        parameters: {},
      },
      finished("a", { promptTokens: 1, completionTokens: 1 }, by(0.2)),
    );
    assert.equal(spentOn(answer).dollars, 0.3);
  });
});

describe("the speed of an answer", () => {
  const detailed = (firstPieceMs: number, wholeMs: number): ConversationEvent => ({
    type: "answerDetailed",
    at,
    id: "a",
    details: { firstPieceMs, wholeMs },
  });

  it("is from the first piece to the last", () => {
    const answer = answerOf(detailed(500, 2500), finished("a", { completionTokens: 100 }));
    assert.equal(tokensPerSecond(answer), 50);
  });

  it("leaves out what was thought unseen before the first piece", () => {
    const usage = { completionTokens: 100, reasoningTokens: 60 };
    assert.equal(tokensPerSecond(answerOf(detailed(500, 1500), finished("a", usage))), 40);
    const seen = { type: "reasoningReceived", at, id: "a", text: "Hm" } as const;
    assert.equal(tokensPerSecond(answerOf(seen, detailed(500, 1500), finished("a", usage))), 100);
  });

  it("is what the provider measured, where it did", () => {
    const usage = { completionTokens: 58, raw: { completion_time: 0.145 } };
    assert.equal(tokensPerSecond(answerOf(detailed(1, 9000), finished("a", usage))), 400);
  });

  it("is unknown where all came at once, or the tokens were not counted", () => {
    assert.equal(
      tokensPerSecond(answerOf(detailed(500, 510), finished("a", { completionTokens: 9 }))),
      undefined,
    );
    assert.equal(tokensPerSecond(answerOf(detailed(500, 1500), finished("a"))), undefined);
  });
});
