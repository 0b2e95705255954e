import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { markdownExamples, sampleAnswer } from "../support/markdownExamples";
import { RendererPage } from "../support/rendererPage";
import { themes } from "../support/themes";

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

describe("rendered Markdown", function () {
  this.timeout(60_000);
  let renderer: RendererPage;
  before(async () => {
    renderer = await RendererPage.open();
  });
  after(() => renderer?.close());
  beforeEach(() => renderer.load());

  it("is what CommonMark and GitHub's extensions ask for", async () => {
    const shown = await renderer.page.evaluate(
      texts =>
        texts.map(text => {
          harness.renew().set(text);
          for (const part of harness.root.querySelectorAll(".blocks"))
            part.replaceWith(...part.childNodes);
          for (const block of harness.root.querySelectorAll(".code-block")) {
            const pre = document.createElement("pre");
            pre.append(block.querySelector("code")?.textContent ?? "");
            block.replaceWith(pre);
          }
          for (const wrap of harness.root.querySelectorAll(".table-wrap")) {
            wrap.replaceWith(...wrap.childNodes);
          }
          for (const any of harness.root.querySelectorAll("*")) {
            for (const name of any.getAttributeNames()) {
              if (!["href", "start", "checked"].includes(name)) any.removeAttribute(name);
            }
          }
          return harness.root.innerHTML;
        }),
      markdownExamples.map(example => example.markdown),
    );
    for (const [index, { markdown, html }] of markdownExamples.entries()) {
      assert.equal(shown[index], html, JSON.stringify(markdown));
    }
  });

  it("shows rare names of characters as soon as their table is there", async () => {
    await renderer.loadBare();
    await renderer.show("&copy; &amp; &CounterClockwiseContourIntegral; &bogus;");
    await renderer.page.waitForFunction(() => harness.root.textContent.startsWith("©"));
    assert.equal(await renderer.page.evaluate(() => harness.root.textContent), "© & ∳ &bogus;");
  });

  it("copies code by keyboard and says so for two seconds", async () => {
    const { page } = renderer;
    await page.clock.install();
    await renderer.show("text\n\n```ts\nlet a = 1;\nlet b;\n```\n");
    const button = page.getByRole("button", { name: "Copy code" });
    await page.keyboard.press("Tab");
    assert.ok(await button.evaluate(element => element === document.activeElement));
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.deepEqual(await page.evaluate(() => harness.copied), ["let a = 1;\nlet b;"]);
    await page.clock.runFor(2_000);
    assert.equal(await button.count(), 1);
  });

  it("reaches the code itself by keyboard, to scroll it", async () => {
    await renderer.show(`\`\`\`ts\n${"let long = 1; ".repeat(50)}\n\`\`\``);
    await renderer.page.keyboard.press("Tab");
    await renderer.page.keyboard.press("Tab");
    const focused = await renderer.page.evaluate(() => document.activeElement?.tagName);
    assert.equal(focused, "PRE");
    const wide = await renderer.page.evaluate(() => {
      const pre = document.querySelector("pre");
      return [pre && pre.scrollWidth > pre.clientWidth, document.body.scrollWidth <= innerWidth];
    });
    assert.deepEqual(wide, [true, true]);
  });

  it("hands a link to the host on Enter and on click, and stays", async () => {
    await renderer.show("[guide](https://user:pass@docs.example/a)");
    await renderer.page.keyboard.press("Tab");
    await renderer.page.keyboard.press("Enter");
    await renderer.page.getByRole("link", { name: "guide" }).click();
    await renderer.page.getByRole("link", { name: "guide" }).click({ button: "middle" });
    const opened = await renderer.page.evaluate(() => harness.opened);
    assert.deepEqual(opened, Array(3).fill("https://user:pass@docs.example/a"));
    const title = await renderer.page.getByRole("link").getAttribute("title");
    assert.equal(title, "docs.example\nhttps://docs.example/a");
    assert.equal(renderer.navigations, 0);
  });

  it("colours code without changing its text", async () => {
    await renderer.show(sampleAnswer, 40);
    const codes = renderer.page.locator(".code-block code");
    await renderer.page.locator(".code-block >> nth=2 >> .hljs-addition").waitFor();
    assert.ok((await codes.nth(0).locator(".hljs-keyword").count()) > 3);
    assert.ok((await codes.nth(1).locator(".hljs-keyword").count()) > 1);
    const texts = await codes.allTextContents();
    const fences = Array.from(
      sampleAnswer.matchAll(/```\w+\n([\s\S]*?)\n *```/g),
      match => match[1],
    );
    assert.deepEqual(
      texts.map(text => text.trimEnd()),
      fences.map(text => text?.replaceAll(/^ {2}(?=def| {4})/gm, "")),
    );
    assert.deepEqual(await renderer.page.evaluate(() => harness.violations), []);
  });

  it("colours an open fence after 250 ms, and not beyond 300 lines", async () => {
    const { page } = renderer;
    const coloured = () => page.locator(".hljs-keyword").count();
    await page.clock.install();
    await page.evaluate(() => harness.renew().append("```ts\nlet a = 1;\n"));
    await page.clock.runFor(200);
    assert.equal(await coloured(), 0);
    await page.clock.runFor(100);
    await page.locator(".hljs-keyword").waitFor();
    await page.evaluate(() => harness.renew().append(`\`\`\`ts\n${"let a = 1;\n".repeat(301)}`));
    await page.clock.runFor(1_000);
    assert.equal(await coloured(), 0);
    await page.evaluate(() => harness.view.append("```\n"));
    await page.clock.runFor(100);
    assert.equal(await coloured(), 301);
  });

  it("leaves more than 2,000 lines and unknown languages plain", async () => {
    await renderer.page.clock.install();
    await renderer.show(
      `\`\`\`ts\n${"let a;\n".repeat(2_001)}\`\`\`\n\n\`\`\`klingon\nlet\n\`\`\``,
    );
    await renderer.page.clock.runFor(2_000);
    assert.equal(await renderer.page.locator("[class^=hljs]").count(), 0);
  });

  it("starts no timer that outlives it", async () => {
    const { page } = renderer;
    await page.clock.install();
    await page.evaluate(() => {
      harness.renew().append("```ts\nlet a = 1;\n");
      harness.view.dispose();
    });
    await page.clock.runFor(2_000);
    assert.equal(await page.locator("[class^=hljs]").count(), 0);
  });

  for (const [theme, variables] of Object.entries(themes)) {
    it(`has no accessibility fault in ${theme}`, async () => {
      await renderer.load(theme, variables, 300);
      await renderer.show(sampleAnswer);
      await renderer.page.locator(".code-block >> nth=2 >> .hljs-addition").waitFor();
      await renderer.page.evaluate(axe);
      const faults = await renderer.page.evaluate(async () => {
        const run = (
          globalThis as unknown as { axe: { run: (context: string) => Promise<Faults> } }
        ).axe;
        const { violations } = await run.run("main");
        return violations.map(
          fault => `${fault.id}: ${fault.nodes.map(node => node.html).join(" ")}`,
        );
      });
      assert.deepEqual(faults, []);
    });
  }
});

interface Faults {
  readonly violations: { readonly id: string; readonly nodes: { readonly html: string }[] }[];
}
