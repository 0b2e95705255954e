import assert from "node:assert/strict";
import type { ConversationEvent } from "../../../src/core/events";
import { newHeader } from "../../../src/core/conversation";
import { readingSlice, Search, type SearchResult, searchSlice } from "../../../src/core/search";
import { folded } from "../../../src/core/folded";
import { foundIn, searchQueryOf } from "../../../src/core/searchQuery";
import { readTexts } from "../../../src/core/searchTexts";
import type { Slices } from "../../../src/core/slices";
import type { ConversationSummary, JournalPiece } from "../../../src/core/store";

const never = new AbortController().signal;

describe("the search in all conversations", () => {
  it("finds words in questions, answers, thoughts, attached code, calls and results, whatever their case", async () => {
    const world = new World();
    world.add("1", [
      asked("q", "How do I mount a Docker VOLUME?"),
      ...answered("a", "q", "Use a bind mount.", [
        { type: "reasoningReceived", at: 1, id: "a", text: "The user means compose." },
        {
          type: "toolCallReceived",
          at: 1,
          id: "a",
          index: 0,
          name: "look_up",
          arguments: '{"page":"overlay"}',
        },
      ]),
      result("r", "a", "It says tmpfs."),
    ]);
    for (const [query, messageId] of [
      ["docker volume", "q"],
      ["BIND", "a"],
      ["compose", "a"],
      ["overlay", "a"],
      ["Tmpfs", "r"],
      ["listen(8080)", "q"],
    ] as const) {
      const [found] = await world.search(query);
      assert.deepEqual(
        found?.hits.map(hit => hit.messageId),
        [messageId],
        query,
      );
    }
  });

  it("finds what stands in other branches, and nothing that was deleted", async () => {
    const world = new World();
    world.add("1", [
      asked("q", "One"),
      ...answered("a", "q", "first version"),
      ...answered("b", "q", "second version"),
      ...answered("c", "q", "third version"),
      { type: "messagesDeleted", at: 1, ids: ["c"] },
    ]);
    const [found] = await world.search("version");
    assert.deepEqual(
      found?.hits.map(hit => hit.messageId),
      ["a", "b"],
    );
    assert.equal(found?.count, 2);
  });

  it("wants all words in one message, and shows first where they stand as they were typed", async () => {
    const world = new World();
    world.add("1", [
      asked("q", "bold and then text"),
      ...answered("a", "q", "only bold"),
      ...answered("b", "a", "this is bold text"),
    ]);
    const [found] = await world.search("bold text");
    assert.deepEqual(
      found?.hits.map(({ messageId, text }) => [messageId, text]),
      [
        ["b", "bold text"],
        ["q", "bold"],
      ],
    );
    const quoted = await world.search('"bold text"');
    assert.deepEqual(
      quoted[0]?.hits.map(({ messageId }) => messageId),
      ["b"],
    );
  });

  it("shows a line around what was found, with the text as it is written", async () => {
    const world = new World();
    const words = "word ".repeat(50);
    world.add("1", [asked("q", `${words}\nfind the Needle here\n\n${words}`)]);
    const [found] = await world.search("needle");
    assert.equal(found?.hits[0]?.text, "Needle");
    assert.match(found?.hits[0]?.line ?? "", /^…[^\n]*find the Needle here word[^\n]*…$/);
  });

  it("tells conversations in the order in which they are given, and three places of each", async () => {
    const world = new World();
    for (const id of ["1", "2", "3"])
      world.add(
        id,
        ["a", "b", "c", "d"].map(name => asked(name, `needle ${id}`)),
      );
    const found = await world.search("needle");
    assert.deepEqual(
      found.map(({ conversation }) => conversation.id),
      ["1", "2", "3"],
    );
    assert.deepEqual(
      found.map(({ hits, count }) => [hits.length, count]),
      [
        [3, 4],
        [3, 4],
        [3, 4],
      ],
    );
  });

  it("reads a conversation once, and again when it has changed", async () => {
    const world = new World();
    world.add("1", [asked("q", "first")]);
    await world.search("first");
    await world.search("nothing");
    assert.equal(world.opened, 1);
    world.add("1", [asked("q", "first"), asked("r", "second")]);
    assert.equal((await world.search("second")).length, 1);
    assert.equal(world.opened, 2);
  });

  it("keeps in memory what was read, up to a bound", async () => {
    const world = new World(70);
    for (const id of ["1", "2", "3"]) world.add(id, [asked("q", "needle")]);
    await world.search("needle");
    await world.search("needle");
    assert.equal(world.opened, 3 + 2, "one of them has room");
  });

  it("passes over what cannot be read, and looks for it again the next time", async () => {
    const world = new World();
    world.add("1", [asked("q", "needle")]);
    world.add("2", [asked("q", "needle")]);
    world.unreadable = "1";
    assert.deepEqual(
      (await world.search("needle")).map(({ conversation }) => conversation.id),
      ["2"],
    );
    world.unreadable = "";
    assert.equal((await world.search("needle")).length, 2);
  });

  it("ends with its signal", async () => {
    const world = new World();
    for (let id = 0; id < 20; id++) world.add(String(id), [asked("q", "needle")]);
    const end = new AbortController();
    const found: SearchResult[] = [];
    await world.run(
      "needle",
      result => {
        found.push(result);
        if (found.length === 3) end.abort();
      },
      end.signal,
    );
    assert.equal(found.length, 3);
  });

  it("gives everything else a turn after each slice, while it reads and while it looks", async () => {
    const world = new World();
    const line = "something else ".repeat(200);
    const lines = Math.ceil((10 * readingSlice) / line.length);
    for (const id of ["1", "2"])
      world.add(
        id,
        Array.from({ length: lines }, (_, index) => asked(`${id} ${index}`, line)),
      );
    await world.search("needle");
    assert.ok(world.pauses >= 20, `${world.pauses} while reading`);
    world.pauses = 0;
    const length = 2 * lines * line.length;
    const rounds = Math.ceil((3 * searchSlice) / length);
    for (let round = 0; round < rounds; round++) await world.search("needle");
    assert.ok(world.pauses >= 2 && world.pauses <= 4, `${world.pauses} while looking`);
  });
});

describe("a query", () => {
  const found = (text: string, typed: string) => {
    const query = searchQueryOf(typed);
    const place = query && foundIn(folded(text), query);
    return place && text.slice(place.at, place.at + place.length);
  };

  it("is nothing where nothing is typed", () => {
    assert.equal(searchQueryOf("  "), undefined);
    assert.equal(searchQueryOf('""')?.phrase, '""');
  });

  it("has each word once, the longest first", () => {
    const { phrase, words } = searchQueryOf(" a  Tab\tand a tab ") ?? {};
    assert.deepEqual([phrase, words], ["a  tab and a tab", ["tab", "and", "a"]]);
  });

  it("finds a phrase as a reader sees it, with marks and any room between its words", () => {
    for (const typed of ['"run npm install first"', "run npm install first"]) {
      assert.equal(found("Then run `npm install` first.", typed), "run `npm install` first");
      assert.equal(found("run **npm**\n  install first", typed), "run **npm**\n  install first");
    }
    assert.equal(found("npm, then install", '"npm install"'), undefined);
    assert.equal(found("npm, then install", "npm install"), "install");
  });

  it("takes a word that is typed twice as two, and signs as they are", () => {
    assert.equal(found("very good", '"very very"'), undefined);
    assert.equal(found("very good", "very very"), "very");
    assert.equal(found("so very very good", "very very"), "very very");
    assert.equal(found("f(x) || a+b", "(x) || a+b"), "(x) || a+b");
  });

  it("finds words also where a letter has no small one of its length", () => {
    for (const typed of ["şeker", "Şeker", "ÇAY"])
      assert.ok(found("İstanbul'da Çay ve Şeker", typed), typed);
  });
});

/** Journals in memory that are read as from a disk. */
class World {
  opened = 0;
  pauses = 0;
  unreadable = "";
  private readonly journals = new Map<string, string>();
  private readonly summaries = new Map<string, ConversationSummary>();
  private readonly all: Search;
  private time = 0;

  constructor(mostKept?: number) {
    const ports = {
      read: (id: string, slices: Slices) =>
        readTexts({ readFrom: (...from) => this.readFrom(...from) }, id, slices),
      pause: async () => {
        this.pauses += 1;
        await new Promise(resolve => setImmediate(resolve));
      },
    };
    this.all = new Search(ports, mostKept);
  }

  private async readFrom(id: string, start: number): Promise<JournalPiece> {
    if (id === this.unreadable) throw new Error("the disk is gone");
    if (start === 0) this.opened += 1;
    const text = (this.journals.get(id) ?? "").slice(start);
    return { text, end: start + text.length };
  }

  add(id: string, events: readonly ConversationEvent[]): void {
    const lines = [newHeader(id, 0, null), ...events].map(line => `${JSON.stringify(line)}\n`);
    this.journals.set(id, lines.join(""));
    const changedAt = (this.time += 1);
    const summary = { id, title: id, createdAt: 0, changedAt, workspace: null, empty: false };
    this.summaries.set(id, summary);
  }

  async search(typed: string): Promise<readonly SearchResult[]> {
    const found: SearchResult[] = [];
    await this.run(typed, result => found.push(result), never);
    return found;
  }

  async run(typed: string, tell: (result: SearchResult) => void, signal: AbortSignal) {
    const query = searchQueryOf(typed);
    if (query) await this.all.run(query, [...this.summaries.values()], tell, signal);
  }
}

function asked(id: string, text: string): ConversationEvent {
  const content = [
    { type: "text" as const, text },
    {
      type: "file" as const,
      path: "a.ts",
      language: "ts",
      startLine: 1,
      endLine: 1,
      text: "listen(8080)",
    },
  ];
  return { type: "messageAdded", at: 1, id, parentId: null, content };
}

function answered(
  id: string,
  parentId: string,
  text: string,
  beside: readonly ConversationEvent[] = [],
): ConversationEvent[] {
  const choice = { connectionId: "lab", model: "small" };
  return [
    { type: "answerStarted", at: 1, id, parentId, choice, modelLabel: "small", parameters: {} },
    ...beside,
    { type: "textReceived", at: 1, id, text },
    { type: "answerFinished", at: 1, id, finish: "stop" },
  ];
}

function result(id: string, parentId: string, text: string): ConversationEvent {
  const beside = { role: "tool" as const, index: 0, callId: "c", called: "look_up" };
  return { type: "resultAdded", at: 1, id, parentId, ...beside, text };
}
