import assert from "node:assert/strict";
import * as fc from "fast-check";
import { type Dialect, errors, texts, thoughts, toolCalls } from "../../fixtures/dialects";
import { brief, bytesOf, cutAt, heard, read } from "../../support/reading";

const groups: Readonly<Record<string, readonly Dialect[]>> = { texts, thoughts, toolCalls, errors };
const all = Object.values(groups).flat();

for (const [group, dialects] of Object.entries(groups)) {
  describe(`the dialects of ${group}`, () => {
    for (const { name, body, heard: expected } of dialects)
      it(`reads ${name}`, async () => assert.deepEqual(brief(await read(body)), expected));
  });
}

describe("every dialect", () => {
  it("is read the same with another content type, line breaks and a byte order mark", async () => {
    for (const { body, heard: expected } of all) {
      const others = [body.replaceAll("\n", "\r\n"), body.replaceAll("\n", "\r"), `\ufeff${body}`];
      for (const other of others) assert.deepEqual(brief(await read(other)), expected);
      const contentType = "application/json";
      assert.deepEqual(brief(await read(body, { contentType })), expected);
    }
  });

  it("is read the same wherever the bytes are cut", async () => {
    const places = fc.array(fc.nat(), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...all), places, async (dialect, cuts) => {
        const { body } = dialect;
        const pieces = cutAt(bytesOf(body), cuts);
        const whole = heard(await read(body));
        assert.deepEqual(heard(await read(pieces)), whole);
      }),
      { numRuns: 300 },
    );
  }).timeout(20_000);

  it("keeps what came before the connection broke, and ends once", async () => {
    for (const { body } of texts) {
      const bytes = bytesOf(body);
      const { text: whole, end } = heard(await read(body));
      for (let at = 0; at < bytes.length; at += 11) {
        const events = await read([bytes.subarray(0, at), new TypeError("terminated")]);
        assert.ok(whole.startsWith(heard(events).text), heard(events).text);
      }
      const broken = heard(await read([bytes, new TypeError("terminated")]));
      assert.deepEqual([broken.text, broken.end.replace(/: terminated$/, "")], [whole, end]);
    }
  }).timeout(20_000);
});
