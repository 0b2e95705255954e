import assert from "node:assert/strict";
import { emptyConversation, newHeader } from "../../../../src/core/conversation";
import type { ConversationEvent } from "../../../../src/core/events";
import { holds } from "../../../../src/core/exchange/holding";
import { exchangeSlices } from "../../../../src/core/exchange/slices";
import { reduceAll } from "../../../../src/core/reduce";
import { idOf } from "../../../support/storeFolder";

const choice = { connectionId: "c", model: "m" };
const call = { type: "toolCallReceived", at: 1, id: "a", callId: "c" } as const;

/** A question, and an answer of which these events tell. */
function conversationOf(question: readonly string[], ...events: readonly ConversationEvent[]) {
  const content = question.map(text => ({ type: "text" as const, text }));
  return reduceAll(emptyConversation(newHeader(idOf(1), 1, null)), [
    { type: "messageAdded", at: 1, id: "q", parentId: null, content },
    {
      type: "answerStarted",
      at: 1,
      id: "a",
      parentId: "q",
      choice,
      modelLabel: "m",
      parameters: {},
    },
    { type: "textReceived", at: 1, id: "a", text: "So" },
    ...events,
  ]);
}

const beginning = conversationOf(["Why?"]);
const longer = {
  text: { type: "textReceived", at: 1, id: "a", text: " it is" },
  reasoning: { type: "reasoningReceived", at: 1, id: "a", text: "Hm" },
  refusal: { type: "refusalReceived", at: 1, id: "a", text: "No" },
  call: { ...call, index: 0, name: "add", arguments: "{}" },
  image: { type: "imageReceived", at: 1, id: "a", url: "https://a.example/b.png" },
} satisfies Record<string, ConversationEvent>;

describe("a conversation that is there", () => {
  for (const [what, event] of Object.entries(longer))
    it(`holds its own beginning without a ${what}, and not the other way round`, async () => {
      const whole = conversationOf(["Why?"], event);
      assert.equal(await holds(whole, beginning, exchangeSlices()), true);
      assert.equal(await holds(beginning, whole, exchangeSlices()), false);
    });

  it("holds a question with fewer parts, and none with other ones", async () => {
    const many = conversationOf(["One", "Why?", "Two"]);
    assert.equal(await holds(many, beginning, exchangeSlices()), true);
    assert.equal(await holds(beginning, many, exchangeSlices()), false);
    assert.equal(await holds(many, conversationOf(["Two", "Why?"]), exchangeSlices()), false);
  });

  it("does not hold other words, or another call, of the same length", async () => {
    const whole = conversationOf(["Why?"], longer.reasoning, longer.call);
    const others: readonly ConversationEvent[][] = [
      [{ ...longer.reasoning, text: "Ha" }, longer.call],
      [longer.reasoning, { ...longer.call, arguments: "[]" }],
    ];
    for (const events of others)
      assert.equal(
        await holds(whole, conversationOf(["Why?"], ...events), exchangeSlices()),
        false,
      );
  });
});
