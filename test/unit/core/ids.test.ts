import assert from "node:assert/strict";
import { isConversationId, messageId, uuidv7 } from "../../../src/core/ids";

describe("uuidv7", () => {
  it("is a lower-case UUID of version 7", () => {
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    for (let count = 0; count < 200; count++) assert.match(uuidv7(count * 1e10), form);
  });

  it("holds the time", () => {
    assert.equal(uuidv7(0x0123456789ab).slice(0, 13), "01234567-89ab");
  });

  it("sorts by time", () => {
    const times = [0, 1, 255, 256, 65_536, 1e12, 1_700_000_000_000, 1_700_000_000_001, 2 ** 47];
    const ids = times.map(uuidv7);
    assert.deepEqual(ids.toSorted(), ids);
  });

  it("is never the same twice at one time", () => {
    assert.equal(new Set(Array.from({ length: 1000 }, () => uuidv7(7))).size, 1000);
  });

  it("can be the name of a file", () => assert.ok(isConversationId(uuidv7(7))));
});

describe("isConversationId", () => {
  const id = uuidv7(1_700_000_000_000);
  for (const text of [
    "",
    "..",
    "../x",
    id.toUpperCase(),
    `${id}.`,
    ` ${id}`,
    `${id}\n`,
    `${id}/x`,
  ]) {
    it(`refuses ${JSON.stringify(text).replace(id, "an id")}`, () => {
      assert.equal(isConversationId(text), text === "" ? false : text === id);
    });
  }

  it("refuses what is no text", () => {
    assert.deepEqual([undefined, 7, [id], { id }].map(isConversationId), [
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("messageId", () => {
  it("is never the same twice", () => assert.notEqual(messageId(), messageId()));
});
