import assert from "node:assert/strict";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { answer, json, LoopbackProvider } from "../../support/provider";
import { startVSCode, type VSCode } from "../../support/vscode";

describe("from the empty view to a streaming answer", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;

  before(async () => {
    provider = await LoopbackProvider.start();
    vscode = await startVSCode({
      // The real row, its address alone is on this computer.
      settings: {
        "parley.connections": [{ id: "openai", provider: "openai", baseURL: provider.baseURL }],
      },
    });
    chat = await ChatView.open(vscode);
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
  });

  it("starts the offline tour at a click, without a question", async () => {
    await chat.button(/^Offline tour/).click();
    await chat.shows("not an AI");
    await chat.idle();
    assert.equal(await vscode.page.getByRole("dialog").count(), 0);
    await chat.button("New chat").click();
    await chat.button("Set API Key").waitFor();
  });

  it("takes five interactions with a pasted key", async () => {
    let interactions = 0;
    const step = async (gesture: Promise<unknown>) => {
      interactions += 1;
      await gesture;
    };
    let release = () => {};
    const until = new Promise<void>(resolve => (release = resolve));
    provider.next(answer(["Streaming"], { until }));
    await step(chat.button("Set API Key").click());
    await step(vscode.choose("OpenAI", "Set API Key"));
    await step(vscode.answer("sk-pasted-0123456789", "API Key for OpenAI"));
    await vscode.page.getByText("The key for OpenAI works: 2 models.").waitFor();
    await step(vscode.choose("small", "The key for OpenAI works"));
    await chat.focused();
    await step(send("Hello"));
    await chat.shows("Streaming");
    await chat.button("Stop").waitFor();
    const statusBar = vscode.page.locator(".statusbar-item").filter({ hasText: "small" });
    await vscode.page.getByRole("button", { name: "Parley: small is answering" }).waitFor();
    release();
    await chat.idle();
    await vscode.page.getByRole("button", { name: "Parley: small", exact: true }).waitFor();
    assert.equal(await statusBar.count(), 1);
    assert.equal(interactions, 5);
    assert.equal(provider.chats[0]?.headers.authorization, "Bearer sk-pasted-0123456789");
    await chat.hint.filter({ hasText: "The key for OpenAI works" }).waitFor({ state: "hidden" });
  });

  it("takes no mouse at all", async () => {
    const { keyboard } = vscode.page;
    await vscode.runCommand("Parley: New Chat");
    await chat.focused();
    await vscode.runCommand("Parley: Set API Key");
    await vscode.titled("Set API Key");
    await keyboard.type("OpenAI");
    await keyboard.press("Enter");
    await vscode.titled("API Key for OpenAI");
    await keyboard.type("sk-typed-0123456789");
    await keyboard.press("Enter");
    await chat.focused();
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await vscode.titled("Provider and Model");
    await keyboard.press("Escape");
    await chat.focused();
    await send("By hand");
    await chat.shows("Hello there.");
    assert.equal(provider.chats.at(-1)?.headers.authorization, "Bearer sk-typed-0123456789");
  });

  it("says in the box that a key is refused, and keeps it when Enter is pressed again", async () => {
    provider.models = json(401, { error: { message: "Incorrect API key provided" } });
    await vscode.runCommand("Parley: Set API Key");
    await vscode.choose("OpenAI", "Set API Key");
    await vscode.answer("sk-wrong-0123456789", "API Key for OpenAI");
    const message = vscode.page.locator(".quick-input-message");
    await message.filter({ hasText: "OpenAI refused the key: Incorrect API key" }).waitFor();
    await vscode.page.keyboard.press("Enter");
    await chat.hint.filter({ hasText: "OpenAI refused the key" }).waitFor();
    await chat.ask("With the wrong one?");
    assert.equal(provider.chats.at(-1)?.headers.authorization, "Bearer sk-wrong-0123456789");
  });

  it("keeps a key that could not be checked, and says so", async () => {
    provider.models = json(500, { error: { message: "down" } });
    await vscode.runCommand("Parley: Set API Key");
    await vscode.choose("OpenAI", "Set API Key");
    await vscode.answer("sk-later-0123456789", "API Key for OpenAI");
    await chat.hint.filter({ hasText: "is kept, but not checked: OpenAI has a problem" }).waitFor();
    await chat.focused();
    await chat.ask("And now?");
    assert.equal(provider.chats.at(-1)?.headers.authorization, "Bearer sk-later-0123456789");
  });

  /** Types where the focus is, as a user does. */
  async function send(text: string): Promise<void> {
    await vscode.page.keyboard.type(text);
    await vscode.page.keyboard.press("Enter");
  }
});
