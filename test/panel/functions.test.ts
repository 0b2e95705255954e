import assert from "node:assert/strict";
import type { ChatEvent, ChatRequest } from "../../src/core/answering";
import type { Functions } from "../../src/core/functions";
import { call, declared, finish } from "../support/declared";
import { PanelPage, says } from "../support/panelPage";
import { until } from "../support/until";

const sum = '{"a":15,"b":25}';

describe("functions in the chat view", function () {
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
    requests.length = 0;
    await panel.load();
    (await panel.session()).setFunctions(declared);
  });
  afterEach(async () => {
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.console, []);
    assert.deepEqual(panel.foreign, []);
  });
  after(() => panel.close());

  /** The model calls once, and then says what came of it. */
  function calls(...events: readonly ChatEvent[]): void {
    panel.model = (request, signal) => {
      requests.push(request);
      const first = requests.length === 1;
      return first ? play(events) : says("It is 40.")(request, signal);
    };
  }

  async function* play(events: readonly ChatEvent[]): AsyncGenerator<ChatEvent> {
    yield* events;
  }

  const page = () => panel.page;
  const field = (name: string) => page().getByRole("textbox", { name, exact: true });
  const send = (name = "Send result") => page().getByRole("button", { name, exact: true });
  const sentTexts = () =>
    requests
      .at(-1)
      ?.messages.filter(({ role }) => role === "tool")
      .map(({ content }) => content);
  const focused = () => page().evaluate(() => document.activeElement?.getAttribute("aria-label"));

  it("stream their arguments, and set them out when they are complete", async () => {
    let goOn = () => {};
    const more = new Promise<void>(resolve => (goOn = resolve));
    panel.model = async function* () {
      yield { type: "toolCall", index: 0, callId: "a", name: "add_numbers", arguments: '{"a":15' };
      await more;
      yield { type: "toolCall", index: 0, arguments: ',"b":2500000000000000000001}' };
      yield finish();
    };
    await panel.send("Calculate");
    const text = page().getByRole("group", { name: "Arguments" });
    await text.getByText('{"a":15').waitFor();
    assert.equal(await field("Result of add_numbers").count(), 0);
    goOn();
    await field("Result of add_numbers").waitFor();
    assert.equal(await text.innerText(), '{\n  "a": 15,\n  "b": 2500000000000000000001\n}');
  });

  it("go on with the result that is typed, by keyboard alone", async () => {
    calls(call(0, "add_numbers", sum), finish());
    await panel.send("Calculate");
    await field("Result of add_numbers").waitFor();
    await field("Result of add_numbers").focus();
    await page().keyboard.type("40");
    await page().keyboard.press("Tab");
    assert.equal(await page().evaluate(() => document.activeElement?.textContent), "Send result");
    await page().keyboard.press("Enter");
    await panel.answer.getByText("It is 40.").waitFor();
    assert.deepEqual(sentTexts(), ["40"]);
    assert.equal(await focused(), "Message");
    const names = await page()
      .getByRole("article")
      .evaluateAll(all => all.map(it => it.ariaLabel));
    assert.deepEqual(names, ["You", "small", "Result of add_numbers", "small"]);
    assert.equal(await field("Result of add_numbers").count(), 0);
    assert.equal(await page().locator("details.tool-call[open]").count(), 0);
  });

  it("answer two calls at once, each with its own", async () => {
    calls(call(0, "add_numbers", sum), call(1, "add_numbers", "{}"), finish());
    await panel.send("Calculate");
    await field("Result of add_numbers (1)").fill("40");
    await send("Send results").click();
    await page().getByText("A result is missing").waitFor();
    assert.equal(requests.length, 1);
    const second = field("Result of add_numbers (2)");
    assert.equal(await second.evaluate(it => it === document.activeElement), true);
    await second.fill("0");
    await second.press("Control+Enter");
    await panel.answer.getByText("It is 40.").waitFor();
    assert.deepEqual(sentTexts(), ["40", "0"]);
  });

  it("keep a typed result through a reload, and send it then", async () => {
    calls(call(0, "add_numbers", sum), finish());
    await panel.send("Calculate");
    await field("Result of add_numbers").fill("for");
    await field("Result of add_numbers").fill("forty");
    await panel.hideAndShow();
    await until(async () => (await field("Result of add_numbers").inputValue()) === "forty");
    await panel.load();
    await until(async () => (await field("Result of add_numbers").inputValue()) === "forty");
    await send().click();
    await panel.answer.getByText("It is 40.").waitFor();
    assert.deepEqual(sentTexts(), ["forty"]);
    const { id } = (await panel.session()).conversation;
    await until(async () => !(await panel.store.readDraft(id))?.results);
  });

  it("stand beside each other when a sent result is changed", async () => {
    calls(call(0, "add_numbers", sum), finish());
    await panel.send("Calculate");
    await field("Result of add_numbers").fill("40");
    await send().click();
    await panel.answer.getByText("It is 40.").waitFor();
    const result = page().getByRole("article", { name: "Result of add_numbers" });
    await result.getByRole("button", { name: "Edit", exact: true }).click();
    const box = page().getByRole("textbox", { name: "Message" });
    await until(async () => (await box.inputValue()) === "40");
    await box.fill("41");
    await box.press("Enter");
    await until(() => requests.length === 3);
    assert.deepEqual(sentTexts(), ["41"]);
    await result.getByRole("group", { name: "Version 2 of 2" }).waitFor();
    await result.getByRole("button", { name: "Previous version" }).click();
    await result.locator("pre").getByText("40").waitFor();
  });

  it("say that they are not sent when one of their results is deleted", async () => {
    calls(call(0, "add_numbers", sum), finish());
    await panel.send("Calculate");
    await field("Result of add_numbers").fill("40");
    await send().click();
    await panel.answer.getByText("It is 40.").waitFor();
    const result = page().getByRole("article", { name: "Result of add_numbers" });
    await panel.choose(result, "Delete message");
    await page().getByText("Not sent: there is no result for it here.").waitFor();
    await page().getByRole("button", { name: "Restore 1 deleted message" }).click();
    await result.waitFor();
    await page()
      .getByText("Not sent: there is no result for it here.")
      .waitFor({ state: "detached" });
  });

  it("that were cut are marked, and can only be asked for again", async () => {
    calls(call(0, "add_numbers", '{"a":15,"b"'), finish("length"));
    await panel.send("Calculate");
    await page().getByText("Function call, incomplete: add_numbers").waitFor();
    assert.equal(await field("Result of add_numbers").count(), 0);
    assert.equal(await send().count(), 0);
    await page().getByRole("button", { name: "Ask for the call again" }).click();
    await panel.answer.getByText("It is 40.").waitFor();
    assert.equal(requests.length, 2);
  });

  it("ask for nothing where another window writes, or something else follows", async () => {
    calls(call(0, "add_numbers", sum), finish());
    await panel.send("Calculate");
    await field("Result of add_numbers").waitFor();
    const { id } = (await panel.session()).conversation;
    const told = { type: "access", conversationId: id, access: "other" };
    await page().evaluate(message => window.postMessage(message), told);
    await page().getByRole("button", { name: "Take over" }).waitFor();
    assert.equal(await send().isVisible(), false);
    await page().evaluate(message => window.postMessage(message), { ...told, access: "write" });
    await panel.send("Never mind");
    await page().getByText("Not sent: there is no result for it here.").waitFor();
    assert.equal(await field("Result of add_numbers").count(), 0);
  });

  it("show what a legacy result is sent as", async () => {
    panel.functions = { legacy: true };
    await panel.load();
    const session = await panel.session();
    session.setFunctions({ ...declared, legacy: true });
    calls(call(0, "add_numbers", sum), finish("function_call"));
    await panel.send("Calculate");
    await field("Result of add_numbers").fill("40");
    await send().click();
    await panel.answer.getByText("It is 40.").waitFor();
    const result = page().getByRole("article", { name: "Result of add_numbers" });
    assert.equal(await result.locator(".result-role").innerText(), "function");
    panel.functions = {};
  });
});

describe("the sheet of functions", function () {
  this.timeout(60_000);
  let panel: PanelPage;

  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    panel.store.journals.clear();
    panel.store.current.clear();
    panel.store.drafts.clear();
    panel.functions = {};
    await panel.load();
  });
  afterEach(async () => {
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.console, []);
  });
  after(() => panel.close());

  const button = () => panel.page.getByRole("button", { name: /^Functions/ });
  const sheet = () => panel.page.getByRole("region", { name: "Functions" });
  const open = async () => {
    await button().click();
    await sheet().waitFor();
  };
  const functions = async () => (await panel.session()).conversation.functions;

  it("is opened and left by keyboard, and declares in an editor", async () => {
    await button().focus();
    await panel.page.keyboard.press("Enter");
    await sheet().waitFor();
    await panel.page.keyboard.press("Enter");
    await until(() => panel.asked.some(([name]) => name === "editFunctions"));
    await panel.page.keyboard.press("Escape");
    await sheet().waitFor({ state: "detached" });
    assert.equal(await panel.focus(), "Functions");
  });

  it("says how they are called, and sends nothing that is not set", async () => {
    (await panel.session()).setFunctions(declared);
    await panel.page.getByRole("button", { name: "Functions: 1 declared" }).waitFor();
    await open();
    await sheet().getByRole("listitem").getByText("Adds two numbers").waitFor();
    const set = async (expected: object) =>
      until(async () => {
        const { declared: _list, ...how } = await functions();
        return JSON.stringify(how) === JSON.stringify(expected);
      });
    await sheet().getByLabel("Choice").selectOption("add_numbers");
    await set({ choice: { name: "add_numbers" } });
    await sheet().getByLabel("Several at once").selectOption("Off");
    await set({ choice: { name: "add_numbers" }, parallel: false });
    await sheet().getByLabel("Sent as").selectOption("Legacy functions");
    await set({ choice: { name: "add_numbers" }, parallel: false, legacy: true });
    await sheet().getByText("small takes tools only").waitFor();
    for (const name of ["Choice", "Several at once"])
      await sheet().getByLabel(name).selectOption("Not set");
    await sheet().getByLabel("Sent as").selectOption("Tools");
    await set({});
  });

  it("says what is wrong, here and where the message waits", async () => {
    const text = '[{ "name": "a b" }]';
    (await panel.session()).setFunctions({ declared: [], unfinished: text });
    await panel.page.getByRole("button", { name: "Functions: not valid yet" }).waitFor();
    await open();
    await sheet().getByText("Function 1: its name must be").waitFor();
    await panel.send("Hi");
    await panel.page.locator(".hint").getByText("Change it in Functions.").waitFor();
    const box = panel.page.getByRole("textbox", { name: "Message" });
    assert.equal(await box.inputValue(), "Hi");
  });

  it("says what a provider is known to make of what is set", async () => {
    const [first] = declared.declared;
    assert.ok(first);
    const strict = { declared: [{ ...first, strict: true }], choice: "auto", parallel: true };
    (await panel.session()).setFunctions(strict as Functions);
    await open();
    const known = sheet().locator(".function-known");
    assert.equal(await known.isVisible(), false);
    panel.setStatus({ functions: { ignored: ["choice", "strict"] } });
    await known.getByText("small ignores the choice. small ignores “strict”.").waitFor();
    panel.setStatus({ functions: { refused: ["choice"] } });
    await known.getByText("small may refuse a choice while it thinks.").waitFor();
  });

  it("is offered only for a model that may take functions", async () => {
    panel.setStatus({ model: { id: "small", tools: false } });
    await button().waitFor({ state: "hidden" });
    (await panel.session()).setFunctions(declared);
    await open();
    await sheet().getByText("small is known to take no functions.").waitFor();
    panel.setStatus({ model: { id: "small", tools: true } });
    await sheet().getByText("is known to take no").waitFor({ state: "hidden" });
  });
});
