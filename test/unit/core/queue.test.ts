import assert from "node:assert/strict";
import type { AskModel, ChatEvent } from "../../../src/core/answering";
import { contentText } from "../../../src/core/prompt";
import { decodeDraft, emptyDraft, isEmptyDraft } from "../../../src/core/drafts";
import type { FilePart } from "../../../src/core/messages";
import type { HostToPanel } from "../../../src/core/protocol";
import { settled } from "../../support/fakeClock";
import { MemoryStore, openReadyPanel } from "../../support/memoryStore";

const code: FilePart = {
  type: "file",
  path: "src/a.ts",
  language: "typescript",
  startLine: 3,
  endLine: 4,
  text: "let a;\nlet b;",
};

describe("a queued message", () => {
  it("waits for the answer, and is sent when that has ended well, in order", async () => {
    const panel = await asked();
    await panel.send("two");
    await panel.send("three");
    assert.deepEqual(panel.queue(), ["two", "three"]);
    assert.deepEqual(await panel.questions(), ["one"]);
    await panel.end({ type: "finish", finish: "stop" });
    assert.deepEqual([await panel.questions(), panel.queue()], [["one", "two"], ["three"]]);
    await panel.end({ type: "finish", finish: "stop" });
    assert.deepEqual([await panel.questions(), panel.queue()], [["one", "two", "three"], []]);
    await panel.end({ type: "finish", finish: "stop" });
    assert.ok(isEmptyDraft(panel.store.drafts.get(panel.id) ?? emptyDraft));
  });

  it("empties the composer, and is never written into the journal", async () => {
    const panel = await asked();
    await panel.tell({ type: "changeDraft", text: "two" });
    await panel.send("two");
    const { text, queue } = panel.store.drafts.get(panel.id) ?? emptyDraft;
    assert.deepEqual([text, queue?.map(message => message.text)], ["", ["two"]]);
    assert.doesNotMatch(panel.store.journals.get(panel.id) ?? "", /two/);
  });

  const badEnds: readonly (readonly [string, ChatEvent])[] = [
    ["an error", { type: "error", error: { kind: "server" } }],
    ["a cut", { type: "finish", finish: "length" }],
  ];
  for (const [name, event] of badEnds) {
    it(`waits after ${name} until the user sends on, and then flows again`, async () => {
      const panel = await asked();
      await panel.send("two");
      await panel.send("three");
      await panel.end(event);
      assert.deepEqual([await panel.questions(), panel.queue()], [["one"], ["two", "three"]]);
      await panel.tell({ type: "sendQueued" });
      assert.deepEqual([await panel.questions(), panel.queue()], [["one", "two"], ["three"]]);
      await panel.end({ type: "finish", finish: "stop" });
      assert.deepEqual(await panel.questions(), ["one", "two", "three"]);
    });
  }

  it("waits after Stop, also when another question is asked and answered", async () => {
    const panel = await asked();
    await panel.send("two");
    await panel.tell({ type: "stop" });
    await panel.send("other");
    await panel.end({ type: "finish", finish: "stop" });
    assert.deepEqual([await panel.questions(), panel.queue()], [["one", "other"], ["two"]]);
  });

  it("takes the code with it that was shown when it was queued, and no other", async () => {
    const panel = await asked();
    await panel.controller.attach(code, { idle: false });
    const [part] = panel.store.drafts.get(panel.id)?.parts ?? [];
    await panel.controller.attach({ ...code, path: "later.ts" }, { idle: false });
    await panel.send("two", [part?.id ?? ""]);
    const { parts } = panel.store.drafts.get(panel.id) ?? emptyDraft;
    assert.deepEqual(
      parts.map(part => part.type === "file" && part.path),
      ["later.ts"],
    );
    assert.deepEqual(panel.told().at(-1)?.paths, ["src/a.ts"]);
    await panel.end({ type: "finish", finish: "stop" });
    const { messages } = (await panel.controller.session()).conversation;
    const sent = [...messages.values()].at(-2);
    assert.deepEqual(sent?.role === "user" && sent.content, [{ type: "text", text: "two" }, code]);
  });

  it("is removed, or put back into the composer before what stands there", async () => {
    const panel = await asked();
    await panel.send("two\nlines");
    await panel.send("three");
    assert.deepEqual(panel.queue(), ["two", "three"]);
    await panel.tell({ type: "changeDraft", text: "half" });
    await panel.tell({ type: "editQueued", queuedId: panel.told()[0]?.id ?? "" });
    const drafted = panel.posted.findLast(message => message.type === "draft");
    assert.equal(drafted?.type === "draft" && drafted.draft.text, "two\nlines\n\nhalf");
    await panel.tell({ type: "removeQueued", queuedId: panel.told()[0]?.id ?? "" });
    assert.deepEqual(panel.queue(), []);
    await panel.end({ type: "finish", finish: "stop" });
    assert.deepEqual(await panel.questions(), ["one"]);
  });

  it("is sent while its conversation is not shown, and is there when it is again", async () => {
    const panel = await asked();
    const session = await panel.controller.session();
    await panel.send("two");
    await panel.send("three");
    await panel.controller.newChat();
    assert.deepEqual(panel.queue(), []);
    await panel.end({ type: "finish", finish: "stop" });
    await panel.controller.show(session);
    assert.deepEqual([await panel.questions(), panel.queue()], [["one", "two"], ["three"]]);
  });

  it("is there after a reload, and waits for the user", async () => {
    const panel = await asked();
    await panel.send("two");
    panel.store.kill();
    const next = await openReadyPanel(panel.store);
    const told = next.posted.findLast(message => message.type === "queue");
    assert.deepEqual(told?.type === "queue" && told.queue.map(({ line }) => line), ["two"]);
    await next.controller.receive({ type: "sendQueued", conversationId: panel.id });
    await settled();
    const { messages } = (await next.controller.session()).conversation;
    assert.equal([...messages.values()].filter(({ role }) => role === "user").length, 2);
  });

  it("is worth a file, also where nothing else is typed", () => {
    const queue = [{ id: "a", text: "two", parts: [] }];
    assert.deepEqual(
      [isEmptyDraft({ ...emptyDraft, queue }), isEmptyDraft(emptyDraft)],
      [false, true],
    );
  });

  it("is read as it was kept, and what is damaged is left out", () => {
    const part = { ...code, id: "p" };
    const queue = [{ id: "a", text: "two", parts: [part] }];
    assert.deepEqual(decodeDraft({ text: "x", parts: [], queue }), { text: "x", parts: [], queue });
    const damaged = [null, 7, { text: "no id" }, { id: "b", text: " " }, { id: "c", text: 3 }];
    for (const junk of [damaged, "x", 7, {}])
      assert.deepEqual(decodeDraft({ text: "x", parts: [], queue: junk }), {
        text: "x",
        parts: [],
      });
  });
});

/** A conversation whose first question is being answered; each answer ends when the test says so. */
async function asked() {
  const ends: ((event: ChatEvent) => void)[] = [];
  const ask: AskModel = async function* () {
    yield { type: "text", text: "Hel" };
    yield await new Promise<ChatEvent>(resolve => ends.push(resolve));
  };
  const panel = await openReadyPanel(new MemoryStore(), ask);
  const { controller, posted, id } = panel;
  const tell = async (message: Readonly<Record<string, unknown>>) => {
    await controller.receive({ ...message, conversationId: id });
    await settled();
  };
  const send = (text: string, partIds: readonly string[] = []) =>
    tell({ type: "send", text, partIds });
  const told = () => lastQueue(posted);
  await send("one");
  return {
    ...panel,
    tell,
    send,
    told,
    queue: () => told().map(({ line }) => line),
    end: async (event: ChatEvent) => {
      ends.pop()?.(event);
      await settled();
    },
    questions: async () => {
      const session = await controller.ports.chats.load(id);
      return [...(session?.conversation.messages.values() ?? [])].flatMap(message =>
        message.role === "user" ? [contentText(message.content)] : [],
      );
    },
  };
}

function lastQueue(posted: readonly HostToPanel[]) {
  const told = posted.findLast(message => message.type === "queue");
  return told?.type === "queue" ? told.queue : [];
}
