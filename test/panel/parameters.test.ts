import assert from "node:assert/strict";
import type { ChatRequest } from "../../src/core/answering";
import { goesOn, PanelPage, says } from "../support/panelPage";
import { until } from "../support/until";

describe("the sheet of parameters", function () {
  this.timeout(60_000);
  let panel: PanelPage;
  const requests: ChatRequest[] = [];

  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    panel.store.journals.clear();
    panel.store.current.clear();
    panel.store.drafts.clear();
    panel.rules = {};
    panel.presets = [];
    requests.length = 0;
    panel.model = (request, signal) => {
      requests.push(request);
      return says("So.")(request, signal);
    };
    await panel.load();
  });
  afterEach(async () => {
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.console, []);
    assert.deepEqual(panel.foreign, []);
  });
  after(() => panel.close());

  const button = () => panel.page.getByRole("button", { name: /^Parameters/ });
  const sheet = () => panel.page.getByRole("region", { name: "Parameters" });
  const field = (name: string) => sheet().getByLabel(name, { exact: true });
  const row = (name: string) =>
    sheet()
      .locator(".parameter")
      .filter({ has: panel.page.getByLabel(name, { exact: true }) });
  const hint = () => panel.page.locator(".hint");
  const set = async () => (await panel.session()).conversation.parameters;
  const open = async () => {
    await button().click();
    await sheet().waitFor();
  };
  const isSet = async (expected: object) => {
    await until(async () => JSON.stringify(await set()) === JSON.stringify(expected));
  };

  it("is opened and left by keyboard, and Escape stops no answer", async () => {
    panel.model = goesOn("Half");
    await panel.send("Hi");
    await panel.answer.getByText("Half").waitFor();
    await button().focus();
    await panel.page.keyboard.press("Enter");
    await sheet().waitFor();
    assert.equal(await field("Temperature").evaluate(it => it === document.activeElement), true);
    await panel.page.keyboard.press("Escape");
    await sheet().waitFor({ state: "detached" });
    assert.equal(await panel.focus(), "Parameters");
    const session = await panel.session();
    assert.ok(session.busy);
    session.stop();
  });

  it("sends what was typed last, and nothing that is not set", async () => {
    await open();
    await field("Temperature").fill("0");
    await field("Streaming").selectOption("Off");
    await field("Stop sequences").fill("a\\n\nb");
    await field("Further fields").fill('{ "top_k": 0 }');
    await panel.ask("Hi");
    const expected = { temperature: 0, stop: ["a\n", "b"], stream: false, top_k: 0 };
    assert.deepEqual(requests[0]?.parameters, expected);
    assert.equal(await button().getAttribute("aria-label"), "Parameters: 4 set");
  });

  it("sends an empty text until it is cleared", async () => {
    await open();
    await field("Stop sequences").fill("x");
    await field("Stop sequences").fill("");
    await isSet({ stop: "" });
    await panel.ask("Hi");
    assert.deepEqual(requests[0]?.parameters, { stop: "" });
    await sheet().getByRole("button", { name: "Clear Stop sequences" }).click();
    await isSet({});
    assert.equal(await field("Stop sequences").evaluate(it => it === document.activeElement), true);
    await panel.ask("Again");
    assert.deepEqual(requests[1]?.parameters, {});
    assert.equal(await button().getAttribute("aria-label"), "Parameters");
  });

  it("says at once what is wrong, sends nothing, and keeps what was typed", async () => {
    await open();
    await field("Temperature").fill("warm");
    await row("Temperature").getByText("must be a number from 0 to 2").waitFor();
    assert.equal(await field("Temperature").getAttribute("aria-invalid"), "true");
    await panel.send("Hi");
    await hint().getByText("Not sent. Temperature must be a number from 0 to 2.").waitFor();
    assert.equal(await panel.page.getByRole("textbox", { name: "Message" }).inputValue(), "Hi");
    assert.equal(requests.length, 0);
    await panel.hideAndShow();
    await open();
    assert.equal(await field("Temperature").inputValue(), "warm");
    await field("Temperature").fill("1");
    await panel.ask("Hi");
    assert.deepEqual(requests[0]?.parameters, { temperature: 1 });
  });

  it("shows where a text stops being JSON, or a schema", async () => {
    await open();
    await field("Logit bias").fill('{\n "1": 2,\n x }');
    await row("Logit bias").getByText("This is not JSON: line 3, column 2.").waitFor();
    await field("Logit bias").fill('{ "1": 2');
    await row("Logit bias").getByText("ends too early").waitFor();
    await field("Logit bias").fill('{ "1": 200 }');
    await row("Logit bias").getByText("from -100 to 100").waitFor();
    await sheet().getByRole("button", { name: "Clear Logit bias" }).click();
    await field("Response format").selectOption("JSON schema");
    await field("Schema").fill('{ "type": "text" }');
    await row("Response format").getByText("“schema.type” must be string").waitFor();
    await field("Schema").fill('{ "type": "object" }');
    await isSet({
      response_format: {
        type: "json_schema",
        json_schema: { name: "answer", schema: { type: "object" } },
      },
    });
    assert.equal(await row("Response format").locator(".parameter-fault").innerText(), "");
  });

  it("shows ranges and what is known of them at the model", async () => {
    panel.rules = {
      temperature: { max: 1, taken: "yes" },
      seed: { taken: "ignored" },
      logprobs: { taken: "refused" },
    };
    panel.setStatus({});
    await open();
    await row("Temperature").getByText("0 to 1. Taken by small.").waitFor();
    await row("Seed").getByText("Ignored by small.").waitFor();
    await row("Log probabilities").getByText("Refused by small.").waitFor();
    await row("Top P").getByText("Not known for small.").waitFor();
    await field("Temperature").fill("1.5");
    await row("Temperature").getByText("from 0 to 1").waitFor();
    await panel.send("Hi");
    await hint().getByText("Not sent.").waitFor();
    assert.equal(requests.length, 0);
  });

  it("follows the conversation that is shown, and leaves alone what is being typed", async () => {
    await open();
    await field("Temperature").fill("0.5");
    await isSet({ temperature: 0.5 });
    (await panel.session()).setParameters({ temperature: 1, seed: 3 });
    await until(async () => (await field("Seed").inputValue()) === "3");
    assert.equal(await field("Temperature").inputValue(), "0.5");
    await panel.send("Hi");
    await panel.answer.getByText("So.").waitFor();
    await panel.newChat();
    await until(async () => (await field("Seed").inputValue()) === "");
    assert.equal(await field("Temperature").inputValue(), "");
    await field("Top P").fill("0.1");
    await isSet({ top_p: 0.1 });
  });

  it("keeps presets, applies them, and begins new chats with the default", async () => {
    await open();
    await field("Temperature").fill("0");
    const act = async (name: string) => {
      await sheet().getByRole("button", { name: "Preset actions" }).click();
      await panel.page.getByRole("menuitem", { name }).click();
    };
    await act("Save as preset…");
    await sheet().getByLabel("Name of the preset").fill("Precise");
    await panel.page.keyboard.press("Enter");
    await until(() => panel.presets.length === 1);
    assert.deepEqual(panel.presets, [{ name: "Precise", parameters: { temperature: 0 } }]);
    await sheet().getByRole("button", { name: "Clear all" }).click();
    await isSet({});
    await field("Preset").selectOption("Precise");
    await sheet().getByRole("button", { name: "Apply" }).click();
    await isSet({ temperature: 0 });
    await until(async () => (await field("Temperature").inputValue()) === "0");
    await act("Make default for new chats");
    await sheet().getByRole("option", { name: "Precise (default)" }).waitFor({ state: "attached" });
    await panel.ask("Hi");
    await panel.newChat();
    await isSet({ temperature: 0 });
    await act("Delete “Precise”");
    await until(() => panel.presets.length === 0);
  });

  it("saves no preset while something is wrong", async () => {
    await open();
    await field("Seed").fill("x");
    await sheet().getByRole("button", { name: "Preset actions" }).click();
    await panel.page.getByRole("menuitem", { name: "Save as preset…" }).click();
    await sheet().getByLabel("Name of the preset").fill("Bad");
    await sheet().getByRole("button", { name: "Save" }).click();
    await sheet().getByText("Correct or clear first what is wrong below.").waitFor();
    await panel.page.keyboard.press("Escape");
    assert.deepEqual(panel.presets, []);
  });

  it("can be read and not changed while another window writes", async () => {
    const session = await panel.session();
    session.setParameters({ seed: 1 });
    await panel.ask("Hi");
    session.setAccess("other");
    await open();
    assert.equal(await field("Seed").inputValue(), "1");
    assert.ok(await field("Seed").isDisabled());
    assert.equal(await sheet().getByRole("button", { name: "Clear all" }).count(), 0);
    await sheet().getByRole("button", { name: "Close parameters" }).click();
    await sheet().waitFor({ state: "detached" });
  });
});

describe("the name of a message", function () {
  this.timeout(60_000);
  let panel: PanelPage;
  before(async () => {
    panel = await PanelPage.start();
    await panel.load();
  });
  after(() => panel.close());

  it("is set from its menu, shown beside who speaks, and sent", async () => {
    const sent: unknown[] = [];
    panel.model = (request, signal) => {
      sent.push(...request.messages);
      return says("So.")(request, signal);
    };
    await panel.ask("Hi");
    const [question, answer] = [panel.page.getByRole("article").first(), panel.answer];
    panel.typedName = "alice";
    await panel.choose(question, "Set name…");
    await panel.page.getByRole("article", { name: "You, alice" }).waitFor();
    panel.typedName = "bob";
    await panel.choose(answer, "Set name…");
    await panel.page.getByRole("article", { name: "small, bob" }).waitFor();
    assert.equal(await answer.locator(".answer-model").innerText(), "small, bob");
    const above = await question.evaluate(it => getComputedStyle(it, "::before").content);
    assert.match(above, /alice|aria-label/);
    sent.length = 0;
    await panel.ask("And?");
    assert.deepEqual(sent.slice(0, 2), [
      { role: "user", content: "Hi", name: "alice" },
      { role: "assistant", content: "So.", name: "bob" },
    ]);
    panel.typedName = "";
    await panel.choose(question, "Set name…");
    await panel.page.getByRole("article", { name: "You", exact: true }).first().waitFor();
    assert.deepEqual(await panel.violations(), []);
  });
});
