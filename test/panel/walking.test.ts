import assert from "node:assert/strict";
import { PanelPage } from "../support/panelPage";
import { turns } from "../support/turns";
import { until } from "../support/until";

describe("walking the messages of the chat view", function () {
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
    session.follow(turns(80, "several words in a line. ".repeat(20)));
    await panel.show(session);
    await panel.answer.filter({ hasText: "Answer 79" }).waitFor();
  });
  afterEach(async () => {
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.console, []);
  });
  after(() => panel.close());

  const log = () => panel.page.getByRole("log");
  const press = (key: string) => panel.page.keyboard.press(key);
  const toEnd = () => log().evaluate(e => e.scrollHeight - e.scrollTop - e.clientHeight);
  /** The beginning of the message that has the focus, once it has. */
  const at = async (words: string) =>
    until(async () =>
      panel.page.evaluate(
        wanted =>
          document.activeElement?.tagName === "ARTICLE" &&
          (document.activeElement.textContent ?? "").includes(wanted),
        words,
      ),
    );

  it("goes from one to the next with Alt and an arrow, from any place in the log", async () => {
    await log().focus();
    await press("Alt+ArrowUp");
    await at("Answer 79");
    await press("Alt+ArrowUp");
    await at("Question 79");
    await press("Alt+ArrowUp");
    await at("Answer 78");
    await press("Tab"); // To a button of that answer.
    await press("Alt+ArrowDown");
    await at("Question 79");
    const { seen, outline } = await panel.page.evaluate(() => {
      const focused = document.activeElement as HTMLElement;
      const [message, view] = [focused, focused.closest(".log") as HTMLElement].map(element =>
        element.getBoundingClientRect(),
      ) as [DOMRect, DOMRect];
      const seen = message.top >= view.top - 1 && message.bottom <= view.bottom + 1;
      return { seen, outline: getComputedStyle(focused).outlineStyle };
    });
    assert.deepEqual({ seen, outline }, { seen: true, outline: "solid" });
  });

  it("goes to the first message with Home, which loads what is earlier, and to the end with End", async () => {
    await log().focus();
    const count = await panel.page.getByRole("article").count();
    await press("Home");
    await until(async () => (await panel.page.getByRole("article").count()) > count);
    await until(async () => (await toEnd()) > 500);
    await press("End");
    await at("Answer 79");
    await until(async () => (await toEnd()) < 24);
  });

  it("takes no key from the message box, and is told in the description of the log", async () => {
    const box = panel.page.getByRole("textbox", { name: "Message" });
    await box.fill("one two");
    await press("Home");
    await press("x");
    assert.equal(await box.inputValue(), "xone two");
    assert.match((await log().getAttribute("aria-description")) ?? "", /Alt\+Up and Alt\+Down/);
  });
});
