import assert from "node:assert/strict";
import { ChatFailure, errorAdvice } from "../../../src/core/errors";
import { fill } from "../../../src/core/phrase";

describe("fill", () => {
  it("puts values into their places", () => {
    assert.equal(fill("{0} refused {1}, said {0}", ["a", "b"]), "a refused b, said a");
  });

  it("leaves places without a value, and values with places, as they are", () => {
    assert.equal(fill("{0} and {1}", ["{1} $& $1"]), "{1} $& $1 and {1}");
    assert.equal(fill("{0}"), "{0}");
  });
});

describe("error advice", () => {
  for (const [kind, { title, advice }] of Object.entries(errorAdvice)) {
    it(`says for ${kind} what happened and what to do, in full`, () => {
      assert.match(title, /^[A-Z{].*[^.]$/);
      assert.match(advice, /^[A-Z].*[.?]$/);
    });
  }
});

describe("ChatFailure", () => {
  it("carries its error as data", () => {
    const error = { kind: "auth", detail: "no" } as const;
    assert.deepEqual([new ChatFailure(error).error, new ChatFailure(error).message], [error, "no"]);
  });
});
