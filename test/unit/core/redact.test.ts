import assert from "node:assert/strict";
import * as fc from "fast-check";
import { redact } from "../../../src/core/redact";

const forms: Readonly<Record<string, (key: string) => string>> = {
  plain: key => key,
  "URL-encoded": encodeURIComponent,
  "base64-encoded": key => Buffer.from(key).toString("base64"),
  "JSON-escaped": key => JSON.stringify(key).slice(1, -1),
};

describe("redact", () => {
  for (const [name, encode] of Object.entries(forms)) {
    it(`leaves no eight characters of a ${name} key in a text`, () => {
      fc.assert(
        fc.property(key, fc.string(), fc.string(), fc.nat(20), (key, before, after, cut) => {
          const shown = redact(before + encode(key).slice(cut) + after, [key]);
          for (const run of runsOf(encode(key))) assert.ok(!shown.includes(run), run);
        }),
      );
    });
  }

  it("leaves a text without a key as it is", () => {
    const text = "Incorrect API key provided. See https://host/v1, 😀.";
    assert.equal(redact(text, ["a-key-that-is-not-there", "short", ""]), text);
    assert.equal(redact(text, []), text);
  });

  for (const word of ["skateboarding", "skepticism", "a task-management", "Bearer"]) {
    it(`leaves the words “${word}”`, () => assert.equal(redact(`${word}.`, []), `${word}.`));
  }

  it("takes out a part of a key, as servers quote it", () => {
    assert.equal(redact("bad key abcdefgh…", ["0123abcdefgh4567"]), "bad key •••…");
  });

  it("takes out every key and every place", () => {
    const [one, two] = ["first-key-of-two", "second-key-of-two"] as const;
    assert.equal(redact(`${one}, ${two}, ${one}`, [one, two]), "•••, •••, •••");
  });

  it("takes out two keys that touch", () => {
    const shown = redact("abcdefghijklmnopABCDEFGHIJKLMNOP", [
      "abcdefghijklmnop",
      "ABCDEFGHIJKLMNOP",
    ]);
    assert.match(shown, /^(•••)+$/);
  });

  for (const text of [
    "sk-proj-abcdefgh12345678",
    "sk-or-v1-0123456789abcdef",
    "gsk_abcdefgh12345678",
    "xai-abcdefgh12345678",
    "AIzaSyA1234567890abcdef",
    "ghp_abcdefgh12345678",
    "Bearer abc.def-ghi",
    "sk-abcd********wxyz",
  ]) {
    it(`takes out ${text} even where it is nobody's key here`, () => {
      assert.equal(redact(`before ${text} after`, []), "before ••• after");
    });
  }

  it("takes a megabyte", () => {
    const secret = "k".repeat(7).concat("eys-are-secret");
    assert.equal(redact("word ".repeat(200_000), [secret]).length, 1_000_000);
  });
});

const key = fc.oneof(
  fc.string({ minLength: 8, maxLength: 60 }),
  fc.string({ minLength: 8, maxLength: 60, unit: fc.constantFrom("/", "+", '"', "\\", "a", "%") }),
);

function runsOf(text: string): readonly string[] {
  return Array.from({ length: Math.max(0, text.length - 7) }, (_, start) =>
    text.slice(start, start + 8),
  );
}
