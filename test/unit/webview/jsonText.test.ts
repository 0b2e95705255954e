import assert from "node:assert/strict";
import * as fc from "fast-check";
import { fill } from "../../../src/core/phrase";
import { readJson } from "../../../src/webview/jsonText";

function faultIn(text: string): string {
  const reading = readJson(text);
  return reading.ok ? "" : fill(reading.fault.text, reading.fault.values);
}

describe("JSON that somebody types", () => {
  const places: readonly (readonly [text: string, where: string])[] = [
    ["Paris", "not JSON: line 1, column 1."],
    ["{'a': 1}", "not JSON: line 1, column 2."],
    ['{\n "a": 1,\n b }', "not JSON: line 3, column 2."],
    ['{"a": 1,}', "not JSON: line 1, column 9."],
    ['{"a" 1}', "not JSON: line 1, column 6."],
    ['["a\nb"]', "not JSON: line 1, column 4."],
    ['["\\x"]', "not JSON: line 1, column 3."],
    ["[01]", "not JSON: line 1, column 2."],
    ["[nulla]", "not JSON: line 1, column 2."],
    ["{} {}", "not JSON: line 1, column 4."],
    ["", "ends too early: line 1, column 1."],
    ['{ "a": [1,\n  ', "ends too early: line 1, column 11."],
    ['"abc', "ends too early: line 1, column 5."],
  ];
  for (const [text, where] of places)
    it(`is told where it goes wrong: ${JSON.stringify(text)}`, () => {
      assert.ok(faultIn(text).endsWith(where), faultIn(text));
    });

  it("has its fault where the engine stops too, whatever is cut away or put in", () => {
    const wrong = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom("", "x", "}", ",", '"'))
      .map(([json, at, sign]) => {
        const place = at % (json.length + 1);
        return json.slice(0, place) + sign + json.slice(place + 1);
      });
    fc.assert(
      fc.property(wrong, text => {
        const reading = readJson(text);
        if (reading.ok) return;
        const named = engineSays(text);
        if (named === undefined || named >= text.trimEnd().length) return;
        const [line = "", column = ""] = reading.fault.values;
        const place = text
          .split("\n")
          .slice(0, Number(line) - 1)
          .join("\n").length;
        const found = place + (Number(line) > 1 ? 1 : 0) + Number(column) - 1;
        // Words and numbers that go wrong are named by their beginning here, by their end there.
        assert.ok(found <= named && named - found < 40, `${text}: ${found}, ${named}`);
      }),
      { numRuns: 3000 },
    );
  });
});

function engineSays(text: string): number | undefined {
  try {
    JSON.parse(text);
  } catch (error) {
    const at = /position (\d+)/.exec(String(error))?.[1];
    return at === undefined ? undefined : Number(at);
  }
  return undefined;
}
