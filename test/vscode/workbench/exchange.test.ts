import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { temporaryWorkspace } from "../../support/files";
import { answer, LoopbackProvider } from "../../support/provider";
import { until } from "../../support/until";
import { labSettings } from "../../support/labSettings";
import { startVSCode, type VSCode } from "../../support/vscode";

describe("export and import", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;
  let folder: string;

  before(async () => {
    provider = await LoopbackProvider.start();
    folder = temporaryWorkspace({ "readme.txt": "x", "broken.json": '[{"mapping":{}' });
    vscode = await startVSCode({
      folder,
      settings: labSettings(provider),
    });
    chat = await ChatView.open(vscode);
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
  });

  const file = (name: string) => path.join(folder, name);

  async function importFile(name: string): Promise<void> {
    await vscode.runCommand("Parley: Import Conversations…");
    await vscode.choose("Files…", "Import Conversations");
    await inDialog("Files to Import", name).then(row => row.click());
  }

  /** A row of VS Code's own dialog, which begins in the folder of the workspace. */
  async function inDialog(title: string, row: string) {
    await vscode.titled(title);
    const found = vscode.page.locator(".quick-input-widget .monaco-list-row .label-name");
    const named = found.getByText(row, { exact: true }).first();
    await named.waitFor();
    // VS Code reads the folder once more, of which nothing can be seen; a click before that is lost.
    await vscode.page.waitForTimeout(700);
    return named;
  }

  it("takes a chat out as JSON and in again after it was deleted, and it goes on", async () => {
    provider.next(answer(["Because", " it is."]));
    await chat.ask("Why?");
    await vscode.runCommand("Parley: Export Chat…");
    await vscode.choose("JSON", "Export Conversations");
    await inDialog("Where to Export", "broken.json");
    await vscode.answer(file("chat.json"));
    await vscode.notification("Exported 1 conversation to chat.json.");
    await until(() => existsSync(file("chat.json")));
    assert.equal(
      JSON.parse(readFileSync(file("chat.json"), "utf8")).conversations[0].messages.length,
      2,
    );

    await vscode.runCommand("Parley: Delete Chat");
    await vscode.notification("Moved “Why?” to the trash.");
    await chat.button(/^Offline tour/).waitFor();
    await importFile("chat.json");
    const toast = await vscode.notification("Imported 1 conversation.");
    await toast.getByRole("button", { name: "Open" }).click();
    await chat.shows("Because it is.");
    provider.next(answer(["Still."]));
    await chat.ask("And now?");
    assert.equal(await chat.messages.count(), 4);
    const sent = provider.chats.at(-1)?.body?.messages ?? [];
    assert.deepEqual(
      sent.map(({ content }) => content),
      ["Why?", "Because it is.", "And now?"],
    );
  });

  it("says that a chat is there already, and why a file cannot be read", async () => {
    await importFile("chat.json");
    await vscode.notification("Nothing was imported. 1 was there already.");
    await importFile("broken.json");
    const toast = await vscode.notification("Nothing was imported.");
    await vscode.notification("It breaks off in the middle: the file is not whole.");
    await toast.first().waitFor();
    const broken = await vscode.notification("broken.json");
    await broken.getByRole("button", { name: "Show Report" }).click();
    await vscode.page.getByText("Could not be read (1)").first().waitFor();
  });

  it("takes in a chat of another program from a folder, with its own name for it", async () => {
    const session = {
      sessionId: "s",
      title: "The loop",
      history: [
        { message: { role: "user", content: "Loop?" } },
        { message: { role: "assistant", content: "Loops." } },
      ],
    };
    writeFileSync(file("session.json"), JSON.stringify(session));
    await vscode.runCommand("Parley: Import Conversations…");
    await vscode.choose("A folder…", "Import Conversations");
    await inDialog("Folders to Import From", "..");
    await vscode.page
      .locator(".quick-input-widget")
      .getByRole("button", { name: "Import" })
      .click();
    const toast = await vscode.notification("Imported 1 conversation.");
    await toast.getByRole("button", { name: "Show Report" }).click();
    await vscode.page.getByText("The loop (").first().waitFor();
  });
});
