import assert from "node:assert/strict";
import { labSettings } from "../../support/labSettings";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { temporaryWorkspace } from "../../support/files";
import { answer, LoopbackProvider } from "../../support/provider";
import { until } from "../../support/until";
import { startVSCode, type VSCode } from "../../support/vscode";

describe("reading a chat in VS Code", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;

  before(async () => {
    provider = await LoopbackProvider.start();
    vscode = await startVSCode({
      folder: temporaryWorkspace({ "list.txt": "one\ntwo\n" }),
      settings: labSettings(provider),
    });
    await vscode.openFile("list.txt");
    chat = await ChatView.open(vscode);
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
  });

  const press = (key: string) => vscode.page.keyboard.press(key);
  const focused = () => chat.page.evaluate(() => document.activeElement?.ariaLabel ?? "");

  it("finds by Ctrl+F in the chat, and nowhere else", async () => {
    provider.next(answer(["One fish, two fish.\n\n", "Red fish."]));
    await chat.ask("Tell me.");
    await chat.box.focus();
    await press("Control+F");
    const box = chat.page.getByRole("textbox", { name: "Find in chat" });
    await box.waitFor();
    await vscode.page.keyboard.type("fish");
    await chat.page.getByText("1 of 3").waitFor();
    await press("Enter");
    await chat.page.getByText("2 of 3").waitFor();
    await press("F3");
    await chat.page.getByText("3 of 3").waitFor();
    await vscode.page.waitForTimeout(300);
    assert.equal(await vscode.page.locator(".find-widget.visible").count(), 0);
    await press("Escape");
    await box.waitFor({ state: "hidden" });
  });

  it("walks the messages by keyboard", async () => {
    await chat.log.focus();
    await press("Alt+ArrowUp");
    await until(async () => (await focused()).startsWith("small")); // Its chunk comes first.
    await press("Alt+ArrowUp");
    await until(async () => (await focused()).startsWith("You"));
  });
});
