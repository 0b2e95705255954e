import assert from "node:assert/strict";
import {
  type Conversation,
  emptyConversation,
  newHeader,
  thread,
} from "../../../src/core/conversation";
import type { ConversationEvent } from "../../../src/core/events";
import { reduceAll } from "../../../src/core/reduce";
import { threadOf } from "../../../src/core/shownThread";
import { treeOf } from "../../../src/core/tree";

const at = 1;

describe("the tree of a conversation", () => {
  it("names what stands in the same place, in the order in which it was added", () => {
    const tree = treeOf(grown(["q"], ["a", "q"], ["b", "q"], ["q2", "a"]));
    assert.deepEqual(tree.siblings("a"), ["a", "b"]);
    assert.deepEqual([tree.siblings("q"), tree.siblings("nobody")], [["q"], []]);
    assert.deepEqual(tree.children(null), ["q"]);
  });

  it("goes to the thread that was added to last", () => {
    const tree = treeOf(
      grown(["q"], ["a", "q"], ["b", "q"], ["a1", "a"], ["b1", "b"], ["a2", "a"]),
    );
    assert.deepEqual([tree.latestLeaf("q"), tree.latestLeaf("a")], ["a2", "a2"]);
    assert.deepEqual([tree.latestLeaf("b"), tree.latestLeaf("a1")], ["b1", "a1"]);
  });

  it("shows the first of several choices, unless the thread goes on below another", () => {
    const choices = reduceAll(grown(["q"]), [started("a"), started("b", 1), started("c", 2)]);
    assert.equal(treeOf(choices).latestLeaf("q"), "a");
    const gone = reduceAll(choices, [
      { type: "messageAdded", at, id: "m", parentId: "b", content: [] },
    ]);
    assert.equal(treeOf(gone).latestLeaf("q"), "m");
  });

  it("passes over what is deleted: what is below it moves up", () => {
    const conversation = deleted(
      grown(["q"], ["a", "q"], ["b", "q"], ["q2", "a"], ["a2", "q2"]),
      "a",
    );
    const tree = treeOf(conversation);
    assert.deepEqual(tree.siblings("b"), ["b", "q2"]);
    assert.deepEqual(tree.deletedBelow("q"), ["a"]);
    assert.equal(tree.latestLeaf("q"), "a2");
    assert.deepEqual(idsOf(conversation, "a2"), ["q", "q2", "a2"]);
  });

  it("holds deleted ones in a row, and at the beginning", () => {
    const conversation = deleted(grown(["q"], ["a", "q"], ["q2", "a"], ["a2", "q2"]), "q", "a");
    const tree = treeOf(conversation);
    assert.deepEqual([tree.deletedBelow(null), tree.children(null)], [["q", "a"], ["q2"]]);
    assert.deepEqual(threadOf(conversation, "a2"), {
      leafId: "a2",
      siblings: [],
      deleted: [["", ["q", "a"]]],
    });
  });

  it("does not hang on parents that are missing or go round", () => {
    const conversation = grown(["a", "b"], ["b", "a"], ["c", "gone"]);
    const tree = treeOf(conversation);
    assert.deepEqual(tree.siblings("c"), ["c"]);
    assert.ok(["a", "b"].includes(tree.latestLeaf("a")));
    assert.equal(thread(conversation, "a").length, 2);
  });
});

/** Messages by id and parent, added in this order. */
function grown(...rows: readonly (readonly [id: string, parentId?: string])[]): Conversation {
  const events = rows.map(
    ([id, parentId = null]): ConversationEvent => ({
      type: "messageAdded",
      at,
      id,
      parentId,
      content: [{ type: "text", text: id }],
    }),
  );
  return reduceAll(
    emptyConversation(newHeader("01890000-0000-7000-8000-000000000000", 1, null)),
    events,
  );
}

function started(id: string, index?: number): ConversationEvent {
  const choice = { connectionId: "x", model: "y" };
  const rest = { choice, modelLabel: "y", parameters: {} };
  return { type: "answerStarted", at, id, parentId: "q", ...rest, ...(index && { index }) };
}

function deleted(conversation: Conversation, ...ids: readonly string[]): Conversation {
  return reduceAll(conversation, [{ type: "messagesDeleted", at, ids }]);
}

function idsOf(conversation: Conversation, leafId: string): readonly string[] {
  return thread(conversation, leafId).map(({ id }) => id);
}
