import assert from "node:assert/strict";
import type { ChatError } from "../../src/core/errors";
import { PanelPage, says, type Model } from "../support/panelPage";

/** A model that refuses once with each of these errors, then answers. */
function refuses(...errors: readonly ChatError[]): Model {
  const left = [...errors];
  return async function* (request, signal) {
    const error = left.shift();
    if (error) yield { type: "error", error };
    else yield* says("Here it is.")(request, signal);
  };
}

describe("patience in the chat view", function () {
  this.timeout(60_000);
  let panel: PanelPage;

  before(async () => {
    panel = await PanelPage.start();
  });
  after(() => panel?.close());
  beforeEach(async () => {
    panel.store.current.clear(); // Each test begins a conversation of its own.
    await panel.load();
  });

  it("counts down to the next try, and Esc ends it", async () => {
    panel.model = refuses({ kind: "rateLimit", values: ["Lab"], retryAfterMs: 30_000 });
    await panel.send("Hello");
    const line = panel.page.getByRole("timer");
    await line.filter({ hasText: /Trying again in (30|29) s; Esc stops\./ }).waitFor();
    await line.filter({ hasText: /Trying again in 2[0-8] s/ }).waitFor();
    await panel.page.keyboard.press("Escape");
    await panel.answer.filter({ hasText: "Stopped" }).waitFor();
    assert.equal(await line.innerText(), "");
  });

  it("tries again by itself when the time has come", async () => {
    panel.model = refuses({ kind: "rateLimit", values: ["Lab"], retryAfterMs: 50 });
    await panel.ask("Hello");
    await panel.answer.filter({ hasText: "Here it is." }).waitFor();
  });

  it("says how long a provider asks to wait when that is too long to wait unasked", async () => {
    panel.model = refuses({ kind: "rateLimit", values: ["Lab"], retryAfterMs: 6_000_000 });
    await panel.send("Hello");
    await panel.answer.getByText("It asks to wait 2 h.").waitFor();
    await panel.answer.getByRole("button", { name: "Try again" }).waitFor();
  });

  it("says what was left out of a request, and takes it back", async () => {
    panel.model = refuses({ kind: "badRequest", parameter: "stream_options" });
    await panel.ask("Hello");
    const note = panel.answer.getByText("Sent without “stream_options”, which small refused.");
    await note.waitFor();
    await panel.answer
      .getByRole("button", { name: "Undo leaving out or renaming “stream_options”" })
      .click();
    await note.waitFor({ state: "detached" });
  });

  it("leaves out the oldest turns of a conversation that is too long, and sends them again", async () => {
    panel.model = says("First answer.");
    await panel.ask("First question");
    const asked: number[] = [];
    const tooLong: ChatError = { kind: "contextOverflow", values: ["Lab", "small"] };
    panel.model = async function* (request, signal) {
      asked.push(request.messages.length);
      if (request.messages.length > 1) yield { type: "error", error: tooLong };
      else yield* says("Shorter.")(request, signal);
    };
    await panel.ask("Second question");
    await panel.answer.getByText("too long for “small”").waitFor();
    await panel.answer.getByRole("button", { name: "Try again" }).click();
    await panel.page.getByText("This would send the same again").waitFor();
    await panel.answer.getByRole("button", { name: "Leave out the oldest turns" }).click();
    await panel.answer.filter({ hasText: "Shorter." }).waitFor();
    assert.deepEqual(asked, [3, 1]);
    const first = panel.page.getByRole("article").first();
    await first.getByText("Not sent any more.").waitFor();
    await first.getByRole("button", { name: /^Include again what is left out/ }).click();
    await first.getByText("Not sent any more.").waitFor({ state: "detached" });
  });
});
