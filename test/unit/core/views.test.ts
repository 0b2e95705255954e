import assert from "node:assert/strict";
import { thread } from "../../../src/core/conversation";
import { ThreadView } from "../../../src/core/shownThread";
import { Drafts } from "../../../src/core/drafts";
import { PanelController } from "../../../src/core/panelController";
import type { HostToPanel, PanelToHost } from "../../../src/core/protocol";
import { settled } from "../../support/fakeClock";
import { openPanel, openReadyPanel } from "../../support/memoryStore";
import { assertAgrees, PanelModel } from "../../support/panelModel";

type Panel = Awaited<ReturnType<typeof openReadyPanel>>;

describe("two views of one conversation", () => {
  it("show it each at its own thread", async () => {
    const { one, two, session } = await twoViews();
    const first = session.conversation.leafId ?? "";
    session.stop();
    await one.ask({ type: "retry", answerId: first });
    session.stop();
    assert.deepEqual([one.leaf === first, two.leaf === first], [false, true]);
    await two.ask({ type: "showMessage", messageId: one.leaf ?? "" });
    assert.equal(two.leaf, one.leaf);
    await one.ask({ type: "showMessage", messageId: first });
    assert.deepEqual([one.leaf, two.leaf === first], [first, false]);
    assert.deepEqual(one.siblings, two.siblings);
    one.assertAgrees();
    two.assertAgrees();
  });

  it("both go on where their common thread grows", async () => {
    const { one, two, session } = await twoViews();
    session.stop();
    await one.ask({ type: "send", text: "more", partIds: [] });
    assert.equal(one.leaf, two.leaf);
    assert.equal(two.page.shown.length, 4);
  });

  it("are told another title at once, without anything else", async () => {
    const { one, two, session } = await twoViews();
    const before = one.posted.length;
    assert.ok(session.rename("Mine"));
    for (const view of [one, two]) {
      const told = view.posted.at(-1);
      assert.ok(told?.type === "events" && told.title === "Mine", JSON.stringify(told));
      view.assertAgrees();
    }
    assert.equal(one.posted.length, before + 1);
  });

  it("share what stands in the composer", async () => {
    const { one, two } = await twoViews();
    await one.ask({ type: "changeDraft", text: "half a" });
    const told = two.posted.flatMap(message => (message.type === "draft" ? [message] : []));
    assert.deepEqual([told.at(-1)?.draft.text, told.at(-1)?.mine], ["half a", false]);
    assert.ok(one.posted.every(({ type }) => type !== "draft"));
  });
});

describe("a view", () => {
  it("puts a message into its composer, and what stood there back when that is left", async () => {
    const panel = await talked();
    const [question] = thread((await panel.controller.session()).conversation);
    await tell(panel, { type: "changeDraft", text: "half a" });
    await tell(panel, { type: "editMessage", messageId: question?.id ?? "" });
    assert.deepEqual(lastDraft(panel.posted), { text: "hello", editing: "user" });
    await tell(panel, { type: "editMessage", messageId: panel.controller.view?.leafId ?? "" });
    assert.deepEqual(lastDraft(panel.posted), { text: "Hel", editing: "assistant" });
    await tell(panel, { type: "cancelEdit" });
    assert.deepEqual(lastDraft(panel.posted), { text: "half a", editing: undefined });
  });

  it("sends a changed message beside the old one, and has its draft again", async () => {
    const panel = await talked();
    const session = await panel.controller.session();
    session.stop();
    const [question] = thread(session.conversation);
    await tell(panel, { type: "changeDraft", text: "half a" });
    await tell(panel, { type: "editMessage", messageId: question?.id ?? "" });
    await tell(panel, { type: "send", text: "changed", partIds: [] });
    assert.deepEqual(lastDraft(panel.posted), { text: "half a", editing: undefined });
    const [shown] = thread(session.conversation, panel.controller.view?.leafId);
    assert.deepEqual(shown?.role === "user" && shown.content, [{ type: "text", text: "changed" }]);
  });

  it("saves the changed text of an answer, and asks nobody", async () => {
    const panel = await talked();
    const session = await panel.controller.session();
    session.stop();
    const answerId = session.conversation.leafId ?? "";
    await tell(panel, { type: "editMessage", messageId: answerId });
    await tell(panel, { type: "send", text: "Mine.", partIds: [] });
    const answer = session.conversation.messages.get(answerId);
    assert.deepEqual(answer?.role === "assistant" && [answer.text, answer.received], [
      "Mine.",
      "Hel",
    ]);
    assert.deepEqual([session.busy, session.conversation.messages.size], [false, 2]);
    await tell(panel, { type: "undoEdit", answerId });
    const again = session.conversation.messages.get(answerId);
    assert.deepEqual(again?.role === "assistant" && again.text, "Hel");
  });

  it("goes beside what was deleted, and back when that is restored", async () => {
    const { one, session } = await twoViews();
    const first = session.conversation.leafId ?? "";
    session.stop();
    await one.ask({ type: "retry", answerId: first });
    const second = one.leaf ?? "";
    session.stop();
    await one.ask({ type: "deleteMessage", messageId: second });
    assert.equal(one.leaf, first);
    await one.ask({ type: "restoreMessages", messageIds: [second] });
    assert.equal(one.leaf, second);
    one.assertAgrees();
  });

  it("is at what stands beside a deleted message also after a restart", async () => {
    const { one, session, store } = await twoViews();
    const first = session.conversation.leafId ?? "";
    session.stop();
    await one.ask({ type: "retry", answerId: first });
    session.stop();
    const second = one.leaf ?? "";
    await one.ask({ type: "deleteMessage", messageId: second });
    await settled();
    const reading = store.reading(session.conversation.id);
    assert.ok(reading);
    assert.equal(new ThreadView(reading.conversation).leafId, first);
    // Also where nobody chose a thread after the deletion.
    assert.equal(new ThreadView({ ...session.conversation, leafId: second }).leafId, first);
  });

  it("has what is restored also where its page never had it", async () => {
    const { one, two, session } = await twoViews();
    const first = session.conversation.leafId ?? "";
    session.stop();
    await one.ask({ type: "retry", answerId: first });
    const second = one.leaf ?? "";
    session.stop();
    await one.ask({ type: "deleteMessage", messageId: second });
    await one.reload();
    assert.ok(one.page.shown.every(({ id }) => id !== second));
    await one.ask({ type: "restoreMessages", messageIds: [second] });
    assert.equal(one.page.shown.at(-1)?.id, second);
    one.assertAgrees();
    two.assertAgrees();
  });

  it("forks what it shows, and shows that", async () => {
    const panel = await talked();
    const before = panel.id;
    (await panel.controller.session()).stop();
    await tell(panel, { type: "fork", messageId: "" });
    const fork = (await panel.controller.session()).conversation;
    assert.notEqual(fork.id, before);
    assert.equal(thread(fork).length, 2);
  });

  it("has the end of a long thread first, and the rest when it asks for that", async () => {
    const panel = await openReadyPanel();
    const session = await panel.controller.session();
    for (let turn = 0; turn < 100; turn++) {
      session.send([{ type: "text", text: `question ${turn}` }]);
      await settled();
      session.stop();
    }
    panel.posted.length = 0;
    await panel.controller.receive({ type: "ready" });
    const page = new PanelModel();
    for (const message of panel.posted) page.take(message);
    assert.deepEqual([page.shown.length, page.more], [60, true]);
    for (const known of [120, 180, 200]) {
      panel.posted.length = 0;
      await tell(panel, { type: "showEarlier" });
      for (const message of panel.posted) page.take(message);
      assert.deepEqual([page.shown.length, page.more], [known, known < 200]);
      assertAgrees(page, session.conversation);
    }
  });
});

async function talked(): Promise<Panel> {
  const panel = await openReadyPanel();
  await panel.controller.send([{ type: "text", text: "hello" }]);
  await settled();
  return panel;
}

type Told = PanelToHost extends infer Message
  ? Message extends { readonly conversationId: string }
    ? Omit<Message, "conversationId">
    : never
  : never;

/** A page tells its view something about the shown conversation. */
async function tell({ controller }: Pick<Panel, "controller">, message: Told): Promise<void> {
  const conversationId = (await controller.session()).conversation.id;
  await controller.receive({ ...message, conversationId });
  await settled();
}

async function twoViews() {
  const { controller, store } = openPanel();
  const { chats } = controller.ports;
  const session = chats.start();
  const drafts = new Drafts(store);
  const view = async () => {
    const page = new PanelModel();
    const posted: HostToPanel[] = [];
    const post = (message: HostToPanel) => {
      posted.push(message);
      page.take(message);
    };
    const own = new PanelController({ ...controller.ports, drafts, post });
    await own.show(session);
    await own.receive({ type: "ready" });
    return {
      page,
      posted,
      ask: (message: Told) => tell({ controller: own }, message),
      reload: () => own.receive({ type: "ready" }),
      assertAgrees: () => assertAgrees(page, session.conversation),
      get leaf() {
        return page.thread?.leafId ?? null;
      },
      get siblings() {
        return page.thread?.siblings.map(([, ids]) => ids);
      },
    };
  };
  const one = await view();
  const two = await view();
  await one.ask({ type: "send", text: "hello", partIds: [] });
  return { one, two, session, store };
}

function lastDraft(posted: readonly HostToPanel[]) {
  const { text, editing } =
    posted.flatMap(message => (message.type === "draft" ? [message.draft] : [])).at(-1) ?? {};
  return { text, editing: editing?.role };
}
