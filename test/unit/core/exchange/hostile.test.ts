import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { boundedHeader, latestTime } from "../../../../src/core/exchange/bounds";
import { importConversations } from "../../../../src/core/exchange/importing";
import { jsonUnits } from "../../../../src/core/exchange/jsonUnits";
import { markdownForm } from "../../../../src/core/exchange/markdownForm";
import { exchangeSlices } from "../../../../src/core/exchange/slices";
import { bytesSource, type Source } from "../../../../src/core/exchange/source";
import { Trouble } from "../../../../src/core/exchange/trouble";
import { parseJson } from "../../../../src/core/decode";
import { emptyConversation, newHeader } from "../../../../src/core/conversation";
import { reduceAll } from "../../../../src/core/reduce";
import { zipSources } from "../../../../src/desktop/zipReading";
import { chatGptContent } from "../../../../src/core/exchange/chatGptContent";
import { userMessage } from "../../../../src/core/exchange/taskContent";
import { inTreeOrder } from "../../../../src/core/exchange/treeOrder";
import { linear } from "../../../fixtures/exchange/claude";
import {
  exported,
  found,
  imported,
  picked,
  refusals,
  words,
  zipped,
} from "../../../support/exchange";
import { png } from "../../../support/imageBytes";
import { MemoryStore } from "../../../support/memoryStore";
import { idOf, journalOf } from "../../../support/storeFolder";

const json = (value: unknown) => JSON.stringify(value);
const good = json([linear]);

/** What is said of a file, of which nothing may come in. */
async function refusal(content: string | Uint8Array, name = "a.json"): Promise<readonly string[]> {
  const { report, store } = await imported([picked(name, content)]);
  assert.equal(store.journals.size, 0);
  assert.deepEqual(report.imported, []);
  return refusals(report);
}

/** A store with one conversation, and its export as JSON. */
async function ownExport() {
  const store = new MemoryStore();
  store.journals.set(idOf(1), journalOf(idOf(1), "Mine"));
  const { file } = await exported(store, [idOf(1)], "json");
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.bytes()) chunks.push(chunk);
  const whole = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  return { store, whole, conversation: whole.conversations[0] };
}

describe("a file that is imported", () => {
  const none =
    "a.json | It is none of the files that Parley imports: its own exports, and those of ChatGPT, Claude, Continue, Cline and Roo Code.";
  const cases: Readonly<Record<string, readonly [content: string | Uint8Array, words: string]>> = {
    empty: ["", "a.json | There is nothing in it."],
    blank: [" \n\n", "a.json | There is nothing in it."],
    "a binary": [Buffer.from([1, 0, 2, 255]), none],
    "a picture": [png(2, 2), "a.json | It is a picture, and no conversation."],
    "a text": ["Hello", none],
    "in UTF-16": [Buffer.from(good, "utf16le"), none],
    "no list of conversations": ["[1, 2]", none],
    "an empty list": ["[]", none],
    "some other object": ['{"a":{"mapping":{}}}', none],
    "cut in half": [
      good.slice(0, good.length / 2),
      "a.json | It breaks off in the middle: the file is not whole.",
    ],
    "cut behind its first conversation": [
      `${good.slice(0, -1)},`,
      "a.json | It breaks off in the middle: the file is not whole.",
    ],
    "not JSON behind its first conversation": [
      `${good.slice(0, -1)},x]`,
      "a.json | It is not valid JSON.",
    ],
    "longer than its end": [`${good}x`, "a.json | It is not valid JSON."],
    "without a comma": [`[${json(linear)}${json(linear)}]`, "a.json | It is not valid JSON."],
    "with a comma too much": [`${good.slice(0, -1)},]`, "a.json | It is not valid JSON."],
    "with a bracket of the other kind": [
      good.replace(/\]$/, "}"),
      "a.json | It is not valid JSON.",
    ],
    "not UTF-8": [
      Buffer.from(good.replace("Hello", "H\u00e4llo"), "latin1"),
      "a.json | It is not valid JSON.",
    ],
  };
  for (const [what, [content, words]] of Object.entries(cases)) {
    it(`that is ${what} says so, and nothing of it is kept`, async () =>
      assert.deepEqual(await refusal(content), [words]));
  }

  it("may be called anything, and begin with the mark of an editor", async () => {
    const { report } = await imported([picked("notes.txt", `\ufeff\n ${good}`)]);
    assert.equal(report.imported.length, 1);
  });

  it("that is nested 100,000 deep, or a value of it, is passed over in words", async () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    assert.deepEqual(await refusal(deep), ["a.json | #1 | It is nested too deeply to be read."]);
    assert.deepEqual(await refusal("[".repeat(100_000)), [
      "a.json | It breaks off in the middle: the file is not whole.",
    ]);
    const { report } = await imported([
      picked("b.json", `[${json(linear)},{"chat_messages":${deep}}]`),
    ]);
    assert.deepEqual(refusals(report), ["b.json | #2 | It is nested too deeply to be read."]);
    assert.equal(report.imported.length, 1);
  });

  it("pollutes nothing with names that objects have", async () => {
    const { chat_messages: messages, ...rest } = linear;
    const text = `{"__proto__":{"polluted":1,"chat_messages":[]},"constructor":{"prototype":{"polluted":1}},"hasOwnProperty":1,"uuid":"__proto__","name":"x","chat_messages":${json(messages)}}`;
    assert.ok(rest);
    const mapped =
      '{"title":"t","mapping":{"__proto__":{"parent":null,"children":["a"],"message":null},"a":{"parent":"__proto__","children":[],"message":{"author":{"role":"user"},"content":{"content_type":"__proto__","text":"hi"}}}}}';
    const { report, store } = await imported([picked("a.json", text), picked("b.json", mapped)]);
    assert.deepEqual(refusals(report), []);
    assert.equal(store.journals.size, 2);
    assert.equal(Reflect.get({}, "polluted"), undefined);
  });

  it("is never larger in memory than what is wanted of it", async () => {
    const large = `[${json(linear)},{"chat_messages":[],"x":"${"x".repeat(3 << 20)}"},${json({ ...linear, uuid: "other" })}]`;
    const units: string[] = [];
    for await (const { index, value, trouble } of jsonUnits(
      bytesSource("a", Buffer.from(large)).bytes(),
      exchangeSlices(),
      { bytes: 1 << 20, depth: 50 },
    ))
      units.push(`${index} ${trouble ? trouble.text : typeof value}`);
    assert.deepEqual(units, [
      "0 object",
      "1 It is larger than {0} MB, which is the most.",
      "2 object",
    ]);
  });

  it("lets the host go on after each slice, however long it is", async () => {
    let rests = 0;
    const slices = exchangeSlices(undefined, async () => void (rests += 1));
    const many = Array.from({ length: 4000 }, (_, at) => ({
      ...linear,
      uuid: `c${at}`,
      name: "x".repeat(1000),
    }));
    const bytes = Buffer.from(json(many));
    const store = new MemoryStore();
    const report = await importConversations([picked("a.json", bytes)], {
      store,
      slices,
      now: () => 1,
      openArchive: zipSources,
    });
    assert.equal(report.imported.length, 4000);
    assert.ok(rests >= Math.floor(bytes.length / (256 << 10)), String(rests));
  });

  it("is left when the user gives up, and nothing is written", async () => {
    const stop = new AbortController();
    const slices = exchangeSlices(stop.signal, async () => stop.abort());
    const many = Array.from({ length: 4000 }, (_, at) => ({ ...linear, uuid: `c${at}` }));
    const store = new MemoryStore();
    const ports = { store, slices, now: () => 1, openArchive: zipSources, signal: stop.signal };
    await assert.rejects(importConversations([picked("a.json", json(many))], ports), {
      name: "AbortError",
    });
    assert.equal(store.journals.size, 0);
    // Also where the whole file is less than a slice.
    const short = { ...ports, slices: exchangeSlices() };
    await assert.rejects(importConversations([picked("a.json", good)], short), {
      name: "AbortError",
    });
    assert.equal(store.journals.size, 0);
  });

  it("that cannot be read is said with the reason of the disk", async () => {
    const broken: Source = {
      ...picked("a.json", good),
      // oxlint-disable-next-line require-yield
      async *bytes() {
        throw new Error("EIO: i/o error");
      },
    };
    const { report } = await imported([broken, picked("b.json", good)]);
    assert.deepEqual(refusals(report), ["a.json | It cannot be read: EIO: i/o error"]);
    assert.equal(report.imported.length, 1);
  });

  it("in an archive in an archive is not looked for", async () => {
    const inner = await zipped({ "a.json": good });
    const { report } = await imported([
      picked("a.zip", await zipped({ "b.zip": inner, "c.json": good })),
    ]);
    assert.deepEqual([report.passedOver, report.imported.length], [["a.zip/b.zip"], 1]);
  });

  it("that is nothing to import is passed over in a folder, and said where it was picked", async () => {
    const { report } = await imported([
      found("f/a.txt", "x"),
      found("f/b.json", "{}"),
      found("f/c.json", good),
    ]);
    assert.deepEqual(
      [report.passedOver, report.refused, report.imported.length],
      [["f/a.txt", "f/b.json"], [], 1],
    );
  });

  it("is judged as JSON.parse does, over the corpus of parsers", async function () {
    const file = path.join(process.env["PARLEY_CORPUS"] ?? "", "jsontestsuite.json");
    if (!process.env["PARLEY_CORPUS"] || !existsSync(file)) return this.skip();
    const cases = JSON.parse(readFileSync(file, "utf8")).cases.filter(hasBytes);
    assert.ok(cases.length > 100);
    for (const { name, b64 } of cases) {
      const bytes = Buffer.from(b64, "base64");
      const expected = outcome(bytes);
      assert.equal(await unitsOutcome(bytes), expected, name);
      const { report } = await imported([picked(name, bytes)]);
      assert.deepEqual(report.imported, [], name);
      assert.equal(report.refused.length, 1, name);
    }
  });
});

/** One is said to be too large, and is made above. */
function hasBytes(one: object): one is { readonly name: string; readonly b64: string } {
  return "b64" in one;
}

/** Whether a text is JSON; files of one number or text are none of ours. */
function outcome(bytes: Buffer): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return typeof JSON.parse(text) === "object" && text.trim() !== "null" ? "taken" : "refused";
  } catch {
    return "refused";
  }
}

async function unitsOutcome(bytes: Buffer): Promise<string> {
  try {
    for await (const { trouble } of jsonUnits(bytesSource("a", bytes).bytes(), exchangeSlices()))
      if (trouble) return "refused";
    return "taken";
  } catch (error) {
    assert.ok(error instanceof Trouble);
    return "refused";
  }
}

/** Of a size that would take minutes, were it more than once through. */
describe("a message of another program", () => {
  /** What an answer of ChatGPT with one text says. */
  function saidBy(text: string, content_references: readonly object[] = []): string {
    const content = { content_type: "text", parts: [text] };
    const [part] = chatGptContent({ content, metadata: { content_references } }).parts;
    return part?.type === "text" ? part.text : "";
  }

  it("of a tag and spaces is looked through once", () => {
    const text = `<task>${" ".repeat(300_000)}x`;
    assert.deepEqual(userMessage({ content: text }).parts, [{ type: "text", text }]);
    const closed = `<task>${" ".repeat(300_000)}x </task>`;
    assert.deepEqual(userMessage({ content: closed }).parts, [{ type: "text", text: "x" }]);
  });

  it("of beginnings of marks is looked through once", () => {
    for (const text of [
      "\ue200".repeat(3_000_000),
      "【".repeat(3_000_000),
      `【${"†".repeat(3_000_000)}`,
    ])
      assert.equal(saidBy(text), text);
  });

  it("becomes no longer by what is said of its words, and little by its marks", () => {
    const doubled = Array.from({ length: 60 }, () => ({ matched_text: "a", alt: "aa" }));
    assert.equal(saidBy("a", doubled), "a");
    const mark = "\ue200x\ue201";
    const long = { matched_text: mark, alt: "x".repeat(1_000_000) };
    assert.ok(saidBy(mark.repeat(100_000), [long]).length < 5_000_000);
  });

  it("may be one of very many below one that comes later", () => {
    const below = Array.from({ length: 300_000 }, (_, at) => `m${at}`);
    const messages = [...below, "top"].map(id => ({
      id,
      parentId: id === "top" ? null : "top",
      role: "user" as const,
      parts: [],
    }));
    assert.deepEqual(
      inTreeOrder(messages).map(({ id }) => id),
      ["top", ...below],
    );
  });
});

const header = newHeader(idOf(6), -1, "my project: notes");
const event = {
  type: "messageAdded",
  at: 1,
  id: "q",
  parentId: null,
  content: [{ type: "text", text: "Why?" }],
} as const;

/** A thread of one message of a time. */
function threadOf(at: number) {
  return reduceAll(emptyConversation(header), [{ ...event, at }]);
}

describe("an export that somebody changed", () => {
  it("is refused as a whole conversation where any part has another form", async () => {
    const { conversation, whole } = await ownExport();
    const [message] = conversation.messages;
    const answer = {
      id: "a",
      parentId: message.id,
      role: "assistant",
      at: 1,
      choice: { connectionId: "c", model: "m" },
      modelLabel: "m",
      parameters: {},
      text: "",
      reasoning: "",
      refusal: "",
      toolCalls: [],
      images: [],
      warnings: [],
      repairs: [],
      details: {},
      finish: "stop",
    };
    const wrong: readonly object[] = [
      { id: "../../x" },
      { createdAt: "now" },
      { messages: [{ ...message, content: "text" }] },
      { messages: [{ ...message, id: 5 }] },
      { messages: [message, message] },
      { messages: [{ ...message, parentId: message.id }] },
      {
        messages: [
          { ...message, parentId: "b" },
          { ...message, id: "b", parentId: message.id },
        ],
      },
      { messages: [{ ...message, role: "system" }] },
      { messages: [message, { ...answer, toolCalls: [5] }] },
      { messages: [message, { ...answer, images: [{}] }] },
      { messages: [message, { ...answer, choice: null }] },
      { messages: [message, { ...answer, usage: { promptTokens: "3" } }] },
      { messages: [message, { ...answer, earlier: [{ length: 1e12, details: {} }] }] },
      {
        messages: [
          message,
          { ...answer, earlier: Array.from({ length: 2000 }, () => ({ length: 0, details: {} })) },
        ],
      },
      { functions: [] },
      { titledBy: "me" },
      { leafId: 5 },
      { parameters: [] },
    ];
    for (const change of wrong) {
      const words = await refusal(
        json({ ...whole, conversations: [{ ...conversation, ...change }] }),
      );
      assert.equal(words.length, 1, json(change));
      assert.match(words[0] ?? "", /form|circle/, json(change));
    }
  });

  it("comes in with times that can be shown, and no workspace that is no address", async () => {
    const { conversation, whole } = await ownExport();
    const text = await markdownForm(threadOf(1e300), { ...words, date: String });
    const [message] = conversation.messages;
    const facts = { createdAt: -1, changedAt: 1e300, workspace: "my project: notes" };
    const changed = { ...conversation, ...facts, messages: [{ ...message, at: 1e300 }] };
    const journal = [header, { ...event, at: 1e300 }, { type: "later", at: -5 }].map(json);
    for (const file of [
      picked("a.json", json({ ...whole, conversations: [changed] })),
      picked("a.jsonl", `${journal.join("\n")}\n`),
      picked("a.md", text.text),
    ]) {
      const store = new MemoryStore();
      let changedAt = 0;
      const bringIn = store.bringIn.bind(store);
      store.bringIn = async (id, one) => {
        ({ changedAt } = one);
        await bringIn(id, one);
      };
      const { report } = await imported([file], store);
      const read = store.reading(report.imported[0]?.id ?? "")?.conversation;
      const times = [...(read?.messages.values() ?? [])].map(({ at }) => at);
      assert.deepEqual(
        [read?.createdAt, read?.workspace, times, changedAt],
        [0, null, [latestTime], latestTime],
        file.name,
      );
      assert.ok(!/"at":-5|1e\+?300/.test([...store.journals.values()].join()), file.name);
    }
  });

  it("keeps any workspace that is an address", () => {
    for (const workspace of ["file:///w", "vscode-remote://wsl%2Bu/home", "untitled://x/", null])
      assert.equal(boundedHeader(newHeader(idOf(1), 1, workspace)).workspace, workspace);
    for (const workspace of ["file:", "/home/me", "a b://x/", "https://"])
      assert.equal(boundedHeader(newHeader(idOf(1), 1, workspace)).workspace, null);
  });

  it("is refused where a newer Parley wrote it", async () => {
    const { conversation, whole } = await ownExport();
    assert.deepEqual(
      await refusal(json({ ...whole, conversations: [{ ...conversation, version: 2 }] })),
      ["a.json | Mine | It was written by a newer Parley: update Parley, then import it again."],
    );
    const header = { ...newHeader(idOf(2), 1, null), version: 2 };
    assert.deepEqual(
      await refusal(
        journalOf(idOf(2), "x").replace(json(newHeader(idOf(2), 5, "file:///w")), json(header)),
        "a.jsonl",
      ),
      ["a.jsonl | It was written by a newer Parley: update Parley, then import it again."],
    );
  });

  it("is read without a picture that is not what its name says", async () => {
    const { conversation, whole } = await ownExport();
    const name = `${"a".repeat(64)}.png`;
    const [message] = conversation.messages;
    const changed = {
      ...conversation,
      messages: [{ ...message, content: [{ type: "image", url: name }] }],
      files: { [name]: Buffer.from(png(2, 2)).toString("base64"), "../x": "eA==" },
    };
    const { report, store } = await imported([
      picked("a.json", json({ ...whole, conversations: [changed] })),
    ]);
    assert.deepEqual(
      report.imported[0]?.notes.map(({ text }) => text),
      ["A picture is not among the files."],
    );
    assert.equal(store.files.size, 0);
  });

  it("is another conversation beside the one that has its id, once", async () => {
    const { conversation, whole, store } = await ownExport();
    const [message] = conversation.messages;
    const changed = {
      ...conversation,
      messages: [{ ...message, content: [{ type: "text", text: "Other" }] }],
    };
    const file = picked("a.json", json({ ...whole, conversations: [changed, conversation] }));
    const { report } = await imported([file], store);
    assert.deepEqual(
      report.imported.map(({ came, id }) => [came, id === idOf(1)]),
      [
        ["new", false],
        ["there", true],
      ],
    );
    assert.deepEqual(
      (await imported([file], store)).report.imported.map(({ came }) => came),
      ["there", "there"],
    );
    assert.equal(store.journals.size, 2);
  });
});

describe("a journal that is imported", () => {
  it("leaves damaged lines out and says how many, and keeps what only a later version knows", async () => {
    const text = `${journalOf(idOf(3), "Mine")}{"type":"later","at":1,"x":[1]}\n{"type":"textReceived","at":\n[]\n`;
    const { report, store } = await imported([picked("a.jsonl", text)]);
    assert.deepEqual(report.imported[0]?.notes, [
      { text: "{0} damaged lines are left out.", values: ["2"] },
    ]);
    assert.match(store.journals.get(idOf(3)) ?? "", /\n\{"type":"later","at":1,"x":\[1\]\}\n$/);
    assert.equal(store.reading(idOf(3))?.damagedLines, 0);
  });

  it("of which one line is damaged says so in the singular", async () => {
    const { report } = await imported([picked("a.jsonl", `${journalOf(idOf(3), "Mine")}{"a":\n`)]);
    assert.deepEqual(
      report.imported[0]?.notes.map(({ text }) => text),
      ["1 damaged line is left out."],
    );
  });

  it("without a header is refused: nothing says whose it is", async () => {
    const [, , line = ""] = journalOf(idOf(3), "Mine").split("\n");
    assert.ok(parseJson(line));
    assert.deepEqual(await refusal(line, "a.jsonl"), [
      "a.jsonl | A part of it has not the form that it should have.",
    ]);
  });
});

describe("a store that cannot be written", () => {
  it("has nothing of a conversation, and the others are written when they can be", async () => {
    const store = new MemoryStore();
    const bringIn = store.bringIn.bind(store);
    store.bringIn = async (id, whole) => {
      if (whole.journal.includes("bad")) throw new Error("ENOSPC: no space left");
      await bringIn(id, whole);
    };
    const files = [picked("a.json", json([{ ...linear, uuid: "1", name: "bad" }, linear]))];
    const { report } = await imported(files, store);
    assert.deepEqual(refusals(report), [
      "a.json | bad | It cannot be written now, and nothing of it was kept: ENOSPC: no space left",
    ]);
    assert.deepEqual([report.imported.length, store.journals.size], [1, 1]);
  });
});
