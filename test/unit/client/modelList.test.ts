import assert from "node:assert/strict";
import * as fc from "fast-check";
import { readModelList } from "../../../src/client/modelList";
import { parseJson } from "../../../src/core/decode";

describe("readModelList", () => {
  const cases: readonly [string, string, readonly string[] | undefined][] = [
    ["the API's list", '{"object":"list","data":[{"id":"b"},{"id":"a"}]}', ["a", "b"]],
    ["a bare array", '[{"id":"a"}]', ["a"]],
    ["ids alone", '["b","a"]', ["a", "b"]],
    ["a list of models with names", '{"models":[{"name":"a"},{"model":"b"}]}', ["a", "b"]],
    ["a server without a model", '{"object":"list","data":null}', []],
    ["an empty list", '{"data":[]}', []],
    ["broken entries among good ones", '{"data":[null,{"id":3},{"id":"a"},{"id":"a"},{}]}', ["a"]],
    ["blanks around ids", '{"data":[{"id":" a "},{"id":"  "}]}', ["a"]],
    ["something else", '{"status":"ok"}', undefined],
    ["a web page", "<html>", undefined],
    ["nothing", "", undefined],
  ];
  for (const [name, text, expected] of cases) {
    it(`reads ${name}`, () => {
      const ids = readModelList(parseJson(text))?.map(({ id }) => id);
      assert.deepEqual(ids, expected);
    });
  }

  it("sorts numbers by their value", () => {
    const ids = readModelList(["m-10", "m-9", "M-2", "m-9.5"])?.map(({ id }) => id);
    assert.deepEqual(ids, ["M-2", "m-9", "m-9.5", "m-10"]);
  });

  it("reads 5,000 entries, half of them broken, at once", () => {
    const data = Array.from({ length: 5000 }, (_, n) => (n % 2 ? { id: `m${n}` } : { id: n }));
    assert.equal(readModelList({ data })?.length, 2500);
  });

  const wrong: Readonly<Record<string, object>> = {
    "a context window of 0": { context_length: 0 },
    "a context window in words": { context_length: "128k" },
    "a price in words": { pricing: { prompt: "free", completion: "free" } },
    "an empty price": { pricing: { prompt: "", completion: "" } },
    "half a price": { pricing: { prompt: "1" } },
    "a price below nothing": { pricing: { prompt: "-1", completion: "-1" } },
    "abilities in words": { capabilities: "all", architecture: "x", supported_parameters: "x" },
    "a day that is none": { created_at: "yesterday" },
    "a name that is none": { name: 7, display_name: " " },
  };
  for (const [name, fields] of Object.entries(wrong)) {
    it(`says nothing where the list has ${name}`, () => {
      assert.deepEqual(readModelList([{ id: "m", ...fields }]), [{ id: "m" }]);
    });
  }

  it("never throws, and gives every id once", () => {
    const names = ["id", "name", "pricing", "capabilities", "architecture", "limits", "created"];
    const entry = fc.record(Object.fromEntries(names.map(name => [name, fc.anything()])));
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.anything(), entry)), entries => {
        const ids = readModelList(entries)?.map(({ id }) => id) ?? [];
        assert.equal(new Set(ids).size, ids.length);
      }),
    );
    fc.assert(fc.property(fc.anything(), body => void readModelList(body)));
  });
});
