import assert from "node:assert/strict";
import type { Conversation } from "../../../../src/core/conversation";
import { thread } from "../../../../src/core/conversation";
import { reportText } from "../../../../src/core/exchange/report";
import { fill } from "../../../../src/core/phrase";
import { treeOf } from "../../../../src/core/tree";
import type { ContentPart, Message } from "../../../../src/core/messages";
import * as chatGpt from "../../../fixtures/exchange/chatGpt";
import * as claude from "../../../fixtures/exchange/claude";
import * as others from "../../../fixtures/exchange/others";
import { found, imported, picked, refusals, zipped } from "../../../support/exchange";
import { png } from "../../../support/imageBytes";
import type { Source } from "../../../../src/core/exchange/source";
import { MemoryStore } from "../../../support/memoryStore";

/** The one conversation that comes of these files. */
async function oneOf(sources: readonly Source[]) {
  const { report, store } = await imported(sources);
  assert.deepEqual(refusals(report), []);
  const [only, ...more] = report.imported;
  assert.deepEqual(more, []);
  const reading = store.reading(only?.id ?? "");
  assert.ok(reading && only);
  const again = await imported(sources, store);
  assert.deepEqual(
    again.report.imported.map(({ came }) => came),
    ["there"],
  );
  return { conversation: reading.conversation, report, only, store };
}

/** A message in short: who says what. */
function short(message: Message): string {
  if (message.role === "user") return `> ${message.content.map(partOf).join(" + ")}`;
  if (message.role !== "assistant") return "";
  const images = message.images.map(() => "[image]").join("");
  return `${message.modelLabel}: ${message.reasoning ? `(${message.reasoning}) ` : ""}${message.text}${images}`;
}

function partOf(part: ContentPart): string {
  if (part.type === "text") return part.text;
  return part.type === "image"
    ? `[${part.name ?? "image"}]`
    : `{${part.path} ${part.language}: ${part.text}}`;
}

const shown = (conversation: Conversation) => thread(conversation).map(short);
const json = (value: unknown) => JSON.stringify(value);

describe("conversations of ChatGPT", () => {
  it("keep their branches, the shown thread, title and times; what was hidden stays away", async () => {
    const { conversation, only } = await oneOf([
      picked("conversations.json", json([chatGpt.branched])),
    ]);
    assert.deepEqual(shown(conversation), ["> Where should I stay?", "gpt-4o: Positano."]);
    const tree = treeOf(conversation);
    assert.deepEqual(
      [tree.children(null), tree.children("u2")],
      [
        ["u1", "u2"],
        ["a1", "a2"],
      ],
    );
    assert.deepEqual(
      [conversation.title, conversation.titledBy, conversation.createdAt],
      ["Amalfi trip", "user", 1_700_000_000_500],
    );
    assert.equal(only.title, "Amalfi trip");
    assert.equal(conversation.choice, null);
    const other = conversation.messages.get("a2");
    assert.equal(other?.role === "assistant" && other.modelLabel, "gpt-5-thinking");
  });

  it("put an answer of several steps together, with its pictures out of the archive", async () => {
    const picture = png(2, 2);
    const archive = await zipped({
      "chat.html": "<html>",
      "user.json": json({ email: "a@b.example" }),
      "conversations-000.json": json([chatGpt.stepped]),
      "file-one.dat": picture,
      "dalle-generations/file_00aa-town.webp": png(3, 3),
      "file-two.dat": png(1, 1),
    });
    const { conversation, report, store } = await oneOf([picked("export.zip", archive)]);
    assert.deepEqual(shown(conversation), [
      "> [first.png] + Compare these.",
      "gpt-5-thinking: (**Towns**\n\nComparing towns) **python**\n\n```python\nprint(1)\n```\n\n" +
        '**Output**\n\n```\n1\n\n```\n\n**dalle.text2im**\n\n```json\n{"prompt":"a town"}\n```\n\n' +
        "**plan**\n\n```python\nx = 1\n```\n\nStay there.([A](https://a.example)) Or not.[image]",
    ]);
    assert.equal(store.files.get(conversation.id)?.size, 2);
    assert.deepEqual(report.passedOver, [
      "export.zip/chat.html",
      "export.zip/user.json",
      "export.zip/file-two.dat",
    ]);
    const notes = report.imported[0]?.notes.map(({ text }) => text) ?? [];
    assert.ok(
      notes.some(text => text.includes("attached files")) &&
        notes.some(text => text.includes("Sound or video")),
    );
  });

  it("keep the words of what the page draws, and leave out only marks without any", async () => {
    const mark = (...fields: readonly string[]) => `\ue200${fields.join("\ue202")}\ue201`;
    const [named, silent] = [mark("entity", '["city","Roma","x"]'), mark("cite", "turn0search1")];
    const said = [
      `Go to ${mark("entity", '["city","Paris","capital"]')} or ${named},`,
      `see ${mark("url", "the [map]", "https://a.example/b(c)")}${silent}【4:0†guide】`,
      `\ue203and${mark("filecite", "turn0file1")}\ue204 ${mark("later", "more")}.`,
    ].join(" ");
    const references = [
      { matched_text: named, alt: null, name: "Rome" },
      { matched_text: silent, alt: "" },
      { matched_text: "a", alt: "aa" },
    ];
    const { conversation } = await oneOf([
      picked("c.json", json([chatGpt.answered(said, references)])),
    ]);
    assert.deepEqual(shown(conversation), [
      "> Why?",
      "ChatGPT: Go to Paris or Rome, see [the \\[map\\]](https://a.example/b%28c%29) and more.",
    ]);
  });

  it("say how many pictures are missing where the file comes without its archive", async () => {
    const { only } = await oneOf([picked("conversations.json", json([chatGpt.stepped]))]);
    assert.equal(
      only.notes.filter(({ text }) => text === "A picture is not among the files.").length,
      2,
    );
  });

  it("are refused one by one where their messages form a circle or are none", async () => {
    const circle = {
      ...chatGpt.branched,
      title: "Round",
      mapping: Object.fromEntries([chatGpt.node("a", "b", ["b"]), chatGpt.node("b", "a", ["a"])]),
    };
    const { report } = await imported([
      picked("a.json", json([circle, { title: "Odd", mapping: { a: 5 } }, chatGpt.branched, 5])),
    ]);
    assert.deepEqual(refusals(report), [
      "a.json | Round | Its messages form a circle, or stand in the wrong order.",
      "a.json | 1 entries in it are no conversations.",
    ]);
    assert.deepEqual(report.empty, [{ place: "a.json", title: "Odd" }]);
    assert.equal(report.imported.length, 1);
  });
});

describe("conversations of Claude", () => {
  it("keep their branches, thoughts, artifacts and what was read of attached files", async () => {
    const archive = await zipped({
      "conversations.json": json([claude.branched]),
      "users.json": "[]",
      "projects/a.json": json({ uuid: "p", name: "P" }),
    });
    const { conversation, only } = await oneOf([picked("claude.zip", archive)]);
    assert.deepEqual(shown(conversation), [
      "> Which town? + {a.tsx typescriptreact: const a;\n} + {pasted.txt : pasted}",
      'Claude: (Comparing.) Positano.\n\n**Plan**\n\n```python\nx = 1\n```\n\n**web_search**\n\n```json\n{\n  "query": "towns"\n}\n```\n\n**web_search: result**\n\n```\nTwo towns\n```',
      "> Why?",
    ]);
    assert.deepEqual(treeOf(conversation).children("m1"), ["m2b", "m2a"]);
    assert.deepEqual(
      only.notes.map(({ values }) => values),
      [["1"]],
    );
  });

  it("have no words of the page for blocks that it could not show", async () => {
    const [question, reply] = claude.linear.chat_messages;
    const text = "This block is not supported on your current device yet.";
    const content = [{ type: "tool_use", name: "search", input: {} }];
    const odd = { ...claude.linear, chat_messages: [question, { ...reply, text, content }] };
    const { conversation } = await oneOf([picked("c.json", json([odd]))]);
    assert.deepEqual(shown(conversation)[1], "Claude: **search**\n\n```json\n{}\n```");
  });

  it("in which nothing was said are counted as that, and are no failure", async () => {
    const empty = [
      { ...claude.linear, uuid: "e", name: "Empty", chat_messages: [] },
      claude.linear,
    ];
    const { report } = await imported([picked("c.json", json(empty))]);
    assert.deepEqual(
      [report.empty, report.refused, report.imported.length],
      [[{ place: "c.json", title: "Empty" }], [], 1],
    );
    assert.match(
      reportText(report, ({ text, values }) => fill(text, values)),
      /## Empty: nothing was said in them \(1\)\n\n- Empty \(c\.json\)\n/,
    );
  });

  it("are read where messages have only a text, and say nothing", async () => {
    const { conversation } = await oneOf([picked("c.json", json([claude.linear]))]);
    assert.deepEqual(shown(conversation), ["> Hello", "Claude: Hi."]);
    assert.equal(conversation.createdAt, Date.parse(claude.linear.created_at));
  });
});

describe("sessions of Continue", () => {
  it("are read with what stood beside each question, and begin when their list says", async () => {
    const session = found("sessions/5b0e.json", json(others.continueSession));
    const { conversation } = await oneOf([
      session,
      found("sessions/sessions.json", json([others.continueRow])),
    ]);
    assert.deepEqual(shown(conversation), [
      "> Why? + [image] + {loop.ts (1-2) : for (;;)\n;}",
      'Claude Sonnet: (It has no end.) It loops.\n\n**read_file**\n\n```json\n{"path":"loop.ts"}\n```\n\n**Result**\n\n```\nfor (;;)\n```\n\nSo add a break.',
    ]);
    const { title, systemPrompt, createdAt, workspace } = conversation;
    assert.deepEqual(
      [title, systemPrompt, createdAt, workspace],
      ["Fix the loop", "Be brief.", 1_700_000_000_000, "file:///home/me/project"],
    );
  });

  it("are not in their list", async () => {
    const { report } = await imported([
      picked("sessions.json", json([others.continueRow, others.continueRow])),
    ]);
    assert.deepEqual(refusals(report), [
      "sessions.json | It is Continue's list of its sessions: import the files beside it, or their folder.",
    ]);
  });
});

describe("tasks of Cline and Roo Code", () => {
  it("are put together from the files of their folder, whatever they are called", async () => {
    const { conversation } = await oneOf([
      found("tasks/1/a.json", json(others.clineMessages)),
      found("tasks/1/b.json", json(others.clineShown)),
      found("tasks/1/c.json", json(others.clineMetadata)),
    ]);
    assert.deepEqual(shown(conversation), [
      "> Fix the loop + [image] + {environment_details : <environment_details>\n# Files\nloop.ts\n</environment_details>}",
      "claude-sonnet: (Look first.\n\nI must read.) I read it.\n\n```xml\n<read_file>\n<path>loop.ts</path>\n</read_file>\n```",
      "> {read_file for 'loop.ts' : for (;;)\n;} + {result : done} + Go on",
      'qwen3: **attempt_completion**\n\n```json\n{\n  "result": "Fixed"\n}\n```',
    ]);
    const [, first, , second] = thread(conversation);
    assert.deepEqual(first?.role === "assistant" && first.usage, {
      promptTokens: 10,
      completionTokens: 5,
      cachedTokens: 2,
      cost: 0.5,
    });
    assert.deepEqual(second?.role === "assistant" && [second.usage, second.at], [
      { promptTokens: 20, completionTokens: 4 },
      1_700_000_003_500,
    ]);
  });

  it("are read from what was shown, where that is all there is", async () => {
    const { conversation } = await oneOf([picked("ui_messages.json", json(others.clineShown))]);
    assert.deepEqual(shown(conversation), [
      "> Fix the loop",
      'Task: (Look first.) I read it.\n\n**tool**\n\n```json\n{"tool":"readFile","path":"loop.ts"}\n```\n\n**followup**\n\n```\nWhich loop?\n```',
      "> The first + [image]",
      "Task: Fixed",
    ]);
  });

  it("of Roo Code's second version have its blocks", async () => {
    const { conversation, only } = await oneOf([
      found("t/api.json", json(others.rooMessages)),
      found("t/item.json", json(others.rooItem)),
    ]);
    assert.deepEqual(shown(conversation), [
      "> Add a test + [image]",
      'Task: (Plan it\n\nThen write.) I write.\n\n**write_to_file**\n\n```json\n{\n  "path": "a.test.ts"\n}\n```',
      "> {write_to_file : written}",
    ]);
    assert.equal(only.title, "Add a test");
  });

  it("of two folders stay two", async () => {
    const files = ["1", "2"].map(name =>
      found(`tasks/${name}/x.json`, json([{ role: "user", content: `Task ${name}` }])),
    );
    const { report } = await imported(files);
    assert.deepEqual(
      report.imported.map(({ title }) => title),
      ["Task 1", "Task 2"],
    );
  });

  it("are read from the Markdown that they export", async () => {
    const { conversation } = await oneOf([picked("roo_task.md", others.taskMarkdown)]);
    assert.deepEqual(shown(conversation), [
      "> <task>\nFix\n---\nit\n</task>",
      "Task: Done.\n[Tool Use: read]\nPath: a",
      "> [Image]",
    ]);
  });
});

describe("conversations that came from elsewhere", () => {
  it("are found there already, also after they went on", async () => {
    const file = picked("c.json", json([claude.linear]));
    const { store, only } = await oneOf([file]);
    const added = {
      type: "messageAdded",
      at: 9,
      id: "more",
      parentId: "c",
      content: [{ type: "text", text: "More?" }],
    };
    await store.append(
      only.id,
      `${json(added)}\n${json({ type: "messagesDeleted", at: 9, ids: ["a"] })}\n`,
    );
    assert.deepEqual((await imported([file], store)).report.imported, [{ ...only, came: "there" }]);
  });

  it("come beside those without their pictures, and not again without them", async () => {
    const file = json([chatGpt.stepped]);
    const bare = picked("conversations.json", file);
    const archive = picked(
      "export.zip",
      await zipped({
        "conversations.json": file,
        "file-one.dat": png(2, 2),
        "a/file_00aa-b.png": png(3, 3),
      }),
    );
    const { store } = await oneOf([bare]);
    const came = async (source: Source) =>
      (await imported([source], store)).report.imported.map(one => one.came);
    assert.deepEqual([await came(archive), await came(archive)], [["new"], ["there"]]);
    assert.deepEqual([await came(bare), store.journals.size], [["there"], 2]);
    const other = await oneOf([archive]);
    const again = await imported([bare], other.store);
    assert.deepEqual(
      again.report.imported.map(one => one.came),
      ["there"],
    );
  });

  it("come beside their earlier state where they went on there, once", async () => {
    const store = new MemoryStore();
    const { chat_messages: all, ...rest } = claude.linear;
    const later = picked("d.json", json([claude.linear]));
    await imported([picked("c.json", json([{ ...rest, chat_messages: all.slice(0, 1) }]))], store);
    assert.deepEqual(
      (await imported([later], store)).report.imported.map(({ came }) => came),
      ["new"],
    );
    assert.equal(store.journals.size, 2);
    assert.deepEqual(
      (await imported([later], store)).report.imported.map(({ came }) => came),
      ["there"],
    );
    assert.equal(store.journals.size, 2);
  });
});
