import assert from "node:assert/strict";
import { tests as commonMark } from "commonmark-spec";
import { markdownExamples, sampleAnswer } from "../support/markdownExamples";
import { RendererPage } from "../support/rendererPage";

/** Those of the CommonMark specification, and ours, which have GitHub's extensions too. */
const examples: readonly string[] = [
  ...commonMark.map(({ markdown }) => markdown),
  ...markdownExamples.map(({ markdown }) => markdown),
];

/** Lines whose marks are closed, or not, some words later. */
const sentences: readonly string[] = [
  "Words *more of them* and **so many words** again, *not closed and",
  "Words _more of them_ with snake_case and a_b and __so many__ of _them",
  "Words `code of them` and ``more ` of it`` and `not closed **and so on",
  "Words [a link of them](https://example.com/a b) and [more of it](https://example.com/b) here",
  "Words ~~gone from here~~ and ~~not yet ~ gone",
  "Words \\*as they are\\* and \\` too ` and so on",
  "- an item *of more words* here\n- another **one with words** in it\n  - and one `below it` here",
  "1. one of *some\n   lines* here\n2. two of them",
  "> a quote *of words* here\n> and **a second line** of it\nand a lazy one *of it* too",
  "www.example.com and more of www.example.com/a b and https://example.com/a_b_c and so on",
  "first line of it\nsecond *line of it\nthird line* of it and more",
  "# A heading of *some words* # and more #",
  "a | b\nof words | and more\n--- | ---\n*of words* | and more of it",
  "[label]: https://example.com and *words\n\n[label] of it and more",
  "two  spaces  and *three*   of them and  more  ",
  "Use src/**/*.ts for it.\n \nand *more* of it, 2**3 and so on",
  "An open `mark here\n\t\nand more of it\n  \n\nand the last ** of them\n \nhere",
  "日本語の文 *と強調* です。 そして **もっと** 続く",
];

describe("streamed Markdown", function () {
  this.timeout(120_000);
  let renderer: RendererPage;
  before(async () => {
    renderer = await RendererPage.open();
  });
  after(() => renderer?.close());

  it("equals the whole parse in pieces of every size from 1 to 40 characters", async () => {
    const texts = [...examples, sampleAnswer];
    for (let chunk = 1; chunk <= 40; chunk++)
      assert.deepEqual(await differing(renderer, texts, chunk), [], `pieces of ${chunk}`);
  });

  it("equals it also where all of them stand in one text", async () => {
    const text = markdownExamples.map(({ markdown }) => markdown).join("\n\n");
    for (const chunk of [1, 2, 3, 5, 13, 40])
      assert.deepEqual(await differing(renderer, [text], chunk), [], `pieces of ${chunk}`);
  });

  it("shows at each moment what it would if all had come at once", async () => {
    // A line of nothing but marks is closed for the eye, unless it came before.
    const others = examples.filter(text => !/^ *\*\*\*$/m.test(text));
    const texts = [sampleAnswer.slice(0, 1500), ...sentences, ...others];
    for (const chunk of [1, 2, 7])
      assert.deepEqual(await renderer.page.evaluate(differingMeanwhile, { texts, chunk }), []);
  });

  it("changes nothing at the end unless link references are involved", async () => {
    const texts = [sampleAnswer, ...examples];
    for (let chunk = 1; chunk <= 40; chunk++) {
      const changed = await renderer.page.evaluate(changedAtTheEnd, { texts, chunk });
      assert.deepEqual(
        changed.filter(text => !text.includes("]:")),
        [],
        `pieces of ${chunk}`,
      );
    }
  });

  it("keeps the DOM nodes of finished blocks and of unchanged list items", async () => {
    const kept = await renderer.page.evaluate(() => {
      const view = harness.renew();
      view.append("first\n\nsecond\n\n- one\n- two\n");
      const before = [harness.root.querySelector(".blocks > *"), harness.root.querySelector("li")];
      view.append("- three **bold**\n\nlast");
      view.finish();
      return [harness.root.querySelector(".blocks > *"), harness.root.querySelector("li")].map(
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

  it("parses text without a space linearly too", async () => {
    const short = await parsedFor(renderer, "a1B2".repeat(10_000));
    const long = await parsedFor(renderer, "a1B2".repeat(40_000));
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
      view.append("\n- the end");
      const early = harness.root.textContent.endsWith("the end");
      await new Promise(resolve => setTimeout(resolve, 300));
      return { early, late: harness.root.textContent.endsWith("the end") };
    });
    assert.deepEqual(text, { early: false, late: true });
  });

  it("goes on after a restored part as if it had streamed from the start", async () => {
    const half = Math.floor(sampleAnswer.length / 2);
    const parts = [sampleAnswer.slice(0, half), sampleAnswer.slice(half)] as const;
    const [went, whole] = await renderer.page.evaluate(([first, second]) => {
      const view = harness.renew();
      view.set(first);
      view.append(second);
      view.finish();
      const html = harness.root.innerHTML;
      harness.renew().set(first + second);
      return [html, harness.root.innerHTML]; // At once: colours and tools come later.
    }, parts);
    assert.equal(went, whole);
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

function differing(
  renderer: RendererPage,
  texts: readonly string[],
  chunk: number,
): Promise<string[]> {
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

/** The beginnings that are shown in another way than if they had come in one piece. */
function differingMeanwhile({
  texts,
  chunk,
}: {
  texts: readonly string[];
  chunk: number;
}): readonly string[] {
  const shown = (pieces: readonly string[]) => {
    const view = harness.renew();
    return pieces.map(piece => {
      view.append(piece);
      return harness.root.innerHTML;
    });
  };
  return texts.flatMap(text => {
    const pieces = text.match(new RegExp(`[^]{1,${chunk}}`, "g")) ?? [];
    const beginnings = pieces.map((_, index) => pieces.slice(0, index + 1).join(""));
    const streamed = shown(pieces);
    return beginnings.filter((beginning, index) => shown([beginning])[0] !== streamed[index]);
  });
}

function changedAtTheEnd({ texts, chunk }: { texts: readonly string[]; chunk: number }): string[] {
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
