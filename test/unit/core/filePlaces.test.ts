import assert from "node:assert/strict";
import { filePlaces, pathBelow, readPlace } from "../../../src/core/filePlaces";

describe("filePlaces", () => {
  const rows: readonly (readonly [text: string, places: readonly string[]])[] = [
    ["see src/a.ts:12.", ["src/a.ts:12"]],
    ["(src/a.ts:12:5), src/b.ts#L3-L9", ["src/a.ts:12:5", "src/b.ts#L3-L9"]],
    ["src\\a.ts:12-20 and ./b.ts:1", ["src\\a.ts:12-20", "./b.ts:1"]],
    ["in „größe.ts:3“", ["größe.ts:3"]],
    ["C:\\work\\a.ts:3", ["C:\\work\\a.ts:3"]],
    ["at 10:30, 3.5:1, localhost:3000, 127.0.0.1:80", []],
    ["https://example.com/a.ts:12", []],
    ["src/a.ts:0, src/:3, a.ts, src/a.ts:12x, src/a.ts:1/b", []],
  ];
  for (const [text, places] of rows) {
    it(`finds ${places.length} in ${JSON.stringify(text)}`, () => {
      const found = filePlaces(text);
      assert.deepEqual(
        found.map(place => place.text),
        places,
      );
      for (const { start, end, text: place } of found) assert.equal(text.slice(start, end), place);
    });
  }

  it("looks at each character a few times at most", () => {
    const long = `${"a/b.".repeat(50_000)} ${"x:1".repeat(50_000)}`;
    assert.deepEqual(filePlaces(long), []); // For minutes, if it began anew at each character.
  });
});

describe("readPlace", () => {
  it("reads line and column, also with spaces in the name", () => {
    assert.deepEqual(readPlace("my files\\a b.ts:12:5"), {
      path: "my files/a b.ts",
      line: 12,
      column: 5,
    });
    assert.deepEqual(readPlace("a.ts#L7"), { path: "a.ts", line: 7, column: 1 });
  });

  for (const text of [
    "a.ts",
    "a.ts:0",
    "a.ts:1:0",
    "12:30",
    "http://x.y:80",
    "a\n.ts:1",
    "a.ts:1 ",
  ])
    it(`takes ${JSON.stringify(text)} for no place`, () => {
      assert.equal(readPlace(text), undefined);
    });
});

describe("pathBelow", () => {
  const rows: readonly (readonly [root: string, path: string, below: string | undefined])[] = [
    ["/home/me/app", "src/a.ts", "src/a.ts"],
    ["/home/me/app", "./src/a.ts", "src/a.ts"],
    ["/home/me/app", "/home/me/app/src/a.ts", "src/a.ts"],
    ["/", "/src/a.ts", "src/a.ts"],
    ["/c:/work/app", "C:/work/app/src/A.ts", "src/A.ts"],
    ["/home/me/app", "/home/me/application/a.ts", undefined],
    ["/home/me/app", "/etc/passwd.d/x", undefined],
    ["/c:/work/app", "D:/work/app/a.ts", undefined],
    ["/home/me/app", "../other/a.ts", undefined],
    ["/home/me/app", "src/../../a.ts", undefined],
    ["/home/me/app", "/home/me/app/../a.ts", undefined],
    ["/home/me/app", "//server/share/a.ts", undefined],
    ["/home/me/app", "src//a.ts", undefined],
    ["/home/me/app", "src/.. /a.ts", undefined],
    ["/home/me/app", "file:/etc/passwd", undefined],
    ["/home/me/app", "src/a.ts:stream", undefined],
    ["/home/me/app", "src/a\u202e.ts", undefined],
    ["/home/me/app", "src/a\0.ts", undefined],
    ["/home/me/app", "", undefined],
  ];
  for (const [root, path, below] of rows) {
    it(`of ${JSON.stringify(path)} below ${root} is ${below ?? "nothing"}`, () => {
      assert.equal(pathBelow(root, path), below);
    });
  }
});
