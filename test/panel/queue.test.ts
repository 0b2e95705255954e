import assert from "node:assert/strict";
import type { ChatEvent } from "../../src/core/answering";
import { contentText } from "../../src/core/prompt";
import { PanelPage } from "../support/panelPage";

describe("the queue above the composer", function () {
  this.timeout(60_000);
  let panel: PanelPage;
  /** Ends the answer that is being made. */
  let end: (event?: ChatEvent) => void;

  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    panel.model = async function* (_request, signal) {
      yield { type: "text", text: "Half" };
      yield await new Promise<ChatEvent>(resolve => {
        end = (event = { type: "finish", finish: "stop" }) => resolve(event);
        signal.addEventListener("abort", () => end());
      });
    };
    panel.store.journals.clear();
    panel.store.current.clear();
    panel.store.drafts.clear();
    await panel.load();
    await panel.send("One");
    await panel.answer.filter({ hasText: "Half" }).waitFor();
  });
  afterEach(async () => {
    end();
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.console, []);
  });
  after(() => panel.close());

  const box = () => panel.page.getByRole("textbox", { name: "Message" });
  const list = () => panel.page.getByRole("list", { name: "Queued messages" });
  const rows = () => list().getByRole("listitem");
  const lines = () => rows().locator(".queued-line").allInnerTexts();
  const sendNow = () => panel.page.getByRole("button", { name: "Send now" });
  const inRow = (row: number, name: string) =>
    rows().nth(row).getByRole("button", { name, exact: true });
  const queue = async (...texts: readonly string[]) => {
    const before = await rows().count();
    for (const text of texts) await panel.send(text);
    await rows()
      .nth(before + texts.length - 1)
      .waitFor();
  };
  const questions = async () =>
    [...(await panel.session()).conversation.messages.values()].flatMap(message =>
      message.role === "user" ? [contentText(message.content)] : [],
    );
  const asks = async (count: number) => {
    await panel.page
      .getByRole("article")
      .nth(2 * count - 1)
      .filter({ hasText: "Half" })
      .waitFor();
  };

  it("shows first lines in order, leaves the cursor in the box, and sends them one by one", async () => {
    await queue("Two\nmore", "Three");
    assert.deepEqual(await lines(), ["Two", "Three"]);
    assert.equal(await panel.focus(), "Message");
    assert.equal(await sendNow().count(), 0);
    assert.deepEqual(await questions(), ["One"]);
    end();
    await asks(2);
    assert.deepEqual([await questions(), await lines()], [["One", "Two\nmore"], ["Three"]]);
    end();
    await asks(3);
    assert.equal((await questions()).at(-1), "Three");
    await list().waitFor({ state: "hidden" });
  });

  it("waits with Send now after Stop, and is sent by keyboard", async () => {
    await queue("Two");
    await box().press("Escape");
    await sendNow().waitFor();
    assert.deepEqual(await questions(), ["One"]);
    await sendNow().focus();
    await panel.page.keyboard.press("Enter");
    await asks(2);
    assert.equal(await panel.focus(), "Message");
    assert.deepEqual(await questions(), ["One", "Two"]);
  });

  it("puts a message back into the box, before what was just typed", async () => {
    await queue("Two", "Three");
    await box().fill("half");
    await inRow(0, "Edit").focus();
    await panel.page.keyboard.press("Enter");
    await panel.page.waitForFunction(() => document.activeElement?.ariaLabel === "Message");
    assert.equal(await box().inputValue(), "Two\n\nhalf");
    assert.deepEqual(await lines(), ["Three"]);
  });

  it("removes by keyboard, and goes on to the next button, then to the box", async () => {
    await queue("Two", "Three");
    await inRow(0, "Remove").focus();
    await panel.page.keyboard.press("Enter");
    await rows().nth(1).waitFor({ state: "detached" });
    assert.deepEqual([await lines(), await panel.focus()], [["Three"], "Remove"]);
    await panel.page.keyboard.press("Enter");
    await list().waitFor({ state: "hidden" });
    assert.equal(await panel.focus(), "Message");
    end();
    await panel.page.getByRole("button", { name: "Try again" }).waitFor();
    assert.deepEqual(await questions(), ["One"]);
  });

  it("is there after a reload, belongs to its conversation, and is seen by another view", async () => {
    await queue("Two");
    const first = await panel.session();
    const other = panel.secondView();
    await other.view.show(first);
    await other.view.receive({ type: "ready" });
    const told = other.told.findLast(message => message.type === "queue");
    assert.deepEqual(told?.type === "queue" && told.queue.map(({ line }) => line), ["Two"]);
    await panel.newChat();
    await list().waitFor({ state: "hidden" });
    await panel.store.writeCurrent("file:///project", first.conversation.id);
    await panel.load();
    await sendNow().waitFor();
    assert.deepEqual(await lines(), ["Two"]);
  });

  it("shows whatever was typed as text, within the narrowest view", async () => {
    await panel.page.setViewportSize({ width: 200, height: 500 });
    await queue("<img src=x onerror=alert(1)>".repeat(20));
    assert.equal(await panel.page.locator("img").count(), 0);
    const overflow = () => document.documentElement.scrollWidth - window.innerWidth;
    assert.ok((await panel.page.evaluate(overflow)) <= 0);
  });
});
