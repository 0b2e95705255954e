import assert from "node:assert/strict";
import { goesOn, PanelPage, says } from "../support/panelPage";
import { turns } from "../support/turns";
import { until } from "../support/until";

describe("find in the chat", function () {
  this.timeout(60_000);
  let panel: PanelPage;

  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    panel.store.journals.clear();
    panel.store.current.clear();
    await panel.load();
  });
  afterEach(async () => {
    (await panel.session()).stop();
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.console, []);
  });
  after(() => panel.close());

  const log = () => panel.page.getByRole("log");
  const bar = () => panel.page.getByRole("textbox", { name: "Find in chat" });
  const count = () => panel.page.locator(".find-count");
  const counts = (text: string) =>
    count()
      .filter({ hasText: new RegExp(`^${text}$`) })
      .waitFor();
  const look = async (text: string) => {
    await panel.page.keyboard.press("Control+F");
    await bar().fill(text);
  };
  /** What is marked as the current match, and whether it is on the screen. */
  const current = () =>
    panel.page.evaluate(() => {
      const [match] = CSS.highlights.get("parley-find-current") ?? [];
      if (!match) return undefined;
      const range = document.createRange();
      range.setStart(match.startContainer, match.startOffset);
      range.setEnd(match.endContainer, match.endOffset);
      const at = range.getBoundingClientRect();
      const view = document.querySelector(".log")?.getBoundingClientRect();
      const seen = view !== undefined && at.top >= view.top && at.bottom <= view.bottom;
      return { text: range.toString(), seen, top: at.top };
    });
  const marked = () => panel.page.evaluate(() => CSS.highlights.get("parley-find")?.size ?? 0);

  it("counts matches in any case and across emphasis, and changes no node", async () => {
    panel.model = says("Some **Wor**ds, more\nwords.\n\n```ts\nconst words = 1;\n```\n");
    await panel.ask("words?");
    await panel.page.locator(".hljs-keyword").waitFor();
    const html = () => log().evaluate(e => e.outerHTML);
    const before = await html();
    await look("WORDS");
    await counts("1 of 4");
    assert.equal(await marked(), 4);
    await bar().press("Enter");
    await counts("2 of 4");
    assert.equal((await current())?.text, "Words");
    await bar().press("Shift+Enter");
    await bar().press("Shift+Enter");
    await counts("4 of 4");
    await panel.page.keyboard.press("F3");
    await counts("1 of 4");
    await bar().fill("more words");
    await counts("1 of 1");
    await bar().fill("Copy");
    await counts("No results");
    await panel.page.getByRole("button", { name: "Next match" }).click();
    assert.equal(await html(), before);
  });

  it("closes with Escape, which stops no answer, and gives the focus back", async () => {
    panel.model = goesOn("Half an answer");
    await panel.send("Go");
    await panel.answer.filter({ hasText: "Half" }).waitFor();
    await look("half");
    await counts("1 of 1");
    await panel.page.keyboard.press("Escape");
    await bar().waitFor({ state: "hidden" });
    assert.equal(await marked(), 0);
    assert.equal(await panel.focus(), "Message");
    assert.equal((await panel.session()).busy, true);
    await log().focus();
    await panel.page.keyboard.press("F3");
    await counts("1 of 1");
    await panel.page.getByRole("button", { name: "Close find" }).click();
    assert.equal(await panel.focus(), "Conversation");
  });

  it("goes to a match that is far away, and ends the following for it", async () => {
    const lines = Array.from({ length: 300 }, (_, n) => `Line number ${n} of these.\n\n`);
    panel.model = goesOn(...lines);
    await panel.send("Many?");
    await panel.answer.filter({ hasText: "number 299" }).waitFor();
    await look("number 17 ");
    await counts("1 of 1");
    await until(async () => (await current())?.seen === true);
    await panel.page.getByRole("button", { name: "Jump to latest" }).waitFor();
  });

  it("follows an answer that grows", async () => {
    let say = () => {};
    const said = new Promise<void>(resolve => (say = resolve));
    panel.model = async function* () {
      yield { type: "text", text: "One fish.\n\nTwo " };
      await said;
      yield { type: "text", text: "fish.\n\nRed fish." };
      yield { type: "finish", finish: "stop" };
    };
    await panel.send("Dr");
    await panel.answer.filter({ hasText: "Two" }).waitFor();
    await look("fish");
    await counts("1 of 1");
    say();
    await counts("1 of 3");
    assert.equal(await marked(), 3);
  });

  it("opens what is folded over a match", async () => {
    panel.model = async function* () {
      yield { type: "reasoning", text: "a hidden thought" };
      yield { type: "text", text: "Said." };
      yield { type: "finish", finish: "stop" };
    };
    await panel.ask("Think");
    const folded = panel.page.locator("details.reasoning");
    assert.equal(await folded.evaluate((e: HTMLDetailsElement) => e.open), false);
    await look("hidden");
    await counts("1 of 1");
    assert.equal(await folded.evaluate((e: HTMLDetailsElement) => e.open), true);
  });

  it("loads earlier messages when one goes on upward", async () => {
    const session = await panel.session();
    session.follow(turns(80));
    await panel.show(session);
    await panel.answer.filter({ hasText: "Answer 79" }).waitFor();
    await look("Question 3");
    await panel.page.getByRole("button", { name: "Previous match" }).focus();
    await until(async () => {
      await panel.page.keyboard.press("Enter");
      return (await current())?.text === "Question 3" && (await count().innerText()) === "1 of 11";
    });
    await until(async () => (await current())?.seen === true);
  });

  it("opens at a message that is far above, in whatever thread, with what was found there", async () => {
    const session = await panel.session();
    session.follow(turns(300));
    await panel.show(session);
    await panel.showPlace("a40", "Answer 40");
    await counts("1 of 1\\+");
    await until(async () => (await current())?.seen === true);
    assert.equal((await current())?.text, "Answer 40");
    assert.equal(await bar().inputValue(), "Answer 40");
    assert.ok(await bar().evaluate(box => box === document.activeElement));
    // What stands in no text of the page leads to the message all the same.
    await panel.showPlace("a10", "**not there**");
    await counts("No results");
    const seen = panel.page.getByText("Answer 10: words");
    await until(async () => seen.isVisible());
  });
});
