import assert from "node:assert/strict";
import * as fc from "fast-check";
import { fill } from "../../../src/core/phrase";
import { readKey, secretName } from "../../../src/core/key";

const printable = Array.from({ length: 0x7f - 0x21 }, (_, index) =>
  String.fromCharCode(0x21 + index),
);

describe("readKey", () => {
  for (const typed of ["sk-1", " sk-1", "sk-1\r\n", "\tsk-1\n\n", "\ufeffsk-1\u00a0"]) {
    it(`trims ${JSON.stringify(typed)}`, () => {
      assert.deepEqual(readKey(typed), { ok: true, key: "sk-1" });
    });
  }

  it("takes every printable ASCII character", () => {
    const key = printable.join("");
    assert.deepEqual(readKey(key), { ok: true, key });
  });

  for (const typed of ["", " ", "\n\t"]) {
    it(`asks for a key after ${JSON.stringify(typed)}`, () => {
      assert.match(problemOf(typed), /Paste or type/);
    });
  }

  it("refuses what is far too long for a key", () => {
    assert.match(problemOf("x".repeat(8193)), /too long/);
    assert.equal(readKey("x".repeat(8192)).ok, true);
  });

  const controls = Array.from({ length: 0x21 }, (_, code) => String.fromCharCode(code));
  it("refuses every control character and blank inside, and says where it is", () => {
    for (const control of [...controls, "\x7f", "\x85", "\u200b", "\u2028", "é", "😀", "\ud83d"]) {
      const reading = readKey(`secret${control}value`);
      const code = (control.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
      assert.ok(!reading.ok);
      assert.deepEqual(reading.values, ["7", `U+${code}`]);
    }
  });

  it("never shows a part of the key", () => {
    const part = fc.string({ unit: fc.constantFrom(...printable), minLength: 8, maxLength: 40 });
    fc.assert(
      fc.property(part, fc.constantFrom(...controls, "é"), part, (before, wrong, after) => {
        const shown = problemOf(before + wrong + after);
        assert.ok(!shown.includes(before) && !shown.includes(after));
      }),
    );
  });
});

describe("secretName", () => {
  it("is the name that keys are stored under", () => {
    assert.equal(secretName("openai"), "parley.key.openai");
  });
});

function problemOf(typed: string): string {
  const reading = readKey(typed);
  assert.ok(!reading.ok);
  return fill(reading.problem, reading.values);
}
