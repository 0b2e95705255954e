import assert from "node:assert/strict";
import type { ChatEvent } from "../../src/core/answering";
import { PanelPage } from "../support/panelPage";

const pixel =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

describe("what an answer holds beside its text", function () {
  this.timeout(60_000);
  let panel: PanelPage;

  before(async () => {
    panel = await PanelPage.start();
  });
  after(() => panel.close());
  beforeEach(async () => {
    panel.store.journals.clear();
    panel.store.current.clear();
    await panel.load();
  });

  function answers(...events: readonly ChatEvent[]): void {
    panel.model = async function* () {
      yield* events;
    };
  }

  const last = () => panel.page.getByRole("article").last();

  it("shows tool calls with name and arguments, and marks one that was cut", async () => {
    answers(
      { type: "toolCall", index: 0, callId: "a", name: "add", arguments: '{"x":' },
      { type: "toolCall", index: 1, callId: "b", name: "read_file", arguments: '{"path' },
      { type: "toolCall", index: 0, arguments: "<b>1</b>" },
      { type: "finish", finish: "length" },
    );
    await panel.ask("Add");
    const calls = last().locator("details.tool-call");
    assert.deepEqual(await calls.locator("summary").allInnerTexts(), [
      "Function call, incomplete: add",
      "Function call, incomplete: read_file",
    ]);
    const text = last().getByRole("group", { name: "Arguments" }).first();
    assert.equal(await text.innerText(), '{"x":<b>1</b>');
    assert.equal(await text.locator("b").count(), 0);
  });

  it("leaves a complete call unmarked, also after a reload", async () => {
    answers(
      { type: "toolCall", index: 0, callId: "a", name: "add", arguments: '{"x":1}' },
      { type: "finish", finish: "tool_calls" },
    );
    await panel.ask("Add");
    await panel.load();
    const summary = last().locator("details.tool-call > summary");
    assert.equal(await summary.innerText(), "Function call: add");
  });

  it("shows a refusal as one, and warnings as a quiet line", async () => {
    answers(
      { type: "refusal", text: "I cannot " },
      { type: "refusal", text: "do that." },
      { type: "warning", warning: { text: "Left out: {0}", values: ["x"] } },
      { type: "finish", finish: "stop" },
    );
    await panel.ask("Do it");
    assert.match(await last().innerText(), /The model refused:\s+I cannot do that\./);
    assert.equal(await last().locator(".answer-warnings").innerText(), "Left out: x");
  });

  it("says that there is no answer when there is none", async () => {
    answers({ type: "reasoning", text: "Hm" }, { type: "finish", finish: "stop" });
    await panel.ask("Well?");
    assert.match(await last().innerText(), /The model ended without an answer\./);
  });

  it("draws images that hold their own pixels, and loads no other", async () => {
    answers(
      { type: "image", url: pixel },
      { type: "image", url: "https://images.example/a.png" },
      { type: "image", url: "data:image/svg+xml;base64,PHN2Zy8+" },
      { type: "image", url: "javascript:alert(1)" },
      { type: "finish", finish: "stop" },
    );
    await panel.ask("Draw");
    const image = last()
      .getByRole("button", { name: "Enlarge Image in the answer" })
      .locator("img");
    await image.waitFor();
    const drawn = (node: Element) => (node as HTMLImageElement).decode();
    await image.evaluate(drawn);
    assert.equal(await image.evaluate(node => (node as HTMLImageElement).naturalWidth), 1);
    assert.equal(await last().getByText("An image that is not shown").count(), 2);
    await last().getByRole("button", { name: "Image at images.example" }).click();
    await panel.page.waitForTimeout(50);
    assert.deepEqual(panel.asked.at(-1), ["openLink", "https://images.example/a.png"]);
    assert.deepEqual(panel.foreign, []);
    assert.deepEqual(await panel.violations(), []);
  });
});
