import assert from "node:assert/strict";
import { fromSnapshot, type HostToPanel, type PanelStatus } from "../../../src/core/protocol";
import { reduceAll } from "../../../src/core/reduce";
import { settled } from "../../support/fakeClock";
import { openPanel, openReadyPanel } from "../../support/memoryStore";

const status: PanelStatus = {
  modelLabel: "gpt",
  hasKey: true,
  notices: [],
  servers: [],
  keys: [],
  sendKey: "enter",
  rules: {},
  presets: [],
};

describe("the panel controller", () => {
  it("posts nothing before the page is ready", async () => {
    const { controller, posted } = openPanel();
    controller.setStatus(status);
    controller.focusComposer();
    await controller.send([{ type: "text", text: "hello" }]);
    await controller.newChat();
    await settled();
    assert.deepEqual(posted, []);
  });

  it("answers ready with a snapshot, then the status, then the focus that waits", async () => {
    const { controller, posted } = openPanel();
    controller.setStatus(status);
    controller.focusComposer();
    await controller.receive({ type: "ready" });
    assert.deepEqual(typesOf(posted), ["snapshot", "status", "focusComposer"]);
    await controller.receive({ type: "ready" });
    assert.deepEqual(typesOf(posted).slice(3), ["snapshot", "status"]);
  });

  it("posts events in sequence, which make the host's conversation of the snapshot", async () => {
    const { controller, posted, id } = await openReadyPanel();
    await controller.receive({ type: "send", conversationId: id, text: "hello", partIds: [] });
    await settled();
    await controller.receive({ type: "stop", conversationId: id });
    const [snapshot, ...events] = posted.filter(
      ({ type }) => type === "snapshot" || type === "events",
    );
    assert.ok(snapshot?.type === "snapshot");
    let next = snapshot.from;
    let shown = fromSnapshot(snapshot.conversation);
    for (const message of events) {
      assert.ok(message.type === "events" && message.from === next);
      next += message.events.length;
      shown = reduceAll(shown, message.events);
    }
    assert.deepEqual(shown, (await controller.session()).conversation);
    assert.equal(shown.messages.size, 2);
  });

  it("says that a message was taken, and drops its draft", async () => {
    const { controller, posted, store, id } = await openReadyPanel();
    await controller.receive({ type: "changeDraft", conversationId: id, text: "hello" });
    await controller.receive({ type: "send", conversationId: id, text: "hello", partIds: [] });
    assert.equal(typesOf(posted).filter(type => type === "sent").length, 1);
    assert.equal(store.drafts.get(id)?.text, "");
  });

  it("takes no empty message, none for another conversation, and queues one while busy", async () => {
    const { controller, posted, id } = await openReadyPanel();
    const other = "01890000-0000-7000-8000-000000000000";
    await controller.receive({ type: "send", conversationId: id, text: " \n", partIds: [] });
    await controller.receive({ type: "send", conversationId: other, text: "hello", partIds: [] });
    assert.deepEqual(typesOf(posted), ["snapshot", "refused"]);
    for (const text of ["one", "two"]) {
      await controller.receive({ type: "send", conversationId: id, text, partIds: [] });
    }
    assert.equal(typesOf(posted).filter(type => type === "sent").length, 2);
    assert.equal((await controller.session()).conversation.messages.size, 2);
    assert.ok(typesOf(posted).includes("queue"));
  });

  it("drops whatever is not a message", async () => {
    const { controller, posted } = await openReadyPanel();
    for (const value of [undefined, "ready", { type: "send" }, { type: "constructor" }]) {
      await controller.receive(value);
    }
    assert.deepEqual(typesOf(posted), ["snapshot"]);
  });

  it("begins no new conversation while the shown one is empty", async () => {
    const { controller, posted, id } = await openReadyPanel();
    await controller.receive({ type: "newChat" });
    assert.equal((await controller.session()).conversation.id, id);
    assert.deepEqual(typesOf(posted), ["snapshot", "focusComposer"]);
  });

  it("shows a new conversation and lets the old one stream on unseen", async () => {
    const { controller, posted, id } = await openReadyPanel();
    await controller.receive({ type: "send", conversationId: id, text: "hello", partIds: [] });
    const old = await controller.session();
    await controller.receive({ type: "newChat" });
    posted.length = 0;
    old.stop();
    assert.notEqual((await controller.session()).conversation.id, id);
    assert.deepEqual(posted, []);
  });

  it("sends from the editor into a new conversation while the shown one is busy", async () => {
    const { controller, id } = await openReadyPanel();
    const first = await controller.session();
    await controller.send([{ type: "text", text: "one" }]);
    assert.equal(first.conversation.messages.size, 2);
    await controller.send([{ type: "text", text: "two" }]);
    const second = await controller.session();
    assert.notEqual(second.conversation.id, id);
    assert.deepEqual([first.busy, second.busy], [true, true]);
    assert.equal(second.conversation.messages.size, 2);
  });

  it("posts nothing after the page is gone, and all of it to the next", async () => {
    const { controller, posted, id } = await openReadyPanel();
    controller.pageGone();
    await controller.receive({ type: "send", conversationId: id, text: "hello", partIds: [] });
    await settled();
    assert.deepEqual(typesOf(posted), ["snapshot"]);
    await controller.receive({ type: "ready" });
    const snapshot = posted[1];
    assert.ok(snapshot?.type === "snapshot");
    assert.deepEqual(
      [snapshot.conversation.messages.length, snapshot.activity.state],
      [2, "streaming"],
    );
  });

  it("tries an answer again and changes the system prompt in the shown conversation", async () => {
    const { controller, id } = await openReadyPanel();
    await controller.receive({ type: "changeSystemPrompt", conversationId: id, text: "Be brief." });
    await controller.receive({ type: "send", conversationId: id, text: "hello", partIds: [] });
    await controller.receive({ type: "stop", conversationId: id });
    const session = await controller.session();
    const answerId = session.conversation.leafId ?? "";
    await controller.receive({ type: "retry", conversationId: id, answerId });
    assert.equal(session.conversation.systemPrompt, "Be brief.");
    assert.deepEqual([session.conversation.messages.size, session.busy], [3, true]);
  });

  it("tells whether the keyboard is in the view, also when that goes away", async () => {
    const { controller, acted } = await openReadyPanel();
    for (const type of ["focused", "blurred", "focused"]) await controller.receive({ type });
    controller.pageGone();
    assert.deepEqual(
      acted.filter(([name]) => name === "focusChanged").map(([, focused]) => focused),
      [true, false, true, false],
    );
  });

  it("hands to the editor what only the editor can do", async () => {
    const { controller, acted } = await openReadyPanel();
    await controller.receive({ type: "openLink", url: "https://host" });
    await controller.receive({ type: "setKey", connectionId: "" });
    await controller.receive({ type: "useServer", baseURL: "http://localhost:1/v1" });
    const expected = [
      ["openLink", "https://host"],
      ["setKey", ""],
      ["useServer", "http://localhost:1/v1"],
    ];
    assert.deepEqual(
      acted.filter(([name]) => name !== "emptyShown").filter(([name]) => name !== "changed"),
      expected,
    );
  });
});

function typesOf(posted: readonly HostToPanel[]): readonly string[] {
  return posted.map(({ type }) => type);
}
