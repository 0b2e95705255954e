import assert from "node:assert/strict";
import { goesOn, PanelPage, says } from "../support/panelPage";
import { until } from "../support/until";

describe("changing a message in the chat view", function () {
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

  const messages = () => panel.page.getByRole("article");
  const box = () => panel.page.getByRole("textbox", { name: "Message" });
  const edit = () => messages().first().getByRole("button", { name: "Edit" });
  const holds = (text: string) => until(async () => (await box().inputValue()) === text);
  const line = () => panel.page.getByText("Changing a message; it is sent as a new version");

  it("happens in the composer, and makes a version beside it", async () => {
    await panel.ask("One");
    await edit().click();
    await line().waitFor();
    await holds("One");
    await until(async () => (await panel.focus()) === "Message");
    assert.equal(await messages().first().getAttribute("aria-current"), "true");
    const description = await box().evaluate(
      e => document.getElementById(e.getAttribute("aria-describedby") ?? "")?.textContent,
    );
    assert.match(description ?? "", /Changing a message/);
    panel.model = says("Another answer.");
    await box().fill("One, but better");
    await box().press("Enter");
    await panel.page.getByRole("group", { name: "Version 2 of 2" }).waitFor();
    await panel.answer.filter({ hasText: "Another answer." }).waitFor();
    assert.equal(await line().count(), 0);
    assert.equal(await messages().first().getAttribute("aria-current"), null);
    assert.equal(await box().inputValue(), "");
    await panel.page.getByRole("button", { name: "Previous version" }).click();
    await panel.answer.filter({ hasText: "Hello there." }).waitFor();
  });

  it("gives back what stood in the composer, by Cancel or by Escape", async () => {
    await panel.ask("One");
    for (const cancel of [
      () => panel.page.getByRole("button", { name: "Cancel" }).click(),
      () => box().press("Escape"),
    ]) {
      await box().fill("half a thought");
      await edit().click();
      await holds("One");
      await box().fill("changed");
      await cancel();
      await holds("half a thought");
      assert.equal(await line().count(), 0);
      assert.equal(await panel.focus(), "Message");
    }
  });

  it("is there after a reload, with its chips", async () => {
    await panel.attach({ path: "src/kept.ts" });
    const chip = panel.page.getByRole("button", { name: "Remove kept.ts, lines 3–4" });
    await chip.waitFor();
    await panel.ask("Look");
    assert.equal(await panel.page.getByRole("list", { name: "Attached code" }).count(), 0);
    await edit().click();
    await holds("Look");
    await chip.waitFor();
    await panel.load();
    await line().waitFor();
    await chip.waitFor();
    assert.equal(await box().inputValue(), "Look");
  });

  it("stops the answer by the first Escape, and leaves the message by the second", async () => {
    await panel.ask("One");
    panel.model = goesOn("Half");
    await panel.send("Two");
    await panel.answer.filter({ hasText: "Half" }).waitFor();
    await edit().click();
    await holds("One");
    await box().press("Escape");
    await panel.answer.filter({ hasText: "Stopped" }).waitFor();
    assert.equal(await box().inputValue(), "One");
    await box().press("Escape");
    await holds("");
  });

  it("of an answer keeps the text that came, and gives it back", async () => {
    await panel.ask("One");
    await panel.choose(panel.answer, "Edit answer");
    await panel.page.getByText("Changing the text of an answer").waitFor();
    await holds("Hello there.");
    await box().fill("Hello **here**.");
    await panel.page.getByRole("button", { name: "Save" }).click();
    await panel.page.getByText("Changed by you.").waitFor();
    assert.equal(await panel.answer.locator("strong").innerText(), "here");
    assert.equal(await messages().count(), 2);
    await holds("");
    await panel.answer.getByRole("button", { name: "Show as it came" }).click();
    await panel.answer.filter({ hasText: "Hello there." }).waitFor();
    assert.equal(await panel.page.getByText("Changed by you.").count(), 0);
    assert.equal(await panel.focus(), "Message");
  });

  it("shows what another view of the conversation puts into the composer, unless one types here", async () => {
    await panel.ask("One");
    const { view } = panel.secondView();
    const { conversation } = await panel.session();
    await view.show(await panel.session());
    const change = (text: string) =>
      view.receive({ type: "changeDraft", conversationId: conversation.id, text });
    await change("from there");
    await holds("from there");
    await box().pressSequentially(", and here");
    await change("late");
    await new Promise(resolve => setTimeout(resolve, 100)); // It would be there by now.
    assert.equal(await box().inputValue(), "from there, and here");
  });
});
