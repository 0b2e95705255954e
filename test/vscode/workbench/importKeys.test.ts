import assert from "node:assert/strict";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { filesHolding, temporaryWorkspace } from "../../support/files";
import { json, LoopbackProvider } from "../../support/provider";
import { startVSCode, type VSCode } from "../../support/vscode";
import { until } from "../../support/until";

const groqKey = "gsk-canary-1a2b3c4d5e6f";
const mistralKey = "mis-canary-6f5e4d3c2b1a";

describe("Import Keys from .env", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;

  before(async () => {
    provider = await LoopbackProvider.start();
    provider.models = response =>
      void (
        response.req.headers.authorization === `Bearer ${groqKey}`
          ? json(200, { object: "list", data: [{ id: "small" }] })
          : json(401, { detail: "Invalid API Key" })
      )(response);
    vscode = await startVSCode({
      folder: temporaryWorkspace({
        ".env": `GROQ_API_KEY=${groqKey}\nDATABASE_URL=postgres://x\nAZURE_OPENAI_API_KEY=azure-1234\n`,
        ".env.local": `export MISTRAL_API_KEY="${mistralKey}" # mine\n`,
      }),
      settings: {
        "parley.connections": ["groq", "mistral"].map(id => ({
          id,
          provider: id,
          baseURL: provider.baseURL,
        })),
      },
    });
    chat = await ChatView.open(vscode);
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
  });

  it("reads nothing by itself", async () => {
    await chat.button("Set API Key").waitFor();
    assert.equal(provider.requests.length, 0);
    await chat.button(/^Model:/).click();
    await vscode.titled("Provider and Model");
    await vscode.page.keyboard.press("Escape");
  });

  it("lists the names, never the values, and stores what is picked", async () => {
    await vscode.runCommand("Parley: Import Keys from .env");
    await vscode.titled("Import Keys from .env");
    await until(async () => (await vscode.quickPick()).length > 0); // The rows come behind the title.
    assert.deepEqual(await vscode.quickPick(), ["GROQ_API_KEY", "MISTRAL_API_KEY"]);
    const shown = await vscode.page.locator(".quick-input-widget").innerText();
    assert.ok(!shown.includes("canary"));
    await vscode.page.getByRole("button", { name: "OK" }).click();
    await chat.hint.filter({ hasText: "The key for Groq works: 1 model." }).waitFor();
    await chat.hint.filter({ hasText: "Mistral refused the key: Invalid API Key" }).waitFor();
    await vscode.choose("Groq", "Provider and Model");
    await vscode.choose("small", "Model at Groq");
    await chat.ask("Hello");
    assert.equal(provider.chats[0]?.headers.authorization, `Bearer ${groqKey}`);
  });

  it("keeps them in the secret storage only", () => {
    assert.deepEqual(filesHolding(vscode.root, groqKey), []);
    assert.deepEqual(filesHolding(vscode.root, mistralKey), []);
  });
});
