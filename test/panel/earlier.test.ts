import assert from "node:assert/strict";
import { PanelPage } from "../support/panelPage";
import { turns } from "../support/turns";
import { until } from "../support/until";

describe("a long conversation in the chat view", function () {
  this.timeout(60_000);
  let panel: PanelPage;

  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    panel.store.journals.clear();
    panel.store.current.clear();
    await panel.load();
    const session = await panel.session();
    session.follow(turns(80));
    await panel.show(session);
    await panel.answer.filter({ hasText: "Answer 79" }).waitFor();
  });
  afterEach(async () => {
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.console, []);
  });
  after(() => panel.close());

  const log = () => panel.page.getByRole("log");
  const messages = () => panel.page.getByRole("article");
  const button = () => panel.page.getByRole("button", { name: "Earlier messages" });
  const topOf = (text: string) =>
    messages()
      .filter({ hasText: text })
      .first()
      .evaluate(e => e.getBoundingClientRect().top);

  it("opens at its end, with the end only, under its own name", async () => {
    assert.ok((await messages().count()) < 100);
    const toEnd = () => log().evaluate(e => e.scrollHeight - e.scrollTop - e.clientHeight);
    await until(async () => (await toEnd()) < 24);
    assert.equal(await panel.page.getByRole("heading", { level: 1 }).innerText(), "Question 0");
  });

  it("loads what is earlier when one scrolls up, and what is read stays where it is", async () => {
    const count = await messages().count();
    await log().hover();
    await panel.page.mouse.wheel(0, -400);
    await panel.page.waitForTimeout(300); // The scrolling is smooth.
    // Measured in the same moment in which one gets there: what is earlier comes at once.
    const { text, top: before } = await log().evaluate(async e => {
      e.scrollTop = 200;
      // What comes on the screen is laid out with the frames after that.
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
      const { top } = e.getBoundingClientRect();
      const shown = [...e.querySelectorAll("article.user")].find(
        article => article.getBoundingClientRect().top >= top,
      );
      const at = shown?.getBoundingClientRect().top ?? Number.NaN;
      return { text: shown?.querySelector("p")?.textContent ?? "", top: at };
    });
    await until(async () => (await messages().count()) > count);
    assert.ok(Math.abs((await topOf(text)) - before) < 2, `${await topOf(text)} is not ${before}`);
  });

  it("loads it by a button, which leaves the focus in the log when it goes", async () => {
    while ((await button().count()) > 0) {
      const count = await messages().count();
      await button().focus();
      await panel.page.keyboard.press("Enter");
      await until(async () => (await messages().count()) > count);
    }
    assert.equal(await messages().count(), 160);
    assert.equal(await panel.focus(), "Conversation");
    assert.match((await messages().first().textContent()) ?? "", /Question 0/);
  });

  it("keeps what was loaded when another version far up is shown", async () => {
    const session = await panel.session();
    // Without the mouse: scrolling to the button loads by itself, and the button may go meanwhile.
    const click = () =>
      button().evaluateAll(([found]) => found instanceof HTMLElement && found.click());
    await until(async () => {
      await click();
      return (await messages().count()) === 160;
    });
    const content = [{ type: "text", text: "Other 3" }] as const;
    session.follow([{ type: "messageAdded", at: 1, id: "other", parentId: "a2", content }]);
    const third = messages().filter({ hasText: "Question 3" }).first();
    await third.getByRole("button", { name: "Next version" }).click();
    await messages().filter({ hasText: "Other 3" }).waitFor();
    assert.match((await messages().first().textContent()) ?? "", /Question 0/);
    await panel.page.getByRole("button", { name: "Previous version" }).click();
    await messages().filter({ hasText: "Answer 79" }).waitFor();
    assert.equal(await messages().count(), 160);
  });
});
