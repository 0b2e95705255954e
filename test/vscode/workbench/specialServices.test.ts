import assert from "node:assert/strict";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { filesHolding } from "../../support/files";
import { answer, json, LoopbackProvider, raw } from "../../support/provider";
import { startVSCode, type VSCode } from "../../support/vscode";

const indoxKey = "indox-canary-5e4d3c2b1a";
const upstreamKey = "upstream-canary-9a8b7c6d";

describe("services with forms of their own, by gestures alone", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;
  let origin: string;

  before(async () => {
    provider = await LoopbackProvider.start();
    origin = provider.baseURL.replace(/\/v1$/, "");
    vscode = await startVSCode();
    chat = await ChatView.open(vscode);
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
  });

  /** Gives the address of a row without one. */
  async function address(label: string, url: string): Promise<void> {
    await vscode.runCommand("Parley: Edit Connection");
    await vscode.choose(label, "Edit Connection");
    await vscode.answer(url, `${label}: URL`);
  }

  const event = "Azure OpenAI event proxy";

  it("asks an event proxy with a header, and takes the token in two parts", async () => {
    await address(event, `${origin}/api/v1/chat/completions`);
    await vscode.choose("With the event code in a header", `${event}: How it is asked`);
    await vscode.answer("hackathon", `Event token for ${event}`);
    await vscode.answer("octocat", `GitHub user name for ${event}`);
    await chat.button("Model: event").waitFor();
    provider.next(answer(["An elephant."]));
    await chat.ask("A poem, please");
    await chat.shows("An elephant.");
    const sent = provider.chats.at(-1);
    assert.equal(sent?.url, "/api/v1/chat/completions");
    assert.equal(sent?.headers["openai-event-code"], "hackathon/octocat");
    assert.deepEqual(Object.keys(sent?.body ?? {}), ["messages", "stream"]);
    assert.deepEqual(filesHolding(vscode.root, "hackathon/octocat"), []);
  });

  it("says that the event may be over when the token is refused", async () => {
    provider.next(json(401, { error: { message: "not active" } }));
    await chat.ask("And now?");
    await chat.fails("refused the event token");
    await chat.fails("The event may be over");
  });

  it("asks an event proxy as Azure OpenAI, from its pasted URL, with the whole token", async () => {
    await vscode.runCommand("Parley: Edit Connection");
    await vscode.choose(event, "Edit Connection");
    await vscode.choose("Address", `Edit “${event}”`);
    const below = "/v1/openai/deployments/gpt-35/chat/completions?api-version=2023-09-01-preview";
    await vscode.answer(origin + below, `Address of ${event}`);
    await vscode.answer("hackathon/hubot", `Event token for ${event}`);
    await chat.focused();
    await chat.ask("Who won?");
    const sent = provider.chats.at(-1);
    assert.equal(sent?.url, below);
    assert.equal(sent?.headers["api-key"], "hackathon/hubot");
    assert.equal(sent?.headers["openai-event-code"], undefined);
  });

  it("asks IndoxRouter at a path of its own, with a key of the provider behind it", async () => {
    await address("IndoxRouter", `${origin}/api/v1`);
    await vscode.answer("/chat", "IndoxRouter: Path");
    await vscode.choose("My own keys of the providers", "IndoxRouter: Keys behind it");
    await vscode.answer(upstreamKey, "Your key of openai, for IndoxRouter");
    await vscode.answer("", "Your key of anthropic, for IndoxRouter");
    await vscode.answer("", "Your key of google, for IndoxRouter");
    await vscode.answer(indoxKey, "API Key for IndoxRouter");
    await vscode.answer("openai/gpt-4o-mini", "The key for IndoxRouter");
    await chat.button("Model: openai/gpt-4o-mini").waitFor();
    provider.next(raw('data: {"data":"A "}\n\ndata: robot.\n\n'));
    await chat.ask("A story about a robot");
    await chat.shows("A robot.");
    const sent = provider.chats.at(-1);
    const body = sent?.body as unknown as Record<string, unknown>;
    assert.equal(sent?.url, "/api/v1/chat");
    assert.equal(sent?.headers.authorization, `Bearer ${indoxKey}`);
    assert.equal(body["byok_api_key"], upstreamKey);
    provider.next(json(200, { success: false, message: `bad ${upstreamKey}`, data: null }));
    await chat.ask("Again");
    await chat.fails("reported an error while answering");
    for (const secret of [indoxKey, upstreamKey])
      assert.deepEqual(filesHolding(vscode.root, secret), []);
  });
});
