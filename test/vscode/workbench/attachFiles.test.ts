import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { temporaryWorkspace } from "../../support/files";
import { LoopbackProvider } from "../../support/provider";
import { startVSCode, type VSCode } from "../../support/vscode";
import { until } from "../../support/until";

describe("files in the composer", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;
  let folder: string;

  before(async () => {
    provider = await LoopbackProvider.start();
    folder = temporaryWorkspace({
      ".vscode/settings.json": JSON.stringify({ "files.exclude": { hidden: true } }),
      "src/main.ts": "const a = 1;\n",
      "src/domain.ts": "const b = 2;\r\nconst c = 3;",
      "notes.md": "first\n",
      "hidden/secret.ts": "no",
      "large.txt": "x".repeat(600 * 1024),
      "picture.bin": "PNG\0\0\0",
    });
    vscode = await startVSCode({
      folder,
      settings: {
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
  afterEach(async () => {
    while ((await chips().count()) > 0) {
      const count = await chips().count();
      await chat
        .button(/^Remove /)
        .first()
        .click();
      await chips()
        .nth(count - 1)
        .waitFor({ state: "detached" });
    }
    await chat.box.fill("");
  });
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
  });

  const chips = () => chat.page.getByRole("list", { name: "Attached code" }).getByRole("listitem");
  const listbox = () => chat.page.getByRole("listbox", { name: "Files" });
  const lastSent = () => provider.chats.at(-1)?.body?.messages.at(-1)?.content ?? "";
  const mention = async (text: string) => {
    await chat.box.focus();
    await chat.box.pressSequentially(`@${text}`);
  };
  const take = async (text: string) => {
    await mention(text);
    await listbox().waitFor();
    await chat.box.press("Enter");
  };

  it("come from VS Code's own choice, several at once, and the keyboard goes back to the box", async () => {
    await chat.page.getByRole("button", { name: "Attach", exact: true }).click();
    await vscode.titled("Attach Files");
    await vscode.page.locator(".quick-input-widget").getByText("main.ts").first().waitFor();
    const offered = await vscode.quickPick();
    assert.ok(offered.includes("main.ts") && !offered.includes("secret.ts"), offered.join());
    for (const name of ["main.ts", "domain.ts"]) {
      await vscode.page.keyboard.type(name);
      await vscode.page
        .locator(".quick-input-widget .monaco-list-row")
        .getByText(name)
        .first()
        .waitFor();
      await vscode.page.keyboard.press("Control+A"); // The text of the filter.
      await vscode.page
        .locator(".quick-input-widget .monaco-list-row")
        .getByText(name)
        .first()
        .click();
    }
    await vscode.page.locator(".quick-input-widget input").last().press("Enter");
    await chips().nth(1).waitFor();
    await chat.focused();
    await chat.ask("Both?");
    assert.equal(
      lastSent(),
      "Both?\n\nsrc/domain.ts, lines 1–2\n```typescript\nconst b = 2;\nconst c = 3;\n```\n\nsrc/main.ts, line 1\n```typescript\nconst a = 1;\n```",
    );
  });

  it("come with @, as they stand in their editor, saved or not", async () => {
    await vscode.openFile("notes.md");
    await vscode.page.locator(".view-line").first().click();
    await vscode.page.keyboard.press("Control+Home");
    await vscode.page.keyboard.type("unsaved ");
    await take("note");
    await chips().getByText("notes.md").first().waitFor();
    assert.equal(await chat.box.inputValue(), "");
    await chat.ask("Read it");
    assert.equal(lastSent(), "Read it\n\nnotes.md, line 1\n```markdown\nunsaved first\n```");
  });

  it("come by a drop from the Explorer while Shift is held", async () => {
    const { page } = vscode;
    const row = await page.getByRole("treeitem", { name: "notes.md" }).first().boundingBox();
    const view = await page.locator("#workbench\\.parts\\.auxiliarybar").boundingBox();
    assert.ok(row && view);
    const hint = chat.hint.filter({ hasText: "Drop to attach." });
    try {
      await page.mouse.move(row.x + 40, row.y + row.height / 2);
      await page.mouse.down();
      await page.keyboard.down("Shift");
      // VS Code lets the page see what is dragged once Shift is down and the mouse has moved on.
      for (let step = 0; step < 100 && (await hint.count()) === 0; step++) {
        const part = 0.2 + 0.05 * (step % 10);
        await page.mouse.move(view.x + view.width * part, view.y + view.height / 2);
        await page.waitForTimeout(100);
      }
      await hint.waitFor();
    } finally {
      await page.mouse.up();
      await page.keyboard.up("Shift");
    }
    await chips().getByText("notes.md").first().waitFor();
  });

  it("are refused with the reason when they are too large, or no text", async () => {
    await take("large");
    await chat.hint.filter({ hasText: "large.txt is too large: at most 512 KB" }).waitFor();
    await take("pict");
    await chat.hint.filter({ hasText: "picture.bin is not a text file." }).waitFor();
    assert.equal(await chips().count(), 0);
  });

  it("are not found where files.exclude hides them, nor anywhere else", async () => {
    await mention("secret");
    await vscode.page.waitForTimeout(1500); // Nothing comes, so there is nothing to wait for.
    assert.equal(await listbox().count(), 0);
    await chat.box.fill("");
    await mention("MAIN");
    await listbox().waitFor();
    assert.deepEqual(await listbox().locator(".mention-name").allInnerTexts(), [
      "main.ts",
      "domain.ts",
    ]);
    await chat.box.press("Escape");
  });

  it("are sent with the key of the setting, which is followed at once", async () => {
    const settings = { "parley.sendKey": "modEnter" };
    writeFileSync(path.join(folder, ".vscode/settings.json"), JSON.stringify(settings));
    await chat.page.locator('[title="Send (Ctrl+Enter)"]').waitFor();
    const count = provider.chats.length;
    await chat.box.fill("one");
    await chat.box.press("Enter");
    await chat.box.pressSequentially("two");
    await chat.box.press("Control+Enter");
    await until(() => provider.chats.length > count);
    await chat.idle();
    assert.deepEqual([provider.chats.length, lastSent()], [count + 1, "one\ntwo"]);
  });
});
