import assert from "node:assert/strict";
import * as fc from "fast-check";
import { anchorOf, type Continuing, Seam } from "../../../src/core/seam";

const kept = "The quick brown fox jumps over the lazy dog and then it";

describe("the seam of a continued answer", () => {
  const cases: readonly (readonly [
    name: string,
    by: Continuing,
    kept: string,
    said: string,
    whole: string,
  ])[] = [
    ["puts what a prefilled model says right behind", "prefill", kept, " ran.", `${kept} ran.`],
    [
      "drops a line break that was not sent",
      "prefill",
      `${kept}\n\n`,
      "\n\nNext",
      `${kept}\n\nNext`,
    ],
    ["keeps a word that a prefilled model says twice", "prefill", "ha ha", " ha ha", "ha ha ha ha"],
    [
      "drops the repeated last words",
      "instruction",
      kept,
      `${anchorOf(kept)} ran away.`,
      `${kept} ran away.`,
    ],
    ["drops a part of them", "instruction", kept, "the lazy dog and then it ran.", `${kept} ran.`],
    [
      "drops white space before them",
      "instruction",
      kept,
      `\n\n${anchorOf(kept)} ran.`,
      `${kept} ran.`,
    ],
    [
      "joins a word that was cut",
      "instruction",
      `${kept} re`,
      `${anchorOf(`${kept} re`)}turned.`,
      `${kept} returned.`,
    ],
    [
      "puts a space between words where nothing is repeated",
      "instruction",
      kept,
      "ran.",
      `${kept} ran.`,
    ],
    ["puts none before a comma", "instruction", kept, ", and ran.", `${kept}, and ran.`],
    [
      "keeps a line break that is there",
      "instruction",
      `${kept}\n`,
      `${anchorOf(kept)}\nran.`,
      `${kept}\nran.`,
    ],
    [
      "opens no fence twice",
      "instruction",
      "```ts\nconst answer = 42;\nconst other =",
      "```ts\nconst other = 1;\n```",
      "```ts\nconst answer = 42;\nconst other = 1;\n```",
    ],
    [
      "opens no fence twice where nothing is repeated",
      "instruction",
      "```ts\na();\n",
      "```ts\nb();\n```",
      "```ts\na();\nb();\n```",
    ],
    [
      "drops dots and quotation marks before them",
      "instruction",
      kept,
      `“...${anchorOf(kept)} ran.`,
      `${kept} ran.`,
    ],
    [
      "keeps what looks like the end, over and over",
      "instruction",
      "0x00, ".repeat(60),
      `${anchorOf("0x00, ".repeat(60))} ${"0x00, ".repeat(20)}`,
      "0x00, ".repeat(80),
    ],
    [
      "puts no space between letters that want none",
      "instruction",
      "我们去公",
      "园玩吧。",
      "我们去公园玩吧。",
    ],
    [
      "adds nothing of last words that are cut themselves",
      "instruction",
      kept,
      anchorOf(kept).slice(0, 20),
      kept,
    ],
    ["adds nothing when only the last words come", "instruction", kept, anchorOf(kept), kept],
    ["adds nothing when nothing comes", "instruction", kept, "", kept],
  ];
  for (const [name, by, before, said, whole] of cases)
    it(`${name}, in any pieces`, () => {
      for (const size of [1, 2, 7, 1000])
        assert.equal(before + join(by, before, said, size), whole);
    });

  it("loses nothing of what does not repeat anything", () => {
    const word = fc.string({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 1, max: 5 }), (before, said, size) => {
        const joined = join("instruction", `${before}#`, `@${said}`, size);
        assert.equal(joined, `@${said}`);
      }),
    );
  });

  it("holds back no more than it has to", () => {
    const seam = new Seam(kept, "instruction");
    assert.equal(seam.take("Sure"), " Sure");
    assert.equal(seam.take(", the"), ", the");
  });
});

describe("the words that a model is asked to repeat", () => {
  it("are the last ones, whole", () => {
    assert.equal(anchorOf("short"), "short");
    assert.ok(kept.endsWith(anchorOf(kept)));
    assert.match(anchorOf(`${kept} ${kept}`), /^\w/);
    assert.ok(anchorOf("x".repeat(200)).length > 0);
  });
});

function join(by: Continuing, before: string, said: string, size: number): string {
  const seam = new Seam(before, by);
  let joined = "";
  for (let at = 0; at < said.length; at += size) joined += seam.take(said.slice(at, at + size));
  return joined + seam.finish();
}
