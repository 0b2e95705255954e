import assert from "node:assert/strict";
import { type Finding, named } from "../../../src/core/diagnostics";

describe("what VS Code reports", () => {
  it("is named errors first, then by line, and the same only once", () => {
    const { findings, more } = named([
      found(5, "b", "warning"),
      found(9, "c"),
      found(2, "a"),
      found(2, "a"),
    ]);
    assert.deepEqual(
      findings.map(({ line, message }) => `${line} ${message}`),
      ["2 a", "9 c", "5 b"],
    );
    assert.equal(more, 0);
  });

  it("is limited in number, and says how many more there are", () => {
    const { findings, more } = named(Array.from({ length: 25 }, (_, line) => found(line, "x")));
    assert.deepEqual([findings.length, more], [10, 15]);
  });

  it("is limited in length, on one line, and never cut inside a character", () => {
    const [finding] = named([found(1, `one\n  two ${"😀".repeat(400)}`)]).findings;
    const characters = Array.from(finding?.message ?? "");
    assert.equal(characters.length, 300);
    assert.equal(characters.slice(0, 8).join(""), "one two ");
    assert.deepEqual(characters.slice(-2), ["😀", "…"]);
  });
});

function found(line: number, message: string, severity: Finding["severity"] = "error"): Finding {
  return { severity, line, message };
}
