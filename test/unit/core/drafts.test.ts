import assert from "node:assert/strict";
import type { HostToPanel } from "../../../src/core/protocol";
import { MemoryStore, openReadyPanel } from "../../support/memoryStore";

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
    const { posted } = await openReadyPanel(store);
    assert.equal(draftIn(posted), "half a");
    assert.deepEqual(
      posted.map(message => message.type === "snapshot" && message.conversation.id),
      [id],
    );
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

function draftIn(posted: readonly HostToPanel[]): string | undefined {
  return posted.flatMap(message => (message.type === "snapshot" ? [message.draft] : [])).at(-1);
}
