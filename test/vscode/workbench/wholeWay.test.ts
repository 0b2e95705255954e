import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { ChatView } from "../../support/chatView";
import { answer, json, LoopbackProvider, raw } from "../../support/provider";
import { filesHolding, temporaryWorkspace } from "../../support/files";
import { connections } from "../../support/connections";
import { takeFailurePictures } from "../../support/failurePictures";
import { until } from "../../support/until";
import { startVSCode, type VSCode } from "../../support/vscode";

const key = "sk-canary-7f3a9c1e5b2d8046";
const otherKey = "sk-sparrow-4d1b8e6f0a2c9357";

describe("the whole way, by a user's gestures", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let other: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;
  const netlog = path.resolve("out/netlog.jsonl");

  before(async () => {
    provider = await LoopbackProvider.start();
    other = await LoopbackProvider.start();
    other.otherwise = answer(["Here now."]);
    fs.rmSync(netlog, { force: true });
    vscode = await startVSCode({
      extensions: [process.cwd(), path.resolve("test/support/netlog")],
      env: { PARLEY_NETLOG: netlog },
      folder: temporaryWorkspace({
        // A repository that would redirect Parley; none of it may count.
        ".vscode/settings.json": JSON.stringify({
          "parley.defaultModel": "openai/evil",
          "parley.connections": [
            { id: "openai", provider: "openai", baseURL: "http://127.0.0.1:9/v1" },
          ],
        }),
        "debounce.ts": "export function debounce() {\n  return 1;\n}\n\nexport const two = 2;\n",
      }),
    });
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
    await other?.stop();
  });

  it("opens with one hint what to do", async () => {
    chat = await ChatView.open(vscode);
    await chat.button("Set API Key").waitFor();
    await chat.button("Model: Choose model").waitFor();
    await chat.button(/^Offline tour/).waitFor();
  });

  it("adds a connection, sets its key and chooses its model", async () => {
    await vscode.runCommand("Parley: Add Connection");
    await vscode.answer("Loopback Lab", "Add Connection: Name");
    await vscode.answer(`${provider.baseURL}/chat/completions/`, "Loopback Lab: URL");
    await vscode.choose("An API key", "What does the server ask for?");
    await vscode.answer(`  ${key}\n`, "API Key for Loopback Lab");
    await vscode.choose("small", "The key for Loopback Lab");
    await chat.button("Model: small").waitFor();
    assert.deepEqual(
      provider.requests.map(({ method, url }) => `${method} ${url}`),
      // The second one carries no key: a server that answers it says nothing about the key.
      ["GET /v1/models", "GET /v1/models"],
    );
  });

  it("streams an answer while it is being made", async () => {
    let release = () => {};
    provider.next(
      answer(["# Hello", " **you**"], { until: new Promise<void>(resolve => (release = resolve)) }),
    );
    await chat.send("Say hello");
    await chat.shows("Hello you");
    await chat.button("Stop").waitFor();
    assert.equal(await chat.lastMessage.getByRole("heading", { name: "Hello you" }).count(), 1);
    release();
    await chat.idle();
    assert.equal(await chat.lastMessage.getAttribute("aria-label"), "small");
    assert.match(await chat.page.getByRole("status").innerText(), /^small: # Hello/);
  });

  it("queues what is sent while an answer streams and says so, and Esc stops", async () => {
    provider.next(answer(["One", " two"], { until: new Promise(() => {}) }));
    await chat.send("Count");
    await chat.shows("One two");
    await chat.send("And then?");
    await chat.hint.filter({ hasText: "Queued" }).waitFor();
    await chat.page.getByRole("list", { name: "Queued messages" }).getByText("And then?").waitFor();
    assert.equal(await chat.box.inputValue(), "");
    await chat.box.press("Escape");
    await chat.shows("Stopped");
    assert.equal(await provider.chats[1]?.closed, "aborted");
    assert.match(await chat.lastMessage.innerText(), /One two/);
    assert.equal(provider.chats.length, 2);
  });

  it("carries the first turns in the next, and nothing that the user does not see", async () => {
    provider.next(answer(["Three"]));
    await chat.button("Send now").click();
    await chat.shows("Three");
    const request = provider.chats[2];
    assert.equal(request?.url, "/v1/chat/completions");
    assert.equal(request?.headers.authorization, `Bearer ${key}`);
    assert.deepEqual(request?.body, {
      model: "small",
      messages: [
        { role: "user", content: "Say hello" },
        { role: "assistant", content: "# Hello **you**" },
        { role: "user", content: "Count" },
        { role: "assistant", content: "One two" },
        { role: "user", content: "And then?" },
      ],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it("sends the system prompt that the user wrote, first", async () => {
    await chat.page.getByText("System prompt").click();
    await chat.page.getByRole("textbox", { name: "System prompt" }).fill("Be brief.");
    await chat.ask("Now?");
    assert.deepEqual(provider.chats[3]?.body?.messages[0], {
      role: "system",
      content: "Be brief.",
    });
  });

  it("explains the selection from the editor's context menu, and keeps the draft", async () => {
    await chat.box.fill("my draft");
    provider.next(answer(["It returns one."]));
    await vscode.openFile("debounce.ts");
    await vscode.chooseForAll("Parley", "Explain Selection");
    await chat.shows("It returns one.");
    assert.equal(
      provider.chats[4]?.body?.messages.at(-1)?.content,
      "Explain the selected code.\n\ndebounce.ts, lines 1–5\n```typescript\nexport function debounce() {\n  return 1;\n}\n\nexport const two = 2;\n```",
    );
    assert.equal(await chat.box.inputValue(), "my draft");
    const folded = chat.messages.nth(-2).locator("details");
    assert.equal(await folded.getAttribute("open"), null);
    assert.match((await folded.textContent()) ?? "", /lines 1–5\n```typescript/);
  });

  it("finds conversation, draft, model and system prompt again after a reload", async () => {
    const texts = await chat.messages.allInnerTexts();
    await vscode.reload();
    chat = await ChatView.open(vscode);
    await chat.shows("It returns one.");
    // The line under an answer comes a moment later.
    await until(async () => isDeepStrictEqual(await chat.messages.allInnerTexts(), texts));
    assert.equal(await chat.box.inputValue(), "my draft");
    await chat.button("Model: small").waitFor();
    assert.equal(
      await chat.page
        .getByRole("textbox", { name: "System prompt", includeHidden: true })
        .inputValue(),
      "Be brief.",
    );
  });

  it("starts a new chat with the last model, and opens the old one from the list", async () => {
    await chat.button("New chat").click();
    await chat.button(/^Offline tour/).waitFor();
    await chat.button("Model: small").waitFor();
    assert.equal(await chat.messages.count(), 0);
    await chat.button("History").click();
    await vscode.choose("Say hello");
    await chat.shows("It returns one.");
  });

  it("tries again beside the old answer, without sending that", async () => {
    provider.next(answer(["Another explanation."]));
    await chat.lastMessage.getByRole("button", { name: "Try again" }).click();
    await chat.shows("Another explanation.");
    assert.equal(provider.chats.at(-1)?.body?.messages.at(-1)?.role, "user");
    assert.equal(await chat.page.getByText("It returns one.").count(), 0);
  });

  it("explains a refused key, and goes on with another one", async () => {
    provider.next(json(401, { error: { message: `Incorrect API key: ${key}` } }));
    await chat.ask("And with a wrong key?");
    await chat.fails("Loopback Lab refused the key");
    await chat.alert.getByRole("button", { name: "Set API Key" }).click();
    await vscode.answer(otherKey, "API Key for Loopback Lab");
    await chat.focused();
    await chat.lastMessage.getByRole("button", { name: "Try again" }).click();
    await chat.shows("Hello there.");
    assert.equal(provider.chats.at(-1)?.headers.authorization, `Bearer ${otherKey}`);
  });

  it("asks before a key goes to another address, and names both", async () => {
    provider.next(raw("<!doctype html>moved", "text/html"));
    await chat.ask("Where are you?");
    await chat.alert.getByRole("button", { name: "Change connection" }).click();
    await vscode.answer(other.baseURL, "Address of Loopback Lab");
    await vscode.choose("An API key", "What does Loopback Lab ask for?");
    const dialog = vscode.page.getByRole("dialog").filter({ hasText: "Send the key there?" });
    const text = await dialog.innerText({ timeout: 20_000 });
    for (const { port } of [provider, other])
      assert.ok(text.includes(`http://127.0.0.1:${port}`), text);
    assert.equal(other.requests.length, 0);
    await dialog.getByRole("button", { name: "Send the Key There" }).click();
    await chat.focused();
    await chat.lastMessage.getByRole("button", { name: "Try again" }).click();
    await chat.shows("Here now.");
    assert.equal(other.chats[0]?.headers.authorization, `Bearer ${otherKey}`);
  });

  it("keeps the key out of every file, the page and what is logged", async () => {
    await vscode.runCommand("Parley: Show Log");
    for (const part of [key.slice(3, 15), otherKey.slice(3, 15)]) {
      assert.deepEqual(filesHolding(vscode.root, part), []);
      assert.ok(!(await chat.page.content()).includes(part));
      assert.ok(!vscode.console.join("\n").includes(part));
      assert.ok(!vscode.server.log.includes(part));
    }
  });

  it("contacted this computer only: the connection's server, and the ones it looks for", () => {
    const expected = [
      `127.0.0.1:${other.port}`,
      `127.0.0.1:${provider.port}`,
      "localhost:11434",
      "localhost:1234",
      "localhost:4000",
      "localhost:8080",
      "localhost:0",
    ];
    assert.deepEqual(
      connections(netlog).filter(address => !expected.includes(address)),
      [],
    );
    assert.ok(connections(netlog).includes(`127.0.0.1:${provider.port}`), "the log works");
    assert.deepEqual(vscode.foreignRequests, []);
  });
});
