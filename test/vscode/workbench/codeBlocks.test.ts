import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { temporaryWorkspace } from "../../support/files";
import { answer, LoopbackProvider } from "../../support/provider";
import { startVSCode, type VSCode } from "../../support/vscode";

const lines = ["one", "two", "three", "four"];
const original = lines.join("\n");

describe("code of an answer in the editor", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;
  let folder: string;

  before(async () => {
    provider = await LoopbackProvider.start();
    folder = temporaryWorkspace({
      "list.txt": original,
      "src/deep.txt": "line\n".repeat(40),
    });
    fs.writeFileSync(path.join(folder, "..", "outside.txt"), "secret");
    vscode = await startVSCode({
      folder,
      settings: {
        "files.autoSave": "off",
        "editor.autoClosingBrackets": "never",
        "editor.quickSuggestions": { other: "off", comments: "off", strings: "off" },
        "editor.wordBasedSuggestions": "off",
        "parley.defaultModel": "lab/small",
        "parley.connections": [
          {
            id: "lab",
            provider: "openai-compatible",
            label: "Lab",
            baseURL: provider.baseURL,
            auth: "none",
          },
        ],
      },
    });
    chat = await ChatView.open(vscode);
    await chat.button("Model: small").waitFor();
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
    fs.rmSync(path.join(folder, "..", "outside.txt"), { force: true });
  });

  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await vscode.page.keyboard.press(key);
  };
  const editorLines = async () => {
    const rows = await vscode.page
      .locator(".editor-group-container .view-line")
      .evaluateAll(found =>
        found
          .map(line => ({
            top: line.getBoundingClientRect().top,
            text: (line.textContent ?? "").replaceAll("\u00a0", " "),
          }))
          .toSorted((one, other) => one.top - other.top)
          .map(line => line.text),
      );
    return rows;
  };
  /** Waits until the editor shows these lines. */
  const shows = async (...expected: readonly string[]) => {
    const deadline = Date.now() + 10_000;
    while (Date.now() < deadline) {
      if ((await editorLines()).join("\n") === expected.join("\n")) return;
      await vscode.page.waitForTimeout(50);
    }
    assert.deepEqual(await editorLines(), expected);
  };
  /** Puts the cursor at the beginning of a line, counted from 0. */
  const goToLine = async (index: number) => {
    await vscode.page
      .locator(".editor-group-container .view-lines")
      .click({ position: { x: 40, y: 8 } });
    await press("Control+Home", ...Array.from({ length: index }, () => "ArrowDown"));
  };
  const editorHasKeys = () =>
    vscode.page.waitForFunction(() => document.activeElement?.closest(".monaco-editor") !== null);
  const says = (code: string, language = "ts") =>
    provider.next(answer([`Here:\n\n\`\`\`${language}\n${code}\n\`\`\`\n`]));
  const tool = (name: string) => chat.lastMessage.getByRole("button", { name, exact: true });
  const close = async () => {
    await vscode.runCommand("View: Close All Editors");
    const dontSave = vscode.page.getByRole("button", { name: "Don't Save" });
    if (
      await dontSave.waitFor({ timeout: 1500 }).then(
        () => true,
        () => false,
      )
    )
      await dontSave.click();
    await vscode.page.locator(".tabs-container .tab").first().waitFor({ state: "detached" });
  };
  /** Selects lines 2 and 3 with the line end behind them, and asks about them. */
  const askAboutTwoLines = async (code: string) => {
    await vscode.openFile("list.txt");
    await goToLine(1);
    await press("Shift+ArrowDown", "Shift+ArrowDown");
    says(code);
    await press("F1");
    await vscode.page
      .locator(".quick-input-widget input")
      .first()
      .fill(">Parley: Improve Selection");
    await vscode.choose("Parley: Improve Selection");
    await chat.shows(code.split("\n")[0] ?? "");
    await chat.idle();
    await chat.focused();
  };

  it("says that there is no editor to insert into", async () => {
    says("let a;");
    await chat.ask("Show me");
    await tool("Insert at cursor").click();
    await chat.hint.filter({ hasText: "No file is open" }).waitFor();
    await tool("Replace selection").click();
    await chat.hint.filter({ hasText: "Nothing is selected" }).waitFor();
  });

  it("is shown as a new file in its language, not saved", async () => {
    await tool("New file").click();
    await shows("let a;");
    await editorHasKeys();
    await vscode.page.locator("[id='status.editor.mode']", { hasText: "TypeScript" }).waitFor();
    await vscode.tab("Untitled-1").waitFor();
    assert.deepEqual(fs.readdirSync(folder).toSorted(), ["list.txt", "src"]);
    await close();
  });

  it("is inserted at the cursor, with the keyboard behind it, and undone in one step", async () => {
    await vscode.openFile("list.txt");
    await goToLine(1);
    await press("ArrowRight");
    says("A\nB");
    await chat.ask("Show me");
    await tool("Insert at cursor").click();
    await shows("one", "tA", "Bwo", "three", "four");
    await editorHasKeys();
    await vscode.page.keyboard.type("!");
    await shows("one", "tA", "B!wo", "three", "four");
    await press("Control+Z");
    await press("Control+Z");
    await shows(...lines);
    assert.equal(fs.readFileSync(path.join(folder, "list.txt"), "utf8"), original);
  });

  it("replaces what is selected where the question named nothing", async () => {
    await vscode.openFile("list.txt");
    await goToLine(0);
    await press("Control+End", "Shift+Home");
    says("fourth");
    await chat.ask("Another word?");
    await tool("Replace selection").click();
    await shows("one", "two", "three", "fourth");
    await editorHasKeys();
    await press("Control+Z");
    await shows(...lines);
    await close();
  });

  it("replaces what was asked about, followed through edits above and inside, in one step", async () => {
    await askAboutTwoLines("TWO\nTHREE");
    await goToLine(0);
    await vscode.page.keyboard.type("zero\n");
    await goToLine(2);
    await press("End");
    await vscode.page.keyboard.type("!");
    await shows("zero", "one", "two!", "three", "four");
    await press("Control+Home");
    await tool("Replace selection").click();
    await shows("zero", "one", "TWO", "THREE", "four");
    await editorHasKeys();
    await press("Control+Z");
    await shows("zero", "one", "two!", "three", "four");
  });

  it("replaces its own replacement, and finds the place again after Undo", async () => {
    await tool("Replace selection").click();
    await shows("zero", "one", "TWO", "THREE", "four");
    await editorHasKeys();
    await press("ArrowLeft");
    await vscode.page.keyboard.type("?");
    await shows("zero", "one", "TWO", "THRE?E", "four");
    await tool("Replace selection").click();
    await shows("zero", "one", "TWO", "THREE", "four");
    await editorHasKeys();
    await press("Control+Z", "Control+Z", "Control+Z");
    await shows("zero", "one", "two!", "three", "four");
    await tool("Replace selection").click();
    await shows("zero", "one", "TWO", "THREE", "four");
    await close();
  });

  it("replaces nothing when that is gone, and offers what is selected there", async () => {
    await askAboutTwoLines("TWO\nTHREE");
    await goToLine(0);
    await press("Control+A");
    await vscode.page.keyboard.type("nothing like it");
    await tool("Replace selection").click();
    await chat.hint.filter({ hasText: "Nothing was replaced" }).waitFor();
    await shows("nothing like it");
    await goToLine(0);
    await press("Control+A");
    await tool("Replace selection").click();
    const offer = await vscode.notification("Nothing was replaced");
    await shows("nothing like it");
    await offer.getByRole("button", { name: "Replace What Is Selected" }).click();
    await shows("TWO", "THREE");
    await close();
  });

  it("finds what was asked about by its text after the file was closed, and after a reload", async () => {
    await askAboutTwoLines("TWO\nTHREE");
    await close();
    await tool("Replace selection").click();
    await shows("one", "TWO", "THREE", "four");
    await close();
    await vscode.reload();
    chat = await ChatView.open(vscode);
    await chat.shows("TWO");
    await tool("Replace selection").click();
    await shows("one", "TWO", "THREE", "four");
    await close();
    assert.equal(fs.readFileSync(path.join(folder, "list.txt"), "utf8"), original);
  });

  it("opens the places it names that exist in the workspace, and no others", async () => {
    provider.next(
      answer([
        `In src/deep.txt:30, \`${folder}/src/deep.txt:7\`, src/none.txt:3 and ../outside.txt:1.`,
      ]),
    );
    await chat.ask("Where?");
    await chat.lastMessage.getByRole("button", { name: "Open src/deep.txt, line 30" }).click();
    await vscode.tab("deep.txt").waitFor();
    const position = (text: string) =>
      vscode.page.locator("[id='status.editor.selection']", { hasText: text }).waitFor();
    await position("Ln 30, Col 1");
    await chat.lastMessage.getByRole("button", { name: /deep.txt, line 7/ }).press("Enter");
    await position("Ln 7, Col 1");
    assert.equal(await chat.lastMessage.getByRole("button", { name: /^Open / }).count(), 2);
    assert.equal(await vscode.page.locator(".tabs-container .tab").count(), 1);
    fs.renameSync(path.join(folder, "src"), path.join(folder, "gone"));
    await chat.lastMessage.getByRole("button", { name: "Open src/deep.txt, line 30" }).click();
    await chat.hint.filter({ hasText: "is not in the workspace any more" }).waitFor();
  });
});
