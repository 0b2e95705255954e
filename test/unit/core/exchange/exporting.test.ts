import assert from "node:assert/strict";
import { planExport } from "../../../../src/core/exchange/exporting";
import { exchangeSlices } from "../../../../src/core/exchange/slices";
import { newHeader } from "../../../../src/core/conversation";
import { zipSources } from "../../../../src/desktop/zipReading";
import { exported, imported, refusals, words } from "../../../support/exchange";
import { png } from "../../../support/imageBytes";
import { MemoryStore } from "../../../support/memoryStore";
import { idOf, journalOf } from "../../../support/storeFolder";

/** A store with conversations of these titles. */
function storeWith(...titles: readonly string[]): MemoryStore {
  const store = new MemoryStore();
  for (const [index, title] of titles.entries())
    store.journals.set(idOf(index), journalOf(idOf(index), title));
  return store;
}

const idsOf = (store: MemoryStore) => [...store.journals.keys()];

describe("an export", () => {
  it("of one conversation is one file, named by its day and title", async () => {
    const store = storeWith('What is <a/b>: "c"?');
    for (const [form, ending] of [
      ["markdown", "md"],
      ["json", "json"],
      ["native", "jsonl"],
    ] as const) {
      const { plan } = await exported(store, idsOf(store), form);
      assert.deepEqual([plan.name, plan.ending], ["1970-01-01 What is a b c", ending]);
    }
  });

  it("with pictures is an archive, but for JSON, which has them in itself", async () => {
    const store = storeWith("one");
    const url = await store.writeFile(idOf(0), png(2, 2), "png");
    const content = [{ type: "image", url }];
    await store.append(
      idOf(0),
      `${JSON.stringify({ type: "messageAdded", at: 9, id: "p", parentId: "q-one", content })}\n`,
    );
    const places: Record<string, readonly string[]> = {};
    for (const form of ["markdown", "native"] as const) {
      const { file, plan } = await exported(store, idsOf(store), form);
      assert.equal(plan.ending, "zip");
      places[form] = (await zipSources(file)).map(({ place }) => place.replace("export.zip/", ""));
    }
    assert.deepEqual(places, {
      markdown: ["1970-01-01 one.md", `pictures/${url}`],
      native: [`${idOf(0)}.jsonl`, `${idOf(0)}.files/${url}`],
    });
    const { file } = await exported(store, idsOf(store), "json");
    const text = await textOf(file.bytes());
    assert.equal(text.split(png(2, 2).toString("base64")).length, 2);
  });

  it("of several is one archive or one file of JSON, and all of them come in again", async () => {
    const store = storeWith("same", "same", "other");
    for (const form of ["markdown", "json", "native"] as const) {
      const { file, plan } = await exported(store, idsOf(store), form);
      assert.match(
        `${plan.name}.${plan.ending}`,
        form === "json" ? /^Parley 1970-01-01\.json$/ : /^Parley 1970-01-01\.zip$/,
      );
      const { report, store: other } = await imported([file]);
      assert.deepEqual(refusals(report), []);
      assert.deepEqual(
        report.imported.map(({ title }) => title),
        ["same", "same", "other"],
      );
      if (form !== "markdown") assert.deepEqual(idsOf(other), idsOf(store));
      else
        assert.deepEqual(
          (await zipSources(file)).map(({ name }) => name),
          ["1970-01-01 same.md", "1970-01-01 same (2).md", "1970-01-01 other.md"],
        );
    }
  });

  it("goes on where one of several cannot be read, and says which; a single one is refused", async () => {
    const store = storeWith("one", "two");
    store.journals.set(idOf(0), "damaged");
    const { plan, file } = await exported(store, idsOf(store), "json");
    assert.deepEqual(
      plan.skipped.map(({ id }) => id),
      [idOf(0)],
    );
    assert.equal((await imported([file])).report.imported.length, 1);
    await assert.rejects(exported(store, [idOf(0)], "json"), { name: "Trouble" });
    await assert.rejects(exported(store, [idOf(7)], "native"), { name: "Trouble" });
  });

  it("as JSON says what it is, and what each conversation is called", async () => {
    const store = storeWith("one");
    const { file } = await exported(store, idsOf(store), "json");
    const { conversations, ...head } = JSON.parse(await textOf(file.bytes()));
    assert.deepEqual(head, { format: "parley-export", version: 1, exportedAt: 7 });
    const [{ messages, ...facts }] = conversations;
    assert.equal(messages.length, 1);
    assert.deepEqual(facts, {
      ...newHeader(idOf(0), 5, "file:///w"),
      changedAt: 6,
      shownTitle: "one",
      systemPrompt: "",
      choice: null,
      parameters: {},
      functions: { declared: [] },
      title: "",
      titledBy: null,
      asides: [],
      leafId: "q-one",
      files: {},
    });
  });

  it("says what is larger than an import takes, in each form", async () => {
    const store = storeWith("short", "ü".repeat(600));
    for (const form of ["markdown", "json", "native"] as const) {
      const ports = { store, words, now: () => 7, largest: 2000 };
      const plan = await planExport(idsOf(store), form, ports);
      const { content } = plan;
      if ("pieces" in content) await textOf(content.pieces);
      else for await (const _ of content.files) assert.equal(plan.skipped.length, 0);
      assert.deepEqual(plan.tooLarge, [idOf(1)], form);
    }
  });

  it("ends when the user gives up, and takes nothing for unreadable then", async () => {
    const store = storeWith("one", "two");
    const stop = new AbortController();
    const slices = exchangeSlices(stop.signal, async () => stop.abort());
    const long = JSON.stringify({ type: "later", at: 1, text: "x".repeat(1 << 20) });
    await store.append(idOf(1), `${long}\n`);
    const plan = await planExport(idsOf(store), "json", { store, words, now: () => 7, slices });
    assert.ok("pieces" in plan.content);
    await assert.rejects(textOf(plan.content.pieces), { name: "AbortError" });
    assert.deepEqual(plan.skipped, []);
  });

  it("of 20 MB lets the host go on after each slice", async () => {
    const store = storeWith("long");
    const text = "word ".repeat(2000);
    const answer = (at: number) => ({
      type: "messageAdded",
      at,
      id: `m${at}`,
      parentId: "q-long",
      content: [{ type: "text", text }],
    });
    const lines = Array.from({ length: 2000 }, (_, at) => JSON.stringify(answer(at)));
    store.journals.set(idOf(0), `${store.journals.get(idOf(0))}${lines.join("\n")}\n`);
    let rests = 0;
    const slices = exchangeSlices(undefined, async () => void (rests += 1));
    const plan = await planExport([idOf(0)], "json", { store, words, now: () => 7, slices });
    const read = rests;
    assert.ok(read >= 20_000_000 / (512 << 10), String(read));
    assert.ok("pieces" in plan.content);
    const size = (await textOf(plan.content.pieces)).length;
    assert.ok(size > 20_000_000 && rests - read >= size / (512 << 10), String(rests));
    const before = rests;
    await planExport([idOf(0)], "native", { store, words, now: () => 7, slices });
    assert.ok(rests - before >= read + size / (512 << 10), String(rests - before));
  });
});

async function textOf(pieces: AsyncIterable<string | Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const piece of pieces)
    chunks.push(typeof piece === "string" ? Buffer.from(piece) : piece);
  return Buffer.concat(chunks).toString("utf8");
}
