import assert from "node:assert/strict";
import type { Model } from "../support/panelPage";
import { PanelPage, says } from "../support/panelPage";
import { until } from "../support/until";

describe("what the chat view tells of an answer", function () {
  this.timeout(60_000);
  let panel: PanelPage;

  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    panel.store.journals.clear();
    panel.store.current.clear();
    await panel.load();
  });
  after(() => panel.close());

  const status = () => panel.page.locator("main > [role=status]");
  const folded = () => panel.answer.locator("details.reasoning > summary");

  it("is that it was sent, that it begins, and then the whole of it, never a piece", async () => {
    await status().evaluate(element => {
      const told: string[] = [];
      Object.assign(globalThis, { told });
      new MutationObserver(() => told.push(element.textContent ?? "")).observe(element, {
        childList: true,
      });
    });
    panel.model = slowly("One ", "two ", "three.");
    await panel.ask("Count");
    const told = await panel.page.evaluate(
      () => (globalThis as unknown as { told: string[] }).told,
    );
    assert.deepEqual(
      told.filter(words => words !== ""),
      ["Message sent.", "Responding.", "small: One two three."],
    );
  });

  it("says nothing beside the alert of an error", async () => {
    panel.model = async function* () {
      yield { type: "text", text: "Half" };
      yield { type: "error", error: { kind: "unreachable", values: ["Lab"] } };
    };
    await panel.send("Fail");
    await panel.page.getByRole("alert").waitFor();
    await until(async () => (await status().innerText()) === "");
  });

  it("is how long the first word is waited for, from two seconds on", async () => {
    let go = () => {};
    const held = new Promise<void>(resolve => (go = resolve));
    panel.model = async function* (request, signal) {
      await held;
      yield* says("At last.")(request, signal);
    };
    await panel.send("Wait");
    const line = panel.page.getByRole("timer");
    assert.equal(await line.innerText(), "");
    await line.filter({ hasText: /^Waiting for the first word, \d+ s$/ }).waitFor();
    go();
    await panel.answer.filter({ hasText: "At last." }).waitFor();
    await until(async () => (await line.innerText()) === "");
  });

  it("is how long it was thought about, folded; nothing of that where it is not known", async () => {
    let go = () => {};
    const held = new Promise<void>(resolve => (go = resolve));
    panel.model = async function* (request, signal) {
      yield { type: "reasoning", text: "Hm." };
      await held;
      yield* says("So.")(request, signal);
    };
    await panel.send("Think");
    await folded()
      .filter({ hasText: /^Thinking…$/ })
      .waitFor();
    await panel.page.waitForTimeout(1100); // A time that is seen.
    go();
    await folded()
      .filter({ hasText: /^Thought for \d+ s$/ })
      .waitFor();
    await panel.load();
    await folded()
      .filter({ hasText: /^Reasoning$/ })
      .waitFor();
  });

  it("is that there is no network, and that no longer", async () => {
    const line = panel.page.getByRole("timer");
    await panel.page.context().setOffline(true);
    await line.filter({ hasText: "You are offline." }).waitFor();
    assert.match(await status().innerText(), /^You are offline/);
    await panel.page.context().setOffline(false);
    await until(async () => (await line.innerText()) === "");
  });
});

/** A model that says each piece in a frame of its own. */
function slowly(...pieces: readonly string[]): Model {
  return async function* () {
    for (const text of pieces) {
      yield { type: "text", text };
      await new Promise(resolve => setTimeout(resolve, 60));
    }
    yield { type: "finish", finish: "stop" };
  };
}
