import assert from "node:assert/strict";
import { readEntry } from "../../src/core/connectionEntry";
import type { Cost, Usage } from "../../src/core/messages";
import { goesOn, type Model, PanelPage, says } from "../support/panelPage";
import { until } from "../support/until";

const usage: Usage = {
  promptTokens: 1204,
  completionTokens: 345,
  cachedTokens: 1024,
  reasoningTokens: 200,
};

describe("what an answer took", function () {
  this.timeout(60_000);
  let panel: PanelPage;

  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    panel.store.journals.clear();
    panel.store.current.clear();
    panel.store.drafts.clear();
    panel.connection = entry([]);
    await panel.load();
  });
  after(() => panel?.close());

  const line = () => panel.answer.locator(".answer-line");
  const meter = () => panel.page.locator(".meter > [aria-hidden]");

  it("is one quiet line under it, of what is known", async () => {
    panel.model = took(usage, { dollars: 0.0042, from: "table", asOf: "2026-07-02" });
    await panel.ask("Hi");
    await line().getByText("tokens/s").waitFor();
    assert.equal(
      await line().innerText(),
      "small-2026 · 1,204 in (1,024 cached) · 345 out (200 reasoning) · ≈ $0.0042 · first after 0.8 s · 145 tokens/s",
    );
    await panel.choose(panel.answer, "Details");
    const details = await panel.answer.locator("dl").innerText();
    assert.match(details, /about \$0\.0042, by the price list of 2026-07-02/);
  });

  it("is the provider's own price without a sign of doubt, however small", async () => {
    panel.model = took({ ...usage, cost: 0.00000012 });
    await panel.ask("Hi");
    await line().getByText("· $0.00000012 ·").waitFor();
    await panel.choose(panel.answer, "Details");
    const details = await panel.answer.locator("dl").innerText();
    assert.match(details, /\$0\.00000012, as the provider says/);
  });

  it("has no cost that nobody knows, and the details say so", async () => {
    panel.model = took(usage);
    await panel.ask("Hi");
    await line().getByText("345 out").waitFor();
    assert.ok(!(await line().innerText()).includes("$"));
    await panel.choose(panel.answer, "Details");
    assert.match(await panel.answer.locator("dl").innerText(), /Cost\s+unknown/);
    assert.ok(!(await meter().innerText()).includes("$"));
  });

  it("is nothing where nothing is known, and while the answer comes", async () => {
    panel.model = says("Hello.");
    await panel.ask("Hi");
    await meter().getByText("tokens").waitFor();
    assert.equal(await line().isVisible(), false);
    panel.model = goesOn("Hel");
    await panel.send("Again");
    await panel.answer.getByText("Hel").waitFor();
    assert.equal(await line().isVisible(), false);
    await panel.page.keyboard.press("Escape");
  });

  it("is added up for the chat, with those whose cost is not known", async () => {
    panel.model = took({ ...usage, cost: 0.25 });
    await panel.ask("One");
    await meter().getByText("$0.25").waitFor();
    panel.model = took(usage, { dollars: 0.5, from: "list" });
    await panel.ask("Two");
    await meter().getByText("≈ $0.75").waitFor();
    panel.model = took(usage);
    await panel.ask("Three");
    await meter().getByText("$0.75 and more").waitFor();
    const title = (await panel.page.locator(".meter").getAttribute("title")) ?? "";
    assert.match(title, /This chat took 3,612 tokens in and 1,035 out\. It cost \$0\.75\./);
    assert.match(title, /Requests whose cost is not known: 1\./);
  });

  it("leaves everything where it is when the next request is measured", async () => {
    const box = panel.page.getByRole("textbox", { name: "Message" });
    const before = await box.boundingBox();
    await box.pressSequentially("How long is this?");
    await meter().getByText("≈ ").waitFor();
    assert.deepEqual(await box.boundingBox(), before);
  });

  it("is told before it is sent, against the model's context window", async () => {
    panel.connection = entry([{ id: "small", contextWindow: 1000 }]);
    const box = panel.page.getByRole("textbox", { name: "Message" });
    await box.fill("word ".repeat(400));
    await meter()
      .getByText(/^≈ 40\d of 1K tokens$/)
      .waitFor();
    assert.equal(await fill(), "");
    await box.fill("word ".repeat(900));
    await until(async () => (await fill()) === "near");
    await box.fill("word ".repeat(1100));
    await meter().getByText("over the model's 1K").waitFor();
    assert.equal(await fill(), "over");
    await box.fill("");
    await until(async () => (await meter().innerText()) === "");
  });

  it("counts attached code, and what the model was found to count", async () => {
    await panel.attach({ text: "word ".repeat(2000) });
    await meter()
      .getByText(/^≈ 2\.0\dK tokens$/)
      .waitFor();
    await panel.corrections.learn({ connectionId: "lab", model: "small" }, 2000, 4000);
    await panel.page.getByRole("textbox", { name: "Message" }).fill("And this");
    await meter()
      .getByText(/^≈ 4\.\d+K tokens$/)
      .waitFor();
  });

  for (const [name, form] of Object.entries({
    "Show request and response": "shown",
    "Copy as curl": "curl",
    "Copy as Python": "python",
    "Copy as TypeScript": "typescript",
  })) {
    it(`can be asked for as it was sent: ${name}`, async () => {
      panel.model = says("Hello.");
      await panel.ask("Hi");
      await panel.choose(panel.answer, name);
      await until(async () => panel.asked.some(([what]) => what === "showWire"));
      const asked = panel.asked.find(([what]) => what === "showWire") ?? [];
      const id = [...(await panel.session()).conversation.messages.keys()].at(-1);
      assert.deepEqual(asked.slice(2), [id, form]);
    });
  }

  function fill(): Promise<string | null> {
    return panel.page.locator(".meter").getAttribute("data-fill");
  }
});

function entry(models: readonly unknown[]) {
  return readEntry({ id: "lab", provider: "openai-compatible", models }).connection;
}

function took(usage: Usage, cost?: Cost): Model {
  return async function* () {
    yield { type: "text", text: "Hello." };
    const details = { model: "small-2026", firstPieceMs: 812, wholeMs: 1812 };
    yield { type: "details", details };
    yield { type: "usage", usage, ...(cost && { cost }) };
    yield { type: "finish", finish: "stop" };
  };
}
