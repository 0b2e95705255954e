import assert from "node:assert/strict";
import { goesOn, PanelPage, says } from "../support/panelPage";
import { turns } from "../support/turns";
import { until } from "../support/until";

describe("the versions of a message in the chat view", function () {
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

  const versions = (name: string) => panel.page.getByRole("group", { name });
  const arrow = (name: string) => panel.page.getByRole("button", { name });

  async function retry(words: string): Promise<void> {
    panel.model = says(words);
    await panel.answer.getByRole("button", { name: "Try again" }).click();
    await panel.answer.filter({ hasText: words }).getByRole("button", { name: "Copy" }).waitFor();
  }

  it("have no arrows while there is one", async () => {
    await panel.ask("One");
    assert.equal(await arrow("Previous version").count(), 0);
  });

  it("are gone through by keyboard, with the focus on the arrow", async () => {
    await panel.ask("One");
    await retry("Second answer.");
    await retry("Third answer.");
    assert.match(await versions("Version 3 of 3").innerText(), /3\/3/);
    assert.equal(await arrow("Next version").isDisabled(), true);
    await arrow("Previous version").focus();
    await panel.page.keyboard.press("Enter");
    await versions("Version 2 of 3").waitFor();
    assert.match(await panel.answer.innerText(), /Second answer/);
    assert.equal(await panel.focus(), "Previous version");
    await panel.page.keyboard.press("Enter");
    await versions("Version 1 of 3").waitFor();
    assert.match(await panel.answer.innerText(), /Hello there/);
    // At the end of the row the focus is on the other arrow.
    assert.equal(await panel.focus(), "Next version");
    await panel.page.keyboard.press("Enter");
    await versions("Version 2 of 3").waitFor();
    assert.equal(await panel.focus(), "Next version");
  });

  it("are there again after a reload, and are not read out again", async () => {
    await panel.ask("One");
    await retry("Second answer.");
    await arrow("Previous version").click();
    await versions("Version 1 of 2").waitFor();
    assert.equal(
      await panel.page.locator("main [role=status]").innerText(),
      "small: Second answer.",
    );
    await until(() => [...panel.store.journals.values()].some(text => text.includes("leafChosen")));
    await panel.load();
    await versions("Version 1 of 2").waitFor();
    assert.match(await panel.answer.innerText(), /Hello there/);
  });

  it("of an earlier answer lead back to what followed it", async () => {
    await panel.ask("One");
    await panel.ask("Two");
    panel.model = says("Another first answer.");
    await panel.page.getByRole("button", { name: "Try again" }).first().click();
    await panel.answer.filter({ hasText: "Another first" }).waitFor();
    assert.equal(await panel.page.getByRole("article").count(), 2);
    assert.equal(await panel.focus(), "Message");
    await arrow("Previous version").click();
    await panel.page.getByText("Two").waitFor();
    assert.equal(await panel.page.getByRole("article").count(), 4);
  });

  it("stay where they are on the screen, also where one is much shorter", async () => {
    const session = await panel.session();
    session.follow(turns(12, "long words. ".repeat(40)));
    const choice = { connectionId: "lab", model: "small" };
    session.follow([
      {
        type: "answerStarted",
        at: 1,
        id: "b",
        parentId: "u8",
        choice,
        modelLabel: "small",
        parameters: {},
      },
      { type: "textReceived", at: 1, id: "b", text: "Short." },
      { type: "answerFinished", at: 1, id: "b", finish: "stop" },
    ]);
    await panel.show(session);
    await panel.answer.filter({ hasText: "Short." }).waitFor();
    const top = () =>
      arrow("Previous version")
        .or(arrow("Next version"))
        .first()
        .evaluate(e => e.closest("article")?.getBoundingClientRect().top ?? 0);
    const before = await top();
    await arrow("Previous version").click();
    await panel.page.getByText("Answer 11").waitFor();
    assert.ok(Math.abs((await top()) - before) < 2, `${await top()} is not ${before}`);
    await panel.page.getByRole("log").evaluate(log => (log.scrollTop += 300));
    const scrolled = await top();
    // Without the mouse, which would scroll to the button first.
    await arrow("Next version").evaluate((button: HTMLElement) => button.click());
    await panel.answer.filter({ hasText: "Short." }).waitFor();
    assert.ok(Math.abs((await top()) - scrolled) < 2, `${await top()} is not ${scrolled}`);
  });

  it("can be looked at while the next one is being made", async () => {
    await panel.ask("One");
    panel.model = goesOn("Half");
    await panel.answer.getByRole("button", { name: "Try again" }).click();
    await panel.answer.filter({ hasText: "Half" }).waitFor();
    await arrow("Previous version").click();
    await panel.answer.filter({ hasText: "Hello there." }).waitFor();
    await panel.page.getByRole("button", { name: "Stop" }).click();
    await panel.page.getByRole("button", { name: "Send" }).waitFor();
    assert.match(await panel.answer.innerText(), /Hello there/);
  });

  it("are each view's own: another one stays where it is", async () => {
    await panel.ask("One");
    await retry("Second answer.");
    const { view, told } = panel.secondView();
    await view.show(await panel.session());
    await view.pageReady();
    const leaf = view.view?.leafId;
    await arrow("Previous version").click();
    await panel.answer.filter({ hasText: "Hello there." }).waitFor();
    assert.equal(view.view?.leafId, leaf);
    assert.equal(told.filter(({ type }) => type === "snapshot").length, 1);
    await view.receive({
      type: "retry",
      conversationId: (await panel.session()).conversation.id,
      answerId: leaf,
    });
    await versions("Version 1 of 3").waitFor();
    assert.match(await panel.answer.innerText(), /Hello there/);
  });

  it("tells VS Code which one is shown", async () => {
    await panel.ask("One");
    await retry("Second answer.");
    const { conversation } = await panel.session();
    const { id: conversationId, leafId } = conversation;
    assert.deepEqual(await panel.state(), { conversationId, leafId });
    await arrow("Previous version").click();
    await versions("Version 1 of 2").waitFor();
    const [, first] = conversation.messages.keys();
    const { place: _place, ...state } = (await panel.state()) as { readonly place?: unknown };
    assert.deepEqual(state, { conversationId, leafId: first });
  });
});
