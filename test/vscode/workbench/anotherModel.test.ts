import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { answer, LoopbackProvider } from "../../support/provider";
import { startVSCode, type VSCode } from "../../support/vscode";

describe("trying again with another model", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;

  before(async () => {
    provider = await LoopbackProvider.start();
    vscode = await startVSCode({
      settings: {
        "parley.connections": [
          {
            id: "lab",
            label: "Lab",
            provider: "openai-compatible",
            baseURL: provider.baseURL,
            auth: "none",
          },
        ],
        "parley.defaultModel": "lab/small",
      },
    });
    chat = await ChatView.open(vscode);
    provider.next(answer(["A small answer."]));
    await chat.ask("Which model?");
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
  });

  async function askForModel(): Promise<void> {
    await chat.lastMessage.getByRole("button", { name: /more/i }).click();
    await chat.page.getByRole("menuitem", { name: "Try again with another model…" }).click();
    await vscode.titled("Provider and Model");
  }

  it("asks nothing of anyone when the picker is left", async () => {
    await askForModel();
    await vscode.page.keyboard.press("Escape");
    await chat.focused();
    assert.equal(provider.chats.length, 1);
  });

  it("asks the model that was picked, and leaves the chat's own and the default as they were", async () => {
    await askForModel();
    await vscode.choose("Lab");
    await vscode.titled("Model at Lab");
    provider.next(answer(["A large answer."]));
    await vscode.choose("large");
    await chat.shows("A large answer.");
    assert.equal(provider.chats.at(-1)?.body?.model, "large");
    await chat.button("Model: small").waitFor();
    await chat.ask("And now?");
    assert.equal(provider.chats.at(-1)?.body?.model, "small");
    assert.equal(settingsOf(vscode)["parley.defaultModel"], "lab/small");
  });
});

function settingsOf({ root }: VSCode): Readonly<Record<string, unknown>> {
  const names = fs.readdirSync(root, { recursive: true, encoding: "utf8" });
  const name = names.find(file => file.endsWith(path.join("User", "settings.json")));
  return JSON.parse(fs.readFileSync(path.join(root, name ?? "settings.json"), "utf8"));
}
