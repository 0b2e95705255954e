import assert from "node:assert/strict";
import { emptyConversation, newHeader, thread } from "../../../src/core/conversation";
import type { ConversationEvent } from "../../../src/core/events";
import { wireMessages } from "../../../src/core/prompt";
import { reduceAll } from "../../../src/core/reduce";
import { oldestTurns, requestKey } from "../../../src/core/shortening";
import { large, small } from "../../support/scriptedSession";

const at = 7;
const header = newHeader("01890000-0000-7000-8000-000000000000", 1, null);

/** Questions and answers of these lengths, one after the other: q0, a1, q2, … */
function talk(...lengths: readonly number[]) {
  const events = lengths.flatMap((length, index): ConversationEvent[] => {
    const parentId = index === 0 ? null : nameOf(index - 1);
    const id = nameOf(index);
    const words = "x".repeat(length);
    if (index % 2 === 0)
      return [{ type: "messageAdded", at, id, parentId, content: [{ type: "text", text: words }] }];
    return [
      { type: "answerStarted", at, id, parentId, choice: small, modelLabel: "", parameters: {} },
      { type: "textReceived", at, id, text: words },
      { type: "answerFinished", at, id, finish: "stop" },
    ];
  });
  return reduceAll(emptyConversation(header), events);
}

function nameOf(index: number): string {
  return `${index % 2 === 0 ? "q" : "a"}${index}`;
}

describe("the oldest turns", () => {
  const cases = [
    ["two where one is a little less than half", [10, 10, 10, 10, 1], ["q0", "a1", "q2", "a3"]],
    ["a long one, with its answer", [90, 1, 5, 5, 1], ["q0", "a1"]],
    ["all before a long question", [1, 1, 1, 1, 50], ["q0", "a1", "q2", "a3"]],
    ["none where there is one question only", [50], []],
    ["none where there is nothing", [], []],
  ] as const;
  for (const [name, lengths, expected] of cases) {
    it(`are ${name}`, () => {
      const conversation = talk(...lengths);
      assert.deepEqual(oldestTurns(conversation, conversation.leafId), expected);
    });
  }

  it("are whole turns of about half of the text, and never the last question", () => {
    for (let turns = 1; turns < 12; turns++) {
      const conversation = talk(...Array.from({ length: 2 * turns + 1 }, () => 10));
      const gone = oldestTurns(conversation, conversation.leafId);
      assert.equal(gone.length % 2, 0);
      assert.ok(gone.length >= turns && gone.length <= turns + 2, `${gone.length} of ${turns}`);
      assert.ok(!gone.includes(conversation.leafId ?? ""));
    }
  });

  it("are counted among what is still sent", () => {
    const before = talk(10, 10, 10, 10, 10, 10, 1);
    const first = oldestTurns(before, before.leafId);
    const after = reduceAll(before, [{ type: "messagesLeftOut", at, ids: first }]);
    const second = oldestTurns(after, after.leafId);
    assert.deepEqual(
      [first, second],
      [
        ["q0", "a1", "q2", "a3"],
        ["q4", "a5"],
      ],
    );
    const last = reduceAll(after, [{ type: "messagesLeftOut", at, ids: second }]);
    assert.deepEqual(oldestTurns(last, last.leafId), []);
    assert.deepEqual(wireMessages(last, last.leafId), [{ role: "user", content: "x" }]);
    assert.equal(thread(last).length, 7);
  });

  it("never keep what is asked from being sent", () => {
    const before = talk(1, 2, 3);
    const after = reduceAll(before, [{ type: "messagesLeftOut", at, ids: ["q0", "a1", "q2"] }]);
    assert.deepEqual(wireMessages(after, "q2"), [{ role: "user", content: "xxx" }]);
  });
});

describe("the key of a request", () => {
  const conversation = talk(1, 1, 1);
  const key = requestKey(conversation, "q2", small, { seed: 1 });

  it("is the same for the same request", () => {
    assert.equal(requestKey(talk(1, 1, 1), "q2", small, { seed: 1 }), key);
  });

  it("is another for another question, model, parameter or system prompt, or for less of it", () => {
    const changed = (event: ConversationEvent) =>
      requestKey(reduceAll(conversation, [event]), "q2", small, { seed: 1 });
    const keys = [
      requestKey(conversation, "q0", small, { seed: 1 }),
      requestKey(conversation, "q2", large, { seed: 1 }),
      requestKey(conversation, "q2", small, { seed: 2 }),
      changed({ type: "systemPromptChanged", at, text: "Be brief." }),
      changed({ type: "messagesLeftOut", at, ids: ["q0", "a1"] }),
    ];
    assert.equal(new Set([key, ...keys]).size, 6);
  });
});
