import assert from "node:assert/strict";
import { ChatView } from "../../support/chatView";
import { answer, cutAfter, json, LoopbackProvider, raw } from "../../support/provider";
import { takeFailurePictures } from "../../support/failurePictures";
import { startVSCode, type VSCode } from "../../support/vscode";

describe("bad input and bad luck", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;

  before(async () => {
    provider = await LoopbackProvider.start();
    const gone = await LoopbackProvider.start();
    const goneURL = gone.baseURL;
    await gone.stop();
    vscode = await startVSCode({
      settings: {
        "parley.connections": [
          { id: "lab", provider: "openai-compatible", baseURL: provider.baseURL, auth: "none" },
          {
            id: "gone",
            provider: "openai-compatible",
            baseURL: goneURL,
            auth: "none",
          },
          { id: "Wrong Id", provider: "openai-compatible" },
          "not an entry",
        ],
        "parley.defaultModel": "openai/gpt-nonexistent",
      },
    });
    chat = await ChatView.open(vscode);
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
  });

  /** Chooses a model by hand: provider, then an id that is typed. */
  async function choose(connection: string, model: string): Promise<void> {
    await chat.button(/^Model:/).click();
    await vscode.choose(connection, "Provider and Model");
    await vscode.answer(model, "Model at");
    await chat.button(`Model: ${model}`).waitFor();
  }

  it("names each wrong entry of the settings, and uses the others", async () => {
    await chat.page.getByText("Entry 3: its “id” must consist of lower-case letters").waitFor();
    await chat.page.getByText("Entry 4: it must be an object.").waitFor();
  });

  it("says that the provider needs a key, keeps the message, and offers to set it", async () => {
    await chat.ask("Anybody there?");
    await chat.fails("OpenAI needs a key");
    await chat.alert.getByRole("button", { name: "Set API Key" }).click();
    const input = vscode.page.locator(".quick-input-widget input[type=password]");
    await input.waitFor();
    await input.fill("sk-with\u0007bell-and-more");
    await vscode.page.getByText("Character 8 cannot be part of a key (U+0007)").waitFor();
    await vscode.page.keyboard.press("Escape");
  });

  it("takes any model id that is typed, in mid-conversation, and tries again with it", async () => {
    await choose("lab", "unlisted/model-7");
    await chat.lastMessage.getByRole("button", { name: "Try again" }).click();
    await chat.shows("Hello there.");
    assert.equal(provider.chats.at(-1)?.body?.model, "unlisted/model-7");
    assert.deepEqual(provider.chats.at(-1)?.body?.messages, [
      { role: "user", content: "Anybody there?" },
    ]);
  });

  it("says that an empty message is not sent", async () => {
    const count = provider.chats.length;
    await chat.send("  \n ");
    await chat.hint.filter({ hasText: "Type a message first." }).waitFor();
    assert.equal(provider.chats.length, count);
  });

  it("sends 1 MB of pasted text whole", async () => {
    const line = `${"pasted ☃ text ".repeat(8).trim()}\n`;
    const text = line.repeat(Math.ceil(1_000_000 / line.length)).trim();
    await chat.page.evaluate(pasted => navigator.clipboard.writeText(pasted), text);
    await chat.box.fill("");
    await chat.box.press("Control+V");
    await chat.box.press("Enter");
    await chat.messages.nth(3).filter({ hasText: "Hello there." }).waitFor({ timeout: 30_000 });
    assert.equal(provider.chats.at(-1)?.body?.messages.at(-1)?.content, text);
    await chat.button("New chat").click();
    await chat.button(/^Offline tour/).waitFor();
  });

  const refusals = [
    [
      "a key that is wanted and not sent",
      json(401, { error: { message: "Incorrect API key provided" } }),
      "lab wants a key, and this connection sends none",
      "Change connection",
    ],
    [
      "an unknown model",
      json(404, { error: { message: "model not found" } }),
      "does not know the model",
      "Choose model",
    ],
    [
      "a web page",
      raw("<!doctype html><h1>Log in</h1>", "text/html"),
      "sent a web page or something else",
      "Change connection",
    ],
    [
      "too many requests",
      json(429, { error: { message: "slow down" } }, { "retry-after": "3600" }),
      "Too many requests",
      "Try again",
    ],
  ] as const;
  for (const [name, reply, title, action] of refusals) {
    it(`explains ${name} inside the answer, with one button`, async () => {
      provider.next(reply);
      await chat.ask(`What about ${name}?`);
      await chat.fails(title);
      assert.deepEqual(await chat.alert.getByRole("button").allInnerTexts(), [action]);
      assert.equal(await chat.messages.nth(-2).innerText(), `What about ${name}?`);
    });
  }

  it("keeps a cut answer, and tries again at a click", async () => {
    provider.next(cutAfter(["Half an ", "answer"]), answer(["A whole answer"]));
    await chat.ask("And cut?");
    await chat.fails("The answer was cut off");
    assert.match(await chat.lastMessage.innerText(), /Half an answer/);
    await chat.alert.getByRole("button", { name: "Try again" }).click();
    await chat.shows("A whole answer");
  });

  it("goes on streaming while the settings change", async () => {
    let release = () => {};
    provider.next(answer(["Before"], { until: new Promise<void>(resolve => (release = resolve)) }));
    await chat.send("Long?");
    await chat.shows("Before");
    await choose("lab", "another-model");
    release();
    await chat.idle();
    assert.equal(await chat.lastMessage.getAttribute("aria-label"), "unlisted/model-7");
    assert.equal(await chat.lastMessage.getByRole("alert").count(), 0);
  });

  it("goes on streaming while the view is closed", async () => {
    let release = () => {};
    provider.next(answer(["Unseen"], { until: new Promise<void>(resolve => (release = resolve)) }));
    await chat.send("Still there?");
    await chat.shows("Unseen");
    await vscode.page.locator(".part.editor").click(); // Esc in the chat view would stop the answer.
    await vscode.runCommand("View: Hide Secondary Side Bar");
    release();
    assert.equal(await provider.chats.at(-1)?.closed, "complete");
    chat = await ChatView.open(vscode);
    await chat.shows("Unseen");
    await chat.idle();
    assert.equal(await chat.lastMessage.getByRole("button", { name: "Copy answer" }).count(), 1);
  });

  it("names host and cause when nobody listens", async () => {
    await choose("gone", "x");
    await chat.ask("Hello?");
    await chat.fails(/127\.0\.0\.1:\d+ cannot be reached/);
    assert.match(await chat.alert.innerText(), /ECONNREFUSED/);
  });
});
