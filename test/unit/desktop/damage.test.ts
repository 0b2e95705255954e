import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { ChatEvent } from "../../../src/core/answering";
import { Chats } from "../../../src/core/chats";
import { titleOf } from "../../../src/core/conversation";
import { isObject, parseJson } from "../../../src/core/decode";
import { type JournalReading, readJournal } from "../../../src/core/journal";
import { fileStore } from "../../../src/desktop/fileStore";
import { FakeClock } from "../../support/fakeClock";
import { MemoryStore } from "../../support/memoryStore";
import { randomFrom } from "../../support/shuffledFiles";
import { idOf, journalOf, storeFolder } from "../../support/storeFolder";

const original = idOf(0);

describe("damaged journals", () => {
  const folder = storeFolder();

  it("are listed and shown, all that is intact of them, and stay as they are", async () => {
    const journal = await realJournal();
    const lines = journal.split("\n").filter(Boolean);
    assert.ok(lines.length > 12 && journal.length > 2000);
    const mutants = [...mutantsOf(Buffer.from(journal))];
    assert.ok(mutants.length > 3000, `${mutants.length} mutants`);
    const files = new Map(mutants.map((bytes, place) => [idOf(place + 1), bytes]));
    const healthy = idOf(mutants.length + 1);
    files.set(healthy, Buffer.from(journalOf(healthy, "healthy")));
    mkdirSync(folder.conversations, { recursive: true });
    for (const [id, bytes] of files) writeFileSync(folder.file(`${id}.jsonl`), bytes);

    const store = fileStore(folder.path);
    const list = new Map((await store.list()).map(summary => [summary.id, summary]));
    assert.equal(list.get(healthy)?.title, "healthy");
    for (const [id, bytes] of files) {
      const intact = linesOf(bytes).filter(line => lines.includes(line));
      const shown = readJournal((await store.read(id)) ?? "", id);
      if (intact.length === 0) continue;
      const summary = list.get(id);
      assert.ok(summary && shown, `${id} is listed and opens: ${place(id)}`);
      assert.deepEqual(shown.conversation, foldReadable(bytes, id)?.conversation, place(id));
      for (const { id: message } of intact.flatMap(messageIn)) {
        assert.ok(shown.conversation.messages.has(message), place(id));
      }
      if (bytes.length < 60_000)
        assert.equal(summary.title, titleOf(shown.conversation), place(id));
    }

    for (const [id, bytes] of files) {
      assert.ok(readFileSync(folder.file(`${id}.jsonl`)).equals(bytes), place(id));
    }
    assert.equal(readdirSync(folder.conversations).length, files.size);
  }).timeout(60_000);

  /** Which mutant an id stands for, to find it again. */
  function place(id: string): string {
    return `mutant ${Number(id.slice(-12)) - 1}`;
  }
});

/** A conversation with everything in it that a line can hold, made as a window makes it; always the same. */
async function realJournal(): Promise<string> {
  const store = new MemoryStore();
  const clock = new FakeClock();
  const chats = new Chats({
    store,
    clock,
    workspace: "file:///home/me/project",
    ask: async function* (): AsyncGenerator<ChatEvent> {
      yield { type: "reasoning", text: "The user wants “€”." };
      yield { type: "text", text: "Grüße, 日本語 😀\n```ts\nlet a = 1;\n```" };
      yield { type: "toolCall", index: 0, callId: "c1", name: "look", arguments: '{"a":1}' };
      yield { type: "image", url: "data:image/png;base64,AAAA" };
      yield { type: "usage", usage: { promptTokens: 3, completionTokens: 5, raw: { a: 1 } } };
      yield { type: "finish", finish: "stop" };
    },
    trouble: () => {},
    defaultChoice: () => ({ connectionId: "lab", model: "small" }),
    labelOf: () => "small",
    parametersOf: () => ({ temperature: 1 }),
  });
  const session = chats.start(original);
  chats.shown(session);
  for (const text of ["First question\nwith two lines", "Second “question”"]) {
    session.send([{ type: "text", text }]);
    while (session.busy) await new Promise(setImmediate);
    session.setSystemPrompt(`prompt after ${text}`);
  }
  await chats.flush();
  const ids = new Map<string, string>();
  return (store.journals.get(original) ?? "").replace(/"[0-9a-f-]{36}"/g, id => {
    if (id.includes(original)) return id;
    ids.set(id, ids.get(id) ?? `"message-${ids.size}"`);
    return ids.get(id) ?? "";
  });
}

function* mutantsOf(whole: Buffer): Generator<Buffer> {
  const random = randomFrom(20_261_121);
  const somewhere = () => Math.floor(random() * whole.length);
  for (let cut = 0; cut <= whole.length; cut++) yield whole.subarray(0, cut);
  for (let cut = 0; cut <= whole.length; cut += 20) yield whole.subarray(cut);
  for (let count = 0; count < 600; count++) {
    const flipped = Buffer.from(whole);
    for (let flips = 1 + (count % 3); flips > 0; flips--) {
      const place = somewhere();
      flipped[place] = (flipped[place] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
    yield flipped;
  }
  for (let count = 0; count < 150; count++) {
    const start = somewhere();
    const end = Math.min(whole.length, start + 1 + Math.floor(random() * 400));
    yield Buffer.from(whole).fill(0, start, end);
    const torn = Buffer.from(`\n{"type":"textReceived","at":1,"id":"a${"x".repeat(count % 50)}\n`);
    yield Buffer.concat([whole.subarray(0, start), torn, whole.subarray(start)]);
  }
  yield* mutantsByLine(whole.toString());
}

function* mutantsByLine(whole: string): Generator<Buffer> {
  const lines = whole.split("\n");
  const long = "x".repeat(5 << 20);
  const longEvent = JSON.stringify({ type: "ofTheFuture", at: 1, text: long });
  for (const [place, line] of lines.entries()) {
    const replaced = (...by: readonly string[]) =>
      Buffer.from(lines.toSpliced(place, 1, ...by).join("\n"));
    yield replaced();
    yield replaced(line, line);
    yield replaced(line, "\0".repeat(512), "");
    yield replaced(`\uFEFF${line}`);
    yield replaced(line.slice(0, line.length / 2), line);
    if (place < 3) yield replaced(line, long);
    if (place < 3) yield replaced(longEvent, line);
  }
  const [header = "{}", ...rest] = lines.filter(Boolean);
  const others = [
    header.replace('"version":1', '"version":2'),
    header.replace("parley-conversation", "other"),
    header.replace(original, idOf(9)),
    header.replace(original, "../x"),
    "{}",
    "[]",
    "null",
    "not json",
  ];
  for (const other of others) yield Buffer.from([other, ...rest].join("\n"));
  yield Buffer.from(whole.replaceAll("\n", "\r\n"));
  yield Buffer.from(`\uFEFF${[header, ...rest].join("\n")}`);
  yield Buffer.from(`\uFEFF${[header, ...rest].join("\r\n")}\r\n`);
  yield Buffer.from(whole + whole);
  yield Buffer.from("\n".repeat(70_000) + whole);
  yield Buffer.from(whole, "utf16le");
}

/** The lines of a file, without what an editor may put before it and at their ends. */
function linesOf(bytes: Buffer): readonly string[] {
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  return text.split("\n").map(line => line.replace(/\r$/, ""));
}

/** What a journal would show if it had only those of its lines that can be read. */
function foldReadable(bytes: Buffer, id: string): JournalReading | undefined {
  return readJournal(
    linesOf(bytes)
      .filter(line => line !== "" && isObject(parseJson(line)))
      .join("\n"),
    id,
  );
}

function messageIn(line: string): readonly { readonly id: string }[] {
  const value = parseJson(line);
  const isMessage =
    isObject(value) && ["messageAdded", "answerStarted"].includes(String(value["type"]));
  return isMessage ? [{ id: String(value["id"]) }] : [];
}
