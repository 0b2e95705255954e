import assert from "node:assert/strict";
import * as fc from "fast-check";
import { emptyConversation } from "../../../../src/core/conversation";
import { wholeEvents } from "../../../../src/core/exchange/wholeEvents";
import { filesIn } from "../../../../src/core/imageRules";
import { reduceAll } from "../../../../src/core/reduce";
import { exported, imported, refusals } from "../../../support/exchange";
import {
  type GeneratedConversation,
  generatedConversation,
  journalTextOf,
} from "../../../support/generatedConversations";
import { png } from "../../../support/imageBytes";
import { MemoryStore } from "../../../support/memoryStore";

const picture = png(2, 3);

/** A store with these conversations; their pictures are files of the store. */
async function storeWith(...all: readonly GeneratedConversation[]): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (const generated of all) {
    const { id } = generated.header;
    const name = await store.writeFile(id, picture, "png");
    store.journals.set(id, journalTextOf(generated).replaceAll(`${"a".repeat(64)}.png`, name));
  }
  return store;
}

describe("export and import", () => {
  it("make of a whole conversation the events that give it again", () => {
    fc.assert(
      fc.property(generatedConversation, ({ header, conversation }) => {
        const messages = [...conversation.messages.values()];
        const events = [...wholeEvents({ ...conversation, messages })];
        assert.deepEqual(reduceAll(emptyConversation(header), events), conversation);
      }),
      { numRuns: 3000 },
    );
  });

  for (const form of ["json", "native"] as const) {
    it(`give an equal conversation by ${form}, with branches, deleted messages and pictures`, async () => {
      await fc.assert(
        fc.asyncProperty(generatedConversation, async generated => {
          const { id } = generated.header;
          const store = await storeWith(generated);
          const before = store.reading(id);
          fc.pre(before !== undefined && before.conversation.messages.size > 0);
          const { file } = await exported(store, [id], form);
          const { report, store: other } = await imported([file]);
          assert.deepEqual(refusals(report), []);
          assert.equal(report.imported[0]?.came, "new");
          assert.deepEqual(other.reading(id)?.conversation, before?.conversation);
          assert.deepEqual(other.reading(id)?.header, before?.header);
          assert.equal(other.reading(id)?.damagedLines, 0);
          const names = filesIn([...(before?.conversation.messages.values() ?? [])]);
          const kept = names.flatMap(name => store.files.get(id)?.get(name) ?? []);
          const brought = names.flatMap(name => other.files.get(id)?.get(name) ?? []);
          const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
          assert.deepEqual(brought.map(hex), kept.map(hex));
        }),
        { numRuns: 300 },
      );
    });
  }
});
