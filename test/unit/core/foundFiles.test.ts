import assert from "node:assert/strict";
import { type FoundFile, globFor, mostFound, rankFiles } from "../../../src/core/foundFiles";

const paths = ["src/main.ts", "src/domain.ts", "main/other.ts", "readme.md", "lib/Main.java"];
const files = paths.map(path => file(path));

describe("rankFiles", () => {
  it("puts names that begin with it first, then names that hold it, then paths", () => {
    assert.deepEqual(named("main"), [
      "src/main.ts",
      "lib/Main.java",
      "src/domain.ts",
      "main/other.ts",
    ]);
  });

  it("puts what is open before its equals, and leaves out what does not fit", () => {
    const open = [
      ...files.slice(1),
      { ...file("zzz/src/main.ts"), open: true },
      file("src/main.ts"),
    ];
    assert.deepEqual(named("MAIN.TS", open), ["zzz/src/main.ts", "src/main.ts", "src/domain.ts"]);
    assert.deepEqual(named("nothing like it"), []);
  });

  it("shows fifty at most", () => {
    const many = Array.from({ length: 200 }, (_, index) => file(`src/${index}.ts`));
    assert.equal(rankFiles("", many).length, mostFound);
  });

  it("finds a path that was typed with slashes", () => {
    assert.deepEqual(named("src/ma"), ["src/main.ts"]);
  });
});

describe("globFor", () => {
  it("asks for any case, and lets no sign of a glob through", () => {
    assert.equal(globFor("aB"), "{**/*[aA][bB]*,**/*[aA][bB]*/**}");
    assert.equal(globFor("{*}"), "{**/*???*,**/*???*/**}");
    assert.equal(globFor("a/b"), "**/*[aA]/[bB]*");
    assert.equal(globFor(""), "**/*");
  });
});

function named(query: string, among: readonly FoundFile[] = files): readonly string[] {
  return rankFiles(query, among).map(({ folder, name }) =>
    folder === "" ? name : `${folder}/${name}`,
  );
}

function file(path: string): FoundFile {
  const at = path.lastIndexOf("/");
  return {
    uri: `file:///${path}`,
    name: path.slice(at + 1),
    folder: path.slice(0, Math.max(0, at)),
    open: false,
  };
}
