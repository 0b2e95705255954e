import assert from "node:assert/strict";
import * as fc from "fast-check";
import { type Edit, followed, resembles, sharedLines } from "../../../src/core/liveSpan";

const span = { start: 10, end: 20 };

describe("followed", () => {
  const rows: readonly (readonly [what: string, edit: Edit, start: number, end: number])[] = [
    ["an insertion before it", { offset: 3, removed: 0, added: 5 }, 15, 25],
    ["an insertion at its beginning", { offset: 10, removed: 0, added: 5 }, 15, 25],
    ["an insertion at its end", { offset: 20, removed: 0, added: 5 }, 10, 20],
    ["an insertion inside", { offset: 12, removed: 0, added: 5 }, 10, 25],
    ["a removal inside", { offset: 12, removed: 3, added: 0 }, 10, 17],
    ["a removal over its beginning", { offset: 8, removed: 4, added: 1 }, 9, 17],
    ["a removal over its end", { offset: 18, removed: 4, added: 1 }, 10, 18],
    ["its replacement", { offset: 10, removed: 10, added: 3 }, 10, 13],
    ["an edit behind it", { offset: 25, removed: 4, added: 0 }, 10, 20],
  ];
  for (const [what, edit, start, end] of rows)
    it(`takes it through ${what}`, () => assert.deepEqual(followed(span, edit), { start, end }));

  it("loses it when more than it was replaced", () => {
    assert.equal(followed(span, { offset: 9, removed: 11, added: 40 }), undefined);
    assert.equal(followed(span, { offset: 10, removed: 11, added: 0 }), undefined);
  });

  it("finds it again when a cut is undone", () => {
    const cut = followed(span, { offset: 10, removed: 10, added: 0 });
    assert.deepEqual(cut && followed(cut, { offset: 10, removed: 0, added: 10 }), span);
  });

  it("keeps what is not touched, wherever else is written", () => {
    const text = `${"a".repeat(10)}0123456789${"b".repeat(10)}`;
    fc.assert(
      fc.property(edits(), list => {
        let now = text;
        let place: { start: number; end: number } | undefined = span;
        for (const { before, at, removed, added } of list) {
          if (!place) return;
          const room = before ? place.start : now.length - place.end;
          const offset = Math.min(at, room) + (before ? 0 : place.end);
          const gone = Math.min(removed, (before ? place.start : now.length) - offset);
          now = now.slice(0, offset) + "x".repeat(added) + now.slice(offset + gone);
          place = followed(place, { offset, removed: gone, added });
        }
        assert.equal(place && now.slice(place.start, place.end), "0123456789");
      }),
    );
  });
});

describe("resembles", () => {
  it("takes edited code for the same, and other code not", () => {
    const code = "function add(a, b) {\n  return a + b;\n}";
    assert.ok(resembles(code, code));
    assert.ok(resembles(code, "function add(a, b) {\n  const sum = a + b;\n  return sum;\n}"));
    assert.ok(resembles(code, "    function add(a, b) {\n      return a + b;\n    }"));
    assert.ok(resembles("let total = 1;", "let total = 12;"));
    assert.ok(!resembles(code, "export const unrelated = [1, 2, 3];"));
    assert.ok(!resembles(code, " \n"));
    assert.ok(!resembles("let a;", "while (true) work();"));
  });
});

describe("sharedLines", () => {
  it("counts each line once", () => {
    assert.equal(sharedLines("a\nb\n\n  a", "a\nc"), 1 / 3);
    assert.equal(sharedLines("", "a"), 0);
  });
});

function edits() {
  return fc.array(
    fc.record({
      before: fc.boolean(),
      at: fc.nat(30),
      removed: fc.nat(5),
      added: fc.nat(5),
    }),
    { maxLength: 8 },
  );
}
