import assert from "node:assert/strict";
import { PanelPage, says } from "../support/panelPage";

describe("the details of an answer", function () {
  this.timeout(60_000);
  let panel: PanelPage;

  before(async () => {
    panel = await PanelPage.start();
    await panel.load();
  });
  after(() => panel?.close());

  it("shows every field that the provider gave, and hides them again", async () => {
    panel.model = async function* () {
      yield { type: "text", text: "Paris." };
      yield {
        type: "details",
        details: {
          id: "chatcmpl-1",
          created: 1_760_000_000,
          model: "grok-next-1",
          systemFingerprint: "fp_1",
          requestId: "req_1",
          provider: "Lab",
          finishReason: "stop",
          firstPieceMs: 120,
          wholeMs: 1500,
        },
      };
      const usage = {
        promptTokens: 1234,
        completionTokens: 5,
        totalTokens: 1239,
        cost: 0.00013305,
      };
      yield { type: "usage", usage };
      yield { type: "finish", finish: "stop" };
    };
    await panel.ask("The capital of France?");
    await choose("Details");
    const text = await panel.answer.locator("dl").innerText();
    for (const value of [
      "chatcmpl-1",
      "2025",
      "grok-next-1",
      "fp_1",
      "req_1",
      "Lab",
      "stop",
      "0.12 s",
      "1.50 s",
      "1,234",
      "1,239",
      "$0.0001331",
    ])
      assert.ok(text.includes(value), `${value} in ${text}`);
    await choose("Hide details");
    assert.equal(await panel.answer.locator("dl").count(), 0);
  });

  it("shows nothing that is not known", async () => {
    panel.model = says("Madrid.");
    await panel.ask("And of Spain?");
    await panel.answer.getByRole("button", { name: "More actions" }).click();
    await panel.page.getByRole("menu").waitFor();
    assert.equal(await panel.page.getByRole("menuitem", { name: "Details" }).count(), 0);
  });

  async function choose(name: string): Promise<void> {
    await panel.answer.getByRole("button", { name: "More actions" }).click();
    await panel.page.getByRole("menuitem", { name, exact: true }).click();
  }
});
