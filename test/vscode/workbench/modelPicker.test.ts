import assert from "node:assert/strict";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { json, LoopbackProvider, raw, type Reply, silence } from "../../support/provider";
import { startVSCode, type VSCode } from "../../support/vscode";

describe("the model picker over a list", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;

  before(async () => {
    provider = await LoopbackProvider.start();
    const entry = { provider: "openai-compatible", baseURL: provider.baseURL, auth: "none" };
    vscode = await startVSCode({
      settings: {
        "parley.connections": [
          { ...entry, id: "lab", label: "Lab", models: ["mine"] },
          { ...entry, id: "lab", label: "Twin" },
          { id: "xai", provider: "xai", baseURL: provider.baseURL, auth: "none" },
        ],
      },
    });
    chat = await ChatView.open(vscode);
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
  });

  const rows = () => vscode.page.locator(".quick-input-list .monaco-list-row");

  async function open(models: Reply, connection = "Lab"): Promise<void> {
    await vscode.page.keyboard.press("Escape");
    await chat.focused(); // The focus comes back to the chat, and would close what is opened before.
    provider.models = models;
    await chat.button(/^Model:/).click();
    await vscode.choose(connection, "Provider and Model");
    await vscode.titled(`Model at ${connection}`);
    const refresh = vscode.page.getByRole("button", { name: "Ask for the list again" });
    await refresh.click();
  }

  const list = (...ids: readonly string[]) =>
    json(200, { object: "list", data: ids.map(id => ({ id })) });

  it("says that two connections have one id, and uses the first", async () => {
    await chat.page.getByText("Entry 2: the id “lab” is used twice.").waitFor();
  });

  it("with no model takes one that is typed", async () => {
    await open(list());
    await vscode.answer("typed-model");
    await chat.button("Model: typed-model").waitFor();
  });

  it("with one model shows it beside the settings' own", async () => {
    await open(list("only"));
    await rows().filter({ hasText: "only" }).waitFor();
    assert.deepEqual(await vscode.quickPick(), ["typed-model", "mine", "only"]);
  });

  it("leaves broken entries out", async () => {
    const data = [null, 7, { id: 3 }, {}, { id: "whole" }, { id: "whole" }, "text"];
    await open(json(200, { data }));
    await rows().filter({ hasText: "whole" }).waitFor();
    assert.deepEqual(await vscode.quickPick(), ["typed-model", "mine", "text", "whole"]);
  });

  it("shows 700 models at once and filters them as one types", async () => {
    await open(list(...Array.from({ length: 700 }, (_, index) => `vendor/model-${index}`)));
    await rows().filter({ hasText: "vendor/model-0" }).waitFor();
    await vscode.page.keyboard.type("model-699");
    await rows().filter({ hasText: "vendor/model-699" }).waitFor();
    await vscode.page.keyboard.press("Enter");
    await chat.button("Model: vendor/model-699").waitFor();
  });

  it("shows what it knows at once while the server is silent", async () => {
    await vscode.page.keyboard.press("Escape");
    provider.models = silence;
    await chat.button(/^Model:/).click();
    await vscode.choose("Lab", "Provider and Model");
    await vscode.titled("Model at Lab");
    await rows().filter({ hasText: "vendor/model-0" }).waitFor();
  });

  it("takes 5,000 models", async () => {
    await open(list(...Array.from({ length: 5000 }, (_, index) => `m-${index}`)));
    await rows().filter({ hasText: "m-0" }).first().waitFor();
    await vscode.page.keyboard.type("m-4999");
    await rows().filter({ hasText: "m-4999" }).waitFor();
  });

  it("keeps what it had and says why when a web page comes", async () => {
    await open(raw("<!doctype html><title>Login</title>", "text/html"));
    await vscode.page.keyboard.type("no such");
    await rows().filter({ hasText: "No list: " }).filter({ hasText: "a web page" }).waitFor();
  });

  it("offers chat models first, and the others under “All models”", async () => {
    await open(list("gpt-4o", "text-embedding-3-small", "whisper-1"));
    await rows().filter({ hasText: "All models" }).waitFor();
    assert.ok(!(await vscode.quickPick()).includes("whisper-1"));
    await vscode.choose("All models");
    await rows().filter({ hasText: "whisper-1" }).waitFor();
  });

  it("finds a model that is not for chat when it is typed", async () => {
    await open(list("gpt-4o", "whisper-1"));
    await rows().filter({ hasText: "All models" }).waitFor();
    await vscode.page.keyboard.type("whis");
    await rows().filter({ hasText: "whisper-1" }).waitFor();
  });

  it("pins a model to the top", async () => {
    await open(list("alpha", "beta"));
    await rows().filter({ hasText: "beta" }).hover();
    await rows()
      .filter({ hasText: "beta" })
      .getByRole("button", { name: "Pin to the top" })
      .click();
    await vscode.page.keyboard.press("Escape");
    await chat.button(/^Model:/).click();
    await vscode.titled("Provider and Model");
    await rows().first().filter({ hasText: "beta" }).waitFor();
    await vscode.choose("beta");
    await chat.button("Model: beta").waitFor();
  });

  it("names the successor of a model that is gone", async () => {
    await open(list("grok-4.3"), "xAI");
    await vscode.page.keyboard.type("grok-beta");
    await rows().filter({ hasText: "gone; its successor is grok-" }).waitFor();
  });
});
