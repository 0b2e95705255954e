import assert from "node:assert/strict";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { json, LoopbackProvider } from "../../support/provider";
import { startVSCode, type VSCode } from "../../support/vscode";

const connection = { id: "lab", provider: "openai-compatible", label: "Lab", auth: "none" };

describe("refusals that pass, by gestures", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;

  before(async () => {
    provider = await LoopbackProvider.start();
    vscode = await startVSCode({
      settings: {
        "parley.connections": [
          { ...connection, baseURL: provider.baseURL, extraBody: { temperature: 2, seed: 7 } },
        ],
        "parley.defaultModel": "lab/small",
      },
    });
    chat = await ChatView.open(vscode);
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
  });

  const timer = () => chat.page.getByRole("timer");

  it("counts down to a Retry-After and answers then, with one request more", async () => {
    provider.next(json(429, { error: { message: "Slow down" } }, { "retry-after": "2" }));
    await chat.send("Hello");
    await timer()
      .filter({ hasText: /Trying again in [12] s/ })
      .waitFor();
    await chat.shows("Hello there.");
    assert.equal(provider.chats.length, 2);
  });

  it("sends nothing more when Esc is pressed during the countdown", async () => {
    provider.next(json(429, { error: { message: "Slow down" } }, { "retry-after": "3" }));
    await chat.send("And again?");
    await timer().filter({ hasText: "Trying again in" }).waitFor();
    await chat.box.press("Escape");
    await chat.shows("Stopped");
    await vscode.page.waitForTimeout(4000); // The time at which it would have been sent.
    assert.equal(provider.chats.length, 3);
    await chat.ask("Now?");
    await chat.shows("Hello there.");
  });

  it("leaves out a parameter that the model refuses, remembers it, and takes it back", async () => {
    const refusal = {
      error: {
        message: "Unsupported parameter: 'temperature'",
        param: "temperature",
        code: "unsupported_parameter",
        type: "invalid_request_error",
      },
    };
    provider.next(json(400, refusal));
    await chat.ask("How warm?");
    await chat.shows("Sent without “temperature”");
    const bodies = () =>
      provider.chats.map(({ text }) => JSON.parse(text) as { temperature?: number; seed?: number });
    assert.deepEqual(
      bodies()
        .slice(-2)
        .map(({ temperature, seed }) => [temperature, seed]),
      [
        [2, 7],
        [undefined, 7],
      ],
    );
    await chat.ask("Still?");
    assert.equal(bodies().at(-1)?.temperature, undefined);
    await chat.button("Undo leaving out or renaming “temperature”").first().click();
    await chat.ask("And now?");
    assert.equal(bodies().at(-1)?.temperature, 2);
  });
});
