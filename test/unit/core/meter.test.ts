import assert from "node:assert/strict";
import { readEntry } from "../../../src/core/connectionEntry";
import { type Draft, emptyDraft } from "../../../src/core/drafts";
import { Meter } from "../../../src/core/meter";
import type { MeterReading } from "../../../src/core/metering";
import { TokenCorrections } from "../../../src/core/tokenCorrections";
import { settled } from "../../support/fakeClock";
import { MemoryState } from "../../support/memoryState";
import { said, ScriptedSession, text } from "../../support/scriptedSession";
import { until } from "../../support/until";

describe("a meter", () => {
  it("measures once when something was touched, a moment after the last time", async () => {
    const { meter, clock, told, draft } = open();
    draft.text = "word ".repeat(10);
    meter.touch();
    clock.advance(100);
    meter.touch();
    clock.advance(100);
    await settled();
    assert.equal(told.length, 0);
    clock.advance(50);
    await until(() => told.length > 0);
    assert.deepEqual([told.length, told.at(0)?.tokens, told.at(0)?.window], [1, 14, 64_000]);
  });

  it("says nothing twice, but to a page that was told nothing yet", async () => {
    const { meter, clock, told, read } = open();
    for (const act of ["touch", "touch", "forget"] as const) {
      meter[act]();
      const before = read.count;
      clock.advance(150);
      await until(() => read.count > before);
      await settled();
    }
    assert.equal(told.length, 2);
  });

  it("measures nothing while an answer comes, and the longer thread afterwards", async () => {
    const { meter, clock, told, scripted, read } = open();
    scripted.next([text("Hello")]);
    await scripted.send("word ".repeat(10));
    meter.touch();
    clock.advance(150);
    await settled();
    assert.deepEqual([told.length, read.count], [0, 0]);
    await scripted.say(...said(" there, all of you"));
    meter.touch();
    clock.advance(150);
    await until(() => told.length > 0);
    assert.ok((told.at(0)?.tokens ?? 0) > 20);
  });

  it("measures nothing any more once its view is closed", async () => {
    const { meter, clock, told } = open();
    meter.touch();
    meter.dispose();
    assert.equal(clock.waiting, 0);
    assert.equal(told.length, 0);
  });
});

function open() {
  const scripted = new ScriptedSession();
  const { clock, session } = scripted;
  const told: MeterReading[] = [];
  const read = { count: 0 };
  const draft: { text: string } & Omit<Draft, "text"> = { ...emptyDraft };
  const models = [{ id: "small", contextWindow: 64_000 }];
  const { connection } = readEntry({ id: "loopback", provider: "openai-compatible", models });
  const meter = new Meter(
    {
      clock,
      corrections: new TokenCorrections(new MemoryState()),
      lists: { known: async () => undefined },
      connectionOf: () => connection,
    },
    {
      shown: () => ({ session, leafId: session.conversation.leafId }),
      draft: async () => {
        read.count += 1;
        return draft;
      },
      tell: (_id, reading) => void told.push(reading),
    },
  );
  return { scripted, meter, clock, told, draft, read };
}
