import assert from "node:assert/strict";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { filesHolding } from "../../support/files";
import { answer, LoopbackProvider } from "../../support/provider";
import { startVSCode, type VSCode } from "../../support/vscode";

const secret = "lab-canary-9f8e7d6c5b4a";

describe("connections, by gestures alone", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;

  before(async () => {
    provider = await LoopbackProvider.start();
    vscode = await startVSCode();
    chat = await ChatView.open(vscode);
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
  });

  const message = () => vscode.page.locator(".quick-input-message");

  it("adds one with a key in a header of its own, and goes back a step on the way", async () => {
    await vscode.runCommand("Parley: Add Connection");
    await vscode.answer("Lad", "Add Connection: Name");
    await vscode.titled("Lad: URL");
    await vscode.page.getByRole("button", { name: "Back" }).click();
    await vscode.answer("Lab", "Add Connection: Name");
    await vscode.titled("Lab: URL");
    await vscode.page.locator(".quick-input-box input").fill("not a url");
    await message().filter({ hasText: "This is not a URL." }).waitFor();
    const pasted = `OPENAI_BASE_URL="${provider.baseURL}/chat/completions/"`;
    await vscode.page.locator(".quick-input-box input").fill(pasted);
    await message()
      .filter({ hasText: `Messages go to ${provider.baseURL}/chat/` })
      .waitFor();
    await vscode.page.keyboard.press("Enter");
    await vscode.choose("A key in another header", "What does the server ask for?");
    await vscode.answer("X-Lab-Key", "What does the server ask for?");
    await vscode.answer(secret, "Secret “X-Lab-Key” for Lab");
    await vscode.choose("small", "The key for Lab");
    await chat.button("Model: small").waitFor();
    await chat.focused();
    await chat.ask("Hello");
    const sent = provider.chats.at(-1);
    assert.equal(sent?.headers["x-lab-key"], secret);
    assert.equal(sent?.headers.authorization, undefined);
    assert.deepEqual(filesHolding(vscode.root, secret), []);
    assert.ok(filesHolding(vscode.root, "${secret:X-Lab-Key}").length > 0, "the place is there");
  });

  it("renames it", async () => {
    await vscode.runCommand("Parley: Edit Connection");
    await vscode.choose("Lab", "Edit Connection");
    await vscode.choose("Name", "Edit “Lab”");
    await vscode.answer("Laboratory", "Name of the connection");
    await chat.focused();
    await chat.button(/^Model:/).click();
    await vscode.page.locator(".quick-input-list").getByText("Laboratory").first().waitFor();
    await vscode.page.keyboard.press("Escape");
  });

  it("tests it, and says what came", async () => {
    await vscode.runCommand("Parley: Edit Connection");
    await vscode.choose("Laboratory", "Edit Connection");
    await vscode.choose("Test", "Edit “Laboratory”");
    await chat.hint.filter({ hasText: "Laboratory lists its models (2) to anyone" }).waitFor();
  });

  it("duplicates it with the same key", async () => {
    await vscode.runCommand("Parley: Duplicate Connection");
    await vscode.choose("Laboratory", "Duplicate Connection");
    await vscode.answer("Second", "Duplicate “Laboratory”");
    await vscode.choose("The same key", "Duplicate “Laboratory”");
    await vscode.choose("large", "Model at Second");
    await chat.button("Model: large").waitFor();
    await chat.focused();
    await chat.ask("Hello, copy");
    assert.equal(provider.chats.at(-1)?.headers["x-lab-key"], secret);
    assert.equal(provider.chats.at(-1)?.body?.model, "large");
  });

  it("goes on streaming when it is removed, and says afterwards that it is gone", async () => {
    let release = () => {};
    const until = new Promise<void>(resolve => (release = resolve));
    provider.next(answer(["One", " two"], { until }));
    await chat.send("Count");
    await chat.shows("One two");
    // In the chat view Escape stops the answer, and the palette is opened with it.
    await vscode.page.locator(".part.editor").click();
    await vscode.runCommand("Parley: Remove Connection");
    await vscode.choose("Second", "Remove Connection");
    const dialog = vscode.page.getByRole("dialog").filter({ hasText: "Remove the connection" });
    await dialog.getByRole("button", { name: "Remove", exact: true }).click();
    await chat.hint.filter({ hasText: "“Second” was removed." }).waitFor();
    await chat.button("Stop").waitFor();
    release();
    await chat.idle();
    await chat.shows("One two");
    const count = provider.chats.length;
    await chat.ask("And now?");
    await chat.fails("The connection “second” is not there any more");
    assert.equal(provider.chats.length, count);
    await chat.alert.getByRole("button", { name: "Choose model" }).click();
    await vscode.choose("small", "Provider and Model");
    await chat.lastMessage.getByRole("button", { name: "Try again" }).click();
    await chat.shows("Hello there.");
  });

  it("asks once before anything goes unencrypted beyond this computer", async () => {
    // Another name for this computer that Parley cannot know to be one.
    const elsewhere = `http://[::ffff:127.0.0.1]:${provider.port}`;
    provider.requests.splice(0);
    await vscode.runCommand("Parley: Add Connection");
    await vscode.answer("Plain", "Add Connection: Name");
    await vscode.answer(elsewhere, "Plain: URL");
    await vscode.choose("Nothing", "What does the server ask for?");
    const question = vscode.page.getByRole("dialog").filter({ hasText: "unencrypted" });
    await question.getByRole("button", { name: "Cancel" }).click();
    const failed = vscode.page.getByRole("dialog").filter({ hasText: "its test failed" });
    await failed.getByRole("button", { name: "Keep It" }).click();
    await vscode.titled("Plain");
    await question.getByRole("button", { name: "Cancel" }).click();
    assert.equal(provider.requests.length, 0);
    await vscode.answer("small");
    await chat.send("Unencrypted?");
    await question.getByRole("button", { name: "Cancel" }).click();
    await chat.fails("not encrypted");
    assert.equal(provider.requests.length, 0);
    await chat.lastMessage.getByRole("button", { name: "Try again" }).click();
    await question.getByRole("button", { name: "Send Unencrypted" }).click();
    await chat.shows("Hello there.");
    await chat.ask("Again");
    await chat.shows("Hello there.");
    assert.equal(provider.chats.length, 2);
  });
});
