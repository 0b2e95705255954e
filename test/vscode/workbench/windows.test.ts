import assert from "node:assert/strict";
import { ChatView } from "../../support/chatView";
import { extensionHosts } from "../../support/extensionHost";
import { takeFailurePictures } from "../../support/failurePictures";
import { answer, LoopbackProvider } from "../../support/provider";
import { labSettings } from "../../support/labSettings";
import { startVSCode, type VSCode } from "../../support/vscode";
import type { Workbench } from "../../support/workbench";

describe("one conversation in two windows", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let second: Workbench;
  let first: readonly number[];
  let chat: ChatView;
  let other: ChatView;

  before(async () => {
    provider = await LoopbackProvider.start();
    vscode = await startVSCode({
      settings: labSettings(provider),
    });
    chat = await ChatView.open(vscode);
    provider.next(answer(["The first."]));
    await chat.ask("Which window?");
    first = extensionHosts(vscode.server.child?.pid ?? 0);
    second = await vscode.newWindow();
    other = await ChatView.open(second);
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
  });

  async function openInSecond(title: string): Promise<void> {
    await other.button("History").click();
    await second.choose(title);
  }

  it("begins with an empty chat where the first one has the conversation", async () => {
    await other.button(/^Offline tour/).waitFor();
    assert.equal(await other.messages.count(), 0);
  });

  it("shows it there while it is being written, and takes no message", async () => {
    await openInSecond("Which window?");
    await other.shows("The first.");
    await other.page
      .getByText(/another window/i)
      .first()
      .waitFor();
    let release = () => {};
    const until = new Promise<void>(resolve => (release = resolve));
    provider.next(answer(["Coming live"], { until }));
    await chat.send("And now?");
    await other.shows("Coming live");
    release();
    await chat.idle();
    assert.equal(await other.messages.count(), 4);
    assert.equal(provider.chats.length, 2);
  });

  it("does not delete what another window writes", async () => {
    await second.runCommand("Parley: Delete Chat");
    await second.notification("Another window writes this conversation.");
    await other.shows("Coming live");
    await chat.shows("Coming live");
  });

  it("goes on in the second window once the first shows another chat", async () => {
    await chat.button("New chat").click();
    await chat.button(/^Offline tour/).waitFor();
    await other
      .button(/continue here|take over/i)
      .first()
      .click();
    await other.ask("My turn?");
    await other.shows("Hello there.");
    assert.deepEqual(
      provider.chats.at(-1)?.body?.messages.map(({ content }) => content),
      ["Which window?", "The first.", "And now?", "Coming live", "My turn?"],
    );
  });

  it("goes on once the window that writes was killed in the middle of an answer", async () => {
    provider.next(answer(["Cut in half"], { until: new Promise(() => {}) }));
    await chat.send("Will you be killed?");
    await chat.shows("Cut in half");
    await openInSecond("Will you be killed?");
    await other.shows("Cut in half");
    for (const pid of first) process.kill(pid, "SIGKILL");
    await other
      .button(/continue here|take over/i)
      .first()
      .click({ timeout: 30_000 });
    await other.shows("Interrupted");
    await other.ask("Go on");
    assert.equal(await other.messages.count(), 4);
  });
});
