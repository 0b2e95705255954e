import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Locator } from "playwright-core";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { conversationsIn, writeHistory } from "../../support/historySeeds";
import { answer, LoopbackProvider } from "../../support/provider";
import { startVSCode, type VSCode } from "../../support/vscode";

const day = 24 * 60 * 60 * 1000;

describe("the history view", function () {
  this.timeout(180_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;
  let root: string;
  let ids: readonly string[];

  before(async () => {
    provider = await LoopbackProvider.start();
    root = fs.mkdtempSync(path.join(os.tmpdir(), "parley-vscode-"));
    const now = Date.now();
    const workspace = pathToFileURL(path.join(root, "workspace")).href;
    const elsewhere = pathToFileURL("/home/me/other-project").href;
    ids = writeHistory(conversationsIn(root), [
      { title: "Sort a list in place", at: now - 1000, workspace },
      { title: "Read a file line by line", at: now - 2000, workspace },
      { title: "Parse a date", at: now - 40 * day, workspace },
      { title: "Why is my query slow?", at: now - 3000, workspace: elsewhere },
      { title: "Name this function", at: now - 40 * day },
    ]);
    fs.mkdirSync(path.join(root, "workspace"));
    vscode = await startVSCode({
      root,
      settings: {
        "parley.connections": [
          { id: "lab", provider: "openai-compatible", baseURL: provider.baseURL, auth: "none" },
        ],
        "parley.defaultModel": "lab/small",
      },
    });
    chat = await ChatView.open(vscode);
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
    fs.rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  });

  const tree = () => vscode.page.getByRole("tree", { name: /^History/ });
  const rows = () => tree().getByRole("treeitem");
  const row = (name: string | RegExp): Locator => tree().getByRole("treeitem", { name });

  it("look", async () => {
    await vscode.runCommand("Parley: Show History");
    await rows().first().waitFor();
    await vscode.page.waitForTimeout(1500);
    await vscode.screenshot("/tmp/h2shot1.png");
    console.log(await rows().evaluateAll(all => all.map(one => one.getAttribute("aria-label"))));
    assert.ok(ids.length);
    provider.next(answer(["x"]));
    await chat.hint.count();
    assert.ok(row("x"));
  });
});
