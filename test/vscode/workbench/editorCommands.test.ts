import assert from "node:assert/strict";
import { editorCommands } from "../../../src/core/commands";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { temporaryWorkspace } from "../../support/files";
import { answer, LoopbackProvider } from "../../support/provider";
import { startVSCode, type VSCode } from "../../support/vscode";

const code = '{\n  "one": 1,\n  "two": tow\n}';
const sent = `numbers.json, lines 1–4\n\`\`\`json\n${code}\n\`\`\``;

describe("the commands of the editor", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;

  before(async () => {
    provider = await LoopbackProvider.start();
    vscode = await startVSCode({
      folder: temporaryWorkspace({ "numbers.json": code }),
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
    await vscode.openFile("numbers.json");
    await vscode.page.locator(".squiggly-error").first().waitFor({ timeout: 30_000 });
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
  });

  const lastSent = () => provider.chats.at(-1)?.body?.messages.at(-1)?.content ?? "";
  const chips = () => chat.page.getByRole("list", { name: "Attached code" }).getByRole("listitem");
  const selectAll = async () => {
    await vscode.page
      .locator(".view-line")
      .first()
      .click({ position: { x: 60, y: 8 } });
    await vscode.page.keyboard.press("Control+A");
  };
  /** Selects all and runs a command; the palette's own helper begins with Esc, which ends a selection. */
  const runOnAll = async (title: string) => {
    await selectAll();
    await vscode.page.keyboard.press("F1");
    await vscode.page.locator(".quick-input-widget input").first().fill(`>Parley: ${title}`);
    await vscode.choose(`Parley: ${title}`);
  };
  const focusInBox = () =>
    chat.page.waitForFunction(
      () => document.hasFocus() && document.activeElement?.ariaLabel === "Message",
    );
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) {
      await vscode.page.keyboard.press(key);
      await vscode.page.waitForTimeout(200); // Keys of a webview go to VS Code by message.
    }
  };

  for (const { title, prompt, withDiagnostics } of editorCommands.filter(isAsking)) {
    it(`${title}: sends the sentence and the code at once, from the context menu`, async () => {
      const count = provider.chats.length;
      provider.next(answer([`Answer to ${title}.`]));
      await vscode.chooseForAll("Parley", title);
      await chat.shows(`Answer to ${title}.`);
      await chat.idle();
      assert.equal(provider.chats.length, count + 1);
      const sentence = prompt.replace("{0}", "the selected code");
      const [question, ...rest] = lastSent().split("\n\n");
      assert.equal(question, sentence);
      assert.equal(rest.at(-1), sent);
      const reports = /^VS Code reports: line 3: \S/;
      assert.equal(rest.length, withDiagnostics ? 2 : 1);
      if (withDiagnostics) assert.match(rest[0] ?? "", reports);
      await chat.messages.nth(-2).getByText(sentence).waitFor();
    });
  }

  it("sends from the palette too", async () => {
    await runOnAll("Explain Selection");
    await chat.shows("Hello there.");
    assert.equal(lastSent(), `Explain the selected code.\n\n${sent}`);
    await chat.idle();
  });

  for (const title of ["Ask About Selection", "Add Selection to Chat"]) {
    it(`${title}: attaches the code, sends nothing, and one types on`, async () => {
      const count = provider.chats.length;
      await chat.box.fill("my draft");
      await vscode.chooseForAll("Parley", title);
      await chips().waitFor();
      await focusInBox();
      await vscode.page.keyboard.press("End");
      await vscode.page.keyboard.type(", and more");
      assert.equal(await chat.box.inputValue(), "my draft, and more");
      assert.equal(await chips().count(), 1);
      assert.equal(provider.chats.length, count);
      await chips().getByText("numbers.json, lines 1–4").first().click();
      assert.equal(await chips().locator("pre").innerText(), sent);
      await chat.box.press("Enter");
      await chips().waitFor({ state: "detached" });
      await chat.idle();
      assert.equal(lastSent(), `my draft, and more\n\n${sent}`);
      assert.equal(provider.chats.length, count + 1);
    });
  }

  it("attaches the same code once, by its key, and removes it", async () => {
    for (let times = 0; times < 2; times++) {
      await selectAll();
      await press("Control+K", "Shift+A");
      await focusInBox();
    }
    await chips().waitFor();
    assert.equal(await chips().count(), 1);
    await chat.button("Remove numbers.json, lines 1–4").click();
    await chips().waitFor({ state: "detached" });
    await chat.hint.filter({ hasText: "Removed numbers.json" }).waitFor();
  });

  it("keeps what is attached through a reload of the window", async () => {
    await runOnAll("Add Selection to Chat");
    await chips().waitFor();
    await chat.box.fill("and this?");
    await vscode.page.waitForTimeout(500); // Longer than a draft waits.
    await vscode.reload();
    chat = await ChatView.open(vscode);
    await chips().waitFor();
    assert.equal(await chat.box.inputValue(), "and this?");
  });

  it("asks in a new chat beside an answer that is being made, and adds to that one's composer", async () => {
    await chat.button("Remove numbers.json, lines 1–4").click();
    await chat.box.fill("");
    provider.next(answer(["Half"], { until: new Promise(() => {}) }));
    await chat.send("Count");
    await chat.shows("Half");
    await runOnAll("Add Selection to Chat");
    await chips().waitFor();
    await chat.button("Stop").waitFor();
    const count = provider.chats.length;
    await runOnAll("Ask About Selection");
    await chat.button("Send").waitFor();
    await chips().waitFor();
    assert.deepEqual([await chat.messages.count(), provider.chats.length], [0, count]);
    await chat.button("History").click();
    await vscode.choose("Explain the selected code.");
    await chat.shows("Half");
    assert.equal(await chips().count(), 1);
    await chat.box.press("Escape");
    await chat.shows("Stopped");
  });

  it("goes to the chat, to a new one and to the models by keys alone", async () => {
    await vscode.page.locator(".view-line").first().click();
    await press("Control+K", "a");
    await focusInBox();
    await press("Control+K", "Control+Shift+A");
    await chat.page.getByRole("heading", { name: "Ask small anything" }).waitFor();
    await focusInBox();
    await press("Control+K", "Control+Shift+M");
    await vscode.page.locator(".quick-input-widget").filter({ visible: true }).waitFor();
    await press("Escape");
    assert.equal(await chat.box.inputValue(), "");
  });

  it("opens the walkthrough from the first screen, with a picture for each step", async () => {
    await chat.button("Get started").click();
    const page = vscode.page.locator(".gettingStartedContainer");
    await page.getByText("Get started with Parley").first().waitFor({ timeout: 20_000 });
    const steps = page.locator(".getting-started-step");
    assert.equal(await steps.count(), 4);
    await steps.nth(3).click();
    await page.getByText("Select code and ask about it").first().waitFor();
    await page.getByRole("button", { name: "Open a File" }).waitFor();
  });
});

function isAsking(
  row: (typeof editorCommands)[number],
): row is Extract<(typeof editorCommands)[number], { prompt: string }> {
  return row.prompt !== undefined;
}
