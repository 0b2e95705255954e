import assert from "node:assert/strict";
import { copyOf } from "../../../src/core/copying";
import { emptyConversation, newHeader } from "../../../src/core/conversation";
import { wireMessages } from "../../../src/core/prompt";
import { reduceAll } from "../../../src/core/reduce";
import { settled } from "../../support/fakeClock";
import { openReadyPanel } from "../../support/memoryStore";
import { said, ScriptedSession } from "../../support/scriptedSession";

describe("the parameters of a conversation", () => {
  it("are sent with every request, and what an answer keeps is what was sent", async () => {
    const scripted = new ScriptedSession({ parameters: { metadata: 1, seed: 7 } });
    const { session } = scripted;
    session.setParameters({ temperature: 0, seed: 0, stop: "" });
    scripted.next(said("Yes."));
    await scripted.send("One?");
    const sent = { metadata: 1, temperature: 0, seed: 0, stop: "" };
    assert.deepEqual(scripted.requests[0]?.parameters, sent);
    assert.deepEqual(scripted.answer.parameters, sent);
    session.setParameters({});
    scripted.next(said("No."));
    await scripted.send("Two?");
    assert.deepEqual(scripted.requests[1]?.parameters, { metadata: 1, seed: 7 });
  });

  it("ask for one answer only when an answer goes on", async () => {
    const scripted = new ScriptedSession();
    scripted.session.setParameters({ n: 2, seed: 1 });
    scripted.next([
      { type: "text", text: "Half" },
      { type: "finish", finish: "length" },
    ]);
    await scripted.send("Hi");
    scripted.session.continue(scripted.answer.id);
    await settled();
    assert.deepEqual(
      scripted.requests.map(({ parameters }) => parameters),
      [{ n: 2, seed: 1 }, { seed: 1 }],
    );
  });

  it("go along to a fork, with the names of messages", async () => {
    const scripted = new ScriptedSession();
    const { session } = scripted;
    session.setParameters({ temperature: 0 });
    scripted.next(said("Yes."));
    await scripted.send("Hi");
    const [question, answer] = [...session.conversation.messages.keys()];
    assert.ok(session.setName(question ?? "", "alice") && session.setName(answer ?? "", "bob"));
    const empty = emptyConversation(newHeader("f", 1, null));
    const fork = reduceAll(empty, copyOf(session.conversation, session.conversation.leafId));
    assert.deepEqual(fork.parameters, { temperature: 0 });
    assert.deepEqual(
      [...fork.messages.values()].map(({ name }) => name),
      ["alice", "bob"],
    );
  });

  it("keep a request from leaving while one is wrong, and the page is told why", async () => {
    const { controller, posted, id: conversationId } = await openReadyPanel();
    const session = await controller.session();
    await controller.receive({ type: "changeParameters", conversationId, json: '{"seed":"x"}' });
    await controller.receive({ type: "send", conversationId, text: "Hi", partIds: [] });
    assert.equal(session.conversation.messages.size, 0);
    const [told, refused] = posted.slice(-2);
    assert.ok(told?.type === "notSent" && told.why.values[0] === "Seed");
    assert.equal(refused?.type, "refused");
    await controller.receive({ type: "changeParameters", conversationId, json: "{}" });
    await controller.receive({ type: "send", conversationId, text: "Hi", partIds: [] });
    assert.equal(session.conversation.messages.size, 2);
  });

  it("never keep a key, not even while it is being typed", async () => {
    const scripted = new ScriptedSession();
    const { session } = scripted;
    for (const extra of [
      { deep: { api_key: "sk-canary" }, top_k: 1 },
      '{ "API-Key" : "sk-canary',
      "{'api_key': 'sk-canary'}",
      '{api_key: "sk-canary"}',
      "api_key=sk-canary",
      '{"secret" : sk-canary',
      { api_key: ["sk-canary"] },
      '{ "my_authorization": "Bearer sk-canary \\" sk-canary", "a": 1 }',
    ]) {
      session.setParameters({ seed: 1, extra });
      assert.equal(typeof session.conversation.parameters["extra"], "string");
      assert.equal(session.send([{ type: "text", text: "Hi" }]), false);
    }
    assert.ok(!JSON.stringify(scripted.events).includes("canary"));
    const extra = { api_keys_wanted: 2, top_k: 1 };
    session.setParameters({ extra });
    assert.deepEqual(session.conversation.parameters, { extra });
  });

  it("stay as they were when a page sends what is no object", async () => {
    const { controller, id: conversationId } = await openReadyPanel();
    const session = await controller.session();
    session.setParameters({ seed: 1 });
    for (const json of ["", "[]", "null", "{"])
      await controller.receive({ type: "changeParameters", conversationId, json });
    assert.deepEqual(session.conversation.parameters, { seed: 1 });
  });
});

describe("a message's name", () => {
  it("is asked for, kept and sent, and gone when it is emptied", async () => {
    const { controller, id: conversationId } = await openReadyPanel();
    const session = await controller.session();
    await controller.receive({ type: "send", conversationId, text: "Hi", partIds: [] });
    const [messageId = ""] = session.conversation.messages.keys();
    await controller.receive({ type: "nameMessage", conversationId, messageId });
    assert.equal(session.conversation.messages.get(messageId)?.name, "alice");
    const [sent] = wireMessages(session.conversation, messageId);
    assert.deepEqual(sent, { role: "user", content: "Hi", name: "alice" });
    session.setName(messageId, "");
    assert.ok(!("name" in (session.conversation.messages.get(messageId) ?? {})));
  });

  it("is refused where the API would refuse it", async () => {
    const scripted = new ScriptedSession();
    await scripted.send("Hi");
    const [id = ""] = scripted.session.conversation.messages.keys();
    for (const name of ["a b", "é", "x".repeat(65)])
      assert.equal(scripted.session.setName(id, name), false, name);
    assert.equal(scripted.session.setName("nobody", "a"), false);
    assert.ok(scripted.session.setName(id, "x".repeat(64)));
  });
});
