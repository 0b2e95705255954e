import assert from "node:assert/strict";
import { goesOn, PanelPage, says } from "../support/panelPage";

describe("the chat view in a real browser", function () {
  this.timeout(60_000);
  let panel: PanelPage;

  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    panel.model = says("Hello there.");
    panel.store.journals.clear();
    panel.store.current.clear();
    panel.store.drafts.clear();
    await panel.load();
  });
  afterEach(async () => {
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.foreign, []);
    assert.deepEqual(panel.console, []);
  });
  after(() => panel.close());

  const drafts = () => [...panel.store.drafts.values()].map(({ text }) => text);
  const box = () => panel.page.getByRole("textbox", { name: "Message" });

  it("sends with Enter, breaks the line with Shift+Enter", async () => {
    await box().fill("one");
    await box().press("Shift+Enter");
    await box().pressSequentially("two");
    await box().press("Enter");
    await panel.answer.filter({ hasText: "Hello there." }).waitFor();
    const session = await panel.session();
    const [message] = session.conversation.messages.values();
    assert.deepEqual(message?.role === "user" && message.content, [
      { type: "text", text: "one\ntwo" },
    ]);
    assert.equal(await box().inputValue(), "");
  });

  it("never sends while an input method composes", async () => {
    await box().focus();
    const input = await panel.page.context().newCDPSession(panel.page);
    await input.send("Input.imeSetComposition", { text: "に", selectionStart: 1, selectionEnd: 1 });
    await box().dispatchEvent("keydown", { key: "Enter", keyCode: 229, isComposing: true });
    await box().dispatchEvent("keydown", { key: "Enter", keyCode: 229 });
    assert.equal((await panel.session()).conversation.messages.size, 0);
    await input.send("Input.insertText", { text: "日本" });
    await box().press("Enter");
    await panel.answer.filter({ hasText: "Hello there." }).waitFor();
  });

  it("keeps and sends what was typed before the conversation was there", async () => {
    const read = panel.store.readCurrent.bind(panel.store);
    let release = () => {};
    const held = new Promise<void>(resolve => (release = resolve));
    panel.store.readCurrent = async key => held.then(() => read(key));
    await panel.open();
    await box().fill("early");
    await box().press("Enter");
    release();
    panel.store.readCurrent = read;
    await panel.answer.filter({ hasText: "Hello there." }).waitFor();
    assert.equal(await box().inputValue(), "");
  });

  it("follows the answer at the end, through a change of the width, and not once one scrolls up", async () => {
    panel.model = goesOn(
      ...Array.from({ length: 60 }, (_, n) => `Paragraph ${n} of a long answer.\n\n`),
    );
    await panel.send("Long?");
    await panel.answer.filter({ hasText: "Paragraph 59" }).waitFor();
    const log = panel.page.getByRole("log");
    const toEnd = () => log.evaluate(e => e.scrollHeight - e.scrollTop - e.clientHeight);
    await panel.page.setViewportSize({ width: 600, height: 720 });
    await panel.page.setViewportSize({ width: 250, height: 720 });
    await until(async () => (await toEnd()) < 24);
    await log.hover();
    await panel.page.mouse.wheel(0, -300);
    await until(async () => (await toEnd()) > 100);
    (await panel.session()).stop();
    await panel.answer.filter({ hasText: "Stopped" }).waitFor();
    assert.ok((await toEnd()) > 100);
  });

  it("sends what was seen, and keeps a stored draft that was not", async () => {
    await box().fill("stored draft");
    await until(() => drafts().includes("stored draft"));
    const read = panel.store.readDraft.bind(panel.store);
    let release = () => {};
    const held = new Promise<void>(resolve => (release = resolve));
    panel.store.readDraft = async id => held.then(() => read(id));
    await panel.open();
    await panel.send("hi");
    release();
    panel.store.readDraft = read;
    await panel.answer.filter({ hasText: "Hello there." }).waitFor();
    const [message] = (await panel.session()).conversation.messages.values();
    assert.deepEqual(message?.role === "user" && message.content, [{ type: "text", text: "hi" }]);
    assert.equal(await box().inputValue(), "stored draft");
  });

  it("keeps what is typed between Enter and the host's answer, and sends once", async () => {
    await box().fill("one");
    await box().evaluate((area: HTMLTextAreaElement) => {
      const enter = () =>
        area.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
      enter();
      enter();
      area.value += " two";
      area.dispatchEvent(new Event("input"));
    });
    await panel.answer.filter({ hasText: "Hello there." }).waitFor();
    assert.equal(await box().inputValue(), " two");
    assert.equal((await panel.session()).conversation.messages.size, 2);
    await until(() => drafts().includes(" two"));
  });

  it("does not take a sent message for a draft", async () => {
    await panel.ask("gone");
    await new Promise(resolve => setTimeout(resolve, 400)); // Longer than a draft waits.
    assert.deepEqual(
      drafts().filter(text => text !== ""),
      [],
    );
  });

  it("offers to try again under every answer: what it said before stays beside the new one", async () => {
    await panel.ask("One");
    await panel.ask("Two");
    assert.equal(await panel.page.getByRole("button", { name: "Try again" }).count(), 2);
  });

  it("leaves the cursor in the message box after a button that goes away", async () => {
    await panel.ask("One");
    await panel.answer.getByRole("button", { name: "Try again" }).click();
    assert.equal(await panel.page.evaluate(nameOfFocus), "Message");
  });

  it("keeps what is sent while an answer streams in the queue, says so, and stops at Esc", async () => {
    panel.model = goesOn("Half");
    await panel.send("First");
    await panel.answer.filter({ hasText: "Half" }).waitFor();
    await panel.send("Second");
    await panel.page.locator(".hint").filter({ hasText: "Queued" }).waitFor();
    await panel.page.getByRole("list", { name: "Queued messages" }).getByText("Second").waitFor();
    assert.equal(await box().inputValue(), "");
    await box().press("Escape");
    await panel.answer.filter({ hasText: "Stopped" }).waitFor();
    assert.equal((await panel.session()).conversation.messages.size, 2);
  });

  it("says that an empty message is not sent", async () => {
    await panel.page.getByRole("button", { name: "Send" }).click();
    assert.equal(await panel.page.locator(".hint").innerText(), "Type a message first.");
  });

  it("announces a finished answer once, and errors as alerts", async () => {
    const log = panel.page.getByRole("log", { name: "Conversation" });
    assert.equal(await log.getAttribute("aria-live"), "off");
    panel.model = says("It ", "is ", "done.");
    await panel.page.evaluate(() => {
      const all = globalThis as unknown as { said: string[] };
      all.said = [];
      const status = document.querySelector("[role=status]") as HTMLElement;
      new MutationObserver(() => all.said.push(status.textContent ?? "")).observe(status, {
        childList: true,
      });
    });
    await panel.ask("Say");
    const said = await panel.page.evaluate(
      () => (globalThis as unknown as { said: string[] }).said,
    );
    assert.deepEqual(
      said.filter(text => text !== ""),
      ["Message sent.", "Responding.", "small: It is done."],
    );
    panel.model = async function* () {
      yield { type: "error", error: { kind: "auth", values: ["Lab"], status: 401, detail: "no" } };
    };
    await panel.ask("Fail");
    const alert = panel.answer.getByRole("alert");
    assert.match(await alert.innerText(), /Lab refused the key[^]*Status 401: no/);
    await alert.getByRole("button", { name: "Set API Key" }).click();
    assert.deepEqual(panel.asked.at(-1), ["setKey", "lab"]);
  });

  it("copies an answer as Markdown and a code block as code", async () => {
    panel.model = says("**Look**\n\n```ts\nlet a = 1;\n```\n");
    await panel.ask("Code?");
    const clipboard = () => panel.page.evaluate(() => navigator.clipboard.readText());
    await panel.answer.getByRole("button", { name: "Copy code" }).click();
    assert.equal((await clipboard()).trimEnd(), "let a = 1;");
    await panel.answer.getByRole("button", { name: "Copy answer" }).click();
    assert.equal(await clipboard(), "**Look**\n\n```ts\nlet a = 1;\n```\n");
  });

  it("hands links to the host, and loads no remote image", async () => {
    panel.model = says("[docs](https://example.com/a) ![cat](https://example.com/cat.png)");
    await panel.ask("Links?");
    await panel.answer.getByRole("link", { name: "docs" }).click();
    assert.deepEqual(panel.asked.at(-1), ["openLink", "https://example.com/a"]);
    assert.equal(await panel.page.locator("img").count(), 0);
  });

  it("keeps the draft and the system prompt with their conversation", async () => {
    await box().fill("not sent yet");
    await panel.page.getByText("System prompt").click();
    await panel.page.getByRole("textbox", { name: "System prompt" }).fill("Be brief.");
    await box().focus();
    await panel.page.waitForFunction(() => true);
    await until(() => drafts().includes("not sent yet"));
    await until(() => [...panel.store.journals.values()].some(text => text.includes("Be brief.")));
    await panel.load();
    assert.equal(await box().inputValue(), "not sent yet");
    assert.equal(await panel.page.locator(".system textarea").inputValue(), "Be brief.");
  });

  it("works by keyboard alone: every control is reached by Tab and has a name", async () => {
    panel.setStatus({
      ...newcomer,
      servers: [{ label: "Ollama", baseURL: "http://localhost:11434/v1", models: ["a"] }],
    });
    await panel.page
      .getByRole("button", { name: "Use Ollama on localhost:11434 (1 model)" })
      .waitFor();
    await panel.page.locator("body").click({ position: { x: 2, y: 2 } });
    const names: string[] = [];
    for (let index = 0; index < 15; index++) {
      await panel.page.keyboard.press("Tab");
      names.push(await panel.page.evaluate(nameOfFocus));
    }
    for (const expected of [
      "New chat",
      "History",
      "Set API Key",
      "Offline tour (not an AI)",
      "Message",
      "Model: Choose model",
      "Send",
    ]) {
      assert.ok(
        names.some(name => name.includes(expected)),
        `${expected} is not among ${names.join(" | ")}`,
      );
    }
  });

  it("offers a key of the environment, and uses it only when it is told to", async () => {
    panel.setStatus({
      ...newcomer,
      keys: [{ connectionId: "openai", label: "OpenAI", variable: "OPENAI_API_KEY" }],
    });
    assert.deepEqual(panel.asked, []);
    await panel.page.getByRole("button", { name: "Use OpenAI with OPENAI_API_KEY" }).click();
    assert.deepEqual(panel.asked, [["useConnection", "openai"]]);
  });

  it("asks for the whole after a gap, and shows it", async () => {
    await panel.ask("One");
    const id = (await panel.session()).conversation.id;
    await panel.page.evaluate(
      conversationId =>
        window.postMessage({ type: "events", conversationId, from: 99, events: [] }),
      id,
    );
    await panel.ask("Two");
    assert.equal(await panel.page.getByRole("article").count(), 4);
  });

  it("shows hostile text of every kind as text", async () => {
    const hostile = "<img src=x onerror=alert(1)><script>alert(1)</script>";
    panel.setStatus({ modelLabel: hostile, notices: [hostile] });
    panel.model = async function* () {
      yield { type: "reasoning", text: hostile };
      yield { type: "text", text: hostile };
      yield { type: "error", error: { kind: "server", values: [hostile], detail: hostile } };
    };
    await panel.ask(hostile);
    assert.equal(await panel.page.locator("img, script:not([nonce])").count(), 0);
    assert.ok((await panel.answer.innerText()).includes(hostile));
  });
});

const newcomer = { modelLabel: null, hasKey: false } as const;

/** Runs in the page. */
function nameOfFocus(): string {
  const focused = document.activeElement as HTMLElement | null;
  return focused?.ariaLabel ?? focused?.innerText ?? "";
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error("it never happened");
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
