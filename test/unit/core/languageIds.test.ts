import assert from "node:assert/strict";
import { languageId } from "../../../src/core/languageIds";

const known = ["plaintext", "typescript", "python", "shellscript", "vue", "typescriptreact"];

describe("languageId", () => {
  const rows: readonly (readonly [word: string, id: string])[] = [
    ["ts", "typescript"],
    ["py", "python"],
    ["sh", "shellscript"],
    ["tsx", "typescriptreact"],
    ["vue", "vue"],
    ["typescript", "typescript"],
    ["rs", "plaintext"],
    ["constructor", "plaintext"],
    ["", "plaintext"],
  ];
  for (const [word, id] of rows)
    it(`of ${JSON.stringify(word)} is ${id}`, () => assert.equal(languageId(word, known), id));
});
