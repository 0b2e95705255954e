import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  type Conversation,
  emptyConversation,
  newHeader,
  titleFrom,
} from "../../../src/core/conversation";
import type { ConversationEvent } from "../../../src/core/events";
import type { ContentPart, FilePart } from "../../../src/core/messages";
import { contentText, fence, partText, placeOf, wireMessages } from "../../../src/core/prompt";
import { reduceAll } from "../../../src/core/reduce";
import { textIn } from "../../support/wire";

const at = 7;
const file: FilePart = {
  type: "file",
  path: "src/a.ts",
  language: "typescript",
  startLine: 3,
  endLine: 9,
  text: "let a;",
};

describe("fence", () => {
  it("uses three backticks for code without any", () => {
    assert.equal(fence("let a;", "typescript"), "```typescript\nlet a;\n```");
  });

  it("is longer than any run of backticks in the code", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("`", "``", "`````", "a", "\n")), parts => {
        const code = parts.join("");
        const ticks = /^`+/.exec(fence(code, ""))?.[0] ?? "";
        assert.ok(ticks.length >= 3 && !code.includes(ticks));
        assert.ok(fence(code, "").endsWith(`\n${code}\n${ticks}`));
      }),
    );
  });

  it("takes a megabyte of backtick runs", () => {
    const code = "`` ".repeat(350_000);
    assert.equal(fence(code, "").length, code.length + 8);
  });
});

describe("a content part", () => {
  it("is sent as its place and its fenced code", () => {
    assert.equal(partText(file), "src/a.ts, lines 3–9\n```typescript\nlet a;\n```");
  });

  it("names one line as one line", () => {
    assert.equal(placeOf({ ...file, endLine: 3 }), "src/a.ts, line 3");
  });

  it("stands apart from the next by an empty line", () => {
    const text = contentText([{ type: "text", text: "Explain." }, file]);
    assert.equal(text, `Explain.\n\n${partText(file)}`);
  });
});

describe("wireMessages", () => {
  it("sends the system prompt first, then the thread in order", () => {
    const prompt: ConversationEvent = { type: "systemPromptChanged", at, text: "Be brief." };
    const conversation = after(question("q"), ...answer("a", "q"), question("r", "a"), prompt);
    assert.deepEqual(sentIn(conversation), ["system Be brief.", "user q", "assistant a", "user r"]);
  });

  it("sends nothing that the user did not write when the system prompt is empty", () => {
    assert.deepEqual(sentIn(after(question("q"))), ["user q"]);
  });

  it("sends an image beside the text, in the order in which they stand", () => {
    const content: readonly ContentPart[] = [
      { type: "text", text: "What is this?" },
      { type: "image", url: "data:image/png;base64,AA==", detail: "low" },
      { type: "image", url: "https://example.com/a.png" },
      file,
    ];
    const added: ConversationEvent = { type: "messageAdded", at, id: "q", parentId: null, content };
    assert.deepEqual(wireMessages(after(added), "q")[0]?.content, [
      { type: "text", text: "What is this?" },
      { type: "image_url", image_url: { url: "data:image/png;base64,AA==", detail: "low" } },
      { type: "image_url", image_url: { url: "https://example.com/a.png" } },
      { type: "text", text: partText(file) },
    ]);
  });

  it("leaves out answers without text", () => {
    const failed = answer("a", "q").filter(({ type }) => type !== "textReceived");
    assert.deepEqual(sentIn(after(question("q"), ...failed, question("r", "a"))), [
      "user q",
      "user r",
    ]);
  });

  it("sends the path to the leaf and no sibling", () => {
    const tree = after(question("q"), ...answer("a", "q"), ...answer("b", "q"), question("r", "b"));
    assert.deepEqual(sentIn(tree), ["user q", "assistant b", "user r"]);
    assert.deepEqual(sentIn(tree, "a"), ["user q", "assistant a"]);
  });

  it("sends no reasoning", () => {
    const reasoning: ConversationEvent = { type: "reasoningReceived", at, id: "a", text: "hm" };
    const [start, ...rest] = answer("a", "q");
    assert.ok(start);
    assert.deepEqual(sentIn(after(question("q"), start, reasoning, ...rest)), [
      "user q",
      "assistant a",
    ]);
  });
});

describe("titleFrom", () => {
  it("is the first line of the first text, cut to 80 characters", () => {
    assert.equal(titleFrom([file, { type: "text", text: "\n one \ntwo" }]), "one ");
    const long = [{ type: "text", text: "x".repeat(81) }] as const;
    assert.equal(titleFrom(long), `${"x".repeat(79)}…`);
  });

  it("is the code where there is nothing else, and empty for nothing", () => {
    assert.deepEqual([titleFrom([file]), titleFrom([])], ["let a;", ""]);
  });
});

function after(...events: ConversationEvent[]): Conversation {
  const header = newHeader("01890000-0000-7000-8000-000000000000", 1, null);
  return reduceAll(emptyConversation(header), events);
}

function sentIn(conversation: Conversation, leafId = conversation.leafId): readonly string[] {
  return wireMessages(conversation, leafId).map(
    ({ role, content }) => `${role} ${textIn(content)}`,
  );
}

function question(id: string, parentId: string | null = null): ConversationEvent {
  return { type: "messageAdded", at, id, parentId, content: [{ type: "text", text: id }] };
}

function answer(id: string, parentId: string): readonly ConversationEvent[] {
  const choice = { connectionId: "openai", model: "gpt" };
  return [
    { type: "answerStarted", at, id, parentId, choice, modelLabel: "GPT", parameters: {} },
    { type: "textReceived", at, id, text: id },
    { type: "answerFinished", at, id, finish: "stop" },
  ];
}
