import assert from "node:assert/strict";
import * as fc from "fast-check";
import { indented } from "../../../src/webview/jsonIndent";

describe("JSON over several lines", () => {
  it("is what JSON.stringify makes of it, however it was written", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 1, "\t"), (json, space) => {
        const value: unknown = JSON.parse(json);
        const written = JSON.stringify(value, null, space);
        assert.equal(indented(written), JSON.stringify(value, null, 2));
      }),
    );
  });

  it("keeps every digit of a number, and how a text is escaped", () => {
    const json = '{"id":12345678901234567890,"text":"\\u00e4{[,:"}';
    const lines = ["{", '  "id": 12345678901234567890,', '  "text": "\\u00e4{[,:"', "}"];
    assert.equal(indented(json), lines.join("\n"));
  });
});
