import assert from "node:assert/strict";
import { type Model, PanelPage } from "../support/panelPage";
import { until } from "../support/until";

describe("a cut answer in the chat view", function () {
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
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.console, []);
  });
  after(() => panel.close());

  const goOn = () => panel.answer.getByRole("button", { name: "Continue" });
  const cut: Model = async function* () {
    yield { type: "text", text: "The first half of it" };
    yield { type: "finish", finish: "length" };
  };

  it("goes on where it ended, as one text", async () => {
    panel.model = cut;
    await panel.ask("Long?");
    await panel.answer.getByText("The answer reached its length limit.").waitFor();
    let release = () => {};
    const held = new Promise<void>(resolve => (release = resolve));
    panel.model = async function* () {
      await held;
      yield { type: "text", text: "The first half of it and the second." };
      yield { type: "finish", finish: "stop" };
    };
    await goOn().click();
    await panel.page.getByRole("button", { name: "Stop" }).waitFor();
    assert.equal(await panel.focus(), "Message");
    await panel.answer.getByText("reached its length limit").waitFor({ state: "detached" });
    assert.equal(await panel.answer.locator(".wait").isVisible(), true);
    assert.equal(await panel.answer.getByRole("button", { name: "Copy answer" }).count(), 0);
    release();
    await panel.answer.getByRole("button", { name: "Copy answer" }).waitFor();
    assert.equal(
      await panel.answer.locator("p").first().innerText(),
      "The first half of it and the second.",
    );
    assert.equal(await panel.answer.locator(".wait").isVisible(), false);
    assert.equal(await goOn().count(), 0);
    assert.equal(await panel.page.getByRole("article").count(), 2);
    // Only what is new is read out.
    assert.equal(
      await panel.page.locator("main [role=status]").innerText(),
      "small: and the second.",
    );
  });

  it("says who went on with it, where that is another model", async () => {
    panel.model = cut;
    await panel.ask("Long?");
    (await panel.session()).choose({ connectionId: "lab", model: "large" });
    panel.model = async function* () {
      yield { type: "text", text: "The first half of it and more." };
      yield { type: "finish", finish: "stop" };
    };
    await goOn().click();
    await panel.page.getByText("Continued by large.").waitFor();
    await panel.page.getByRole("article", { name: "small" }).waitFor();
    await panel.load();
    await panel.page.getByText("Continued by large.").waitFor();
  });

  it("can go on after an error, beside what else can be done", async () => {
    panel.model = async function* () {
      yield { type: "text", text: "Half" };
      yield { type: "error", error: { kind: "cutOff", detail: "socket hang up" } };
    };
    await panel.ask("Long?");
    const alert = panel.answer.getByRole("alert");
    assert.deepEqual(await alert.getByRole("button").allInnerTexts(), ["Try again", "Continue"]);
    panel.model = async function* () {
      yield { type: "error", error: { kind: "server", detail: "no" } };
    };
    await goOn().click();
    await alert.filter({ hasText: "no" }).waitFor();
    await until(async () => (await alert.count()) === 1);
    assert.match(await panel.answer.innerText(), /Half/);
    await goOn().waitFor();
  });
});
