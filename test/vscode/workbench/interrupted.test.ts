import assert from "node:assert/strict";
import { ChatView } from "../../support/chatView";
import { killExtensionHost } from "../../support/extensionHost";
import { answer, LoopbackProvider } from "../../support/provider";
import { takeFailurePictures } from "../../support/failurePictures";
import { labSettings } from "../../support/labSettings";
import { startVSCode, type VSCode } from "../../support/vscode";

describe("an answer that is cut by VS Code itself", function () {
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

  async function streamHalf(text: string): Promise<void> {
    provider.next(answer([text], { until: new Promise(() => {}) }));
    await chat.send(`Say ${text}`);
    await chat.shows(text);
    // What arrived is on disk within a quarter of a second; a kill before that may cost it.
    await vscode.page.waitForTimeout(1000);
  }

  it("keeps what came before a reload, marked as interrupted, and goes on from there", async () => {
    await streamHalf("first half");
    await vscode.reloadAbruptly();
    chat = await ChatView.open(vscode);
    await chat.shows("first half");
    await chat.shows("Interrupted");
    await chat.ask("Go on");
    assert.deepEqual(
      provider.chats.at(-1)?.body?.messages.map(({ content }) => content),
      ["Say first half", "first half", "Go on"],
    );
  });

  it("keeps what came before the extension host was killed", async () => {
    await streamHalf("second half");
    killExtensionHost(vscode.server.child?.pid ?? 0);
    await vscode.reloadAbruptly();
    chat = await ChatView.open(vscode);
    await chat.shows("second half");
    await chat.shows("Interrupted");
    assert.equal(await chat.messages.count(), 6);
  });
});
