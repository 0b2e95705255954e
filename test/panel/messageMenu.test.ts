import assert from "node:assert/strict";
import { goesOn, PanelPage, says } from "../support/panelPage";
import { until } from "../support/until";

describe("the actions of a message in the chat view", function () {
  this.timeout(60_000);
  let panel: PanelPage;

  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    panel.model = says("Hello there.");
    panel.picked = undefined;
    panel.store.journals.clear();
    panel.store.current.clear();
    panel.store.drafts.clear();
    await panel.load();
    await panel.ask("One");
  });
  afterEach(async () => {
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.console, []);
  });
  after(() => panel.close());

  const messages = () => panel.page.getByRole("article");
  const question = () => messages().first();
  const menu = () => panel.page.getByRole("menu", { name: "More actions" });
  const more = () => panel.answer.getByRole("button", { name: "More actions" });
  const press = (key: string) => panel.page.keyboard.press(key);

  it("are in a menu that works by keyboard", async () => {
    await more().focus();
    await press("Enter");
    assert.deepEqual(await menu().getByRole("menuitem").allInnerTexts(), [
      "Try again with another model…",
      "Edit answer",
      "Fork from here",
      "Show request and response",
      "Copy as curl",
      "Copy as Python",
      "Copy as TypeScript",
      "Set name…",
      "Delete message",
    ]);
    assert.equal(await more().getAttribute("aria-expanded"), "true");
    const visited = [await panel.focus()];
    for (const key of ["ArrowDown", "End", "ArrowDown", "ArrowUp", "Home", "f"]) {
      await press(key);
      visited.push(await panel.focus());
    }
    assert.deepEqual(visited, [
      "Try again with another model…",
      "Edit answer",
      "Delete message",
      "Try again with another model…",
      "Delete message",
      "Try again with another model…",
      "Fork from here",
    ]);
    await press("Escape");
    assert.equal(await menu().count(), 0);
    assert.equal(await panel.focus(), "More actions");
    assert.equal(await more().getAttribute("aria-expanded"), "false");
  });

  it("leave the menu by Tab, by a click beside it, and stop no answer by Escape", async () => {
    await more().focus();
    await press("ArrowDown");
    await press("Tab");
    assert.equal(await menu().count(), 0);
    assert.equal(await panel.focus(), "Message");
    await more().click();
    await panel.page.getByRole("heading", { level: 1 }).click();
    assert.equal(await menu().count(), 0);
    panel.model = goesOn("Half");
    await panel.send("Two");
    await panel.answer.filter({ hasText: "Half" }).waitFor();
    await question().getByRole("button", { name: "More actions" }).click();
    await press("Escape");
    assert.equal(await menu().count(), 0);
    assert.equal(await panel.page.getByRole("button", { name: "Stop" }).count(), 1);
  });

  for (const width of [200, 300, 600]) {
    it(`are whole in a view of ${width} pixels, at its top and at its end`, async () => {
      await panel.page.setViewportSize({ width, height: 400 });
      for (const message of [question(), panel.answer]) {
        await message.getByRole("button", { name: "More actions" }).click();
        const box = await menu().boundingBox();
        assert.ok(box && box.x >= 0 && box.x + box.width <= width, JSON.stringify(box));
        assert.ok(box.y >= 0 && box.y + box.height <= 400, JSON.stringify(box));
        await press("Escape");
      }
      const wide = await panel.page.evaluate(() => document.documentElement.scrollWidth);
      assert.equal(wide, width);
    });
  }

  it("copy a message as it was sent", async () => {
    await panel.choose(question(), "Copy message");
    await until(
      async () => "One" === (await panel.page.evaluate(() => navigator.clipboard.readText())),
    );
    assert.equal(await panel.focus(), "More actions");
  });

  it("try again with a model that the user picks", async () => {
    panel.picked = { connectionId: "lab", model: "large" };
    panel.model = says("From another.");
    await panel.choose(panel.answer, "Try again with another model…");
    await panel.page
      .getByRole("article", { name: "large" })
      .filter({ hasText: "From another." })
      .waitFor();
    assert.deepEqual(panel.asked, [["pickModel"]]);
  });

  it("delete a message, and put it back where it was, with the focus beside it", async () => {
    await panel.ask("Two");
    await more().nth(0).focus();
    await panel.choose(messages().nth(1), "Delete message");
    const restore = panel.page.getByRole("button", { name: "Restore 1 deleted message" });
    await restore.waitFor();
    assert.equal(await messages().count(), 3);
    await panel.page.getByText("1 deleted message").waitFor();
    assert.equal(await panel.focus(), "Restore 1 deleted message");
    await panel.choose(question(), "Delete message");
    const both = panel.page.getByRole("button", { name: "Restore 2 deleted messages" });
    await both.waitFor();
    assert.equal(await panel.focus(), "Restore 2 deleted messages");
    await panel.load();
    assert.equal(await messages().count(), 2);
    await both.focus();
    await press("Enter");
    await until(async () => (await messages().count()) === 4);
    assert.match(await question().innerText(), /One/);
    assert.equal(await both.count(), 0);
    assert.equal(await panel.focus(), "More actions");
  });

  it("fork the thread to a message into a conversation of its own", async () => {
    await panel.ask("Two");
    const { id } = (await panel.session()).conversation;
    await panel.choose(messages().nth(1), "Fork from here");
    await until(async () => (await messages().count()) === 2);
    assert.notEqual((await panel.session()).conversation.id, id);
    assert.equal(await panel.focus(), "Message");
    assert.match(await panel.answer.innerText(), /Hello there/);
  });

  it("are quiet until one looks for them, and always seen at the end", async () => {
    await panel.ask("Two");
    const seen = (nth: number) =>
      messages()
        .nth(nth)
        .getByRole("button", { name: "More actions" })
        .evaluate(button => getComputedStyle(button).opacity);
    assert.deepEqual([await seen(0), await seen(2), await seen(3)], ["0", "1", "1"]);
    await question().getByRole("button", { name: "Edit" }).focus();
    await until(async () => (await seen(0)) === "1");
  });

  it("of the whole chat are in its header", async () => {
    const actions = panel.page.getByRole("button", { name: "Chat actions" });
    for (const name of ["Open in editor", "Rename chat…", "Delete chat"]) {
      await actions.click();
      await panel.page.getByRole("menuitem", { name }).click();
    }
    await until(() => panel.asked.length === 3);
    assert.deepEqual(
      panel.asked.map(([name]) => name),
      ["openInEditor", "renameChat", "deleteChat"],
    );
    await actions.click();
    await panel.page.getByRole("menuitem", { name: "Fork chat" }).click();
    await until(async () => (await panel.focus()) === "Message");
    assert.equal(await messages().count(), 2);
    await panel.newChat();
    await until(async () => (await messages().count()) === 0);
    await actions.click();
    assert.deepEqual(await panel.page.getByRole("menuitem").allInnerTexts(), ["Open in editor"]);
  });
});
