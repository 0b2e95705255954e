import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { ConversationEvent } from "../../../src/core/events";
import { decodeEvent, parseJson } from "../../../src/core/decode";
import { JournalWriter } from "../../../src/core/journalWriter";
import { FakeClock, settled } from "../../support/fakeClock";

const at = 7;
const header = { format: "parley-conversation" };

describe("a journal writer", () => {
  it("writes the header first, in the same call as the first event", async () => {
    const { writer, appended } = open([header]);
    await writer.add([question("q")]);
    assert.deepEqual(appended, [`\n${JSON.stringify(header)}\n${JSON.stringify(question("q"))}\n`]);
  });

  it("writes what closes a cut answer before the next event", async () => {
    const closing: ConversationEvent = {
      type: "answerFinished",
      at,
      id: "a",
      finish: "interrupted",
    };
    const { writer, lines } = open([closing]);
    await writer.add([question("q")]);
    assert.deepEqual(lines(), [closing, question("q")]);
  });

  it("writes streamed text after 220 ms, and not before", async () => {
    const { writer, clock, lines } = open();
    await writer.add([text("a", "Hel")]);
    clock.advance(100);
    await writer.add([text("a", "lo")]);
    clock.advance(119);
    await settled();
    assert.deepEqual(lines(), []);
    clock.advance(1);
    await settled();
    assert.deepEqual(lines(), [text("a", "Hello")]);
    assert.equal(clock.waiting, 0);
  });

  it("writes anything else at once, after the text before it", async () => {
    const { writer, clock, lines } = open();
    void writer.add([text("a", "Hel")]);
    await writer.add([question("q")]);
    assert.deepEqual(lines(), [text("a", "Hel"), question("q")]);
    assert.equal(clock.waiting, 0);
  });

  it("makes one line of the arguments of one tool call, and no more", async () => {
    const { writer, clock, lines } = open();
    const call = (piece: object): ConversationEvent =>
      ({ type: "toolCallReceived", at, id: "a", ...piece }) as ConversationEvent;
    const begun = call({ index: 0, callId: "c", name: "add" });
    await writer.add([begun]);
    const more = [call({ index: 0, arguments: "{" }), call({ index: 0, arguments: "}" })];
    for (const event of [...more, call({ index: 1, arguments: "[" })]) void writer.add([event]);
    await settled();
    assert.deepEqual(lines(), [begun]);
    clock.advance(250);
    await settled();
    const joined = call({ index: 0, arguments: "{}" });
    assert.deepEqual(lines(), [begun, joined, call({ index: 1, arguments: "[" })]);
  });

  it("makes one line of the text of one answer, and no more", async () => {
    const { writer, lines } = open();
    const reasoning: ConversationEvent = { type: "reasoningReceived", at, id: "a", text: "hm" };
    const events = [text("a", "1"), text("a", "2"), reasoning, text("a", "3"), text("b", "4")];
    for (const event of events) void writer.add([event]);
    await writer.flush();
    assert.deepEqual(lines(), [text("a", "12"), reasoning, text("a", "3"), text("b", "4")]);
  });

  it("adds nothing to a line that is being written", async () => {
    const { writer, disk, lines } = open();
    disk.hold();
    void writer.add([text("a", "1")]);
    const written = writer.flush();
    await settled();
    void writer.add([text("a", "2")]);
    disk.release();
    await written;
    await writer.flush();
    assert.deepEqual(lines(), [text("a", "1"), text("a", "2")]);
  });

  it("resolves when the events are written", async () => {
    const { writer, disk, lines } = open();
    disk.hold();
    const added = writer.add([question("q")]).then(() => lines().length);
    await settled();
    disk.release();
    assert.equal(await added, 1);
  });

  it("appends nothing when there is nothing to write", async () => {
    const { writer, disk } = open();
    await writer.flush();
    assert.equal(disk.calls, 0);
  });

  it("keeps everything while writing fails, says so once, tries again, and says so once", async () => {
    const { writer, disk, clock, lines, troubles } = open([header]);
    disk.failing = true;
    await writer.add([question("q")]);
    await writer.add([text("a", "Hel")]);
    clock.advance(5000);
    await settled();
    await writer.add([question("r")]);
    assert.deepEqual([lines(), troubles], [[], ["the disk is full"]]);
    disk.failing = false;
    clock.advance(5000);
    await settled();
    assert.deepEqual(lines(), [header, question("q"), text("a", "Hel"), question("r")]);
    assert.deepEqual(troubles, ["the disk is full", undefined]);
    assert.equal(clock.waiting, 0);
  });

  it("resolves when writing fails, so that a question is asked all the same", async () => {
    const { writer, disk } = open();
    disk.failing = true;
    await writer.add([question("q")]);
    assert.equal(disk.calls, 1);
  });

  it("loses, doubles and reorders nothing, whatever fails when", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async steps => {
        const { writer, disk, clock, lines } = open([header]);
        const expected: unknown[] = [header];
        for (const [index, step] of steps.entries()) {
          disk.failing = step.failing;
          if (step.held) disk.hold();
          else disk.release();
          const event = step.delta ? text("a", `${index} `) : question(String(index));
          void writer.add([event]);
          expected.push(event);
          clock.advance(step.ms);
          await settled();
        }
        disk.failing = false;
        disk.release();
        await writer.flush();
        assert.deepEqual(pieces(lines()), pieces(expected));
      }),
    );
  });
});

const step = fc.record({
  delta: fc.boolean(),
  failing: fc.boolean(),
  held: fc.boolean(),
  ms: fc.nat(6000),
});

function open(first: readonly unknown[] = []) {
  const clock = new FakeClock();
  const appended: string[] = [];
  const troubles: unknown[] = [];
  const disk = new Disk(appended);
  const writer = new JournalWriter(
    {
      clock,
      append: text => disk.append(text),
      trouble: error => void troubles.push(error instanceof Error ? error.message : error),
    },
    first,
  );
  const lines = () => appended.join("").split("\n").filter(Boolean).map(parseJson);
  return { writer, disk, clock, appended, troubles, lines };
}

/** A disk that can be full, and that can be slow. */
class Disk {
  failing = false;
  calls = 0;
  private held: Promise<void> = Promise.resolve();
  release = () => {};

  constructor(private readonly appended: string[]) {}

  hold(): void {
    this.release();
    this.held = new Promise(resolve => void (this.release = resolve));
  }

  async append(text: string): Promise<void> {
    this.calls += 1;
    await this.held;
    if (this.failing) throw new Error("the disk is full");
    this.appended.push(text);
  }
}

/** Streamed text word by word, however it was put into lines. */
function pieces(lines: readonly unknown[]): readonly unknown[] {
  return lines.flatMap<unknown>(line => {
    const event = decodeEvent(line);
    if (typeof event !== "object" || event.type !== "textReceived") return [line];
    return event.text.trim().split(" ");
  });
}

function question(id: string): ConversationEvent {
  return { type: "messageAdded", at, id, parentId: null, content: [{ type: "text", text: id }] };
}

function text(id: string, words: string): ConversationEvent {
  return { type: "textReceived", at, id, text: words };
}
