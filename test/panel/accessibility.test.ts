import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chatStates, leaveState } from "../support/chatStates";
import { goesOn, PanelPage, says } from "../support/panelPage";
import { themes } from "../support/themes";

const require = createRequire(__filename);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

describe("the chat view's accessibility", function () {
  this.timeout(60_000);
  let panel: PanelPage;

  before(async () => {
    panel = await PanelPage.start();
    await panel.load();
  });
  after(() => panel.close());

  for (const theme of Object.keys(themes)) {
    it(`has no finding of axe in ${theme}, empty and with every kind of message`, async () => {
      panel.store.journals.clear();
      panel.store.current.clear();
      await panel.load(theme);
      panel.setStatus({ notices: ["Something does not work"] });
      await panel.page.getByText("Something does not work").waitFor();
      assert.deepEqual(await findings(), []);
      panel.setStatus({
        modelLabel: null,
        hasKey: false,
        servers: [{ label: "Ollama", baseURL: "http://localhost:11434/v1", models: ["a"] }],
      });
      await panel.page.getByRole("button", { name: "Set API Key" }).waitFor();
      assert.deepEqual(await findings(), []);
      await panel.attach();
      await panel.attach({ path: "b.ts", endLine: 3 });
      await panel.page.getByText("b.ts, line 3").first().click();
      assert.deepEqual(await findings(), []);
      for (let count = 0; count < 2; count++)
        await panel.page
          .getByRole("button", { name: /^Remove / })
          .first()
          .click();
      panel.setStatus({});
      panel.files = ["src/main.ts", "main/other.ts"].map(path => {
        const [folder = "", name = ""] = path.split("/");
        return { uri: `file:///${path}`, name, folder, open: false };
      });
      await panel.page.getByRole("textbox", { name: "Message" }).pressSequentially("@ma");
      await panel.page.getByRole("listbox", { name: "Files" }).waitFor();
      assert.deepEqual(await findings(), []);
      await panel.page.keyboard.press("Escape");
      panel.model = goesOn("Half");
      await panel.send("One");
      await panel.send("Two");
      await panel.page.getByRole("list", { name: "Queued messages" }).waitFor();
      assert.deepEqual(await findings(), []);
      await panel.page.keyboard.press("Escape");
      await panel.page.getByRole("button", { name: "Send now" }).waitFor();
      assert.deepEqual(await findings(), []);
      await panel.page.getByRole("button", { name: "Remove", exact: true }).click();
      panel.model = says(
        "# Title\n\nText with `code` and [a link](https://example.com).\n\n```ts\nconst a = 1; // note\n```\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n- [x] done\n",
      );
      await panel.ask("Hello?");
      panel.model = async function* () {
        yield { type: "reasoning", text: "thinking" };
        yield { type: "refusal", text: "I cannot do that." };
        yield { type: "toolCall", index: 0, callId: "a", name: "add", arguments: '{"x":1' };
        yield { type: "image", url: "https://images.example/a.png" };
        yield { type: "warning", warning: { text: "A part is left out.", values: [] } };
        yield { type: "text", text: "Half" };
        yield { type: "error", error: { kind: "cutOff", detail: "socket hang up" } };
      };
      await panel.ask("And again?");
      await panel.page.getByText("Function call, incomplete: add").click();
      (await panel.session()).send([
        { type: "text", text: "Explain the selected code." },
        {
          type: "file",
          path: "a.ts",
          language: "typescript",
          startLine: 1,
          endLine: 2,
          text: "a\nb",
        },
      ]);
      await panel.page.getByText("a.ts, lines 1–2").first().waitFor();
      assert.deepEqual(await findings(), []);
    });

    it(`has no finding of axe in ${theme}, with arrows, menus, a deleted message and a change`, async () => {
      panel.store.journals.clear();
      panel.store.current.clear();
      await panel.load(theme);
      panel.model = async function* () {
        yield { type: "text", text: "Half" };
        yield { type: "finish", finish: "length" };
      };
      await panel.ask("One");
      await panel.ask("Two");
      await panel.answer.getByRole("button", { name: "Try again" }).click();
      await panel.page.getByRole("group", { name: "Version 2 of 2" }).waitFor();
      await panel.answer.getByRole("button", { name: "Continue" }).waitFor();
      assert.deepEqual(await findings(), []);
      await panel.answer.getByRole("button", { name: "More actions" }).click();
      await panel.page.getByRole("menuitem", { name: "Delete message" }).waitFor();
      assert.deepEqual(await findings(), []);
      await panel.page.keyboard.press("Escape");
      await panel.choose(panel.page.getByRole("article").nth(1), "Delete message");
      await panel.page.getByText("1 deleted message").waitFor();
      await panel.page.getByRole("article").first().getByRole("button", { name: "Edit" }).click();
      await panel.page.getByRole("button", { name: "Cancel" }).waitFor();
      assert.deepEqual(await findings(), []);
    });

    it(`has no finding of axe in ${theme}, while another window writes`, async () => {
      panel.store.journals.clear();
      panel.store.current.clear();
      await panel.load(theme);
      panel.model = says("Hello there.");
      const other = panel.otherWindow();
      const theirs = other.start();
      other.shown(theirs);
      theirs.send([{ type: "text", text: "Theirs" }]);
      await other.flush();
      await panel.pick(theirs.conversation.id);
      await panel.page.getByRole("button", { name: "Take over" }).waitFor();
      assert.deepEqual(await findings(), []);
      await other.close();
      await panel.page.locator(".bar").filter({ hasText: "has let this" }).waitFor();
      assert.deepEqual(await findings(), []);
    });
  }

  for (const theme of Object.keys(themes))
    for (const [name, reach] of Object.entries(chatStates)) {
      it(`has no finding of axe in ${theme} in the state “${name}”`, async () => {
        await leaveState(panel);
        await panel.load(theme, 300);
        await reach(panel);
        assert.deepEqual(await findings(), []);
        await leaveState(panel);
      });
    }

  /** The rules that are broken, with the elements that break them. */
  async function findings(): Promise<readonly string[]> {
    const client = await panel.page.context().newCDPSession(panel.page);
    // Through the debugger: the page's own policy lets no script in.
    await client.send("Runtime.evaluate", { expression: axe });
    const { result } = await client.send("Runtime.evaluate", {
      expression:
        "axe.run(document, { resultTypes: ['violations'] }).then(r => JSON.stringify(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | '))))",
      awaitPromise: true,
    });
    return JSON.parse(String(result.value)) as readonly string[];
  }
});
