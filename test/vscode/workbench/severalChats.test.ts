import assert from "node:assert/strict";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { answer, LoopbackProvider } from "../../support/provider";
import { labSettings } from "../../support/labSettings";
import { startVSCode, type VSCode } from "../../support/vscode";

/** An answer that waits for a word before it ends. */
function held(text: string) {
  let release = () => {};
  const until = new Promise<void>(resolve => (release = resolve));
  return { reply: answer([text], { until }), release: () => release() };
}

describe("several chats at once", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;
  let tab: ChatView;

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

  /**
   * The palette is opened with Esc, which would stop the answer of the chat that has the keyboard. When
   * it closes, VS Code gives the keyboard back to what had it; from nothing it goes to the editor's tab.
   */
  async function leaveChat(): Promise<void> {
    await vscode.page.getByText("Explorer", { exact: true }).first().click();
    await vscode.page.locator(".explorer-folders-view .monaco-list").focus();
  }

  it("opens the shown chat in an editor tab beside the side bar", async () => {
    provider.next(answer(["Blue."]));
    await chat.ask("Which colour?");
    await vscode.runCommand("Parley: Open Chat in Editor");
    tab = await ChatView.inTab(vscode);
    await tab.shows("Blue.");
    await vscode.tab("Which colour?").waitFor();
    await chat.shows("Blue.");
  });

  it("starts a new chat in the view that had the keyboard last, and leaves the other", async () => {
    await tab.box.click();
    await vscode.runCommand("Parley: New Chat");
    await tab.button(/^Offline tour/).waitFor();
    await chat.shows("Blue.");
    await vscode.tab("New chat").waitFor();
  });

  it("streams two answers at once, each in its own chat", async () => {
    const one = held("From the side");
    const two = held("From the tab");
    provider.next(one.reply);
    await chat.send("Go, side bar");
    await chat.shows("From the side");
    provider.next(two.reply);
    await tab.send("Go, tab");
    await tab.shows("From the tab");
    await chat.button("Stop").waitFor();
    await tab.button("Stop").waitFor();
    two.release();
    await tab.idle();
    assert.equal(await chat.button("Stop").count(), 1);
    one.release();
    await chat.idle();
    assert.equal(await chat.messages.count(), 4);
    assert.equal(await tab.messages.count(), 2);
    await vscode.tab("Go, tab").waitFor();
  });

  it("stops the answer of the view that had the keyboard last", async () => {
    const one = held("Long one");
    const two = held("Long two");
    provider.next(one.reply);
    await tab.send("Write in the tab");
    await tab.shows("Long one");
    provider.next(two.reply);
    await chat.send("Write in the side bar");
    await chat.shows("Long two");
    await chat.focused();
    await leaveChat();
    await vscode.runCommand("Parley: Stop Answer");
    await chat.shows("Stopped");
    await tab.button("Stop").waitFor();
    one.release();
    await tab.idle();
    two.release();
  });

  it("brings a tab that shows the same thread to the front, and makes no second one", async () => {
    await chat.box.click();
    await chat.button("History").click();
    await vscode.rowButton("Go, tab", "Open in editor");
    await tab.focused();
    assert.equal((await vscode.tabFrames()).length, 1);
  });

  it("shows one conversation in both views, each with its own thread", async () => {
    await chat.box.click();
    await chat.button("History").click();
    await vscode.choose("Go, tab");
    await chat.shows("Long one");
    provider.next(answer(["Long three"]));
    await tab.lastMessage.getByRole("button", { name: "Try again" }).first().click();
    await tab.shows("Long three");
    await chat.page.getByText("Long one").waitFor();
    assert.equal(await chat.page.getByText("Long three").count(), 0);
  });

  it("opens another tab for another thread, and finds both again after a reload", async () => {
    await chat.box.click();
    await vscode.runCommand("Parley: Open Chat in Editor");
    await vscode.tab("Go, tab").nth(1).waitFor();
    tab = await ChatView.inTab(vscode);
    await tab.shows("Long one");
    await vscode.reload();
    tab = await ChatView.inTab(vscode);
    await tab.shows("Long one");
    assert.equal(await tab.page.getByText("Long three").count(), 0);
    await vscode.tab("Go, tab").nth(1).getByRole("button", { name: /Close/ }).click();
    await vscode.tab("Go, tab").nth(1).waitFor({ state: "detached" });
    tab = await ChatView.inTab(vscode);
    await tab.shows("Long three");
    chat = await ChatView.find(vscode);
    await chat.messages.first().waitFor();
  });

  it("goes on with an answer whose tab is closed, and says once and quietly that it came", async () => {
    await chat.button("New chat").click();
    await chat.button(/^Offline tour/).waitFor();
    const late = held("Behind your back");
    provider.next(late.reply);
    await tab.send("Slowly");
    await tab.shows("Behind your back");
    await vscode.tab("Go, tab").hover();
    await vscode.tab("Go, tab").getByRole("button", { name: /Close/ }).click();
    await vscode.tab("Go, tab").waitFor({ state: "detached" });
    await vscode.page.locator("[aria-label*='is being made in another chat']").first().waitFor();
    late.release();
    await vscode.statusItem.locator(".codicon-comment-unresolved").waitFor();
    assert.match((await vscode.statusItem.getAttribute("aria-label")) ?? "", /“Go, tab”/);
    await vscode.page.locator(".auxiliarybar .badge-content").filter({ hasText: "1" }).waitFor();
    assert.deepEqual(await vscode.notifications(), []);
    await vscode.statusItem.click();
    await vscode.choose("Go, tab");
    await chat.shows("Behind your back");
    await vscode.statusItem.locator(".codicon-comment-discussion").waitFor();
    assert.equal(
      await vscode.page.locator(".auxiliarybar .badge-content").filter({ hasText: "1" }).count(),
      0,
    );
  });

  it("puts the sign on a tab that is behind another one", async () => {
    await chat.box.click();
    await vscode.runCommand("Parley: Open Chat in Editor");
    tab = await ChatView.inTab(vscode);
    await chat.button("New chat").click();
    await chat.button(/^Offline tour/).waitFor();
    const late = held("In the dark");
    provider.next(late.reply);
    await tab.send("Once more");
    await tab.shows("In the dark");
    await leaveChat();
    await vscode.runCommand("File: New Untitled Text File");
    // Once the host answers a later command, it knows that the tab is behind.
    await vscode.runCommand("Parley: Open Past Conversation");
    await vscode.titled("Past Conversations");
    await vscode.page.keyboard.press("Escape");
    late.release();
    await vscode.tab("● Go, tab").waitFor();
    assert.equal(await vscode.statusItem.locator(".codicon-comment-unresolved").count(), 0);
    await vscode.tab("● Go, tab").click();
    await vscode.tab("Go, tab").waitFor();
    tab = await ChatView.inTab(vscode);
    await tab.shows("In the dark");
  });
});
