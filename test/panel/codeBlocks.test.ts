import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { PanelPage, says } from "../support/panelPage";
import { RendererPage, withoutTools } from "../support/rendererPage";
import { themes } from "../support/themes";

const code = 'const a = "`x`";\n\n\treturn  a;  ';
const fenced = `Look:\n\n\`\`\`ts title="x"\n${code}\n\`\`\`\n`;

describe("a block of code", function () {
  this.timeout(60_000);
  let renderer: RendererPage;
  before(async () => {
    renderer = await RendererPage.open();
  });
  after(() => renderer?.close());
  beforeEach(() => renderer.load("vscode-dark", themes["vscode-dark"], 300));

  const button = (name: string) => renderer.page.getByRole("button", { name, exact: true });
  const focused = () => renderer.page.evaluate(() => document.activeElement?.ariaLabel);

  for (const chunk of [0, 3]) {
    it(`hands exactly its code to the editor, ${chunk === 0 ? "whole" : "streamed"}`, async () => {
      await renderer.show(fenced, chunk);
      await button("Insert at cursor").click();
      await button("Replace selection").click();
      await button("New file").click();
      assert.deepEqual(await renderer.page.evaluate(() => harness.asked), [
        { type: "insertCode", text: code },
        { type: "replaceSelection", text: code },
        { type: "newFile", text: code, language: "ts" },
      ]);
    });
  }

  it("says how many lines it has, also when it goes on", async () => {
    await renderer.show("```\none\n```\n");
    await renderer.page.getByText("1 line", { exact: true }).waitFor();
    await renderer.show("```\none\n\ntwo\n");
    await renderer.page.getByText("3 lines", { exact: true }).waitFor();
    await renderer.page.evaluate(() => harness.view.append("three\n```\n"));
    await renderer.page.getByText("4 lines", { exact: true }).waitFor();
  });

  it("has its tools when it is complete, and one set of them", async () => {
    await renderer.page.evaluate(() => harness.renew().append("```ts\nlet a;\n"));
    await button("Copy code").waitFor();
    assert.equal(await button("New file").count(), 0);
    await renderer.page.evaluate(() => {
      harness.view.append("```\n\nmore\n\nand more");
      harness.view.finish();
    });
    await button("New file").waitFor();
    assert.equal(await button("New file").count(), 1);
  });

  it("wraps its lines and says so", async () => {
    await renderer.show(`\`\`\`ts\n${"let long = 1; ".repeat(30)}\n\`\`\``);
    const wide = () =>
      renderer.page.locator("pre").evaluate(pre => pre.scrollWidth > pre.clientWidth);
    const wrap = button("Wrap lines");
    assert.equal(await wrap.getAttribute("aria-pressed"), "false");
    assert.ok(await wide());
    await wrap.click();
    assert.equal(await wrap.getAttribute("aria-pressed"), "true");
    assert.ok(!(await wide()));
    await wrap.press("Enter");
    assert.ok(await wide());
  });

  it("is one stop for the Tab key, with the arrow keys from button to button", async () => {
    await renderer.show(fenced);
    await button("New file").waitFor();
    const press = (key: string) => renderer.page.keyboard.press(key);
    await press("Tab");
    assert.equal(await focused(), "Copy code");
    const way = ["ArrowLeft", "ArrowLeft", "Home", "ArrowRight", "End", "ArrowRight"];
    const seen: unknown[] = [];
    for (const key of way) {
      await press(key);
      seen.push(await focused());
    }
    assert.deepEqual(seen, [
      "Wrap lines",
      "New file",
      "Insert at cursor",
      "Replace selection",
      "Copy code",
      "Insert at cursor",
    ]);
    await press("Enter");
    assert.equal(await renderer.page.evaluate(() => harness.asked.length), 1);
    await press("Tab");
    assert.equal(await focused(), "Code");
    await press("Shift+Tab");
    assert.equal(await focused(), "Insert at cursor");
  });

  for (const width of [200, 300, 600]) {
    it(`shows its rarer tools only where the user is, and crowds nothing at ${width} pixels`, async () => {
      await renderer.load("vscode-dark", themes["vscode-dark"], width);
      await renderer.show(fenced);
      const tools = renderer.page.locator(".code-tools");
      await tools.waitFor();
      assert.equal(await opacity(tools), "0");
      const [copy, header] = [
        await box(button("Copy code")),
        await box(renderer.page.locator(".code-header")),
      ];
      await renderer.page.locator("pre").hover();
      assert.equal(await opacity(tools), "1");
      await renderer.page.mouse.move(0, 0);
      await button("Copy code").focus();
      assert.equal(await opacity(tools), "1");
      const edges = await box(tools);
      assert.ok(edges.x >= header.x && edges.x + edges.width <= copy.x, JSON.stringify(edges));
      assert.ok(header.height <= 28, `${header.height}`);
      for (const each of await renderer.page.locator(".code-actions button").all()) {
        const { width: wide, height } = await box(each);
        assert.deepEqual([wide, height], [24, 24]);
      }
    });
  }

  it("draws its icons without breaking the page's policy", async () => {
    await renderer.show(fenced);
    const insert = button("Insert at cursor");
    await insert.waitFor();
    const mask = await insert.evaluate(element => getComputedStyle(element, "::before").maskImage);
    assert.match(mask, /^url\("data:image\/svg/);
    assert.deepEqual(await renderer.page.evaluate(() => harness.violations), []);
  });
});

describe("a place in a file", function () {
  this.timeout(60_000);
  let renderer: RendererPage;
  before(async () => {
    renderer = await RendererPage.open();
  });
  after(() => renderer?.close());
  beforeEach(() => renderer.load());

  const text =
    "See `src/a.ts:12`, **src/b.ts#L3** and src/none.ts:1.\n\n- `my file.ts:2`\n\n```ts\n// src/a.ts:12\n```\n";
  const existing = ["src/a.ts:12", "src/b.ts#L3", "my file.ts:2"];
  const links = () => renderer.page.locator(".place-link");
  const show = (markdown: string, chunk = 0) =>
    renderer.page.evaluate(
      ({ markdown, chunk, existing }) => {
        harness.existing.push(...existing);
        const view = harness.renew();
        if (chunk === 0) return view.set(markdown);
        for (let at = 0; at < markdown.length; at += chunk)
          view.append(markdown.slice(at, at + chunk));
        return view.finish();
      },
      { markdown, chunk, existing },
    );

  for (const chunk of [0, 5]) {
    it(`becomes a link where the file exists, ${chunk === 0 ? "whole" : "streamed"}`, async () => {
      await show(text, chunk);
      const { page } = renderer;
      await page.getByRole("button", { name: "Open src/a.ts, line 12" }).click();
      await page.getByRole("button", { name: "Open src/b.ts, line 3" }).press("Enter");
      await page.getByRole("button", { name: "Open my file.ts, line 2" }).press(" ");
      assert.equal(await links().count(), 3);
      assert.deepEqual(
        await page.evaluate(() => harness.asked),
        existing.map(place => ({ type: "openPlace", place })),
      );
    });
  }

  it("changes no word of the answer", async () => {
    await show(text);
    await links().first().waitFor();
    const equipped = renderer.page.locator(".code-lines");
    await equipped.waitFor();
    const linked = await renderer.page.evaluate(() => harness.root.innerText);
    await renderer.page.evaluate(markdown => {
      harness.existing.splice(0);
      harness.renew().set(markdown);
    }, text);
    await equipped.waitFor();
    assert.equal(linked, await renderer.page.evaluate(() => harness.root.innerText));
  });

  it("is taken back before the answer goes on, which then is what it would have been", async () => {
    const more = "\n\nAnd src/a.ts:12 again, [ref].\n\n[ref]: https://example.com\n";
    await show(text);
    await links().first().waitFor();
    const went = await renderer.page.evaluate(markdown => {
      const { view, root } = harness;
      const first = root.querySelector(".blocks > *");
      view.append(markdown);
      const linksWhileOpen = root.querySelectorAll(".place-link").length;
      view.finish();
      const html = root.innerHTML;
      return { linksWhileOpen, html, kept: root.querySelector(".blocks > *") === first };
    }, more);
    const whole = await renderer.page.evaluate(markdown => {
      harness.renew().set(markdown);
      return harness.root.innerHTML;
    }, text + more);
    assert.deepEqual([went.linksWhileOpen, went.kept], [0, true]);
    assert.equal(plain(went.html), plain(whole));
    await links().nth(3).waitFor();
  });

  it("stays text while the reader is marking it", async () => {
    await show("");
    await renderer.page.evaluate(() => {
      harness.renew().set("first\n\n`src/a.ts:12` and `src/a.ts:12`");
      const [code] = harness.root.querySelectorAll("code");
      if (code) document.getSelection()?.selectAllChildren(code);
    });
    await links().first().waitFor();
    assert.equal(await links().count(), 1);
  });
});

describe("the host's part in code blocks", function () {
  this.timeout(60_000);
  let panel: PanelPage;
  before(async () => {
    panel = await PanelPage.start();
  });
  after(() => panel.close());
  beforeEach(() => {
    panel.store.journals.clear();
    panel.store.current.clear();
  });

  it("hears of each action with the code, and which places exist", async () => {
    await panel.load();
    panel.existing = ["src/a.ts:3"];
    panel.model = says(`${fenced}\nIn src/a.ts:3 and src/b.ts:4.`);
    await panel.attach();
    await panel.ask("Why?");
    await panel.page.getByRole("button", { name: "Open src/a.ts, line 3" }).click();
    for (const name of ["Insert at cursor", "Replace selection", "New file"])
      await panel.page.getByRole("button", { name }).click();
    const calls = panel.asked.filter(([name]) =>
      /Places?$|Code$|Selection$|File$/.test(String(name)),
    );
    const part = {
      type: "file",
      path: "src/a.ts",
      language: "typescript",
      startLine: 3,
      endLine: 4,
      text: "let a;\nlet b;",
    };
    assert.deepEqual(calls, [
      ["findPlaces", ["src/a.ts:3", "src/b.ts:4"]],
      ["openPlace", "src/a.ts:3"],
      ["insertCode", code],
      ["replaceSelection", code, [part]],
      ["newFile", code, "ts"],
    ]);
  });

  it("asks nothing for an answer that names no place", async () => {
    await panel.load();
    panel.model = says("At noon: 3.5 apples.");
    await panel.ask("When?");
    assert.deepEqual(
      panel.asked.filter(([name]) => name === "findPlaces"),
      [],
    );
  });
});

async function opacity(locator: Locator): Promise<string> {
  return locator.evaluate(element => getComputedStyle(element).opacity);
}

async function box(locator: Locator) {
  const found = await locator.boundingBox();
  assert.ok(found);
  return found;
}

function plain(html: string): string {
  return withoutTools(html).replace(/<span class="hljs[^>]*>|<\/span>/g, "");
}
