import assert from "node:assert/strict";
import type { FilePart } from "../../../src/core/messages";
import { dataUrl } from "../../../src/core/base64";
import {
  decodeDraft,
  type DraftPart,
  Drafts,
  emptyDraft,
  isEmptyDraft,
  withoutResults,
} from "../../../src/core/drafts";
import type { PanelController } from "../../../src/core/panelController";
import type { HostToPanel } from "../../../src/core/protocol";
import { settled } from "../../support/fakeClock";
import { MemoryStore, openPanel, openReadyPanel } from "../../support/memoryStore";
import { isImageFile } from "../../../src/core/imageType";
import { exif, jpeg, place, png, squarePixels } from "../../support/imageBytes";

describe("a draft", () => {
  it("is kept when the editor sends", async () => {
    const { controller, store, id } = await openReadyPanel();
    await controller.receive({ type: "changeDraft", conversationId: id, text: "half a" });
    await controller.send([{ type: "text", text: "one" }]);
    assert.equal(store.drafts.get(id)?.text, "half a");
  });

  it("is kept for each conversation, also when it cannot be written", async () => {
    const { controller, store, posted, id } = await openReadyPanel();
    await controller.send([{ type: "text", text: "one" }]);
    store.failing = true;
    await controller.receive({ type: "changeDraft", conversationId: id, text: "half a" });
    const first = await controller.session();
    await controller.newChat();
    assert.equal(draftIn(posted), "");
    await controller.show(first);
    assert.equal(draftIn(posted), "half a");
  });

  it("is there with its conversation after a restart", async () => {
    const { controller, store, id } = await openReadyPanel();
    await controller.receive({ type: "changeDraft", conversationId: id, text: "half a" });
    store.kill();
    const { posted } = await openReadyPanel(store);
    assert.equal(draftIn(posted), "half a");
    assert.deepEqual(
      posted.map(message => message.type === "snapshot" && message.conversation.id),
      [id],
    );
  });

  it("is read again after another window may have changed it, but for what could not be written", async () => {
    const { store } = openPanel();
    const drafts = new Drafts(store);
    await drafts.change("x", draft => ({ ...draft, text: "mine" }));
    await settled();
    await store.writeDraft("x", { text: "theirs", parts: [] });
    assert.equal((await drafts.read("x")).text, "mine");
    drafts.forget("x");
    assert.equal((await drafts.read("x")).text, "theirs");
    store.failing = true;
    await drafts.change("x", draft => ({ ...draft, text: "unwritten" }));
    await settled();
    drafts.forget("x");
    assert.equal((await drafts.read("x")).text, "unwritten");
  });

  it("is empty, and the view works, when nothing can be read", async () => {
    const store = new MemoryStore();
    store.failing = true;
    const { controller, posted, id } = await openReadyPanel(store);
    assert.equal(draftIn(posted), "");
    await controller.receive({ type: "send", conversationId: id, text: "hello", partIds: [] });
    assert.ok(posted.some(({ type }) => type === "sent"));
  });
});

const code: FilePart = {
  type: "file",
  path: "src/a.ts",
  language: "typescript",
  startLine: 3,
  endLine: 4,
  text: "let a;\nlet b;",
};
const other: FilePart = { ...code, path: "b.ts" };

describe("attached code", () => {
  it("is told to the view, kept with the text, and sends nothing", async () => {
    const { controller, store, posted, id } = await openReadyPanel();
    await controller.receive({ type: "changeDraft", conversationId: id, text: "why?" });
    await controller.attach(code, { idle: false });
    assert.deepEqual(
      posted.slice(-2).map(({ type }) => type),
      ["draftParts", "focusComposer"],
    );
    const { text, parts } = store.drafts.get(id) ?? emptyDraft;
    assert.deepEqual([text, parts.length], ["why?", 1]);
    assert.deepEqual(partsIn(posted), parts);
    assert.equal((await controller.session()).conversation.messages.size, 0);
  });

  it("is one part for the same place with the same text", async () => {
    const { controller, posted } = await openReadyPanel();
    await controller.attach(code, { idle: false });
    await controller.attach({ ...code }, { idle: false });
    await controller.attach({ ...code, text: "changed" }, { idle: false });
    assert.deepEqual(
      partsIn(posted).map(part => part.type === "file" && part.text),
      ["let a;\nlet b;", "changed"],
    );
    assert.equal(posted.filter(({ type }) => type === "draftParts").length, 2);
  });

  it("is in the snapshot of a view that opens later, with the draft that was on disk", async () => {
    const { controller, store, id } = await openReadyPanel();
    await controller.receive({ type: "changeDraft", conversationId: id, text: "old" });
    store.kill();
    const { controller: next, posted } = openPanel(store);
    await next.attach(code, { idle: true });
    await next.receive({ type: "ready" });
    assert.equal(draftIn(posted), "old");
    assert.equal(partsIn(posted).length, 1);
  });

  it("goes with a message after its text, without the id, and is gone then", async () => {
    const { controller, store, posted, id } = await openReadyPanel();
    await attachBoth(controller);
    const partIds = partsIn(posted).map(part => part.id);
    await controller.receive({ type: "send", conversationId: id, text: "why?", partIds });
    assert.deepEqual(await sent(controller), [{ type: "text", text: "why?" }, code, other]);
    assert.deepEqual(store.drafts.get(id), emptyDraft);
    assert.deepEqual(partsIn(posted), []);
  });

  it("goes alone when the text is blank", async () => {
    const { controller, posted, id } = await openReadyPanel();
    await attachBoth(controller);
    const partIds = partsIn(posted).map(part => part.id);
    await controller.receive({ type: "send", conversationId: id, text: " \n", partIds });
    assert.deepEqual(await sent(controller), [code, other]);
  });

  it("is not sent, and stays, when the view had not shown it", async () => {
    const { controller, posted, id } = await openReadyPanel();
    await attachBoth(controller);
    const [first] = partsIn(posted);
    const partIds = [first?.id ?? "", "of another conversation"];
    await controller.receive({ type: "send", conversationId: id, text: "why?", partIds });
    assert.deepEqual(await sent(controller), [{ type: "text", text: "why?" }, code]);
    assert.deepEqual(partsIn(posted).map(pathOf), ["b.ts"]);
  });

  it("stays when the message is refused", async () => {
    const { controller, posted, id } = await openReadyPanel();
    await controller.send([{ type: "text", text: "one" }]);
    await attachBoth(controller);
    (await controller.session()).setAccess("other");
    const partIds = partsIn(posted).map(part => part.id);
    await controller.receive({ type: "send", conversationId: id, text: "two", partIds });
    assert.equal(posted.at(-1)?.type, "refused");
    assert.equal(partsIn(posted).length, 2);
  });

  it("is removed by its id, and by no other", async () => {
    const { controller, store, posted, id } = await openReadyPanel();
    await attachBoth(controller);
    const [first] = partsIn(posted);
    for (const partId of ["x", first?.id ?? ""])
      await controller.receive({ type: "removePart", conversationId: id, partId });
    assert.deepEqual(partsIn(posted).map(pathOf), ["b.ts"]);
    assert.equal(posted.filter(({ type }) => type === "draftParts").length, 3);
    assert.equal(store.drafts.get(id)?.parts.length, 1);
  });

  it("goes to the shown conversation also while that streams, unless one wants to ask at once", async () => {
    const { controller, posted, id } = await openReadyPanel();
    await controller.send([{ type: "text", text: "one" }]);
    await controller.attach(code, { idle: false });
    assert.equal((await controller.session()).conversation.id, id);
    await controller.attach(other, { idle: true });
    const second = await controller.session();
    assert.notEqual(second.conversation.id, id);
    assert.deepEqual(partsIn(posted).map(pathOf), ["b.ts"]);
    const first = posted.find(message => message.type === "draftParts");
    assert.equal(first?.type === "draftParts" && first.conversationId, id);
  });

  it("goes to a new chat when the shown one can only be read", async () => {
    const { controller, store, id } = await openReadyPanel();
    await controller.send([{ type: "text", text: "one" }]);
    await settled();
    store.journals.set(id, (store.journals.get(id) ?? "").replace('"version":1', '"version":2'));
    const { controller: next } = await openReadyPanel(store);
    assert.ok((await next.session()).readOnly);
    await next.attach(code, { idle: false });
    assert.equal((await next.session()).readOnly, false);
    assert.equal(store.drafts.get(id)?.parts.length ?? 0, 0);
  });

  it("is added in order while the draft is still being read", async () => {
    const { store, id } = await openReadyPanel();
    let release = () => {};
    const held = new Promise<void>(resolve => (release = resolve));
    store.readDraft = async () => held.then(() => ({ text: "old", parts: [] }));
    store.kill();
    const { controller } = openPanel(store);
    await controller.session();
    const changes = [
      controller.attach(code, { idle: false }),
      controller.attach(other, { idle: false }),
      controller.receive({ type: "changeDraft", conversationId: id, text: "new" }),
    ];
    release();
    await Promise.all(changes);
    const { text, parts } = store.drafts.get(id) ?? emptyDraft;
    assert.deepEqual([text, parts.map(pathOf)], ["new", ["src/a.ts", "b.ts"]]);
  });

  it("keeps pictures with what is known of them, each once, and sends them behind the text", async () => {
    const { controller, id } = await openReadyPanel();
    const message = { conversationId: id, name: "a.png", url: dataUrl("", png(4, 3)) };
    for (const type of ["attachImage", "attachImage"] as const)
      await controller.receive({ ...message, type });
    await controller.receive({ type: "attachImageLink", conversationId: id, url: "javascript:1" });
    const { parts } = await controller.ports.drafts.read(id);
    const [part] = parts;
    assert.ok(part?.type === "image" && isImageFile(part.url) && parts.length === 1);
    assert.deepEqual(
      [part.name, part.width, part.height, part.size],
      ["a.png", 4, 3, png(4, 3).length],
    );
    const partId = part.id;
    await controller.receive({ type: "changeDetail", conversationId: id, partId, detail: "low" });
    const kept = decodeDraft(JSON.parse(JSON.stringify(await controller.ports.drafts.read(id))));
    assert.deepEqual(kept.parts, [{ ...part, detail: "low" }]);
    await controller.receive({ type: "send", conversationId: id, text: "x", partIds: [partId] });
    const { id: _id, ...image } = { ...part, detail: "low" };
    assert.deepEqual(await sent(controller), [{ type: "text", text: "x" }, image]);
  });

  it("keeps nothing of a picture but its pixels, whatever the page sends", async () => {
    const { controller, store, id } = await openReadyPanel();
    const bytes = Buffer.concat([jpeg(exif(), squarePixels(3)), Buffer.from(place)]);
    const url = dataUrl("image/png", bytes);
    await controller.receive({ type: "attachImage", conversationId: id, name: "a", url });
    const [[name, kept] = ["", new Uint8Array()]] = store.files.get(id) ?? [];
    assert.ok(name.endsWith(".jpg"));
    assert.deepEqual(Buffer.from(kept), jpeg(squarePixels(3)));
  });

  it("leaves no file of a picture that is removed, unless something else names it", async () => {
    const { controller, store, posted, id } = await openReadyPanel();
    const attach = async (name: string, side: number) => {
      const url = dataUrl("", png(side, side));
      await controller.receive({ type: "attachImage", conversationId: id, name, url });
      return partsIn(posted).at(-1)?.id ?? "";
    };
    const remove = (partId: string) =>
      controller.receive({ type: "removePart", conversationId: id, partId });
    const count = () => store.files.get(id)?.size;
    await remove(await attach("a.png", 1));
    assert.equal(count(), 0);
    const sentId = await attach("b.png", 2);
    const message = { conversationId: id, text: "x", partIds: [sentId] };
    await controller.receive({ ...message, type: "send" });
    await remove(await attach("b.png", 2));
    assert.equal(count(), 1);
  });

  it("is not sent to a model that sees nothing, and stays", async () => {
    const { controller, store, posted, id } = await openReadyPanel();
    controller.ports.chats.imagesAt = async () => ({
      provider: "Lab",
      model: "m",
      vision: false,
      column: {},
    });
    const url = "https://images.example/a.png";
    await controller.receive({ type: "attachImageLink", conversationId: id, url });
    const partIds = partsIn(posted).map(({ id }) => id);
    await controller.receive({ type: "send", conversationId: id, text: "x", partIds });
    assert.equal(posted.at(-1)?.type, "refused");
    assert.ok(posted.some(message => message.type === "told" && message.unsent));
    assert.equal((await controller.session()).conversation.messages.size, 0);
    assert.equal(store.drafts.get(id)?.parts.length, 1);
  });

  it("takes no picture of a page that is damaged, or none, and says so", async () => {
    const { controller, posted, id } = await openReadyPanel();
    for (const bytes of [png(4, 3).subarray(0, 60), Buffer.from("<svg/>"), png(0, 3)])
      await controller.receive({
        type: "attachImage",
        conversationId: id,
        name: "a.png",
        url: dataUrl("image/png", bytes),
      });
    const told = posted.flatMap(message => (message.type === "told" ? [message.phrase] : []));
    assert.equal(told.length, 3);
    assert.ok(told.every(({ values }) => values[0] === "a.png"));
    assert.deepEqual(partsIn(posted), []);
  });

  it("that was kept is read as it was, and what is damaged is left out", () => {
    const part = { ...code, id: "a" };
    assert.deepEqual(decodeDraft({ text: "x", parts: [part, { ...part, startLine: "3" }, null] }), {
      text: "x",
      parts: [part],
    });
    for (const junk of [null, 7, [], { text: 7, parts: "x" }, { results: [] }])
      assert.deepEqual(decodeDraft(junk), emptyDraft);
  });

  it("keeps the results that were typed, until they are sent", () => {
    const results = { a: ["40", ""], b: ["1"] };
    const draft = decodeDraft({ ...emptyDraft, results: { ...results, c: [7], d: "x" } });
    assert.deepEqual(draft, { ...emptyDraft, results });
    assert.equal(isEmptyDraft(draft), false);
    const left = withoutResults(draft, "a");
    assert.deepEqual(left, { ...emptyDraft, results: { b: ["1"] } });
    assert.equal(isEmptyDraft(withoutResults(left, "b")), true);
  });
});

describe("a hint", () => {
  it("is posted at once, or when the page is ready, once", async () => {
    const { controller, posted } = openPanel();
    controller.hint("early");
    await controller.receive({ type: "ready" });
    await controller.receive({ type: "ready" });
    controller.hint("late");
    assert.deepEqual(
      posted.flatMap(message => (message.type === "hint" ? [message.text] : [])),
      ["early", "late"],
    );
    assert.deepEqual(
      posted.slice(0, 2).map(({ type }) => type),
      ["snapshot", "hint"],
    );
  });
});

async function attachBoth(controller: PanelController): Promise<void> {
  await controller.attach(code, { idle: false });
  await controller.attach(other, { idle: false });
}

/** The content of the last user message. */
async function sent(controller: PanelController): Promise<unknown> {
  const { messages } = (await controller.session()).conversation;
  const questions = [...messages.values()].filter(message => message.role === "user");
  return questions.at(-1)?.content;
}

/** The attached code that the view was told last. */
function partsIn(posted: readonly HostToPanel[]): readonly DraftPart[] {
  const told = posted.flatMap(message => {
    if (message.type === "snapshot") return [message.draft.parts];
    return message.type === "draftParts" ? [message.parts] : [];
  });
  return told.at(-1) ?? [];
}

function draftIn(posted: readonly HostToPanel[]): string | undefined {
  return posted
    .flatMap(message => (message.type === "snapshot" ? [message.draft.text] : []))
    .at(-1);
}

function pathOf(part: DraftPart): string {
  return part.type === "file" ? part.path : part.url;
}
