import assert from "node:assert/strict";
import { type Model, PanelPage } from "../support/panelPage";
import { until } from "../support/until";

const paragraph = (n: number) =>
  `Paragraph ${n}: ${"a line of words that is long enough to be broken at any width, ".repeat(6)}\n\n`;

describe("where one reads in the chat view", function () {
  this.timeout(60_000);
  let panel: PanelPage;
  /** Lets the model say something more. */
  let more: (text: string) => void;

  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    panel.store.journals.clear();
    panel.store.current.clear();
    await panel.load();
    panel.model = listens(told => (more = told));
    await panel.send("Long?");
    await panel.answer.filter({ hasText: "Paragraph 29" }).waitFor();
  });
  afterEach(async () => {
    (await panel.session()).stop();
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.console, []);
  });
  after(() => panel.close());

  const log = () => panel.page.getByRole("log");
  const toEnd = () => log().evaluate(e => e.scrollHeight - e.scrollTop - e.clientHeight);
  const jump = () => panel.page.getByRole("button", { name: "Jump to latest", exact: true });
  const scrollUp = async (pixels: number) => {
    await log().hover();
    await panel.page.mouse.wheel(0, -pixels);
    await jump().waitFor();
    await panel.page.waitForTimeout(300); // The scrolling is smooth, and the reader's own so long.
  };
  const offsetOf = (words: string) =>
    log().evaluate((e, wanted) => {
      const walker = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.nodeValue?.indexOf(wanted) ?? -1;
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        return range.getBoundingClientRect().top - e.getBoundingClientRect().top;
      }
      return Number.NaN;
    }, words);

  it("stays where it is when another view asks, and is the end when this one does", async () => {
    const session = await panel.session();
    session.stop();
    await scrollUp(600);
    const before = await offsetOf("Paragraph 26");
    session.send([{ type: "text", text: "Asked elsewhere" }]);
    await panel.page.getByText("Asked elsewhere").waitFor({ state: "attached" });
    await panel.page.waitForTimeout(300);
    assert.ok(Math.abs((await offsetOf("Paragraph 26")) - before) <= 1);
    session.stop();
    await panel.send("Asked here");
    await until(async () => (await toEnd()) < 24);
  });

  it("is the end, which is followed, and has no button then", async () => {
    more(paragraph(30));
    await panel.answer.filter({ hasText: "Paragraph 30" }).waitFor();
    await until(async () => (await toEnd()) < 24);
    assert.equal(await jump().count(), 0);
  });

  it("stays when text comes below, and the button says so and leads to the end", async () => {
    await scrollUp(900);
    const before = await log().evaluate(e => e.scrollTop);
    assert.equal(await jump().getAttribute("aria-description"), null);
    more(paragraph(30));
    await panel.answer.filter({ hasText: "Paragraph 30" }).waitFor();
    await panel.page.getByText("New text", { exact: true }).waitFor();
    assert.equal(await jump().getAttribute("aria-description"), "New text has come");
    assert.ok(Math.abs((await log().evaluate(e => e.scrollTop)) - before) < 1);
    await jump().focus();
    await panel.page.keyboard.press("Enter");
    await until(async () => (await toEnd()) < 24);
    await jump().waitFor({ state: "hidden" });
    assert.equal(await panel.focus(), "Conversation");
    more(paragraph(31));
    await panel.answer.filter({ hasText: "Paragraph 31" }).waitFor();
    await until(async () => (await toEnd()) < 24);
  });

  for (const width of [220, 600])
    it(`keeps its first line when the view becomes ${width} pixels wide`, async () => {
      await scrollUp(1500);
      await log().evaluate(e => (e.scrollTop += 30)); // In the middle of a paragraph.
      await panel.page.waitForTimeout(100);
      const words = await unique();
      const before = await offsetOf(words);
      await panel.page.setViewportSize({ width, height: 720 });
      await panel.page.waitForTimeout(200);
      const after = await offsetOf(words);
      assert.ok(Math.abs(after - before) < 24, `${words}: ${before} became ${after}`);
    });

  it("keeps its first line when something above it grows", async () => {
    await scrollUp(1500);
    const words = await unique();
    const before = await offsetOf(words);
    await panel.page
      .getByRole("article")
      .first()
      .evaluate(e => (e.style.paddingBlockEnd = "333px"));
    await panel.page.waitForTimeout(200);
    assert.ok(Math.abs((await offsetOf(words)) - before) < 2);
  });

  /** Words near the top of the view that stand nowhere else. */
  async function unique(): Promise<string> {
    return log().evaluate(e => {
      const { top } = e.getBoundingClientRect();
      const shown = [...e.querySelectorAll(".markdown > .blocks > p")].find(
        p => p.getBoundingClientRect().bottom > top + 2,
      );
      const text = shown?.firstChild;
      if (!text) return "";
      const range = document.createRange();
      const length = text.nodeValue?.length ?? 0;
      for (let at = 0; at < length; at++) {
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        if (range.getBoundingClientRect().bottom < top + 4) continue;
        text.nodeValue = `${text.nodeValue?.slice(0, at)}ZZ${text.nodeValue?.slice(at + 2)}`;
        return "ZZ";
      }
      return "";
    });
  }
});

/** A model that says thirty paragraphs, and then what it is told. */
function listens(ready: (say: (text: string) => void) => void): Model {
  return async function* (_request, signal) {
    const queue: string[] = Array.from({ length: 30 }, (_, n) => paragraph(n));
    let wake = () => {};
    ready(text => {
      queue.push(text);
      wake();
    });
    signal.addEventListener("abort", () => wake());
    while (!signal.aborted) {
      for (let text = queue.shift(); text !== undefined; text = queue.shift())
        yield { type: "text", text };
      await new Promise<void>(resolve => (wake = resolve));
    }
  };
}
