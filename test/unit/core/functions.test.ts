import assert from "node:assert/strict";
import { exampleFunctions, functionsText, readFunctions } from "../../../src/core/functionText";
import {
  type FunctionColumn,
  type Functions,
  functionComplaint,
  wireFunctions,
} from "../../../src/core/functions";
import { isFunctions } from "../../../src/core/decode";
import { itemPlace } from "../../../src/core/itemPlace";
import type { SamplingParameters } from "../../../src/core/messages";
import { addNumbers, declared } from "../../support/declared";

const legacyToo: FunctionColumn = { legacy: true };

describe("what is sent of functions", () => {
  const tools = [{ type: "function", function: addNumbers }];
  const cases: Readonly<Record<string, readonly [Partial<Functions>, FunctionColumn, object]>> = {
    "tools alone": [{}, {}, { tools }],
    "a choice": [{ choice: "none" }, {}, { tools, tool_choice: "none" }],
    "a required call": [{ choice: "required" }, {}, { tools, tool_choice: "required" }],
    "a required call in the provider's word": [
      { choice: "required" },
      { required: "any" },
      { tools, tool_choice: "any" },
    ],
    "one by name": [
      { choice: { name: "add_numbers" } },
      {},
      { tools, tool_choice: { type: "function", function: { name: "add_numbers" } } },
    ],
    "several at once, or not": [{ parallel: false }, {}, { tools, parallel_tool_calls: false }],
    "the older form": [
      { legacy: true, choice: { name: "add_numbers" }, parallel: true },
      legacyToo,
      { functions: [addNumbers], function_call: { name: "add_numbers" } },
    ],
    "tools where the older form is not taken": [
      { legacy: true, choice: "auto" },
      {},
      { tools, tool_choice: "auto" },
    ],
    "nothing where none is declared": [{ declared: [], choice: "auto", parallel: true }, {}, {}],
  };
  for (const [name, [set, column, sent]] of Object.entries(cases))
    it(`is ${name}`, () => {
      assert.deepEqual(wireFunctions({ ...declared, ...set }, column), sent);
    });

  it("is strict only where that is known", () => {
    const strict: Functions = { declared: [{ ...addNumbers, strict: true }] };
    assert.deepEqual(wireFunctions(strict)["tools"], [
      { type: "function", function: { ...addNumbers, strict: true } },
    ]);
    const older = wireFunctions({ ...strict, legacy: true }, legacyToo);
    assert.deepEqual(older["functions"], [addNumbers]);
  });
});

describe("what keeps functions from being sent", () => {
  const wrong: Readonly<Record<string, readonly [Partial<Functions>, SamplingParameters, string]>> =
    {
      "a text that is not right": [{ unfinished: "[" }, {}, "not valid yet"],
      "a name that is not declared": [{ choice: { name: "other" } }, {}, "is not declared"],
      "required in the older form": [
        { legacy: true, choice: "required" },
        {},
        "know no “required”",
      ],
      "the same field set elsewhere": [{}, { extra: { tools: [] } }, "further fields"],
    };
  for (const [name, [set, parameters, words]] of Object.entries(wrong))
    it(`is ${name}`, () => {
      const said = functionComplaint({ ...declared, ...set }, parameters, legacyToo);
      assert.ok(said?.text.includes(words), said?.text);
    });

  it("is nothing where all is right, or nothing is declared", () => {
    assert.equal(functionComplaint(declared, { extra: { top_k: 1 } }), undefined);
    assert.equal(functionComplaint({ declared: [], choice: { name: "x" } }), undefined);
    const asTools: Functions = { ...declared, legacy: true, choice: "required" };
    assert.equal(functionComplaint(asTools, {}, {}), undefined);
  });
});

describe("declarations as they are typed", () => {
  const typed = (value: unknown) => readFunctions(JSON.stringify(value));

  it("are read as they are, or wrapped as tools", () => {
    const both = [addNumbers, { type: "function", function: { name: "now" } }];
    assert.deepEqual(typed(both), { ok: true, declared: [addNumbers, { name: "now" }] });
    assert.deepEqual(readFunctions(" "), { ok: true, declared: [] });
    const text = functionsText({ declared: exampleFunctions });
    assert.deepEqual(readFunctions(text), { ok: true, declared: exampleFunctions });
  });

  const wrong: Readonly<Record<string, readonly [unknown, string, number?]>> = {
    "no list": [{ name: "a" }, "JSON list"],
    "no object": [[1], "must be a JSON object", 0],
    "a name that the API refuses": [[{ name: "a b" }], "1 to 64 letters", 0],
    "no name": [[{}], "1 to 64 letters", 0],
    "a name twice": [[{ name: "a" }, { name: "a" }], "before it", 1],
    "another field": [[{ name: "a", params: {} }], "has no field", 0],
    "a description that is no text": [[{ name: "a", description: 1 }], "description", 0],
    "strict that is neither": [[{ name: "a", strict: "yes" }], "true or false", 0],
    "parameters of another type": [[{ name: "a", parameters: { type: "array" } }], "object", 0],
    "a schema that cannot be": [
      [{ name: "a", parameters: { type: "object", properties: { b: { type: "text" } } } }],
      "must be",
      0,
    ],
  };
  for (const [name, [value, words, at]] of Object.entries(wrong))
    it(`are refused with a reason: ${name}`, () => {
      const reading = typed(value);
      assert.ok(!reading.ok);
      assert.ok(reading.phrase.text.includes(words), reading.phrase.text);
      assert.equal(reading.at, at);
    });

  it("are refused where they are not JSON", () => {
    assert.equal(readFunctions('[{ "name": "a", }]').ok, false);
  });

  it("stand where they stand in the text", () => {
    const text = '[ {"name": "a]"},\n  [1, {}], 3 ]';
    const at = (index: number) => {
      const place = itemPlace(text, index);
      return place && text.slice(...place);
    };
    assert.deepEqual([0, 1, 2, 3].map(at), ['{"name": "a]"}', "[1, {}]", "3", undefined]);
    assert.equal(itemPlace("{", 0), undefined);
  });
});

describe("functions of a journal", () => {
  const right: readonly unknown[] = [
    declared,
    { declared: [], unfinished: "[", choice: "auto", parallel: true, legacy: true },
    { declared: [{ name: "a" }], choice: { name: "a" } },
  ];
  const damaged: readonly unknown[] = [
    undefined,
    {},
    { declared: {} },
    { declared: [{}] },
    { declared: [{ name: "a", parameters: [] }] },
    { declared: [], choice: "any" },
    { declared: [], choice: { name: 1 } },
    { declared: [], parallel: "yes" },
    { declared: [], unfinished: 1 },
  ];
  it("are taken as they were written, and nothing else is", () => {
    for (const value of right) assert.ok(isFunctions(value), JSON.stringify(value));
    for (const value of damaged) assert.ok(!isFunctions(value), JSON.stringify(value));
  });
});
