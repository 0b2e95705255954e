import assert from "node:assert/strict";
import { environmentVariable, parseVariables } from "../../../src/desktop/environment";

const name = "PARLEY_UNIT_TEST_VARIABLE";

describe("environmentVariable", () => {
  afterEach(() => {
    delete process.env[name];
  });

  it("gives the value without the blanks around it", () => {
    process.env[name] = " sk-1\n";
    assert.equal(environmentVariable(name), "sk-1");
  });

  it("gives nothing for a variable that is unset, empty or blank", () => {
    assert.equal(environmentVariable(name), undefined);
    for (const value of ["", "  "]) {
      process.env[name] = value;
      assert.equal(environmentVariable(name), undefined);
    }
  });
});

describe("parseVariables", () => {
  const read: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "OPENAI_API_KEY=sk-1\nGROQ_API_KEY='gsk 2'\n": {
      OPENAI_API_KEY: "sk-1",
      GROQ_API_KEY: "gsk 2",
    },
    'export A="x" # why\r\nB=\r\n': { A: "x", B: "" },
    "a line without a sign\nA=1\n": { A: "1" },
    "": {},
  };
  for (const [text, variables] of Object.entries(read)) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(parseVariables(text), variables));
  }
});
