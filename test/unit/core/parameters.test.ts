import assert from "node:assert/strict";
import {
  complaintOf,
  complaintsOf,
  type ParameterName,
  parameters,
  wireParameters,
} from "../../../src/core/parameters";
import { rulesOf, withListed } from "../../../src/core/parameterColumns";
import { fill } from "../../../src/core/phrase";
import { providerOf } from "../../../src/core/providers";

const schema = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
const format = (inner: unknown) => ({
  type: "json_schema",
  json_schema: { name: "reply", schema: inner },
});

/** For each parameter values that may be sent, and values that may not, with the words of why. */
const values: Readonly<
  Record<
    ParameterName,
    { readonly right: readonly unknown[]; readonly wrong: readonly [unknown, RegExp][] }
  >
> = {
  temperature: {
    right: [0, 2, 0.5],
    wrong: [
      [2.1, /from 0 to 2/],
      ["1", /a number/],
      [NaN, /a number/],
    ],
  },
  top_p: { right: [0, 1], wrong: [[1.01, /from 0 to 1/]] },
  max_tokens: {
    right: [1, 1e6],
    wrong: [
      [0, /at least 1/],
      [1.5, /whole number/],
    ],
  },
  reasoning_effort: { right: ["low", "", "whatever comes"], wrong: [[3, /a text/]] },
  response_format: {
    right: [{ type: "text" }, { type: "json_object" }, format(schema)],
    wrong: [
      ["json", /text, JSON, or a JSON schema/],
      [{ type: "json_schema" }, /there is no schema/],
      [{ type: "json_schema", json_schema: { name: "a b", schema } }, /1 to 64 letters/],
      [format("{ bad"), /“schema” must be a JSON object/],
      [format({ type: "text" }), /“schema\.type” must be string, number/],
      [
        format({ properties: { a: { items: 3 } } }),
        /“schema\.properties\.a\.items” must be a JSON object/,
      ],
      [format({ anyOf: {} }), /“schema\.anyOf” must be a list of schemas/],
      [format({ pattern: "(" }), /“schema\.pattern” must be a regular expression/],
    ],
  },
  stop: {
    right: ["", "END", ["a", "b", "c", "d"]],
    wrong: [
      [["a", "b", "c", "d", "e"], /at most 4, one a line; there are 5/],
      [[1], /a text/],
    ],
  },
  n: {
    right: [1, 32],
    wrong: [
      [0, /from 1 to 32/],
      [33, /from 1 to 32/],
    ],
  },
  stream: { right: [true, false], wrong: [["false", /on or off/]] },
  seed: { right: [0, -1, 42], wrong: [["x", /a whole number\.$/]] },
  presence_penalty: { right: [-2, 0, 2], wrong: [[2.5, /from -2 to 2/]] },
  frequency_penalty: { right: [-2, 0, 2], wrong: [[-2.5, /from -2 to 2/]] },
  logit_bias: {
    right: [{}, { "50256": -100 }],
    wrong: [
      ["{", /a JSON object such as/],
      [{ word: 1 }, /“word” must be the number of a token/],
      [{ "1": 101 }, /from -100 to 100/],
    ],
  },
  logprobs: { right: [false, true], wrong: [[0, /on or off/]] },
  top_logprobs: { right: [0, 20], wrong: [[21, /from 0 to 20/]] },
  user: { right: ["", "me"], wrong: [[1, /a text/]] },
  extra: {
    right: [{}, { top_k: 40, deep: { a: [null] } }],
    wrong: [
      ["{", /a JSON object such as/],
      [{ model: "x" }, /no model, messages, stream/],
      [{ api_key: "sk-1" }, /no key/],
      [{ deep: ["${secret:A}"] }, /connection's extraBody/],
    ],
  },
};

describe("a sampling parameter", () => {
  for (const parameter of parameters) {
    const { name } = parameter;
    it(`is checked, and says what is wrong: ${name}`, () => {
      for (const value of values[name].right)
        assert.equal(complaintOf(parameter, value), undefined, JSON.stringify(value));
      for (const [value, words] of values[name].wrong) {
        const { text, values: filled } = complaintOf(parameter, value) ?? { text: "", values: [] };
        assert.match(fill(text, filled), words, JSON.stringify(value));
        assert.doesNotMatch(fill(text, filled), /\{\d\}|undefined/);
      }
    });
  }

  it("is checked by the range that its provider's row has", () => {
    const of = (id: string, model = "m") => rulesOf(providerOf(id)?.parameters, model);
    const wrong = (id: string, set: Readonly<Record<string, unknown>>) =>
      complaintsOf(set, of(id)).map(({ name }) => name);
    assert.deepEqual(wrong("mistral", { temperature: 1.5 }), []);
    assert.deepEqual(wrong("mistral", { temperature: 1.6 }), ["temperature"]);
    assert.deepEqual(wrong("anthropic", { temperature: 1.1, n: 2, stop: " " }), [
      "temperature",
      "stop",
      "n",
    ]);
    assert.deepEqual(wrong("deepseek", { stop: Array.from({ length: 16 }, String) }), []);
    assert.deepEqual(wrong("gemini", { stop: ["1", "2", "3", "4", "5"] }), []);
    assert.deepEqual(wrong("openai-compatible", { temperature: 2 }), []);
  });

  it("is known to be taken, ignored or refused, by model where models differ", () => {
    const taken = (id: string, model: string, name: ParameterName) =>
      rulesOf(providerOf(id)?.parameters, model)[name]?.taken;
    assert.equal(taken("openai", "gpt-4.1", "temperature"), "yes");
    assert.equal(taken("openai", "gpt-5-mini", "temperature"), "refused");
    assert.equal(taken("openai", "o4-mini", "stop"), "refused");
    assert.equal(taken("openai", "gpt-5-mini", "stop"), "yes");
    assert.equal(taken("anthropic", "claude", "seed"), "ignored");
    assert.equal(taken("openai-compatible", "x", "seed"), undefined);
  });

  it("is known by a live list before the row, where that can say it", () => {
    const rules = withListed(rulesOf(providerOf("openrouter")?.parameters, "m"), [
      "seed",
      "max_completion_tokens",
    ]);
    const taken = (name: ParameterName) => rules[name]?.taken;
    assert.deepEqual(
      (["seed", "max_tokens", "temperature", "logprobs", "user", "n"] as const).map(taken),
      ["yes", "yes", "ignored", "ignored", "yes", undefined],
    );
    const row = { seed: { name: "random_seed", taken: "refused" } } as const;
    assert.deepEqual(withListed(row, ["random_seed"]).seed, { name: "random_seed", taken: "yes" });
    assert.equal(withListed(row), row);
  });

  it("is sent under one name only, over what the connection itself sends", () => {
    const rules = rulesOf(providerOf("openai")?.parameters, "gpt-4.1");
    const own = { max_tokens: 5, metadata: { a: 1 } };
    assert.deepEqual(wireParameters({ max_tokens: 0 }, rules, own), {
      metadata: { a: 1 },
      max_completion_tokens: 0,
    });
    assert.deepEqual(wireParameters({}, rules, own), own);
  });

  it("may be a further field, unless it is set above, and is not a parameter that nobody knows", () => {
    assert.deepEqual(wireParameters({ extra: { top_k: 1 } }, {}), { top_k: 1 });
    const twice = complaintsOf({ max_tokens: 1, extra: { max_completion_tokens: 2 } }, {});
    assert.deepEqual(
      twice.map(({ name }) => name),
      ["extra"],
    );
    assert.deepEqual(
      complaintsOf({ later: 1 }, {}).map(({ name }) => name),
      ["later"],
    );
    assert.deepEqual(wireParameters({ later: 1 }, {}), {});
  });
});
