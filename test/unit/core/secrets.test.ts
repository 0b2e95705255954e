import assert from "node:assert/strict";
import { fillSecrets, secretName, secretsIn, withoutSecrets } from "../../../src/core/secrets";

describe("secrets in a text", () => {
  it("are named, each once", () => {
    assert.deepEqual(secretsIn("${secret:a} x ${secret:B_2-c} ${secret:a}"), ["a", "B_2-c"]);
    for (const text of ["", "${secret:}", "${secret:a b}", "$secret:a", "${Secret:a}"])
      assert.deepEqual(secretsIn(text), []);
  });

  it("are filled in as they are", () => {
    const secrets = { a: "$& ${secret:b} $1", b: "no" };
    assert.equal(fillSecrets("Bearer ${secret:a}", secrets), "Bearer $& ${secret:b} $1");
    assert.equal(withoutSecrets("Bearer ${secret:a}"), "Bearer ");
  });

  it("are not filled in by half, nor by what every object has", () => {
    assert.equal(fillSecrets("${secret:a}${secret:b}", { a: "x" }), undefined);
    assert.equal(fillSecrets("${secret:constructor}", {}), undefined);
  });

  for (const name of [
    "Authorization",
    "api_key",
    "key",
    "sig",
    "code",
    "X-Token",
    "subscription-key",
    "openai-event-code",
  ])
    it(`are expected under the name ${name}`, () => assert.match(name, secretName));

  for (const name of ["api-version", "model", "x-team", "keyboard", "design"])
    it(`are not expected under the name ${name}`, () => assert.doesNotMatch(name, secretName));
});
