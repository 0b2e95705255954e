import assert from "node:assert/strict";
import { PanelPage, says } from "../support/panelPage";

const answer = `# A title

Some **bold *and both***, ~~gone~~ and \`a\`\`b\`, \`\`x\`y\`\` and [a link](<https://example.com/a(b)>).

1. first
2. second with \`code\`
   - inner
   - other

- [x] done
- [ ] open

> quoted
>
> twice

| name | n |
| --- | -: |
| a\\|b | 1 |
| c | 2 |

\`\`\`ts
const tick = "\`";

if (a) {
  b();
}
\`\`\`

---

5. five
6. six, with 2 \\* 3 \\_ and a \\<b>`;

describe("copying from the chat view", function () {
  this.timeout(60_000);
  let panel: PanelPage;

  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    panel.store.journals.clear();
    panel.store.current.clear();
    await panel.load();
    panel.model = says(answer);
    await panel.ask("What **is** it?");
    await panel.page.locator(".hljs-keyword").first().waitFor();
  });
  afterEach(async () => {
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.console, []);
  });
  after(() => panel.close());

  /** Selects from the beginning of what one selector finds to the end of another's, and copies. */
  async function copied(from: string, to: string): Promise<{ text: string; html: string }> {
    const loaded = panel.page.waitForResponse(/copyMarkdown/, { timeout: 1000 });
    await panel.page.evaluate(
      ([start, end]) => {
        const range = document.createRange();
        range.setStart(document.querySelector(start) as Node, 0);
        const last = [...document.querySelectorAll(end)].at(-1) as Node;
        range.setEnd(last, last.childNodes.length);
        document.getSelection()?.removeAllRanges();
        document.getSelection()?.addRange(range);
      },
      [from, to] as const,
    );
    await loaded.catch(() => undefined); // It is there from the time before.
    await panel.page.waitForTimeout(50); // What came is run.
    await panel.page.keyboard.press("Control+C");
    return panel.page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      const html = item?.types.includes("text/html") ? await item.getType("text/html") : undefined;
      return { text: await navigator.clipboard.readText(), html: (await html?.text()) ?? "" };
    });
  }

  it("gives the Markdown of what is selected, with its page beside it", async () => {
    const { text, html } = await copied(".markdown", ".markdown");
    assert.equal(text, answer);
    assert.match(html, /<strong>bold/);
    assert.doesNotMatch(html, /<button|<svg/);
  });

  it("names who speaks where several messages are selected", async () => {
    const { text } = await copied(".bubble", ".markdown h1");
    assert.equal(text, "**You:**\n\nWhat **is** it?\n\n**small:**\n\n# A title");
  });

  it("gives items their numbers, and a row of a table its head", async () => {
    assert.equal(
      (await copied(".markdown ol:last-child > li + li", ".markdown ol:last-child")).text,
      "6. six, with 2 \\* 3 \\_ and a \\<b>",
    );
    assert.equal(
      (await copied("tbody tr + tr td", ".markdown hr")).text,
      `| name | n |\n| --- | -: |\n| c | 2 |\n\n${answer.slice(answer.indexOf("```ts"), answer.indexOf("---\n\n5") + 3)}`,
    );
  });

  it("leaves code and a part of a paragraph as they are", async () => {
    assert.equal(
      (await copied(".code-block code", ".code-block code")).text,
      'const tick = "`";\n\nif (a) {\n  b();\n}',
    );
    assert.equal((await copied(".markdown p strong", ".markdown p strong")).text, "bold and both");
  });

  it("in the message box is the browser's own", async () => {
    const box = panel.page.getByRole("textbox", { name: "Message" });
    await box.fill("**as typed**");
    await copied(".bubble", ".markdown h1"); // The chunk is there.
    await box.selectText();
    await panel.page.keyboard.press("Control+C");
    const text = await panel.page.evaluate(async () => navigator.clipboard.readText());
    assert.equal(text, "**as typed**");
  });
});
