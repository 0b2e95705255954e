import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

interface Import {
  readonly file: string;
  /** `core/ids` for a file of ours, the name as written for a package. */
  readonly target: string;
  readonly ours: boolean;
  readonly dynamic: boolean;
  readonly typeOnly: boolean;
}

/** What the files of a folder may import beside their own folder: the table of docs/design.md. */
const rooms: Readonly<
  Record<string, { readonly folders: readonly string[]; readonly packages: RegExp }>
> = {
  core: { folders: [], packages: /^$/ },
  client: { folders: ["core"], packages: /^openai(\/|$)/ },
  desktop: { folders: ["core"], packages: /^node:/ },
  host: { folders: ["core"], packages: /^vscode$/ },
  webview: {
    folders: ["core"],
    packages:
      /^(preact|@preact\/signals|markdown-it|entities|@cfworker\/json-schema|highlight\.js|@vscode\/(l10n|codicons))(\/|$)/,
  },
  "extension.ts": { folders: ["host", "parley"], packages: /^vscode$/ },
  "parley.ts": { folders: ["core", "client", "desktop", "host"], packages: /^vscode$/ },
};

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .map(name => name.replaceAll(path.sep, "/"))
  .filter(name => /\.tsx?$/.test(name));
const imports = files.flatMap(importsOf);

describe("the source", () => {
  it("is found, with its imports", () => {
    assert.ok(files.length > 30 && imports.length > 100);
    for (const room of Object.keys(rooms))
      assert.ok(
        files.some(file => roomOf(file) === room),
        room,
      );
  });

  it("lies in the rooms of the design only", () => {
    assert.deepEqual(
      files.filter(file => !Object.hasOwn(rooms, roomOf(file))),
      [],
    );
  });

  for (const room of Object.keys(rooms)) {
    it(`of ${room} imports what that room may, and nothing else`, () => {
      const refused = imports.filter(
        found => roomOf(found.file) === room && !mayImport(room, found),
      );
      assert.deepEqual(refused.map(shown), []);
    });
  }

  it("of the panel takes from the core nothing that makes or keeps conversations", () => {
    const makers = [
      "core/session",
      "core/chats",
      "core/journal",
      "core/panelController",
      "core/store",
    ];
    const taken = imports.filter(({ file }) => roomOf(file) === "webview");
    assert.deepEqual(taken.filter(({ target }) => makers.includes(target)).map(shown), []);
  });

  it("is never built on extension.ts", () => {
    assert.deepEqual(
      imports.filter(({ target, ours }) => ours && target === "extension").map(shown),
      [],
    );
  });

  it("of extension.ts loads the rest at first use", () => {
    const taken = imports.filter(({ file, typeOnly }) => file === "extension.ts" && !typeOnly);
    const early = taken.filter(({ dynamic }) => !dynamic).map(({ target }) => target);
    assert.deepEqual(early.toSorted(), [
      "host/chatView",
      "host/commands",
      "host/functionFiles",
      "vscode",
    ]);
  });

  it("loads the openai package in client/sdk.ts only, and that file on first use", () => {
    const loading = imports.filter(
      ({ target, typeOnly }) => /^openai(\/|$)/.test(target) && !typeOnly,
    );
    assert.deepEqual([...new Set(loading.map(({ file }) => file))], ["client/sdk.ts"]);
    const early = imports.filter(({ target, ...how }) => {
      return target === "client/sdk" && !how.dynamic && !how.typeOnly;
    });
    assert.deepEqual(early.map(shown), []);
  });

  it("loads the table of models when something of it is asked for only", () => {
    const loading = imports.filter(({ target }) => target === "core/modelTable");
    assert.deepEqual(
      loading.map(({ file, dynamic }) => [file, dynamic]),
      [
        ["client/models.ts", true],
        ["core/knownModel.ts", true],
      ],
    );
  });

  /** Their texts are programs for the user, who runs them elsewhere. */
  const writesCode = ["core/wireCopies.ts"];
  const absent: Readonly<Record<string, { readonly pattern: RegExp; readonly where: RegExp }>> = {
    "a default export": { pattern: /^export default\b/m, where: /(?<!\.d\.ts)$/ },
    "the console": { pattern: /\bconsole\.(debug|dir|error|info|log|trace|warn)\b/, where: /./ },
    "HTML made of text": {
      pattern: /\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write/,
      where: /./,
    },
    "code made of text": { pattern: /\beval\s*\(|new Function\b/, where: /./ },
    "Node's globals": {
      pattern: /\b(process\.|Buffer\b|__dirname|require\()/,
      where: /^(core|client|webview)\//,
    },
    "the DOM": { pattern: /\b(document|window)\./, where: /^(core|client|desktop)\// },
  };
  for (const [what, { pattern, where }] of Object.entries(absent)) {
    it(`has no use of ${what} where it must not`, () => {
      const searched = files.filter(file => where.test(file) && !writesCode.includes(file));
      assert.ok(searched.length > 0);
      assert.deepEqual(
        searched.filter(file => pattern.test(codeOf(file))),
        [],
      );
    });
  }
});

describe("the search for imports", () => {
  it("sees every way to write one", () => {
    const text = `import a from "a";
import { b,
  c } from 'b';
import type { D } from "./d";
export { e } from "../core/e";
import "f";
const g = await import("./g");
import * as h from "node:h";
// import "commented";
`;
    const found = importsIn("host/x.ts", text).map(({ target }) => target);
    assert.deepEqual(found, ["a", "b", "host/d", "core/e", "f", "host/g", "node:h"]);
  });
});

function roomOf(file: string): string {
  if (file === "extension") return "extension.ts";
  return file.split("/", 1)[0] ?? "";
}

function mayImport(room: string, { target, ours }: Import): boolean {
  const { folders = [], packages } = rooms[room] ?? {};
  return ours ? [room, ...folders].includes(roomOf(target)) : packages?.test(target) === true;
}

function importsOf(file: string): readonly Import[] {
  return importsIn(file, codeOf(file));
}

function importsIn(file: string, text: string): readonly Import[] {
  const form =
    /^\s*(?:import|export)\s+(type\s)?(?:[^"'`;]*?\sfrom\s*)?["']([^"']+)["']|\bimport\(\s*["'`]([^"'`]+)["'`]/gm;
  return Array.from(text.matchAll(form), ([, type, fixed, dynamic]) => {
    const written = fixed ?? dynamic ?? "";
    const ours = written.startsWith(".");
    const target = ours ? path.posix.join(path.posix.dirname(file), written) : written;
    return { file, target, ours, dynamic: dynamic !== undefined, typeOnly: type !== undefined };
  });
}

/** A file's text without whole-line comments, in which words like “document.” are harmless. */
function codeOf(file: string): string {
  return readFileSync(path.join("src", file), "utf8").replace(/^\s*(\/\/|\/?\*).*$/gm, "");
}

function shown({ file, target }: Import): string {
  return `${file} imports ${target}`;
}
