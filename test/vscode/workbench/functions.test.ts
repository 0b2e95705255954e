import assert from "node:assert/strict";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { answer, frame, LoopbackProvider, raw } from "../../support/provider";
import { until } from "../../support/until";
import { startVSCode, type VSCode } from "../../support/vscode";

const file = "functions.parley.json";

describe("functions", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;

  before(async () => {
    provider = await LoopbackProvider.start();
    vscode = await startVSCode({
      settings: {
        // What is typed stays as it is.
        "[json]": {
          "editor.autoClosingBrackets": "never",
          "editor.autoClosingQuotes": "never",
          "editor.quickSuggestions": { other: "off", comments: "off", strings: "off" },
          "editor.suggestOnTriggerCharacters": false,
        },
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
  });

  const functionsButton = () => chat.button(/^Functions/);
  const editor = () => vscode.page.locator(".editor-instance .monaco-editor").first();
  const squiggle = () => editor().locator(".squiggly-error");
  const body = (index: number) =>
    (provider.chats[index]?.body ?? {}) as unknown as Record<string, unknown>;

  /** Puts other text in the place of what the editor shows, and saves it. */
  async function save(text: string): Promise<void> {
    await vscode.tab(file).click();
    await editor().locator(".view-line").first().click();
    await vscode.page.keyboard.press("Control+A");
    await vscode.page.keyboard.press("Delete");
    await vscode.page.keyboard.type(text);
    await vscode.page.keyboard.press("Control+S");
  }

  it("are declared in an editor that knows their schema", async () => {
    await functionsButton().click();
    await chat.button("Declare functions").click();
    await vscode.tab(file).waitFor();
    await editor().getByText("add_numbers").first().waitFor();
    // Saved as it is, the example is declared.
    await vscode.page.keyboard.press("Control+S");
    await chat.button("Functions: 1 declared").waitFor();
    await save('[{ "name": "get time", "parameter": {} }]');
    await squiggle().first().waitFor();
    await chat.button("Functions: not valid yet").waitFor();
    await chat.box.fill("What time is it?");
    await chat.box.press("Enter");
    await chat.page.getByText("Change it in Functions.").waitFor();
    assert.equal(provider.chats.length, 0);
    await save('[{ "name": "get_time" }, { "name": "get_time" }]');
    await squiggle().first().waitFor(); // Said by Parley: the schema knows nothing of it.
    await save('[{ "name": "get_time", "description": "Tells the time." }]');
    await chat.button("Functions: 1 declared").waitFor();
    await squiggle().first().waitFor({ state: "detached" });
  });

  it("are called, answered, and spoken of", async () => {
    const call = { index: 0, id: "a", function: { name: "get_time", arguments: "{}" } };
    provider.next(
      raw(
        frame({ delta: { tool_calls: [call] } }) +
          frame({ delta: {}, finish_reason: "tool_calls" }) +
          "data: [DONE]\n\n",
      ),
      answer(["It is noon."]),
    );
    await chat.box.press("Enter");
    const result = chat.page.getByRole("textbox", { name: "Result of get_time" });
    await result.fill("12:00");
    await result.press("Control+Enter");
    await chat.shows("It is noon.");
    const declared = { name: "get_time", description: "Tells the time." };
    assert.deepEqual(body(0)["tools"], [{ type: "function", function: declared }]);
    assert.deepEqual((body(1)["messages"] as readonly unknown[]).at(-1), {
      role: "tool",
      tool_call_id: "a",
      content: "12:00",
    });
  });

  it("come back with their editor after a reload, and are saved into the same chat", async () => {
    await vscode.reload();
    await vscode.tab(file).waitFor();
    await editor().getByText("get_time").first().waitFor();
    await save("[]");
    chat = await ChatView.open(vscode);
    await until(async () => (await functionsButton().getAttribute("aria-label")) === "Functions");
  });
});
