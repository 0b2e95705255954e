import assert from "node:assert/strict";
import { PanelPage, says } from "../support/panelPage";

describe("a chat view that was hidden", function () {
  this.timeout(60_000);
  let panel: PanelPage;

  before(async () => {
    panel = await PanelPage.start();
  });
  after(() => panel.close());

  it("is where it was read, with what was typed, and at its end where that was followed", async () => {
    panel.model = says("One line\n\n".repeat(12));
    await panel.load();
    for (let turn = 0; turn < 4; turn++) await panel.ask(`question ${turn}`);
    await panel.hideAndShow();
    assert.equal(await fromEnd(), 0);
    await panel.page.getByText("question 1").scrollIntoViewIfNeeded();
    await panel.page.getByText("question 1").hover();
    await panel.page.mouse.wheel(0, 37);
    await panel.page.waitForTimeout(500); // Longer than the place waits to be kept.
    const before = await topOf("question 1");
    await panel.page.getByRole("textbox", { name: "Message" }).fill("half a");
    await panel.hideAndShow();
    assert.ok(Math.abs((await topOf("question 1")) - before) <= 1, `${before}`);
    assert.ok((await fromEnd()) > 100);
    assert.equal(await panel.page.getByRole("textbox", { name: "Message" }).inputValue(), "half a");
    assert.deepEqual(await panel.violations(), []);
  });

  async function topOf(text: string): Promise<number> {
    return (
      (await panel.page.getByText(text, { exact: true }).last().boundingBox())?.y ?? Number.NaN
    );
  }

  /** How far the end is below what is seen, in pixels. */
  function fromEnd(): Promise<number> {
    return panel.page.getByRole("log").evaluate(log => {
      return Math.round(log.scrollHeight - log.scrollTop - log.clientHeight);
    });
  }
});
