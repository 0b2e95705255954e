import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ChatEvent } from "../../../src/core/answering";
import { Chats } from "../../../src/core/chats";
import { readJournal } from "../../../src/core/journal";
import type { ChatSession } from "../../../src/core/session";
import type { ConversationStore } from "../../../src/core/store";
import { fileStore } from "../../../src/desktop/fileStore";
import { FakeClock } from "../../support/fakeClock";
import { type Fault, faultyFiles } from "../../support/faultyFiles";
import { idOf, storeFolder } from "../../support/storeFolder";

const codes = ["ENOSPC", "EIO", "EACCES", "EROFS", "EBUSY", "EMFILE"] as const;

describe("chats over a disk that fails", () => {
  const folder = storeFolder();

  for (const half of [false, true]) {
    const how = half ? "half of it was written" : "nothing was written";
    it(`go on when any one write fails where ${how}, and write all of it later`, async () => {
      const kinds = new Set<string>();
      for (let nth = 1; ; nth++) {
        const code = codes[nth % codes.length] ?? "EIO";
        const { failed, told } = await talkAndFail({ code, nth, half }, () => {});
        if (failed === 0) break;
        assert.deepEqual(told, [code, undefined], `write ${nth}`);
        kinds.add(code);
      }
      assert.equal(kinds.size, codes.length);
    }).timeout(30_000);
  }

  for (const half of [false, true]) {
    const how = half ? "the first is half written" : "nothing is written";
    it(`go on while every write fails and ${how}, and write all of it later`, async () => {
      for (let from = 1; ; from++) {
        const code = codes[from % codes.length] ?? "EIO";
        const fault = { code, from, half };
        const { failed, told } = await talkAndFail(fault, clock => clock.advance(20_000));
        if (failed === 0) break;
        assert.deepEqual(told, [code, undefined], `from write ${from}`);
        assert.ok(from < 500);
      }
    }).timeout(30_000);
  }

  it("go on where there can be no folder, and write all of it when there can be", async () => {
    await mkdir(folder.path);
    const inTheWay = path.join(folder.path, "file");
    await writeFile(inTheWay, "a file");
    const { chats, clock, told } = chatsOver(fileStore(path.join(inTheWay, "store")));
    const session = await talk(chats.start());
    clock.advance(20_000);
    await chats.flush();
    assert.deepEqual(told, ["ENOTDIR"]);
    await rm(inTheWay);
    clock.advance(5000);
    await chats.flush();
    assert.deepEqual(told, ["ENOTDIR", undefined]);
    await assertWritten(fileStore(path.join(inTheWay, "store")), session);
  });

  it("keep whole lines only on a disk that is really full", async function () {
    if (process.platform === "win32") this.skip(); // Files have no limit there.
    const id = idOf(1);
    const program = path.resolve("out/test/fixtures/storeProcess/run.js");
    const limited = ["-c", 'ulimit -f 40 && exec "$0" "$@"', process.execPath, program];
    const output = execFileSync("sh", [...limited, "fill", folder.path, id]).toString();
    const { written, code } = JSON.parse(output);
    assert.equal(code, "EFBIG");
    assert.ok(written > 5, `${written} writes`);
    const store = fileStore(folder.path);
    await store.append(id, '\n{"written":"later"}\n');
    const lines = ((await store.read(id)) ?? "").split("\n").filter(Boolean);
    const values = lines.map(line => JSON.parse(line).written as unknown);
    assert.deepEqual(values, [...Array.from({ length: written }, (_, place) => place), "later"]);
  }).timeout(20_000);

  /** Three turns over a disk with a fault; then a while goes by, and the disk works again. */
  async function talkAndFail(fault: Fault, wait: (clock: FakeClock) => void) {
    await rm(folder.path, { recursive: true, force: true });
    const faulty = faultyFiles();
    const { chats, clock, told } = chatsOver(fileStore(folder.path, faulty.files));
    faulty.fail(fault);
    const session = chats.start();
    chats.shown(session);
    await talk(session);
    wait(clock);
    for (const prompt of ["Be brief.", "Be long."]) {
      session.setSystemPrompt(prompt);
      await talk(session);
      wait(clock);
      await chats.flush();
    }
    const { failed } = faulty;
    faulty.fail(undefined);
    clock.advance(5000);
    await chats.flush();
    await assertWritten(fileStore(folder.path), session);
    return { failed, told };
  }
});

/** The chats of a window whose model says “Hello” in two pieces. */
function chatsOver(store: ConversationStore) {
  const clock = new FakeClock();
  const told: (string | undefined)[] = [];
  const chats = new Chats({
    store,
    clock,
    workspace: "",
    ask: async function* (): AsyncGenerator<ChatEvent> {
      yield { type: "text", text: "Hel" };
      yield { type: "text", text: "lo" };
      yield { type: "finish", finish: "stop" };
    },
    trouble: error => void told.push((error as NodeJS.ErrnoException | undefined)?.code),
    defaultChoice: () => ({ connectionId: "lab", model: "small" }),
    labelOf: () => "small",
    parametersOf: () => ({}),
  });
  return { chats, clock, told };
}

async function talk(session: ChatSession): Promise<ChatSession> {
  assert.ok(session.send([{ type: "text", text: "Hello" }]));
  while (session.busy) await new Promise(setImmediate);
  return session;
}

/** The disk has what the session has, each line once. */
async function assertWritten(store: ConversationStore, session: ChatSession): Promise<void> {
  const { conversation } = session;
  const reading = readJournal((await store.read(conversation.id)) ?? "");
  assert.deepEqual(reading?.conversation, conversation);
  assert.equal(reading.damagedLines, 0);
  assert.equal((await store.list()).length, 1);
}
