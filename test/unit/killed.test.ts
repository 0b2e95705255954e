import assert from "node:assert/strict";
import { killMany } from "../support/killedRounds";

// A sample of `npm run test:slow`; the build has made the program that is killed.
describe("a process that is killed at random moments", () => {
  it("loses no conversation and no finished message, and of the text what 250 ms carry", async () => {
    const run = await killMany({ seed: 7, kills: 25, lanes: 4 });
    assert.deepEqual(
      [...run.kills, run].flatMap(({ wrong }) => wrong),
      [],
    );
    assert.ok(run.questions > 10 && run.kills.some(({ lost }) => lost.length > 0));
  }).timeout(120_000);
});
