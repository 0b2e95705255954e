import assert from "node:assert/strict";
import { goesOn, PanelPage, says } from "../support/panelPage";

describe("attached code in the composer", function () {
  this.timeout(60_000);
  let panel: PanelPage;

  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    panel.model = says("Hello there.");
    panel.store.journals.clear();
    panel.store.current.clear();
    panel.store.drafts.clear();
    await panel.load();
  });
  afterEach(async () => {
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.console, []);
  });
  after(() => panel.close());

  const box = () => panel.page.getByRole("textbox", { name: "Message" });
  const list = () => panel.page.getByRole("list", { name: "Attached code" });
  const chips = () => list().getByRole("listitem");
  const hint = () => panel.page.locator(".hint");
  const isSaid = (text: string) => hint().filter({ hasText: text }).waitFor();
  const focus = () => panel.page.evaluate(() => document.activeElement?.ariaLabel ?? "");
  const attachTwo = async () => {
    await panel.attach();
    await panel.attach({ path: "lib/b.ts", endLine: 3, text: "let c;" });
    await chips().nth(1).waitFor();
  };

  it("is a chip that names file and lines, has the whole place as its title, and is said", async () => {
    assert.equal(await list().count(), 0);
    await box().fill("why?");
    await panel.attach();
    await isSaid("Attached a.ts, lines 3–4");
    assert.equal(await hint().getAttribute("aria-live"), "polite");
    assert.equal(await chips().locator("summary").innerText(), "a.ts, lines 3–4");
    assert.equal(await chips().locator("summary").getAttribute("title"), "src/a.ts, lines 3–4");
    assert.equal(await box().inputValue(), "why?");
    assert.equal(await focus(), "Message");
  });

  it("opens by keyboard to the very text that is sent, and is sent once", async () => {
    await panel.attach();
    await box().press("Shift+Tab"); // Its remove button.
    await panel.page.keyboard.press("Shift+Tab");
    await panel.page.keyboard.press("Enter");
    const shown = await list().locator("pre").innerText();
    assert.equal(shown, "src/a.ts, lines 3–4\n```typescript\nlet a;\nlet b;\n```");
    let asked = "";
    panel.model = async function* ({ messages }) {
      const content = messages.at(-1)?.content;
      asked = typeof content === "string" ? content : "";
      yield { type: "finish", finish: "stop" };
    };
    await panel.send("why?");
    await list().waitFor({ state: "hidden" });
    await until(() => asked !== "");
    assert.equal(asked, `why?\n\n${shown}`);
    assert.equal(await box().inputValue(), "");
    await panel.send("and?");
    await until(() => asked === "and?");
  });

  it("goes alone when nothing is typed", async () => {
    await panel.attach();
    await box().press("Enter");
    await panel.answer.filter({ hasText: "Hello there." }).waitFor();
    const [message] = (await panel.session()).conversation.messages.values();
    assert.deepEqual(message?.role === "user" && message.content.map(part => part.type), ["file"]);
    assert.equal(await panel.page.getByText("Type a message first.").count(), 0);
  });

  it("is removed with the mouse, which leaves the cursor in the box", async () => {
    await attachTwo();
    await panel.page.getByRole("button", { name: "Remove a.ts, lines 3–4" }).click();
    await isSaid("Removed a.ts, lines 3–4");
    assert.deepEqual(await chips().locator("summary").allInnerTexts(), ["b.ts, line 3"]);
    assert.equal(await focus(), "Message");
  });

  it("is removed by keyboard, which goes on to the next chip and then to the box", async () => {
    await attachTwo();
    await panel.page.getByRole("button", { name: "Remove a.ts, lines 3–4" }).focus();
    await panel.page.keyboard.press("Enter");
    await isSaid("Removed a.ts, lines 3–4");
    assert.equal(await focus(), "Remove b.ts, line 3");
    await panel.page.keyboard.press("Space");
    await list().waitFor({ state: "hidden" });
    assert.equal(await focus(), "Message");
    await isSaid("Removed b.ts, line 3");
  });

  it("goes with Backspace in an empty box, the last first, and never with one in a text", async () => {
    await attachTwo();
    await box().fill("x");
    await box().press("Backspace");
    await panel.page.waitForTimeout(100);
    assert.equal(await chips().count(), 2);
    await box().press("Backspace");
    await isSaid("Removed b.ts, line 3");
    assert.deepEqual(await chips().locator("summary").allInnerTexts(), ["a.ts, lines 3–4"]);
    await box().press("Backspace");
    await list().waitFor({ state: "hidden" });
    assert.deepEqual((await panel.session()).conversation.messages.size, 0);
  });

  it("can come while an answer streams, and goes into the queue with its message", async () => {
    panel.model = goesOn("Half");
    await panel.send("First");
    await panel.answer.filter({ hasText: "Half" }).waitFor();
    await panel.attach();
    await chips().waitFor();
    await panel.send("Second");
    await panel.page.getByRole("list", { name: "Queued messages" }).getByText("a.ts").waitFor();
    await list().waitFor({ state: "hidden" });
    assert.equal(await box().inputValue(), "");
  });

  it("stays with its text when the message is not taken", async () => {
    await panel.ask("First");
    await panel.attach();
    await chips().waitFor();
    // The page thinks that it may send, and the host knows better.
    const session = await panel.session();
    session.setAccess("other");
    await panel.page.evaluate(conversationId => {
      window.postMessage({ type: "access", conversationId, access: "write" });
    }, session.conversation.id);
    await panel.page.locator("body:not(.read-only)").waitFor();
    await panel.send("Second");
    await panel.page.waitForTimeout(100);
    assert.deepEqual([await chips().count(), await box().inputValue()], [1, "Second"]);
  });

  it("stays through a reload, and belongs to its conversation", async () => {
    await panel.ask("One");
    await panel.attach();
    await chips().waitFor();
    const first = await panel.session();
    await panel.newChat();
    await list().waitFor({ state: "hidden" });
    await panel.attach({ path: "other.ts" });
    await panel.show(first);
    await list().getByText("a.ts, lines 3–4").first().waitFor();
    assert.equal(await chips().count(), 1);
    await panel.store.writeCurrent("file:///project", first.conversation.id);
    await panel.load();
    assert.deepEqual(await chips().locator("summary").allInnerTexts(), ["a.ts, lines 3–4"]);
  });

  it("is shown as text, whatever it holds, within the narrowest view", async () => {
    const hostile = "<img src=x onerror=alert(1)>".repeat(20);
    await panel.page.setViewportSize({ width: 300, height: 500 });
    await panel.attach({ path: hostile, text: hostile });
    await chips().locator("summary").click();
    assert.equal(await panel.page.locator("img").count(), 0);
    const overflow = () => document.documentElement.scrollWidth - window.innerWidth;
    assert.ok((await panel.page.evaluate(overflow)) <= 0);
  });

  it("says what the host has to say, under the composer", async () => {
    panel.hint("The key for Groq works: 12 models.");
    await isSaid("The key for Groq works: 12 models.");
  });
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error("it never happened");
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
