import assert from "node:assert/strict";
import { thread } from "../../../src/core/conversation";
import { MemoryState } from "../../support/memoryState";
import { large, refused, said, ScriptedSession, small } from "../../support/scriptedSession";

const overflow = refused({ kind: "contextOverflow" });
const noSeed = refused({ kind: "badRequest", parameter: "seed" });

describe("a repair", () => {
  it("is told with the answer, and remembered for that model only", async () => {
    const scripted = new ScriptedSession({ parameters: { seed: 1 } });
    scripted.next(noSeed, said("Hello"), said("again"), said("large"));
    await scripted.send("hello");
    assert.deepEqual(scripted.answer.repairs, [{ parameter: "seed" }]);
    assert.equal(scripted.answer.text, "Hello");
    await scripted.send("again");
    scripted.session.choose(large);
    await scripted.send("large");
    assert.deepEqual(
      scripted.requests.map(({ choice, repairs = [] }) => [choice.model, repairs.length]),
      [
        ["small", 0],
        ["small", 1],
        ["small", 1],
        ["large", 0],
      ],
    );
  });

  it("is known in the next window", async () => {
    const state = new MemoryState();
    const first = new ScriptedSession({ state, parameters: { seed: 1 } });
    first.next(noSeed, said("Hello"));
    await first.send("hello");
    const second = new ScriptedSession({ state, parameters: { seed: 1 } });
    second.next(said("Hello"));
    await second.send("hello");
    assert.deepEqual(second.requests[0]?.repairs, [{ parameter: "seed" }]);
  });

  it("can be undone: the note goes, and the parameter is sent again", async () => {
    const scripted = new ScriptedSession({ parameters: { seed: 1 } });
    scripted.next(noSeed, said("Hello"), said("again"));
    await scripted.send("hello");
    const { id } = scripted.answer;
    scripted.session.undoRepair(id, "top_p");
    assert.equal(scripted.events.at(-1)?.type, "answerFinished");
    scripted.session.undoRepair(id, "seed");
    assert.deepEqual(scripted.answer.repairs, []);
    scripted.session.undoRepair(id, "seed");
    assert.equal(scripted.events.filter(({ type }) => type === "repairUndone").length, 1);
    await scripted.send("again");
    assert.deepEqual(scripted.requests.at(-1)?.repairs, []);
  });
});

describe("a conversation that is too long", () => {
  /** Three turns, the last of which did not fit. */
  async function overflown() {
    const scripted = new ScriptedSession();
    scripted.next(said("one!"), said("two!"), overflow);
    for (const question of ["one?", "two?", "more"]) await scripted.send(question);
    return scripted;
  }

  const contents = (scripted: ScriptedSession) =>
    scripted.requests.at(-1)?.messages.map(({ content }) => content);

  it("is not sent again as it is", async () => {
    const scripted = await overflown();
    const before = scripted.events.length;
    assert.equal(scripted.session.retry(scripted.answer.id), false);
    assert.deepEqual([scripted.requests.length, scripted.events.length], [3, before]);
  });

  it("is not sent again as it is after a reload either, but shortened it is", async () => {
    const { session } = await overflown();
    const scripted = new ScriptedSession({ conversation: session.conversation });
    assert.equal(scripted.session.retry(scripted.answer.id), false);
    scripted.next(overflow, said("three!"));
    assert.equal(scripted.session.shorten(scripted.answer.id), true);
    await scripted.advance(0);
    const again = new ScriptedSession({ conversation: scripted.session.conversation });
    assert.equal(again.session.repeats(again.answer.id), false);
  });

  it("is sent without its oldest turns, which are kept, marked, and not sent", async () => {
    const scripted = await overflown();
    scripted.next(said("three!"));
    assert.equal(scripted.session.shorten(scripted.answer.id), true);
    await scripted.advance(0);
    assert.deepEqual(contents(scripted), ["more"]);
    const shown = thread(scripted.session.conversation);
    assert.deepEqual(
      shown.map(({ leftOut = false }) => leftOut),
      [true, true, true, true, false, false],
    );
    assert.equal(scripted.answer.text, "three!");
    await scripted.send("four?");
    assert.deepEqual(contents(scripted), ["more", "three!", "four?"]);
  });

  it("has nothing to leave out when the last question alone does not fit", async () => {
    const scripted = new ScriptedSession();
    scripted.next(overflow);
    await scripted.send("much");
    assert.equal(scripted.session.shorten(scripted.answer.id), false);
    assert.equal(scripted.requests.length, 1);
  });

  it("is sent whole to another model, and back to the first only when it is another request", async () => {
    const scripted = await overflown();
    scripted.next(overflow);
    scripted.session.choose(large);
    assert.equal(scripted.session.retry(scripted.answer.id), true);
    await scripted.advance(0);
    assert.deepEqual(contents(scripted), ["one?", "one!", "two?", "two!", "more"]);
    for (const choice of [large, small]) {
      scripted.session.choose(choice);
      assert.equal(scripted.session.retry(scripted.answer.id), false);
    }
    scripted.parameters = { max_tokens: 10 };
    assert.equal(scripted.session.retry(scripted.answer.id), true);
  });

  it("is known by what was sent, also when the system prompt was changed meanwhile", async () => {
    const scripted = new ScriptedSession();
    await scripted.send("hello");
    scripted.session.setSystemPrompt("Be brief.");
    await scripted.say(...overflow);
    assert.equal(scripted.session.retry(scripted.answer.id), true);
    scripted.session.stop();
    scripted.session.setSystemPrompt("");
    assert.equal(scripted.session.retry(scripted.answer.id), false);
  });

  it("sends everything again when the user says so", async () => {
    const scripted = await overflown();
    scripted.next(said("three!"));
    scripted.session.shorten(scripted.answer.id);
    await scripted.advance(0);
    scripted.session.includeAll();
    scripted.session.includeAll();
    assert.equal(scripted.events.filter(({ type }) => type === "messagesIncluded").length, 1);
    await scripted.send("four?");
    assert.deepEqual(contents(scripted)?.slice(0, 2), ["one?", "one!"]);
    assert.ok(thread(scripted.session.conversation).every(message => !message.leftOut));
  });

  it("sends a question again that was left out, when its answer is tried again", async () => {
    const scripted = await overflown();
    const [question, first] = thread(scripted.session.conversation);
    scripted.next(said("three!"));
    scripted.session.shorten(scripted.answer.id);
    await scripted.advance(0);
    assert.equal(scripted.session.retry(first?.id ?? ""), true);
    await scripted.advance(0);
    assert.deepEqual(contents(scripted), ["one?"]);
    const asked = scripted.session.conversation.messages.get(question?.id ?? "");
    assert.equal(asked?.leftOut, undefined);
  });
});
