import assert from "node:assert/strict";
import { mkdtempSync, rmSync, utimesSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { newHeader } from "../../../src/core/conversation";
import { type Draft, type DraftPart, emptyDraft } from "../../../src/core/drafts";
import { fileStore } from "../../../src/desktop/fileStore";
import { faultyFiles, type Write } from "../../support/faultyFiles";

const one = "01890000-0000-7000-8000-000000000001";
const two = "01890000-0000-7000-8000-000000000002";
const three = "01890000-0000-7000-8000-000000000003";

const part: DraftPart = {
  id: "a",
  type: "file",
  path: "a.ts",
  language: "typescript",
  startLine: 1,
  endLine: 2,
  text: "a\nb",
};

function typed(text: string): Draft {
  return { text, parts: [] };
}

describe("the file store", () => {
  let folder = "";
  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), "parley-")), "not", "there");
  });
  afterEach(() => rmSync(path.dirname(path.dirname(folder)), { recursive: true }));
  const open = () => fileStore(folder);
  const conversations = () => path.join(folder, "conversations");
  const write = (name: string, text: string) => writeFile(path.join(conversations(), name), text);

  it("makes nothing before the first write", async () => {
    const store = open();
    await Promise.all([store.list(), store.read(one), store.readDraft(one), store.readCurrent("")]);
    await assert.rejects(readdir(folder), { code: "ENOENT" });
  });

  it("makes its folders, and appends", async () => {
    await open().append(one, "a\n");
    await open().append(one, "b\n");
    assert.equal(await open().read(one), "a\nb\n");
    assert.deepEqual(await readdir(conversations()), [`${one}.jsonl`]);
  });

  it("takes back what a full disk left half, so that a second try doubles nothing", async () => {
    const faulty = faultyFiles();
    const store = fileStore(folder, faulty.files);
    await store.append(one, "a\n");
    faulty.fail({ code: "ENOSPC", only: "append", half: true });
    await assert.rejects(store.append(one, "half\n"), { code: "ENOSPC" });
    assert.equal(await open().read(one), "a\n");
    faulty.fail(undefined);
    await store.append(one, "half\n");
    assert.equal(await open().read(one), "a\nhalf\n");
  });

  it("takes it back before the next write where the disk does not even allow that", async () => {
    const faulty = faultyFiles();
    const store = fileStore(folder, faulty.files);
    await store.append(one, "a\n");
    const when = (write: Write) => write === "append" || write === "truncate";
    faulty.fail({ code: "EIO", half: true, when });
    await assert.rejects(store.append(one, "b\nhalf\n"), { code: "EIO" });
    faulty.fail({ code: "EIO", only: "truncate" });
    await assert.rejects(store.append(one, "b\nhalf\n"), { code: "EIO" });
    faulty.fail(undefined);
    await store.append(one, "b\nhalf\n");
    assert.equal(await open().read(one), "a\nb\nhalf\n");
  });

  it("begins anew where the journal was deleted with a half line in it", async () => {
    const faulty = faultyFiles();
    const store = fileStore(folder, faulty.files);
    const when = (write: Write) => write === "append" || write === "truncate";
    faulty.fail({ code: "EIO", half: true, when });
    await assert.rejects(store.append(one, "half\n"), { code: "EIO" });
    faulty.fail(undefined);
    await rm(path.join(conversations(), `${one}.jsonl`));
    await store.append(one, "whole\n");
    assert.equal(await open().read(one), "whole\n");
  });

  it("leaves a half line where another process wrote behind it", async () => {
    const faulty = faultyFiles();
    const store = fileStore(folder, faulty.files);
    await store.append(one, "a\n");
    faulty.fail({
      code: "EIO",
      half: true,
      when: write => write === "append" || write === "truncate",
    });
    await assert.rejects(store.append(one, "abcdefgh\n"), { code: "EIO" });
    faulty.fail(undefined);
    await open().append(one, "\nother\n");
    await store.append(one, "\nagain\n");
    assert.equal(await open().read(one), "a\nabcd\nother\n\nagain\n");
  });

  it("makes no path of what is no id", async () => {
    await assert.rejects(open().read("../x"), /not the id/);
    await assert.rejects(open().append("../x", "a"), /not the id/);
  });

  it("titles a conversation whose first message is longer than what the list reads", async () => {
    const content = [{ type: "text", text: `Title “1”\n${"x".repeat(70_000)}` }];
    const event = { type: "messageAdded", at: 1, id: "q", parentId: null, content };
    await open().append(
      one,
      `\n${JSON.stringify(newHeader(one, 1, null))}\n${JSON.stringify(event)}\n`,
    );
    const [entry] = await open().list();
    assert.deepEqual([entry?.title, entry?.empty], ["Title “1”", false]);
  });

  it("lists more conversations than files may be open", async () => {
    await mkdir(conversations(), { recursive: true });
    const ids = Array.from({ length: 1500 }, (_, n) =>
      one.replace(/.{4}$/, String(n).padStart(4, "0")),
    );
    for (const id of ids) await write(`${id}.jsonl`, `${JSON.stringify(newHeader(id, 1, null))}\n`);
    assert.equal((await open().list()).length, ids.length);
  }).timeout(20_000);

  it("reads nothing where there is nothing", async () => {
    assert.equal(await open().read(one), undefined);
    assert.deepEqual(await open().readDraft(one), emptyDraft);
    assert.equal(await open().readCurrent("w"), undefined);
    assert.deepEqual(await open().list(), []);
  });

  it("says that a journal cannot be read, rather than that there is none", async () => {
    await mkdir(path.join(conversations(), `${one}.jsonl`), { recursive: true });
    await assert.rejects(open().read(one), { code: "EISDIR" });
  });

  it("throws when it cannot write, and writes again once it can", async () => {
    await mkdir(path.dirname(folder), { recursive: true });
    await writeFile(folder, "a file in the way");
    const store = open();
    await assert.rejects(store.append(one, "a\n"));
    await assert.rejects(store.writeDraft(one, typed("a")));
    await rm(folder);
    await store.writeDraft(one, typed("b"));
    assert.equal((await store.readDraft(one)).text, "b");
  });

  it("lists conversations with title and workspace, the last changed first", async () => {
    for (const [id, title] of Object.entries({ [one]: "old", [two]: "new", [three]: "middle" })) {
      await open().append(id, journal(id, title));
    }
    const times = { [one]: 1000, [two]: 3000, [three]: 2000 };
    for (const [id, time] of Object.entries(times)) {
      utimesSync(path.join(conversations(), `${id}.jsonl`), time, time);
    }
    const [first, ...others] = await open().list();
    assert.deepEqual(first, {
      id: two,
      title: "new",
      createdAt: 5,
      changedAt: 3_000_000,
      workspace: "file:///w",
      empty: false,
    });
    assert.deepEqual(
      others.map(({ title }) => title),
      ["middle", "old"],
    );
  });

  it("says which conversations have no message", async () => {
    const header = JSON.stringify(newHeader(one, 5, null));
    await open().append(one, `\n${header}\n{"type":"systemPromptChanged","at":5,"text":"x"}\n`);
    const [summary] = await open().list();
    assert.deepEqual([summary?.empty, summary?.title, summary?.workspace], [true, "", null]);
  });

  it("never calls a long conversation empty", async () => {
    const prompt = { type: "systemPromptChanged", at: 5, text: "x".repeat(70_000) };
    await open().append(
      one,
      `\n${JSON.stringify(newHeader(one, 5, null))}\n${JSON.stringify(prompt)}\n`,
    );
    assert.equal((await open().list())[0]?.empty, false);
  });

  it("leaves damaged and foreign files as they are, and lists the others", async () => {
    await open().append(one, journal(one, "good"));
    const others = {
      [`${two}.jsonl`]: "\u0000\u0001 no json\n",
      [`${three}.jsonl`]: "",
      "notes.jsonl": journal(two, "foreign"),
      [`${two}.txt`]: journal(two, "foreign"),
    };
    for (const [name, text] of Object.entries(others)) await write(name, text);
    await mkdir(path.join(conversations(), "01890000-0000-7000-8000-000000000004.jsonl"));
    assert.deepEqual(
      (await open().list()).map(({ title }) => title),
      ["good"],
    );
    for (const [name, text] of Object.entries(others)) {
      assert.equal(await readFile(path.join(conversations(), name), "utf8"), text);
    }
  });

  it("lists a journal whose last line is torn, and one with a torn line before its header", async () => {
    await open().append(one, `${journal(one, "torn")}\n{"type":"textRec`);
    await open().append(two, `{"format":"par\n${journal(two, "begun again")}`);
    const titles = (await open().list()).map(({ title }) => title);
    assert.deepEqual(titles.toSorted(), ["begun again", "torn"]);
  });

  it("keeps a draft for each conversation, and no file for an empty one", async () => {
    const store = open();
    const draft = { text: "half a\nsentence 😀", parts: [part] };
    await store.writeDraft(one, draft);
    await store.writeDraft(two, { text: "", parts: [part] });
    assert.deepEqual(await open().readDraft(one), draft);
    await store.writeDraft(one, emptyDraft);
    await store.writeDraft(one, emptyDraft);
    assert.deepEqual(await readdir(conversations()), [`${two}.draft.json`]);
  });

  it("reads a draft of the first version, which was plain text, and replaces it", async () => {
    await open().append(two, `${journal(two, "x")}\n`);
    await write(`${one}.draft`, "half a");
    assert.deepEqual(await open().readDraft(one), typed("half a"));
    await open().writeDraft(one, typed("half a line"));
    assert.deepEqual((await readdir(conversations())).toSorted(), [
      `${one}.draft.json`,
      `${two}.jsonl`,
    ]);
    assert.deepEqual(
      (await open().list()).map(({ id }) => id),
      [two],
    );
  });

  for (const junk of ["", "{", "null", "7", '{"text":7,"parts":{}}', '{"parts":[7,{"id":"a"}]}']) {
    it(`takes nothing from a draft that holds ${junk || "nothing"}`, async () => {
      await open().writeDraft(one, typed("x"));
      await write(`${one}.draft.json`, junk);
      assert.deepEqual(await open().readDraft(one), emptyDraft);
    });
  }

  it("keeps the last of several drafts that are written at once", async () => {
    const store = open();
    await Promise.all(
      Array.from({ length: 50 }, (_, count) => store.writeDraft(one, typed(`${count}`))),
    );
    assert.equal((await store.readDraft(one)).text, "49");
  });

  it("remembers what each workspace showed last, also without one", async () => {
    const store = open();
    await store.writeCurrent("file:///../w", one);
    await store.writeCurrent("", two);
    await store.writeCurrent("file:///../w", three);
    assert.equal(await open().readCurrent("file:///../w"), three);
    assert.equal(await open().readCurrent(""), two);
    assert.equal(await open().readCurrent("file:///other"), undefined);
  });

  for (const junk of ["", "{", "null", "7", '"../../x"', '["x"]', '"01890000"']) {
    it(`takes nothing from a file of a workspace that holds ${junk || "nothing"}`, async () => {
      await open().writeCurrent("w", one);
      const [name = ""] = await readdir(path.join(folder, "views"));
      await writeFile(path.join(folder, "views", name), junk);
      assert.equal(await open().readCurrent("w"), undefined);
    });
  }

  it("leaves no temporary file", async () => {
    await open().writeDraft(one, typed("x"));
    await open().writeCurrent("w", one);
    const names = await readdir(folder, { recursive: true });
    assert.deepEqual(
      names.filter(name => name.includes("tmp")),
      [],
    );
  });
});

function journal(id: string, title: string): string {
  const content = [{ type: "text", text: `${title}\nmore` }];
  const message = { type: "messageAdded", at: 6, id: "q", parentId: null, content };
  return `\n${JSON.stringify(newHeader(id, 5, "file:///w"))}\n${JSON.stringify(message)}\n`;
}
