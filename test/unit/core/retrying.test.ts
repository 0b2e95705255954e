import assert from "node:assert/strict";
import { type ChatErrorKind, errorAdvice } from "../../../src/core/errors";
import { waitBefore } from "../../../src/core/retrying";

describe("the wait before a request is sent again by itself", () => {
  it("is what the provider asks for, or grows where it says nothing", () => {
    assert.equal(waitBefore({ kind: "rateLimit", retryAfterMs: 7000 }, 0), 7000);
    assert.deepEqual(
      [0, 1].map(retries => waitBefore({ kind: "overloaded" }, retries)),
      [2000, 4000],
    );
  });

  it("is there twice, and not a third time", () => {
    const waits = [0, 1, 2, 3].map(
      retries => waitBefore({ kind: "rateLimit", retryAfterMs: 1 }, retries) !== undefined,
    );
    assert.deepEqual(waits, [true, true, false, false]);
  });

  it("is ten minutes at most: what takes longer is the user's to decide", () => {
    const waits = [600_000, 600_001, 86_400_000].map(retryAfterMs =>
      waitBefore({ kind: "rateLimit", retryAfterMs }, 0),
    );
    assert.deepEqual(waits, [600_000, undefined, undefined]);
  });

  it("is there for no error that may have been billed, or does not pass by itself", () => {
    const kinds = Object.keys(errorAdvice) as ChatErrorKind[];
    const passing = kinds.filter(kind => waitBefore({ kind, retryAfterMs: 1000 }, 0) !== undefined);
    assert.deepEqual(passing, ["rateLimit", "overloaded"]);
  });
});
