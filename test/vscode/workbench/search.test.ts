import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Frame } from "playwright-core";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { conversationsIn, writeHistory } from "../../support/historySeeds";
import { startVSCode, type VSCode } from "../../support/vscode";

const day = 24 * 60 * 60 * 1000;

describe("the search in all conversations, by keyboard", function () {
  this.timeout(180_000);
  let vscode: VSCode;
  let frame: Frame;
  let root: string;

  before(async () => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "parley-vscode-"));
    const now = Date.now();
    writeHistory(conversationsIn(root), [
      { title: "Sort a list in place", at: now - day, turns: long("Use a **stable sort** here.") },
      { title: "Read a file line by line", at: now - 2 * day },
      { title: "A sort of question", at: now - 3 * day, turns: [["And?", "The sort is stable."]] },
    ]);
    vscode = await startVSCode({ root });
    await ChatView.open(vscode);
    frame = await vscode.webviewFrame("Chat");
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    fs.rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  });

  const press = (key: string) => vscode.page.keyboard.press(key);
  const widget = () => vscode.page.locator(".quick-input-widget");
  const search = async (typed: string) => {
    await vscode.runCommand("Parley: Open Past Conversation");
    await vscode.titled("Past Conversations");
    await vscode.page.keyboard.type(typed);
  };
  /** The first words of the rows. */
  const names = () =>
    widget()
      .getByRole("option")
      .evaluateAll(all => all.map(one => one.getAttribute("aria-label")?.split(",")[0]));
  const find = () => frame.getByRole("textbox", { name: "Find in chat" });

  it("finds what was said as one types, and opens it at its place with find at it", async () => {
    await search("stable sort");
    const row = widget().getByRole("option", { name: /Use a \*\*stable sort\*\* here/ });
    await row.waitFor();
    assert.match((await row.getAttribute("aria-label")) ?? "", /^Sort a list in place, small · /);
    assert.deepEqual(await names(), ["Sort a list in place", "A sort of question"]);
    await press("Enter");
    await find().waitFor();
    assert.equal(await find().inputValue(), "stable sort");
    await frame.getByText("1 of 1").waitFor();
    const found = frame.getByText("stable sort", { exact: true });
    await frame.waitForFunction(
      element => {
        const box = element?.getBoundingClientRect();
        return box !== undefined && box.top > 0 && box.bottom < window.innerHeight;
      },
      await found.elementHandle(),
    );
    await press("Escape");
    await find().waitFor({ state: "hidden" });
  });

  it("finds titles too, and says where nothing is found", async () => {
    await search("read file");
    await widget()
      .getByRole("option", { name: /^Read a file line by line, \w{3} \d/ })
      .waitFor();
    await press("Control+a");
    await vscode.page.keyboard.type("zebra");
    await widget()
      .getByRole("option", { name: /^Nothing was found/ })
      .waitFor();
    // Cleared while it is still being looked for, the list is there again, and stays.
    await vscode.page.keyboard.type("s");
    await press("Control+a");
    await press("Backspace");
    await vscode.page.waitForTimeout(500);
    assert.deepEqual(await names(), [
      "Sort a list in place",
      "Read a file line by line",
      "A sort of question",
    ]);
    await press("Escape");
    await widget().waitFor({ state: "hidden" });
  });

  it("opens what was found in an editor tab", async () => {
    await search("The sort is stable");
    const row = "A sort of question";
    await widget()
      .getByRole("option", { name: /The sort is stable/ })
      .waitFor();
    await vscode.rowButton(row, "Open in editor");
    await vscode.page.getByRole("tab", { name: row }).waitFor();
    const [tab] = await vscode.tabFrames();
    await tab?.getByRole("textbox", { name: "Find in chat" }).waitFor();
    await tab?.getByText("1 of 1").waitFor();
  });
});

/** So many turns behind a place that it is far above the end. */
function long(place: string): readonly (readonly [string, string])[] {
  const more = Array.from({ length: 60 }, (_, n) => [`And ${n}?`, `Nothing of ${n}.`] as const);
  return [["What then?", place], ...more];
}
