import assert from "node:assert/strict";
import * as fc from "fast-check";
import MarkdownIt from "markdown-it";
import { emptyConversation, newHeader, thread } from "../../../../src/core/conversation";
import { markdownForm } from "../../../../src/core/exchange/markdownForm";
import { framed, unframed } from "../../../../src/core/exchange/markdownText";
import type { ConversationEvent } from "../../../../src/core/events";
import { reduceAll } from "../../../../src/core/reduce";
import { exported, imported, picked, refusals, words } from "../../../support/exchange";
import { png } from "../../../support/imageBytes";
import { MemoryStore } from "../../../support/memoryStore";
import { idOf } from "../../../support/storeFolder";

const header = newHeader(idOf(1), 1_700_000_000_000, "file:///w");
const at = 1_700_000_001_000;
const choice = { connectionId: "openai", model: "gpt" };

/** A question and an answer with these texts, and what else is said. */
function turn(question: string, answer: string, reasoning = ""): readonly ConversationEvent[] {
  return [
    {
      type: "messageAdded",
      at,
      id: "q",
      parentId: null,
      content: [{ type: "text", text: question }],
    },
    {
      type: "answerStarted",
      at,
      id: "a",
      parentId: "q",
      choice,
      modelLabel: "GPT *4*",
      parameters: {},
    },
    { type: "reasoningReceived", at, id: "a", text: reasoning },
    { type: "textReceived", at, id: "a", text: answer },
    { type: "answerFinished", at, id: "a", finish: "stop", usage: { promptTokens: 3 } },
  ];
}

function conversationOf(events: readonly ConversationEvent[]) {
  return reduceAll(emptyConversation(header), events);
}

async function formOf(events: readonly ConversationEvent[]): Promise<string> {
  return (await markdownForm(conversationOf(events), words, "0".repeat(32))).text;
}

const github = new MarkdownIt({ html: true });

/** Lines with which a message could break what stands around it, and harmless ones between. */
const lines = [
  "</details>",
  "<details>",
  "<details><summary>x",
  "<!--",
  "-->",
  "<!-- x",
  "<?php",
  "<![CDATA[",
  "<!X",
  "<div>",
  "<pre>",
  "<script>",
  "<textarea>",
  "text <b>bold",
  "`<details>`",
  "`",
  "``",
  "a ` b",
  "\\`<details>`",
  "```",
  "````",
  "```html",
  "~~~",
  "  ```",
  "   ~~~",
  "    ```",
  "\t```",
  "- ```",
  "1. ```",
  "> ```",
  ">",
  "- a",
  "  text",
  "    text <details>",
  "   <details>",
  "",
  "",
  "| a | `b | <c>` |",
  "|---|---|",
  "| a | b |\n|---|---|\n| `b | <c>` |",
  "\\<details>",
  "\\\\<details>",
  "# Title",
  "===",
  "---",
  "[a]: <b>",
  "<https://a.example>",
  "$$",
  "&lt;p&gt;",
  "a\r<details>",
  "\r",
  "x < y",
  "*a",
  "<",
];
const hostile = fc.array(fc.constantFrom(...lines), { maxLength: 9 }).map(all => all.join("\n"));

describe("a thread as Markdown", () => {
  it("reads well", async () => {
    const text = await formOf(
      turn("Why?", "Because.\n\n```ts\nconst a = b < c;\n```", "Let me see."),
    );
    assert.equal(
      text.replace(/<!-- 0{32}[^\n]*-->\n\n/g, "").replace(/^.*\n\n/, ""),
      "# Why?\n\n*2023-11-14 · GPT \\*4\\**\n\n## You\n\nWhy?\n\n## GPT \\*4\\*\n\n" +
        "<details>\n<summary>Reasoning</summary>\n\nLet me see.\n\n</details>\n\n" +
        "Because.\n\n```ts\nconst a = b < c;\n```\n\n" +
        '<!-- 00000000000000000000000000000000 {"end":2} -->\n',
    );
  });

  it("keeps its structure, whatever stands in a message", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, async (question, answer, reasoning) => {
        const text = await formOf(turn(question, answer, reasoning));
        const tokens = github.parse(text, {});
        const blocks = tokens.filter(({ type, level }) => type === "html_block" && level === 0);
        const marks = blocks.filter(({ content }) => content.startsWith("<!-- 000000"));
        assert.equal(marks.length, (text.match(/^<!-- 000000/gm) ?? []).length);
        const ours =
          reasoning === "" ? [] : ["<details>\n<summary>Reasoning</summary>\n", "</details>\n"];
        const others = blocks.filter(({ content }) => !/^<!-- (000000|parley)/.test(content));
        assert.deepEqual(
          others.map(({ content }) => content),
          ours,
        );
        const inlines = tokens.flatMap(({ children }) => children ?? []);
        assert.deepEqual(
          inlines.filter(({ type }) => type === "html_inline").map(({ content }) => content),
          [],
        );
      }),
      { numRuns: 3000 },
    );
  });

  it("gives every text back as it was", () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: "binary" })), text => {
        const { shown, ...how } = framed(text);
        assert.equal(unframed(shown, JSON.parse(JSON.stringify(how))), text);
      }),
      { numRuns: 5000 },
    );
  });

  it("leaves code as it is, and shows as one block only what it is not certain of", () => {
    const whole = [
      "Use `<details>`:\n\n```html\n<details>\n```\n",
      "1. Do\n\n   ```html\n   <b>\n   ```\n\n2. Done `<i>`",
    ];
    for (const text of whole) assert.deepEqual(framed(text), { shown: text });
    assert.deepEqual(framed("a <b>"), { shown: "a \\<b>", added: [2] });
    assert.deepEqual(framed("```\nopen"), { shown: "```\nopen\n```", tail: "\n```" });
    assert.equal(framed("> ```\n> <b>\n\nx").fenced, true);
  });

  it("takes time in proportion to what is in it", () => {
    for (const text of [
      "<a ".repeat(200_000),
      "`".repeat(200_000),
      "` <b>`".repeat(100_000),
      "-  ".repeat(100_000),
      "- ```\n".repeat(100_000),
      "```\n```\n".repeat(100_000),
      `${"\\".repeat(300_000)}<b>`,
    ])
      assert.ok(framed(text).shown.length >= text.length);
  }).timeout(10_000);

  it("brings the shown thread back by itself, and finds it there already where it is", async () => {
    const store = new MemoryStore();
    const content = [
      { type: "text" as const, text: "Look: <b>" },
      {
        type: "file" as const,
        path: "src/a.ts",
        language: "typescript",
        startLine: 3,
        endLine: 4,
        text: "```\nlet a",
      },
      {
        type: "image" as const,
        url: await store.writeFile(header.id, png(2, 2), "png"),
        name: "a ]( b.png",
        width: 2,
        height: 2,
      },
    ];
    const events: readonly ConversationEvent[] = [
      { type: "systemPromptChanged", at, text: "Be </details> brief." },
      { type: "titleChanged", at, title: "Mine -->", by: "user" },
      { type: "messageAdded", at, id: "q", parentId: null, content },
      { type: "messageNamed", at, id: "q", name: "alice" },
      {
        type: "answerStarted",
        at,
        id: "other",
        parentId: "q",
        choice,
        modelLabel: "GPT",
        parameters: {},
      },
      { type: "answerFinished", at, id: "other", finish: "stop" },
      {
        type: "answerStarted",
        at,
        id: "a",
        parentId: "q",
        choice,
        modelLabel: "GPT",
        parameters: {},
      },
      { type: "reasoningReceived", at, id: "a", text: "Hm <details>" },
      { type: "textReceived", at, id: "a", text: "```\nopen" },
      {
        type: "toolCallReceived",
        at,
        id: "a",
        index: 0,
        callId: "c",
        name: "add",
        arguments: '{"a":"-->"}',
      },
      {
        type: "answerFinished",
        at,
        id: "a",
        finish: "tool_calls",
        cost: { dollars: 5e-7, from: "list" },
      },
      {
        type: "resultAdded",
        at,
        id: "r",
        parentId: "a",
        role: "tool",
        index: 0,
        callId: "c",
        called: "add",
        text: "``` 3",
      },
      {
        type: "answerStarted",
        at,
        id: "b",
        parentId: "r",
        choice,
        modelLabel: "GPT",
        parameters: {},
      },
      { type: "textReceived", at, id: "b", text: "Three." },
      { type: "answerFailed", at, id: "b", error: { kind: "cutOff", values: ["host"] } },
    ];
    store.journals.set(
      header.id,
      `\n${[header, ...events].map(line => JSON.stringify(line)).join("\n")}\n`,
    );
    const { file, plan } = await exported(store, [header.id], "markdown");
    assert.deepEqual([plan.ending, plan.name], ["zip", "2023-11-14 Mine --"]);

    const { report, store: other } = await imported([file]);
    assert.deepEqual(refusals(report), []);
    const [brought] = report.imported;
    const read = other.reading(brought?.id ?? "")?.conversation;
    const expected = thread(conversationOf(events)).map(message =>
      message.id === "a" ? { ...message, parentId: "q" } : message,
    );
    assert.ok(read);
    assert.deepEqual(thread(read), expected);
    assert.deepEqual(
      [read.title, read.systemPrompt, read.workspace],
      ["Mine -->", "Be </details> brief.", "file:///w"],
    );
    assert.equal(other.files.get(read.id)?.size, 1);

    assert.deepEqual(
      (await imported([file], other)).report.imported.map(({ came }) => came),
      ["there"],
    );
    assert.deepEqual((await imported([file], store)).report.imported, [
      { ...brought, came: "there", id: header.id },
    ]);
  });

  it("is read with the line ends of any editor, and refused where its marks are broken", async () => {
    const text = await formOf(turn("Why?", "So."));
    const { report } = await imported([picked("a.md", text.replaceAll("\n", "\r\n"))]);
    assert.equal(report.imported.length, 1);
    const cut = text.replace(/\n<!-- 0{32} -->\n/, "");
    assert.deepEqual(refusals((await imported([picked("b.md", cut)])).report), [
      "b.md | A part of it has not the form that it should have.",
    ]);
  });

  it("is refused wherever it is cut, and said to have less where a message was taken out", async () => {
    const text = await formOf(turn("Why?", "So."));
    const whole = text.trimEnd().length;
    for (let end = text.indexOf("\n") + 1; end < whole; end += 1) {
      const { report } = await imported([picked("a.md", text.slice(0, end))]);
      assert.deepEqual([report.imported, report.refused.length], [[], 1], text.slice(0, end));
    }
    const [from, to] = [text.indexOf("## GPT"), text.lastIndexOf("<!-- ")];
    const { report } = await imported([picked("a.md", text.slice(0, from) + text.slice(to))]);
    assert.deepEqual(
      report.imported[0]?.notes.map(({ text: words }) => words),
      ["A message that was in it is missing."],
    );
  });

  it("gives every text back through the bytes of a file", async () => {
    const any = fc.oneof(
      hostile,
      fc.string({ unit: "binary" }),
      fc.constantFrom("a\r\nb", "\r\n\r\n"),
    );
    await fc.assert(
      fc.asyncProperty(any, any, any, async (question, answer, reasoning) => {
        const conversation = conversationOf(turn(question, answer, reasoning));
        const bytes = Buffer.from((await markdownForm(conversation, words)).text);
        const { report, store } = await imported([picked("a.md", bytes)]);
        assert.deepEqual(refusals(report), []);
        const read = store.reading(report.imported[0]?.id ?? "")?.conversation;
        assert.ok(read);
        assert.deepEqual(thread(read), thread(conversation));
      }),
      { numRuns: 2000 },
    );
  });

  it("with no message in it is counted as that", async () => {
    const { report } = await imported([picked("a.md", await formOf([]))]);
    assert.deepEqual([report.empty, report.refused], [[{ place: "a.md" }], []]);
  });

  it("takes no message for a mark of its own", async () => {
    const inner = await formOf(turn("Inner?", "Inner."));
    const mark = "f".repeat(32);
    const { text } = await markdownForm(conversationOf(turn(inner, "Outer.")), words, mark);
    const { report, store } = await imported([picked("a.md", text)]);
    const [brought] = report.imported;
    const read = store.reading(brought?.id ?? "")?.conversation;
    assert.equal(read?.messages.size, 2);
    assert.deepEqual(read?.messages.get("q"), conversationOf(turn(inner, "")).messages.get("q"));
  });
});
