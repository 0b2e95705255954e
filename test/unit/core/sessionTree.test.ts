import assert from "node:assert/strict";
import { thread } from "../../../src/core/conversation";
import type { Answer, Message } from "../../../src/core/messages";
import { refused, said, type Script, ScriptedSession, text } from "../../support/scriptedSession";
import { settled } from "../../support/fakeClock";
import { treeOf } from "../../../src/core/tree";

const content = (words: string) => [{ type: "text" as const, text: words }];

describe("a session's tree", () => {
  it("gets another question beside the one that is changed, and answers that", async () => {
    const scripted = await talked(said("One."), said("Two."));
    const [question] = messagesOf(scripted);
    assert.equal(scripted.session.edit(question?.id ?? "", content("changed")), true);
    await settled();
    assert.deepEqual(shownTexts(scripted), ["changed", "Two."]);
    assert.equal(treeOf(scripted.session.conversation).siblings(question?.id ?? "").length, 2);
    assert.deepEqual(scripted.requests.at(-1)?.messages, [{ role: "user", content: "changed" }]);
  });

  it("gets another answer beside the old one, of another model when that is asked", async () => {
    const scripted = await talked(said("One."), said("Two."));
    const other = { connectionId: "x", model: "other" };
    assert.equal(scripted.session.retry(scripted.answer.id, other), true);
    await settled();
    assert.deepEqual(shownTexts(scripted), ["hello", "Two."]);
    assert.deepEqual(scripted.answer.choice, other);
    assert.deepEqual(scripted.session.choice?.model, "small");
  });

  it("sends behind the thread that a view shows", async () => {
    const scripted = await talked(said("One."), said("Two."), said("Three."));
    const first = scripted.answer.id;
    scripted.session.retry(first);
    await settled();
    scripted.session.send(content("go on"), first);
    await settled();
    assert.deepEqual(
      scripted.requests.at(-1)?.messages.map(({ content }) => content),
      ["hello", "One.", "go on"],
    );
  });

  it("neither shows nor sends what is deleted, until it is restored", async () => {
    const scripted = await talked(said("One."), said("Two."), said("Three."));
    const { id } = scripted.answer;
    assert.equal(scripted.session.delete([id]), true);
    assert.equal(scripted.session.delete([id]), false);
    await scripted.send("again");
    assert.deepEqual(
      scripted.requests.at(-1)?.messages.map(({ content }) => content),
      ["hello", "again"],
    );
    scripted.session.restore([id]);
    await scripted.send("and again");
    assert.deepEqual(
      scripted.requests.at(-1)?.messages.map(({ content }) => content),
      ["hello", "One.", "again", "Two.", "and again"],
    );
  });

  it("deletes no answer that is being made", async () => {
    const scripted = await talked([text("Hel")]);
    assert.equal(scripted.session.delete([scripted.answer.id]), false);
  });

  it("asks a deleted question again only together with it", async () => {
    const scripted = await talked(said("One."), said("Two."));
    const [question] = messagesOf(scripted);
    scripted.session.delete([question?.id ?? ""]);
    scripted.session.retry(scripted.answer.id);
    await settled();
    assert.deepEqual(scripted.requests.at(-1)?.messages, [{ role: "user", content: "hello" }]);
    assert.deepEqual(shownTexts(scripted), ["hello", "Two."]);
  });

  it("keeps the text of an answer beside the one that the user made of it", async () => {
    const scripted = await talked(said("One."), said("Two."));
    const { id } = scripted.answer;
    assert.equal(scripted.session.editAnswer(id, "Mine."), true);
    assert.deepEqual([scripted.answer.text, scripted.answer.received], ["Mine.", "One."]);
    scripted.session.editAnswer(id, "Mine again.");
    assert.equal(scripted.answer.received, "One.");
    await scripted.send("go on");
    assert.equal(scripted.requests.at(-1)?.messages[1]?.content, "Mine again.");
    scripted.session.editAnswer(id, "One.");
    const answer = scripted.session.conversation.messages.get(id) as Answer;
    assert.deepEqual([answer.text, answer.received], ["One.", undefined]);
  });

  it("remembers the thread that was chosen", async () => {
    const scripted = await talked(said("One."), said("Two."));
    const first = scripted.answer.id;
    scripted.session.retry(first);
    await settled();
    scripted.session.chooseLeaf(first);
    assert.deepEqual(shownTexts(scripted), ["hello", "One."]);
    scripted.session.chooseLeaf("nobody");
    assert.equal(scripted.session.conversation.leafId, first);
  });
});

describe("a request for several choices", () => {
  it("gives answers beside each other, and shows the first", async () => {
    const scripted = await talked([
      text("A1"),
      { type: "text", text: "B1", choice: 1 },
      { type: "text", text: "A2" },
      { type: "reasoning", text: "hm", choice: 2 },
      { type: "choiceFinished", choice: 1, finish: "length" },
      { type: "text", text: "late", choice: 1 },
      { type: "usage", usage: { completionTokens: 9 } },
      { type: "finish", finish: "stop" },
    ]);
    const [, ...answers] = [...scripted.session.conversation.messages.values()] as Answer[];
    assert.deepEqual(
      answers.map(({ text, reasoning, finish, usage, index }) => [
        text,
        reasoning,
        finish,
        usage,
        index,
      ]),
      [
        ["A1A2", "", "stop", { completionTokens: 9 }, undefined],
        ["B1", "", "length", undefined, 1],
        ["", "hm", "stop", undefined, 2],
      ],
    );
    assert.deepEqual(shownTexts(scripted), ["hello", "A1A2"]);
    assert.equal(new Set(answers.map(({ parentId }) => parentId)).size, 1);
    assert.equal(scripted.session.busy, false);
  });

  it("ends all of them when it is stopped or breaks", async () => {
    for (const end of ["stop", "break"] as const) {
      const scripted = await talked([text("A"), { type: "text", text: "B", choice: 1 }]);
      if (end === "stop") scripted.session.stop();
      else await scripted.say(...refused({ kind: "cutOff" }));
      const [, ...answers] = [...scripted.session.conversation.messages.values()] as Answer[];
      for (const { finish, error } of answers)
        assert.deepEqual(
          [finish, error?.kind],
          end === "stop" ? ["stopped", undefined] : [undefined, "cutOff"],
        );
    }
  });
});

async function talked(...scripts: readonly Script[]): Promise<ScriptedSession> {
  const scripted = new ScriptedSession();
  scripted.next(...scripts);
  await scripted.send("hello");
  return scripted;
}

function messagesOf({ session }: ScriptedSession): readonly Message[] {
  return thread(session.conversation);
}

function shownTexts(scripted: ScriptedSession): readonly string[] {
  return messagesOf(scripted).map(message =>
    message.role !== "user"
      ? message.text
      : message.content.map(part => ("text" in part ? part.text : "")).join(""),
  );
}
