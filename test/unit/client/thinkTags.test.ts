import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { ReadEvent } from "../../../src/client/reading";
import { ThinkTags } from "../../../src/client/thinkTags";

/** Reasoning and text of an answer that comes in these pieces. */
function split(...pieces: readonly (string | ReadEvent)[]): readonly [string, string] {
  const tags = new ThinkTags();
  const events = pieces.flatMap(piece =>
    tags.take(typeof piece === "string" ? { type: "text", text: piece } : piece),
  );
  const all = [...events, ...tags.end()];
  const join = (type: "text" | "reasoning") =>
    all.map(event => (event.type === type ? event.text : "")).join("");
  return [join("reasoning"), join("text")];
}

const marked = (text: string): ReadEvent => ({ type: "text", text, thought: true });

describe("think tags", () => {
  for (const name of ["think", "thinking", "thought"]) {
    it(`are split when they are <${name}>, and keep every other character`, () => {
      assert.deepEqual(split(`<${name}>\nHm\n</${name}>\n\nYes`), ["\nHm\n", "\n\nYes"]);
    });
  }

  it("count after blanks at the beginning, and nowhere else", () => {
    assert.deepEqual(split(" \n<think>Hm</think>Yes"), ["Hm", "Yes"]);
    const later = ["A <think>b</think>", "`<think>`", "<thin", "<thinker>x</thinker>", "<Think>"];
    for (const text of later) assert.deepEqual(split(text), ["", text]);
  });

  it("are closed by their own name only", () => {
    assert.deepEqual(split("<think>a</thinking>b</think>c"), ["a</thinking>b", "c"]);
  });

  it("may never be closed", () => {
    assert.deepEqual(split("<think>Hm</thi"), ["Hm</thi", ""]);
  });

  it("do not hold back blanks at the end", () => {
    assert.deepEqual(split(" \n"), ["", " \n"]);
  });

  it("are split the same wherever they are cut", () => {
    const words = ["<think>", "</think>", "<thought>", "</thought>", "<", " ", "\n", "a", "</th"];
    const text = fc.array(fc.constantFrom(...words), { maxLength: 10 }).map(all => all.join(""));
    fc.assert(
      fc.property(text, text => assert.deepEqual(split(...text.split("")), split(text))),
      { numRuns: 2000 },
    );
  });

  it("need not be there when thoughts are marked", () => {
    assert.deepEqual(split(marked("Hm"), marked(", so"), "Yes"), ["Hm, so", "Yes"]);
    assert.deepEqual(split(marked("<thought>Hm"), "</tho", "ught>Yes"), ["Hm", "Yes"]);
    assert.deepEqual(split("A", marked("<thought>Hm</thought>"), "B"), ["Hm", "AB"]);
  });
});
