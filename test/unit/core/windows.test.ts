import assert from "node:assert/strict";
import type { Chats } from "../../../src/core/chats";
import { thread } from "../../../src/core/conversation";
import type { Answer } from "../../../src/core/messages";
import type { ChatSession } from "../../../src/core/session";
import { settled } from "../../support/fakeClock";
import { chatsOver, MemoryStore, openPanel, workspace } from "../../support/memoryStore";

const hello = [{ type: "text" as const, text: "hello" }];

describe("a conversation in two windows", () => {
  it("is shown live in the second, which cannot write", async () => {
    const { first, second } = await both();
    assert.equal(second.session.access, "other");
    assert.deepEqual(textsOf(second.session), textsOf(first.session));
    assert.equal(second.session.send(hello), false);
    first.session.stop();
    first.session.send(hello);
    await everywhere(first);
    assert.deepEqual(second.session.conversation, first.session.conversation);
    assert.equal(lastAnswer(second.session).finish, undefined);
  });

  it("is taken over when the first window lets it go", async () => {
    const { first, second } = await both();
    first.session.stop();
    first.hide();
    await settled();
    assert.equal(second.session.access, "free");
    assert.equal(await second.chats.takeOver(second.session), true);
    assert.equal(second.session.send(hello), true);
    await settled();
    assert.deepEqual(second.troubles, []);
  });

  it("is handed over by a first window in which nothing happens, and is shown live there", async () => {
    const { first, second } = await both();
    first.session.stop();
    const heard: string[] = [];
    first.session.listen({
      events: (_from, events) => void heard.push(...events.map(({ type }) => type)),
      activity: () => {},
    });
    assert.equal(await second.chats.takeOver(second.session), true);
    assert.deepEqual([first.session.access, second.session.access], ["other", "write"]);
    second.session.send(hello);
    await everywhere(second);
    assert.deepEqual(first.session.conversation, second.session.conversation);
    assert.deepEqual(heard.slice(0, 2), ["messageAdded", "answerStarted"], "nothing is read twice");
    const again = first.chats.takeOver(first.session);
    await settled();
    first.clock.advance(3000);
    assert.equal(await again, false, "an answer is being made");
    assert.equal(second.session.access, "write");
  });

  it("is gone on with from what is written, also where nobody told of that", async () => {
    const { first, second } = await both(store => (store.watch = () => () => {}));
    first.session.stop();
    first.session.setSystemPrompt("Written last.");
    first.hide();
    await settled();
    second.session.setAccess("free");
    assert.equal(await second.chats.takeOver(second.session), true);
    assert.deepEqual(second.session.conversation, first.session.conversation);
  });

  it("is not handed over while an answer is being made", async () => {
    const { first, second } = await both();
    const taken = second.chats.takeOver(second.session);
    await settled();
    second.clock.advance(3000);
    assert.equal(await taken, false);
    assert.deepEqual([first.session.access, second.session.access], ["write", "other"]);
    assert.equal(first.session.busy, true);
  });

  it("is free when the first window was killed, and its answer is closed by who takes over", async () => {
    const { first, second, store } = await both();
    store.kill();
    store.failing = true;
    await settled();
    assert.equal(second.session.access, "free");
    assert.equal(lastAnswer(second.session).finish, undefined);
    assert.equal(await second.chats.takeOver(second.session), true);
    await settled();
    assert.equal(lastAnswer(second.session).finish, "interrupted");
    assert.match(second.store.journals.get(first.session.conversation.id) ?? "", /"interrupted"/);
  });

  it("is given up by a window that slept, and everything is there again once it looks", async () => {
    const { first, second, store } = await both();
    const sleep = store.sleep();
    await settled();
    assert.equal(await second.chats.takeOver(second.session), true);
    second.session.setSystemPrompt("Written meanwhile.");
    await settled();
    sleep.wake();
    await settled();
    assert.deepEqual([first.session.access, first.session.busy], ["other", false]);
    assert.equal(first.session.conversation.systemPrompt, "Written meanwhile.");
    assert.equal(first.session.send(hello), false);
    assert.deepEqual(first.troubles, [], "nothing is wrong with the disk");
    const before = store.journals.get(first.session.conversation.id);
    second.hide();
    await settled();
    first.clock.advance(60_000);
    await settled();
    assert.equal(first.session.access, "free");
    assert.equal(store.journals.get(first.session.conversation.id), before);
    assert.equal(await first.chats.takeOver(first.session), true);
  });

  it("can be forked by the second, with answers that are still being made cut", async () => {
    const { first, second } = await both();
    const fork = second.chats.fork(second.session, second.session.conversation.leafId);
    await settled();
    assert.deepEqual(textsOf(fork), textsOf(first.session));
    assert.equal(lastAnswer(fork).finish, "interrupted");
    assert.notEqual(fork.conversation.id, first.session.conversation.id);
    assert.deepEqual([fork.access, fork.send(hello)], ["write", true]);
    const { header } = second.store.reading(fork.conversation.id) ?? {};
    assert.equal(header?.forkedFrom?.id, first.session.conversation.id);
  });

  it("is not written by a window that could not read who writes it", async () => {
    const { first, second, store } = await both();
    const third = store.otherProcess();
    const claim = third.claim.bind(third);
    third.claim = () => Promise.reject(new Error("too many open files"));
    const { chats, clock, troubles } = chatsOver(third);
    const session = await chats.load(first.session.conversation.id);
    assert.ok(session);
    third.claim = claim;
    const before = store.journals.get(session.conversation.id);
    session.setSystemPrompt("Not now.");
    await settled();
    assert.equal(store.journals.get(session.conversation.id), before);
    assert.equal(troubles.length, 1);
    first.session.stop();
    first.session.setSystemPrompt("Written first.");
    first.hide();
    await settled();
    clock.advance(5000);
    await settled();
    assert.equal(store.reading(session.conversation.id)?.conversation.systemPrompt, "Not now.");
    assert.equal(second.session.conversation.systemPrompt, "Not now.");
    assert.equal(troubles.at(-1), undefined);
  });

  it("is not what a second window begins with", async () => {
    const { first, second } = await both();
    await second.store.writeCurrent(workspace, first.session.conversation.id);
    const third = chatsOver(second.store.otherProcess()).chats;
    const session = await third.restore();
    assert.notEqual(session.conversation.id, first.session.conversation.id);
    assert.equal(session.access, "write");
  });

  it("is not deleted by the second, and left alone by that", async () => {
    const { first, second } = await both();
    const { id } = first.session.conversation;
    assert.equal(await second.chats.remove(id), false);
    assert.ok(second.store.journals.has(id));
  });
});

describe("a conversation that is deleted", () => {
  it("is deleted also while its answer is made where nobody looks", async () => {
    const store = new MemoryStore();
    const { chats } = chatsOver(store);
    for (let round = 0; round < 10; round++) {
      const session = chats.start();
      session.send(hello);
      await settled();
      assert.equal(await chats.remove(session.conversation.id), true);
      assert.ok(!store.journals.has(session.conversation.id));
    }
  });

  it("stays while not all of it could be written, and is not written again afterwards", async () => {
    const store = new MemoryStore();
    const { chats, clock } = chatsOver(store);
    const session = chats.start();
    const { id } = session.conversation;
    chats.shown(session);
    session.send(hello);
    await settled();
    store.failing = true;
    await assert.rejects(chats.remove(id), /written/);
    store.failing = false;
    clock.advance(5000);
    await settled();
    assert.equal(await chats.remove(id), true);
    session.setSystemPrompt("Too late.");
    clock.advance(60_000);
    await settled();
    assert.deepEqual([store.journals.has(id), session.readOnly], [false, true]);
    assert.equal(await store.restore(id), true);
    assert.equal(store.reading(id)?.conversation.messages.size, 2);
  });
});

describe("a window that shows an empty conversation", () => {
  it("shows the same one in two views that ask for it at once", () => {
    const { chats } = chatsOver(new MemoryStore());
    const session = chats.start();
    assert.equal(chats.start(session.conversation.id), session);
  });

  it("leaves it to the window that showed it first", async () => {
    const store = new MemoryStore();
    const { id } = chatsOver(store).chats.start().conversation;
    await settled();
    await store.writeCurrent(workspace, id);
    const other = await chatsOver(store.otherProcess()).chats.restore();
    assert.notEqual(other.conversation.id, id);
  });
});

describe("a conversation that nobody looks at", () => {
  it("is read again for a view that shows it after it was let go", async () => {
    const { controller, store } = openPanel();
    const { chats } = controller.ports;
    const session = chats.start();
    session.send(hello);
    await settled();
    session.stop();
    await settled();
    assert.equal(session.access, "free");
    await controller.show(session);
    assert.equal(controller.shown?.access, "write");
    assert.ok(store.journals.has(session.conversation.id));
  });

  it("is let go when the view that waited for it was closed meanwhile", async () => {
    const { controller, store } = openPanel();
    const { chats } = controller.ports;
    const session = chats.start();
    session.send(hello);
    await settled();
    session.stop();
    controller.dispose();
    await controller.show(session);
    await settled();
    assert.equal(controller.shown, undefined);
    assert.equal(store.otherProcess().isFree(session.conversation.id), true);
  });

  it("is let go, written whole, and read again when it is asked for", async () => {
    const store = new MemoryStore();
    const { chats } = chatsOver(store);
    const session = chats.start();
    const hide = chats.shown(session);
    session.send(hello);
    await settled();
    session.stop();
    hide();
    await settled();
    const again = await chats.load(session.conversation.id);
    assert.ok(again && again !== session);
    assert.deepEqual([again.access, again.conversation], ["write", session.conversation]);
  });

  it("goes on as long as its answer is being made, and while the disk is full", async () => {
    const store = new MemoryStore();
    const { chats, clock } = chatsOver(store);
    const session = chats.start();
    chats.shown(session)();
    session.send(hello);
    await settled();
    assert.equal(await chats.load(session.conversation.id), session);
    store.failing = true;
    session.stop();
    await settled();
    assert.equal(await chats.load(session.conversation.id), session);
    store.failing = false;
    clock.advance(5000);
    await settled();
    assert.equal(store.reading(session.conversation.id)?.closing.length, 0);
  });

  it("goes to the trash with its draft, and comes back with all of it", async () => {
    const store = new MemoryStore();
    const { chats } = chatsOver(store);
    const session = chats.start();
    const { id } = session.conversation;
    session.send(hello);
    await settled();
    await store.writeDraft(id, { text: "half a", parts: [] });
    assert.equal(await chats.remove(id), true);
    assert.equal(session.busy, false);
    assert.deepEqual([store.journals.has(id), await chats.load(id)], [false, undefined]);
    assert.equal(await store.restore(id), true);
    const back = await chats.load(id);
    assert.deepEqual(back?.conversation, session.conversation);
    assert.equal((await store.readDraft(id)).text, "half a");
  });
});

interface Window {
  readonly session: ChatSession;
  readonly chats: Chats;
  readonly hide: () => void;
  readonly clock: { advance(ms: number): void };
}

/** A first window in which an answer is being made, and a second one that opens the same conversation. */
async function both(prepare: (store: MemoryStore) => void = () => {}) {
  const store = new MemoryStore();
  const one = chatsOver(store);
  const session = one.chats.start();
  const first = { ...one, session, hide: one.chats.shown(session) };
  session.send(hello);
  await everywhere(first);
  const otherStore = store.otherProcess();
  prepare(otherStore);
  const two = chatsOver(otherStore);
  const followed = await two.chats.load(session.conversation.id);
  assert.ok(followed);
  const second = { ...two, store: otherStore, session: followed, hide: two.chats.shown(followed) };
  await settled();
  return { first, second, store };
}

/** What is said is on the disk, and other windows have read it. */
async function everywhere({ clock }: Pick<Window, "clock">): Promise<void> {
  await settled();
  clock.advance(250);
  await settled();
}

function lastAnswer({ conversation }: ChatSession): Answer {
  const message = thread(conversation).at(-1);
  assert.ok(message?.role === "assistant");
  return message;
}

function textsOf({ conversation }: ChatSession): readonly string[] {
  return thread(conversation).map(message =>
    message.role === "assistant" ? message.text : "hello",
  );
}
