import assert from "node:assert/strict";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { answer, LoopbackProvider } from "../../support/provider";
import { labSettings } from "../../support/labSettings";
import { startVSCode, type VSCode } from "../../support/vscode";

describe("the trash", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;

  before(async () => {
    provider = await LoopbackProvider.start();
    vscode = await startVSCode({
      settings: labSettings(provider),
    });
    chat = await ChatView.open(vscode);
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
  });

  /** Takes back the deletion that is told of, which is the only message. */
  async function undo(title: string): Promise<void> {
    const toast = await vscode.notification(`Moved “${title}” to the trash.`);
    assert.equal((await vscode.notifications()).length, 1);
    await toast.getByRole("button", { name: "Undo" }).click();
  }

  /** Begins another chat and asks one question in it. */
  async function begin(question: string, text: string): Promise<void> {
    provider.next(answer([text]));
    if ((await chat.messages.count()) > 0) await chat.button("New chat").click();
    await chat.button(/^Offline tour/).waitFor();
    await chat.ask(question);
    await chat.shows(text);
  }

  it("takes a chat without a question, and gives it back with one click", async () => {
    await begin("First question", "First answer");
    await vscode.runCommand("Parley: Delete Chat");
    await chat.button(/^Offline tour/).waitFor();
    assert.equal(await chat.messages.count(), 0);
    await undo("First question");
    await chat.shows("First answer");
    await chat.ask("Still there?");
    assert.equal(await chat.messages.count(), 4);
  });

  it("says of an empty chat that there is nothing to delete", async () => {
    await chat.button("New chat").click();
    await chat.button(/^Offline tour/).waitFor();
    await vscode.runCommand("Parley: Delete Chat");
    await chat.hint.filter({ hasText: "nothing to delete" }).waitFor();
  });

  it("takes a row of the list, which stays open, and gives it back", async () => {
    await begin("Second question", "Second answer");
    await chat.button("History").click();
    await vscode.rowButton("First question", "Move to the trash");
    await vscode.notification("Moved “First question” to the trash.");
    const gone = vscode.page.locator(".quick-input-widget .monaco-list-row");
    await gone.filter({ hasText: "First question" }).waitFor({ state: "detached" });
    assert.deepEqual(await vscode.quickPick(), ["Second question"]);
    await undo("First question");
    await chat.box.click();
    await chat.button("History").click();
    await vscode.choose("First question");
    await chat.shows("Hello there.");
  });

  it("closes the tab of a chat that is deleted, and opens it again", async () => {
    await chat.box.click();
    await vscode.runCommand("Parley: Open Chat in Editor");
    const tab = await ChatView.inTab(vscode);
    await tab.shows("Hello there.");
    await vscode.runCommand("Parley: Delete Chat");
    await vscode.tab("First question").waitFor({ state: "detached" });
    await chat.button(/^Offline tour/).waitFor();
    await undo("First question");
    await (await ChatView.inTab(vscode)).shows("Hello there.");
    await chat.shows("Hello there.");
    await vscode.runCommand("View: Close Editor");
  });

  it("ends an answer that is being made, and keeps what came of it", async () => {
    await begin("Third question", "Third answer");
    provider.next(answer(["Half of"], { until: new Promise(() => {}) }));
    await chat.send("More");
    await chat.shows("Half of");
    await vscode.page.getByText("Explorer", { exact: true }).first().click();
    await vscode.runCommand("Parley: Delete Chat");
    assert.equal(await provider.chats.at(-1)?.closed, "aborted");
    await vscode.notification("Moved “Third question” to the trash.");
  });

  it("gives back what was deleted earlier, and shows it", async () => {
    await vscode.runCommand("Parley: Restore Deleted Chat");
    await vscode.titled("Deleted Conversations");
    await vscode.choose("Third question");
    await chat.shows("Half of");
    await chat.shows("Stopped");
  });

  it("asks before it deletes one for good, and before it is emptied", async () => {
    await vscode.runCommand("Parley: Delete Chat");
    await chat.button(/^Offline tour/).waitFor();
    await chat.button("History").click();
    await vscode.rowButton("Second question", "Move to the trash");
    await vscode.notification("Moved “Second question” to the trash.");
    await vscode.runCommand("Parley: Restore Deleted Chat");
    await vscode.titled("Deleted Conversations");
    await vscode.rowButton("Second question", "Delete for good");
    const dialog = vscode.page.getByRole("dialog").filter({ hasText: "This cannot be undone." });
    await dialog.getByRole("button", { name: "Delete for Good" }).click();
    await vscode.page.getByText("1 in it").waitFor();
    const labels = await vscode.quickPick();
    assert.ok(labels.includes("Third question") && !labels.includes("Second question"));
    await vscode.choose("Empty trash…");
    await dialog.getByRole("button", { name: "Empty Trash" }).click();
    await vscode.page.getByText("The trash is empty.").waitFor();
    await vscode.page.keyboard.press("Escape");
    await chat.box.click();
    await chat.button("History").click();
    await vscode.choose("First question");
    await chat.shows("Hello there.");
  });
});
