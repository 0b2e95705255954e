import assert from "node:assert/strict";
import type { Chats } from "../../../src/core/chats";
import { isConversationId } from "../../../src/core/ids";
import { settled } from "../../support/fakeClock";
import { chatsOver, MemoryStore, workspace } from "../../support/memoryStore";

const missing = "01890000-0000-7000-8000-000000000000";

describe("the chats of a window", () => {
  it("write nothing for a conversation in which nothing happens", async () => {
    const { chats, store, clock } = open();
    assert.ok(isConversationId(chats.start().conversation.id));
    clock.advance(10_000);
    await settled();
    assert.equal(store.journals.size, 0);
  });

  it("write nothing for it when the window closes either", async () => {
    const { chats, store } = open();
    chats.start();
    await chats.flush();
    assert.equal(store.journals.size, 0);
  });

  it("offer the same empty conversation again, but not one that another view shows", () => {
    const { chats } = open();
    const first = chats.start();
    assert.equal(chats.empty(), first);
    const hide = chats.shown(first);
    assert.notEqual(chats.empty(), first);
    hide();
    assert.equal(chats.empty(), first);
  });

  it("do not take over what another window has deleted, so that it can still come back", async () => {
    const { chats, store } = open();
    const { id } = await talk(chats);
    const other = chatsOver(store.otherProcess());
    const followed = await other.chats.load(id);
    assert.ok(followed);
    await chats.remove(id);
    await settled();
    assert.equal(await other.chats.takeOver(followed), false);
    assert.equal(followed.send([{ type: "text", text: "x" }]), false);
    await other.chats.flush();
    assert.equal(await store.restore(id), true);
  });

  it("do not write to a conversation of a newer version, and say so", async () => {
    const { chats, store } = open();
    const { id } = await talk(chats);
    const newer = (store.journals.get(id) ?? "").replace('"version":1', '"version":2');
    store.journals.set(id, newer);
    store.kill();
    const session = await chatsOver(store).chats.load(id);
    assert.equal(session?.readOnly, true);
    assert.equal(session.send([{ type: "text", text: "x" }]), false);
    session.setSystemPrompt("x");
    await settled();
    assert.equal(store.journals.get(id), newer);
  });

  it("begin a new conversation while the last one cannot be read, and leave that alone", async () => {
    const { chats, store } = open();
    const { id } = await talk(chats);
    await store.writeCurrent(workspace, id);
    const read = store.read.bind(store);
    store.read = () => Promise.reject(new Error("busy"));
    const session = await chatsOver(store).chats.restore();
    store.read = read;
    assert.notEqual(session.conversation.id, id);
  });

  it("go on in a copied file by itself, whose header names another", async () => {
    const { chats, store } = open();
    const { id } = await talk(chats);
    const original = store.journals.get(id) ?? "";
    store.journals.set(missing, original);
    const copy = await chatsOver(store.otherProcess()).chats.load(missing);
    assert.equal(copy?.conversation.id, missing);
    copy.setSystemPrompt("Only here.");
    await settled();
    assert.equal(store.journals.get(id), original);
    assert.match(store.journals.get(missing) ?? "", /Only here/);
  });

  it("write the header and the workspace with the first message", async () => {
    const { chats, store } = open();
    const { id } = await talk(chats);
    assert.deepEqual(store.reading(id)?.header.workspace, workspace);
    assert.equal(store.reading(id)?.conversation.messages.size, 2);
  });

  it("give the open conversation for its id, and not a second one", async () => {
    const { chats } = open();
    const session = chats.start();
    assert.equal(await chats.load(session.conversation.id), session);
  });

  it("give one conversation to two that ask for it at once", async () => {
    const { id, restarted } = await talkAndRestart();
    const [one, two] = await Promise.all([restarted.load(id), restarted.load(id)]);
    assert.ok(one && one === two);
  });

  it("mark an answer that was cut, and write that before what happens next", async () => {
    const { store, id, restarted } = await talkAndRestart();
    const session = await restarted.load(id);
    const answer = [...(session?.conversation.messages.values() ?? [])].at(-1);
    assert.ok(answer?.role === "assistant");
    assert.deepEqual([answer.text, answer.finish], ["Hel", "interrupted"]);
    session?.setSystemPrompt("Be brief.");
    await settled();
    const types = Array.from(
      store.journals.get(id)?.matchAll(/"type":"(\w+)"/g) ?? [],
      ([, type]) => type,
    );
    assert.deepEqual(types.slice(-2), ["answerFinished", "systemPromptChanged"]);
  });

  it("find nothing where there is no journal, no header or no disk", async () => {
    const { chats, store } = open();
    assert.equal(await chats.load(missing), undefined);
    store.journals.set(missing, "{}\n");
    assert.equal(await chats.load(missing), undefined);
    store.failing = true;
    assert.equal(await chats.load(missing), undefined);
  });

  it("restore the conversation that the workspace showed last", async () => {
    const { store, id, restarted } = await talkAndRestart();
    await store.writeCurrent(workspace, id);
    assert.equal((await restarted.restore()).conversation.id, id);
  });

  it("restore an empty conversation under its id, so that its draft is found", async () => {
    const { chats, store } = open();
    await store.writeCurrent(workspace, missing);
    const { conversation } = await chats.restore();
    assert.deepEqual([conversation.id, conversation.messages.size], [missing, 0]);
  });

  it("begin a new conversation when nothing can be restored", async () => {
    const { chats, store } = open();
    store.failing = true;
    assert.equal((await chats.restore()).conversation.messages.size, 0);
  });

  it("write what waits in every conversation when the window closes", async () => {
    const { chats, store } = open();
    const ids = [(await talk(chats)).id, (await talk(chats)).id];
    await chats.flush();
    assert.ok(ids.every(id => store.journals.get(id)?.includes('"Hel"')));
  });

  it("tell of a full disk, go on in memory, and write all of it later", async () => {
    const { chats, store, clock, troubles } = open();
    store.failing = true;
    const { id, session } = await talk(chats);
    assert.equal(session.busy, true);
    store.failing = false;
    clock.advance(5000);
    await settled();
    assert.equal(store.reading(id)?.conversation.messages.size, 2);
    assert.deepEqual(troubles, ["the disk is full", undefined]);
  });
});

function open(store = new MemoryStore()) {
  return { store, ...chatsOver(store) };
}

/** Sends a message whose answer never ends. */
async function talk(chats: Chats) {
  const session = chats.start();
  session.send([{ type: "text", text: "hello" }]);
  await settled();
  return { session, id: session.conversation.id };
}

async function talkAndRestart() {
  const { chats, store, clock } = open();
  const { id } = await talk(chats);
  clock.advance(250);
  await settled();
  store.kill();
  return { store, id, restarted: open(store).chats };
}
