import assert from "node:assert/strict";
import { PanelPage } from "../support/panelPage";

const servers = [{ label: "Ollama", baseURL: "http://localhost:11434/v1", models: ["a", "b"] }];
const keys = ["OpenAI", "Groq", "xAI", "Mistral"].map(label => ({
  connectionId: label.toLowerCase(),
  label,
  variable: `${label.toUpperCase()}_API_KEY`,
}));
const newcomer = { modelLabel: null, hasKey: false } as const;

describe("the first screen", function () {
  this.timeout(60_000);
  let panel: PanelPage;

  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    panel.store.journals.clear();
    panel.store.current.clear();
    panel.store.drafts.clear();
    await panel.load();
    await panel.page.setViewportSize({ width: 300, height: 500 });
  });
  after(() => panel.close());

  const button = (name: string | RegExp) => panel.page.getByRole("button", { name });
  const top = async (name: string) => (await button(name).boundingBox())?.y;

  it("has one primary button for a newcomer, and leads to the walkthrough and the tour", async () => {
    panel.setStatus(newcomer);
    await button("Set API Key").click();
    assert.equal(await panel.page.locator(".empty .button:not(.secondary)").count(), 1);
    await button("Get started").click();
    await button("Offline tour (not an AI)").click();
    assert.deepEqual(panel.asked, [["setKey", ""], ["getStarted"], ["startOfflineTour"]]);
  });

  it("moves nothing when offers arrive, and fits the smallest view with all of them", async () => {
    panel.setStatus(newcomer);
    await button("Set API Key").waitFor();
    const before = [await top("Set API Key"), await top("Offline tour (not an AI)")];
    panel.setStatus({ ...newcomer, servers, keys });
    await button("Use Ollama on localhost:11434 (2 models)").waitFor();
    assert.deepEqual([await top("Set API Key"), await top("Offline tour (not an AI)")], before);
    await button("3 more…").click();
    assert.deepEqual(panel.asked, [["chooseModel"]]);
    const log = panel.page.getByRole("log");
    assert.equal(await log.evaluate(element => element.scrollHeight - element.clientHeight), 0);
  });

  it("shows nothing of a newcomer's while it is not known whether the model is ready", async () => {
    panel.setStatus({ hasKey: null });
    await panel.page.waitForTimeout(100);
    assert.equal(await panel.page.locator(".empty").count(), 0);
    panel.setStatus({});
    await panel.page.getByRole("heading", { name: "Ask small anything" }).waitFor();
    assert.equal(await button("Set API Key").count(), 0);
  });

  it("puts the beginning of a message into the box and sends nothing", async () => {
    const box = panel.page.getByRole("textbox", { name: "Message" });
    await button("Write a shell command that …").click();
    await panel.page.keyboard.type("counts lines");
    assert.equal(await box.inputValue(), "Write a shell command that counts lines");
    assert.equal((await panel.session()).conversation.messages.size, 0);
    await button("Explain this error message: …").click();
    assert.match(await box.inputValue(), /^Explain this error message:\nWrite a shell command/);
  });

  it("names the key that attaches code, and fits", async () => {
    await panel.page.getByText("Ctrl+K Shift+A").waitFor();
    const log = panel.page.getByRole("log");
    assert.equal(await log.evaluate(element => element.scrollHeight - element.clientHeight), 0);
  });
});
