import assert from "node:assert/strict";
import type { ChatSession } from "../../src/core/session";
import { goesOn, PanelPage, says } from "../support/panelPage";
import { until } from "../support/until";

describe("a conversation that another window writes, in the chat view", function () {
  this.timeout(60_000);
  let panel: PanelPage;
  let theirs: ChatSession;
  let close: () => Promise<void>;

  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    panel.model = says("Hello there.");
    panel.store.journals.clear();
    panel.store.current.clear();
    panel.store.drafts.clear();
    await panel.load();
    const other = panel.otherWindow();
    theirs = other.start();
    other.shown(theirs); // Or it would be let go as soon as nothing happens in it.
    close = () => other.close();
    theirs.send([{ type: "text", text: "Theirs" }]);
    await until(() => !theirs.busy);
    await other.flush();
    await panel.pick(theirs.conversation.id);
    await panel.page.getByText("Another window is writing this conversation").first().waitFor();
  });
  afterEach(async () => {
    await close();
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.console, []);
  });
  after(() => panel.close());

  const button = (name: string) => panel.page.getByRole("button", { name, exact: true });
  const box = () => panel.page.getByRole("textbox", { name: "Message" });
  const hint = () => panel.page.locator(".hint");

  it("is shown as it grows, and nothing in it can be changed", async () => {
    theirs.send([{ type: "text", text: "More of it" }]);
    await panel.page.getByText("More of it").waitFor();
    for (const name of ["Try again", "Edit"]) assert.equal(await button(name).count(), 0);
    await panel.answer.getByRole("button", { name: "More actions" }).click();
    assert.deepEqual(await panel.page.getByRole("menuitem").allInnerTexts(), [
      "Fork from here",
      "Show request and response",
      "Copy as curl",
      "Copy as Python",
      "Copy as TypeScript",
    ]);
    await panel.page.keyboard.press("Escape");
    await box().press("x");
    assert.equal(await box().inputValue(), "");
    await box().evaluate((area: HTMLTextAreaElement) => (area.value = "kept"));
    await box().press("Enter");
    assert.match(await hint().innerText(), /Another window is writing this conversation/);
    assert.equal(await box().inputValue(), "kept");
  });

  it("is taken over, and written here from then on", async () => {
    await button("Take over").focus();
    await panel.page.keyboard.press("Enter");
    await button("Try again").waitFor();
    assert.equal(await button("Take over").count(), 0);
    assert.equal(await panel.focus(), "Message");
    await panel.ask("Mine");
    assert.equal(await panel.page.getByRole("article").count(), 4);
  });

  it("is not taken over while the other window answers", async () => {
    panel.model = goesOn("Half");
    theirs.send([{ type: "text", text: "Long" }]);
    await panel.page.getByText("Long").waitFor();
    await button("Take over").click();
    await hint().filter({ hasText: "The other window is still answering." }).waitFor();
  });

  it("is said to be free once it was let go", async () => {
    await close();
    await panel.page.locator(".bar").filter({ hasText: "has let this conversation go" }).waitFor();
    assert.equal(
      await panel.page.locator("main [role=status]").innerText(),
      "The other window has let this conversation go.",
    );
    await button("Take over").click();
    await button("Try again").waitFor();
  });

  it("is forked into one that can be written", async () => {
    await button("Fork").click();
    await button("Try again").waitFor();
    assert.notEqual((await panel.session()).conversation.id, theirs.conversation.id);
    assert.match(await panel.page.getByRole("article").first().innerText(), /Theirs/);
  });
});
