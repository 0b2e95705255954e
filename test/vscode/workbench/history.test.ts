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
import { labSettings } from "../../support/labSettings";
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
      ...Array.from({ length: 600 }, (_, place) => ({
        title: `Old question ${place}`,
        at: new Date(2024, 4, 15, 12).getTime() - place * 1000,
      })),
    ]);
    fs.mkdirSync(path.join(root, "workspace"));
    vscode = await startVSCode({
      root,
      settings: labSettings(provider),
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

  /** The names of the rows on the screen, without their times. */
  const names = async () =>
    (await rows().evaluateAll(all => all.map(one => one.getAttribute("aria-label") ?? ""))).map(
      name => name.replace(/, \w{3} \d+, \d{4}, .*$/, ""),
    );
  const press = (key: string) => vscode.page.keyboard.press(key);
  const inTree = () =>
    vscode.page.evaluate(() => document.activeElement?.closest("[role=tree]")?.ariaLabel ?? "");
  /** Shows the view by its command, and waits until it has the keyboard. */
  const show = async () => {
    await vscode.runCommand("Parley: Show History");
    await vscode.page.waitForFunction(() =>
      document.activeElement?.closest("[role=tree]")?.ariaLabel?.startsWith("History"),
    );
  };
  /** Goes to a row with the keyboard alone. */
  const goTo = async (name: string) => {
    await press("Home");
    for (let steps = 0; steps < 20; steps++) {
      const focused = tree().locator(".monaco-list-row.focused");
      const label = (await focused.getAttribute("aria-label")) ?? "";
      if (label.startsWith(name)) return;
      await press("ArrowDown");
    }
    throw new Error(`no row “${name}” below the keyboard`);
  };

  it("shows conversations of the workspace first, then all others by date, in words that can be read out", async () => {
    await show();
    await row("Sort a list in place").waitFor();
    assert.deepEqual(await names(), [
      "This Workspace, workspace, 3 conversations",
      "Sort a list in place",
      "Read a file line by line",
      "Parse a date",
      "Today, 1 conversation",
      "Why is my query slow?, other-project",
      `${month(Date.now() - 40 * day)}, 1 conversation`,
      "May 2024, 600 conversations",
    ]);
    const snapshot = await tree().ariaSnapshot();
    assert.match(snapshot, /treeitem "This Workspace, workspace, 3 conversations" \[expanded\]/);
    assert.match(snapshot, /treeitem "Sort a list in place, \w{3} \d+, \d{4}, [\d:]+.[AP]M/);
    assert.match(snapshot, /treeitem "\w+ \d{4}, 1 conversation"(?! \[expanded\])/);
    assert.match(snapshot, /treeitem .*\[level=2\]/);
  });

  it("opens a row in the chat, with the keyboard staying in the list until it is opened again", async () => {
    await goTo("Why is my query slow?");
    await press("Enter");
    await chat.shows("About Why is my query slow?.");
    await row("Why is my query slow?, open here, other-project").waitFor();
    assert.match(await inTree(), /^History/);
    await press("Enter");
    await chat.focused();
  });

  it("opens a row in an editor tab, also one of a group that was folded", async () => {
    await show();
    await goTo(month(Date.now() - 40 * day));
    await press("ArrowRight");
    await row(/^Name this function/).waitFor();
    await goTo("Name this function");
    await press("Control+Enter");
    await vscode.tab("Name this function").waitFor();
    await (await ChatView.inTab(vscode)).shows("About Name this function.");
    await chat.shows("About Why is my query slow?.");
    await row("Name this function, open here").waitFor();
  });

  it("renames a row, and the tab that shows it; an empty title gives the first line back", async () => {
    await show();
    await goTo("Name this function");
    await press("F2");
    await vscode.answer("What to call it", "Rename Chat");
    await row("What to call it, open here").waitFor();
    await vscode.tab("What to call it").waitFor();
    await show();
    await goTo("What to call it");
    await press("F2");
    await vscode.answer("", "Rename Chat");
    await row("Name this function, open here").waitFor();
    await vscode.tab("Name this function").waitFor();
    await vscode.runCommand("View: Close Editor");
  });

  it("renames the chat that is shown, and says so in the list", async () => {
    await chat.box.click();
    await chat.button("Chat actions").click();
    await chat.page.getByRole("menuitem", { name: "Rename chat…" }).click();
    await vscode.answer("Slow queries", "Rename Chat");
    await chat.page.getByRole("heading", { name: "Slow queries" }).waitFor();
    await row("Slow queries, open here, other-project").waitFor();
    await chat.button("History").click();
    await vscode.page.locator(".quick-input-widget .monaco-list-row").first().waitFor();
    assert.ok((await vscode.quickPick()).includes("Slow queries"));
    await press("Escape");
  });

  it("moves all that is selected to the trash, and brings all of it back with one undo", async () => {
    await show();
    await goTo("Sort a list in place");
    await press("Shift+ArrowDown");
    await press("Shift+ArrowDown");
    await press("Delete");
    await vscode.notification("Moved 3 conversations to the trash.");
    await row("Sort a list in place").waitFor({ state: "detached" });
    assert.deepEqual((await names()).slice(0, 2), [
      "Today, 1 conversation",
      "Slow queries, open here, other-project",
    ]);
    assert.equal((await vscode.notifications()).length, 1);
    await vscode.runCommand("Notifications: Accept Notification Primary Action");
    await row("Parse a date").waitFor();
    assert.deepEqual((await names()).slice(0, 4), [
      "This Workspace, workspace, 3 conversations",
      "Sort a list in place",
      "Read a file line by line",
      "Parse a date",
    ]);
  });

  it("deletes the one that has the keyboard, whatever was opened before", async () => {
    await show();
    await goTo("Sort a list in place");
    await press("Enter");
    await chat.shows("About Sort a list in place.");
    await goTo("Parse a date");
    await press("Delete");
    await vscode.notification("Moved “Parse a date” to the trash.");
    await row("Parse a date").waitFor({ state: "detached" });
    assert.equal(await row("Sort a list in place, open here").count(), 1);
    await vscode.runCommand("Notifications: Accept Notification Primary Action");
    await row("Parse a date").waitFor();
    await chat.shows("About Sort a list in place.");
  });

  it("keeps what is folded, selected and focused while chats come, answer and change", async () => {
    await show();
    await goTo("Today");
    await press("ArrowLeft");
    await goTo("Read a file line by line");
    await press("Shift+ArrowDown");
    let release = () => {};
    const until = new Promise<void>(resolve => (release = resolve));
    provider.next(answer(["Half of it"], { until }));
    await chat.button("New chat").click();
    await chat.button(/^Offline tour/).waitFor();
    await chat.send("A new question");
    await row("A new question, an answer is being written").waitFor();
    await chat.button("New chat").click();
    await chat.button(/^Offline tour/).waitFor();
    release();
    await row("A new question, new answer").waitFor();
    await vscode.runCommand("Parley: Open Past Conversation");
    await vscode.choose("A new question");
    await row("A new question, open here").waitFor();
    fs.appendFileSync(
      path.join(conversationsIn(root), `${ids[2]}.jsonl`),
      `\n${JSON.stringify({ type: "titleChanged", at: 9, title: "Dates", by: "user" })}\n`,
    );
    await row("Dates").waitFor();
    assert.deepEqual(await tree().locator(".monaco-list-row.selected").evaluateAll(labels), [
      "Read a file line by line",
      "Dates",
    ]);
    assert.equal(await row(/^Today/).getAttribute("aria-expanded"), "false");
    const focused = tree().locator(".monaco-list-row.focused");
    assert.match((await focused.getAttribute("aria-label")) ?? "", /^Dates/);
  });

  it("shows a slice of a large group, and more of it where that is wanted", async () => {
    await show();
    await press("End");
    await press("ArrowRight");
    await row(/^Old question 0/).waitFor();
    await press("End");
    await row("Show 100 more").waitFor();
    assert.equal(await row(/^Old question 499/).count(), 1);
    await press("Enter");
    await row(/^Old question 500/).waitFor();
    await press("End");
    await row(/^Old question 599/).waitFor();
    await press("ArrowLeft");
    await press("ArrowLeft");
  });

  it("is there again after a reload, and takes the keyboard from nobody", async () => {
    await vscode.reload();
    await row("Sort a list in place").waitFor();
    await chat.refind();
    assert.equal(await inTree(), "");
  });

  it("is closed again, and the chat has all of the room, also after a reload", async () => {
    await vscode.runCommand("Parley: Close History");
    await tree().waitFor({ state: "detached" });
    await chat.focused();
    await vscode.reload();
    await chat.refind();
    await chat.button("Send").waitFor();
    assert.equal(await tree().count(), 0);
  });
});

/** Runs in the page. */
function labels(all: readonly Element[]): readonly string[] {
  return all.map(one => (one.ariaLabel ?? "").replace(/, \w{3} \d+, \d{4}, .*$/, ""));
}

function month(at: number): string {
  return new Intl.DateTimeFormat("en", { month: "long", year: "numeric" }).format(at);
}
