import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { labSettings } from "../../support/labSettings";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { conversationsIn, writeHistory } from "../../support/historySeeds";
import { answer, LoopbackProvider } from "../../support/provider";
import { startVSCode, type VSCode } from "../../support/vscode";
import type { Workbench } from "../../support/workbench";

describe("the history of two windows", function () {
  this.timeout(180_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let second: Workbench;
  let chat: ChatView;
  let root: string;

  before(async () => {
    provider = await LoopbackProvider.start();
    root = fs.mkdtempSync(path.join(os.tmpdir(), "parley-vscode-"));
    const workspace = pathToFileURL(path.join(root, "workspace")).href;
    const now = Date.now();
    writeHistory(conversationsIn(root), [
      { title: "The first", at: now - 1000, workspace },
      { title: "The second", at: now - 2000, workspace },
    ]);
    fs.mkdirSync(path.join(root, "workspace"));
    vscode = await startVSCode({
      root,
      settings: {
        ...labSettings(provider),
        "parley.titles": "model",
      },
    });
    chat = await ChatView.open(vscode);
    second = await vscode.newWindow();
    await ChatView.open(second);
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
    fs.rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  });

  const row = (window: Workbench, name: string | RegExp) =>
    window.page.getByRole("tree", { name: /^History/ }).getByRole("treeitem", { name });
  const show = async (window: Workbench) => {
    await window.runCommand("Parley: Show History");
    await window.page.waitForFunction(() =>
      document.activeElement?.closest("[role=tree]")?.ariaLabel?.startsWith("History"),
    );
  };

  it("has the title that a model gave after the first answer, in both at once", async () => {
    await show(vscode);
    await show(second);
    await row(second, "The first").waitFor();
    provider.next(answer(["Because of the lock."]));
    provider.next(answer(['"Why a lock is held"']));
    await chat.ask("Why is my file locked when I open it twice?");
    await chat.page.getByRole("heading", { name: "Why a lock is held" }).waitFor();
    await row(vscode, "Why a lock is held, open here").waitFor();
    await row(second, "Why a lock is held, another window writes it").waitFor();
    const asked = provider.chats.at(-1)?.body;
    assert.equal(asked?.messages.length, 1);
    assert.match(JSON.stringify(asked), /Because of the lock/);
    assert.equal(provider.chats.length, 2);
    provider.next(answer(["And so on."]));
    await chat.ask("And then?");
    assert.equal(provider.chats.length, 3);
  });

  it("does not rename what the other one writes, and says what to do", async () => {
    await show(second);
    await second.page.keyboard.press("Home");
    await second.page.keyboard.press("ArrowDown");
    await second.page.keyboard.press("F2");
    await second.notification("Another window writes this conversation. Rename it there");
    await second.runCommand("Notifications: Clear All Notifications");
  });

  it("deletes what it can of several, and says which one another window writes", async () => {
    await show(second);
    await second.page.keyboard.press("Home");
    await second.page.keyboard.press("ArrowDown");
    await second.page.keyboard.press("Shift+ArrowDown");
    await second.page.keyboard.press("Shift+ArrowDown");
    await second.page.keyboard.press("Delete");
    await second.notification(
      "Not deleted, because another window writes them: “Why a lock is held”. Close them there first.",
    );
    await second.notification("Moved 2 conversations to the trash.");
    for (const window of [second, vscode]) {
      await row(window, /^The (first|second)/)
        .first()
        .waitFor({ state: "detached" });
      assert.equal(await row(window, /^Why a lock is held/).count(), 1);
    }
    await second.runCommand("Notifications: Accept Notification Primary Action");
    for (const window of [second, vscode]) await row(window, "The second").waitFor();
  });
});
