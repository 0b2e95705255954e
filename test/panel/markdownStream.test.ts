import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { markdownExamples, sampleAnswer } from "../support/markdownExamples";
import { RendererPage, withoutTools } from "../support/rendererPage";

describe("streamed Markdown", function () {
  this.timeout(120_000);
  let renderer: RendererPage;
  before(async () => {
    renderer = await RendererPage.open();
  });
  after(() => renderer?.close());

  for (const chunk of [1, 3, 7, 40]) {
    it(`equals the whole parse in pieces of ${chunk} characters`, async () => {
      const texts = [...markdownExamples.map(example => example.markdown), sampleAnswer];
      assert.deepEqual(await differing(renderer, texts, chunk), []);
    });

    it(`equals the whole parse for the CommonMark examples in pieces of ${chunk}`, async function () {
      const texts = corpus();
      if (!texts) return this.skip();
      assert.ok(texts.length > 100);
      assert.deepEqual(await differing(renderer, texts, chunk), []);
    });
  }

  it("changes nothing at the end unless link references are involved", async () => {
    const examples = markdownExamples.map(example => example.markdown);
    const texts = [sampleAnswer, ...examples, ...(corpus() ?? [])];
    for (const chunk of [1, 5]) {
      const changed = await renderer.page.evaluate(changedAtTheEnd, { texts, chunk });
      assert.deepEqual(
        changed.filter(text => !text.includes("]:")),
        [],
      );
    }
  });

  it("keeps the DOM nodes of finished blocks and of unchanged list items", async () => {
    const kept = await renderer.page.evaluate(() => {
      const view = harness.renew();
      view.append("first\n\nsecond\n\n- one\n- two\n");
      const before = [harness.root.children[0], harness.root.querySelector("li")];
      view.append("- three **bold**\n\nlast");
      view.finish();
      return [harness.root.children[0], harness.root.querySelector("li")].map(
        (element, index) => element === before[index],
      );
    });
    assert.deepEqual(kept, [true, true]);
  });

  it("closes half-written Markdown for the eye, until the rest has come", async () => {
    const rows: readonly (readonly [text: string, html: string])[] = [
      ["a **bo", "a <strong>bo</strong>"],
      ["a **bold*", "a <strong>bold</strong>"],
      ["a **bold** b", "a <strong>bold</strong> b"],
      ["a **", "a "],
      ["a `co", "a <code>co</code>"],
      ["a `co` **b `c", "a <code>co</code> **b <code>c</code>"],
      ["a [text](https://exam", "a text"],
      ["a ![text](https://exam", "a text"],
      ["2 ** 3", "2 ** 3"],
      ["a \\`b", "a `b"],
    ];
    const shown = await renderer.page.evaluate(
      texts =>
        texts.map(text => {
          harness.renew().append(text);
          return harness.root.querySelector("p")?.innerHTML;
        }),
      rows.map(([text]) => text),
    );
    assert.deepEqual(
      shown.map(html => html?.trimEnd()),
      rows.map(([, html]) => html.trimEnd()),
    );
  });

  it("leaves half-written code as it is", async () => {
    const text = await renderer.page.evaluate(() => {
      harness.renew().append("- item\n\n  ```sh\n  echo `date **x");
      return harness.root.querySelector("code")?.textContent;
    });
    assert.equal(text, "echo `date **x");
  });

  it("parses a number of characters that grows linearly with the answer", async () => {
    const short = await parsedFor(renderer, answerOfTokens(5_000));
    const long = await parsedFor(renderer, answerOfTokens(20_000));
    assert.ok(long / short <= 4.4, `${short} characters, then ${long}`);
  });

  it("parses one endless list linearly too", async () => {
    const item = "- an item of a list that does not want to end, with `code` and **more**\n";
    const short = await parsedFor(renderer, item.repeat(600));
    const long = await parsedFor(renderer, item.repeat(2_400));
    assert.ok(long / short <= 4.4, `${short} characters, then ${long}`);
  });

  it("does not parse inside an open fence", async () => {
    const code = "const answer = 42; // a line of code\n".repeat(1_000);
    const parsed = await parsedFor(renderer, `\`\`\`ts\n${code}\`\`\`\n`);
    assert.ok(parsed < 1.2 * code.length, `${parsed} of ${code.length} characters`);
  });

  it("shows the rest of a long block after a pause without new text", async () => {
    const text = await renderer.page.evaluate(async () => {
      const view = harness.renew();
      view.append(`- ${"word ".repeat(2_000)}`);
      view.append("the end");
      const early = harness.root.textContent.endsWith("the end");
      await new Promise(resolve => setTimeout(resolve, 300));
      return { early, late: harness.root.textContent.endsWith("the end") };
    });
    assert.deepEqual(text, { early: false, late: true });
  });

  it("goes on after a restored part as if it had streamed from the start", async () => {
    const half = Math.floor(sampleAnswer.length / 2);
    const parts = [sampleAnswer.slice(0, half), sampleAnswer.slice(half)] as const;
    const html = await renderer.page.evaluate(([first, second]) => {
      const view = harness.renew();
      view.set(first);
      view.append(second);
      view.finish();
      return harness.root.innerHTML;
    }, parts);
    await renderer.show(sampleAnswer);
    assert.equal(plain(html), plain(await renderer.html()));
  });

  it("shows a block of more than 256 KB as plain text, complete", async () => {
    const text = `before\n\nfirst\n${"*word* ".repeat(100_000)}end`;
    await renderer.show(text, 20_000);
    const shown = await renderer.page.evaluate(() => ({
      text: harness.root.textContent,
      emphasis: harness.root.querySelectorAll("em").length,
    }));
    assert.equal(shown.emphasis, 0);
    assert.ok(shown.text === text.replace("\n\n", ""), shown.text.slice(-50));
  });
});

/** Colours and tools of code arrive later and are not part of the comparison. */
function plain(html: string): string {
  return withoutTools(html).replaceAll(/<\/?span class="hljs[^>]*>|<span class="hljs-[^"]*">/g, "");
}

function differing(renderer: RendererPage, texts: string[], chunk: number): Promise<string[]> {
  return renderer.page.evaluate(
    ({ texts, chunk }) =>
      texts.filter(text => {
        harness.renew().set(text);
        const whole = harness.root.innerHTML;
        const view = harness.renew();
        for (let start = 0; start < text.length; start += chunk) {
          view.append(text.slice(start, start + chunk));
        }
        view.finish();
        return harness.root.innerHTML !== whole;
      }),
    { texts, chunk },
  );
}

function changedAtTheEnd({ texts, chunk }: { texts: string[]; chunk: number }): string[] {
  return texts.filter(text => {
    const view = harness.renew();
    for (let start = 0; start < text.length; start += chunk) {
      view.append(text.slice(start, start + chunk));
    }
    // A last line that has not ended may still change; that is not what this is about.
    view.append("\n\n");
    const observer = new MutationObserver(() => undefined);
    observer.observe(harness.root, { childList: true, subtree: true, characterData: true });
    view.finish();
    return observer.takeRecords().length > 0;
  });
}

async function parsedFor(renderer: RendererPage, text: string): Promise<number> {
  const before = await renderer.page.evaluate(() => harness.parsedCharacters());
  await renderer.show(text, 160);
  return (await renderer.page.evaluate(() => harness.parsedCharacters())) - before;
}

function answerOfTokens(tokens: number): string {
  const length = tokens * 4;
  return `${sampleAnswer}\n\n`.repeat(Math.ceil(length / sampleAnswer.length)).slice(0, length);
}

/** The examples of the CommonMark specification, when a folder with them is named. */
function corpus(): string[] | undefined {
  const file = join(process.env["PARLEY_CORPUS"] ?? "", "commonmark-spec-0.31.2.json");
  if (!process.env["PARLEY_CORPUS"] || !existsSync(file)) return undefined;
  const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: { markdown: string }[] };
  return cases.map(one => one.markdown);
}
