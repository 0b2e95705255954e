import assert from "node:assert/strict";
import { Intake } from "../../../../src/core/exchange/intake";
import { exchangeSlices } from "../../../../src/core/exchange/slices";
import { bytesSource, type Source } from "../../../../src/core/exchange/source";
import { dataUrl } from "../../../../src/core/base64";
import { zipSources } from "../../../../src/desktop/zipReading";
import { linear } from "../../../fixtures/exchange/claude";
import * as others from "../../../fixtures/exchange/others";
import { newHeader } from "../../../../src/core/conversation";
import { importConversations } from "../../../../src/core/exchange/importing";
import { exported, found, imported, picked, refusals } from "../../../support/exchange";
import { png } from "../../../support/imageBytes";
import { MemoryStore } from "../../../support/memoryStore";
import { idOf, journalOf } from "../../../support/storeFolder";

const json = (value: unknown) => JSON.stringify(value);

/** Reads files where there is room for so much at once. */
async function read(sources: readonly Source[], most?: number) {
  const intake = new Intake({ slices: exchangeSlices(), openArchive: zipSources }, most);
  await intake.read(sources);
  return { found: intake.found, refused: intake.refused.map(({ why }) => why.text) };
}

const tooMuch = "This is too much at once: import fewer files at a time.";

/** The most signs that are parsed and written as JSON between two pauses of an import. */
async function mostAtOnce(sources: readonly Source[], store: MemoryStore): Promise<number> {
  let [now, most, rests] = [0, 0, 0];
  const slices = exchangeSlices(undefined, async () => {
    [now, rests] = [0, rests + 1];
  });
  const count = (text: string) => {
    // A value of a file cannot be parsed in parts.
    if (text.length < 10 << 20) now += text.length;
    most = Math.max(most, now);
  };
  const { parse, stringify } = JSON;
  try {
    JSON.parse = (text: string) => (count(text), parse(text));
    JSON.stringify = (value: unknown) => {
      const text = stringify(value);
      count(text ?? "");
      return text;
    };
    const ports = { store, slices, now: () => 1, openArchive: zipSources };
    const { imported: all, refused } = await importConversations(sources, ports);
    assert.deepEqual([all.length, refused], [sources.length, []]);
  } finally {
    Object.assign(JSON, { parse, stringify });
  }
  assert.ok(rests > 100, String(rests));
  return most;
}

describe("one conversation of 30 MB", () => {
  const text = "word ".repeat(2000);
  const lines = (last: string) =>
    Array.from({ length: 3000 }, (_, at) => {
      const parentId = at === 0 ? null : `m${at - 1}`;
      const content = [{ type: "text", text: at === 2999 ? last : text }];
      return json({ type: "messageAdded", at, id: `m${at}`, parentId, content });
    });
  const journal = (last: string) =>
    `${[json(newHeader(idOf(1), 1, null)), ...lines(last)].join("\n")}\n`;

  it("is checked, compared and named in slices, in each form", async () => {
    const store = new MemoryStore();
    const first = picked("a.jsonl", journal("one"));
    const [fresh, again, beside] = [
      await mostAtOnce([first], store),
      await mostAtOnce([first], store),
      await mostAtOnce([picked("b.jsonl", journal("two"))], store),
    ];
    assert.equal(store.journals.size, 2);
    const { file } = await exported(store, [idOf(1)], "json");
    const whole = await mostAtOnce([file], new MemoryStore());
    for (const most of [fresh, again, beside, whole]) assert.ok(most < 2 << 20, String(most));
  }).timeout(60_000);

  it("or of 200,000 lines is told from another of its id", async () => {
    const long = (name: string) => {
      const later = (at: number) => json({ type: "later", at, name });
      const some = [json(newHeader(idOf(1), 1, null)), lines("one")[0]];
      return `${[...some, ...Array.from({ length: 200_000 }, (_, at) => later(at))].join("\n")}\n`;
    };
    const { store } = await imported([picked("a.jsonl", long("a"))]);
    store.journals.set(idOf(1), journalOf(idOf(1), "Other"));
    const { report } = await imported([picked("a.jsonl", long("a"))], store);
    assert.deepEqual([refusals(report), store.journals.size], [[], 2]);
  });

  it("is left when the user gives up while it is compared, and nothing more is written", async () => {
    const stop = new AbortController();
    const store = new MemoryStore();
    store.journals.set(idOf(1), journal("one"));
    const slices = exchangeSlices(stop.signal, async () => undefined);
    const readFrom = store.readFrom.bind(store);
    store.readFrom = async (id, start) => {
      stop.abort();
      return readFrom(id, start);
    };
    const ports = { store, slices, now: () => 1, openArchive: zipSources, signal: stop.signal };
    const report = await importConversations([picked("b.jsonl", journal("two"))], ports);
    assert.deepEqual([report.stopped, report.imported, report.refused], [true, [], []]);
    assert.equal(store.journals.size, 1);
  });
});

/** A task with few words and much that was shown beside them. */
function taskFiles(name: string, size: number): readonly Source[] {
  const shown = [{ ts: 1, type: "say", say: "text", text: "x".repeat(size) }];
  return [
    found(`tasks/${name}/a.json`, json([{ role: "user", content: `Task ${name}` }])),
    found(`tasks/${name}/b.json`, json(shown)),
  ];
}

describe("files that are read at once", () => {
  it("of one task are held until the last of its folder is read, and no longer", async () => {
    const many = Array.from({ length: 50 }, (_, at) => taskFiles(`${at}`, 10_000)).flat();
    const { found: tasks, refused } = await read(many, 30_000);
    assert.deepEqual([tasks.length, refused], [50, []]);
    // In the order in which nothing can be given up before the end.
    const [firsts, seconds] = [0, 1].map(half => many.filter((_, at) => at % 2 === half));
    const mixed = await read([...(seconds ?? []), ...(firsts ?? [])], 30_000);
    assert.deepEqual(new Set(mixed.refused), new Set([tooMuch]));
  });

  it("come in as a whole or not at all where they are too much, and others have room", async () => {
    const three = ["1", "2", "3"].map(uuid => ({ ...linear, uuid }));
    const [one] = (await read([picked("a.json", json([linear]))])).found;
    const size = (one?.lines ?? []).reduce((sum, line) => sum + line.length, 0);
    const sources = [picked("a.json", json(three)), picked("b.json", json([linear]))];
    const { found: kept, refused } = await read(sources, size * 2.5);
    assert.deepEqual([kept.map(({ place }) => place), refused], [["b.json"], [tooMuch]]);
  });

  it("are counted with the pictures that are in them", async () => {
    const url = dataUrl("image/png", png(500, 500));
    const content = [
      { type: "imageUrl", imageUrl: { url } },
      { type: "text", text: "Why?" },
    ];
    const history = [{ message: { role: "user", content } }];
    const session = picked("s.json", json({ sessionId: "s", title: "", history }));
    const { found: all } = await read([session]);
    const [file] = all[0]?.files.values() ?? [];
    assert.equal(file?.held, (await file?.())?.length);
    const lines = (all[0]?.lines ?? []).join("").length;
    assert.deepEqual((await read([session], lines + session.size)).found.length, 1);
    assert.deepEqual((await read([session], session.size - 1)).refused, [tooMuch]);
  });

  it("are refused once where many of their sessions have no room", async () => {
    const sessions = picked("s.json", json([others.continueSession, others.continueSession]));
    assert.deepEqual(await read([sessions], 10), { found: [], refused: [tooMuch] });
  });

  it("without a time in them are as old as they are", async () => {
    const changedAt = 1_700_000_000_000;
    const bytes = Buffer.from(others.taskMarkdown);
    const { found: all } = await read([bytesSource("a.md", bytes, { changedAt })]);
    assert.deepEqual(
      all.map(one => [one.header.createdAt, one.changedAt]),
      [[changedAt, changedAt]],
    );
  });
});
