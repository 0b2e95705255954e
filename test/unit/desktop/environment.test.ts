import assert from "node:assert/strict";
import { environmentVariable } from "../../../src/desktop/environment";

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
