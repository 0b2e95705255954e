import assert from "node:assert/strict";
import { readAddress } from "../../../src/core/address";
import { isLoopback } from "../../../src/core/hosts";
import { knownLocalServers, providerOf, providers } from "../../../src/core/providers";

describe("the provider table", () => {
  it("has rows", () => assert.ok(providers.length >= 4));

  for (const { id, label, baseURL, local, keyUrl, auth, keyVariables } of providers) {
    it(`holds for ${id} what the rest relies on`, () => {
      assert.match(id, /^[a-z0-9-]+$/);
      assert.equal(providerOf(id)?.label, label);
      if (baseURL !== undefined) assert.deepEqual(read(baseURL), baseURL);
      if (local) assert.ok(isLoopback(new URL(baseURL ?? "").hostname));
      if (keyUrl !== undefined) assert.equal(new URL(keyUrl).protocol, "https:");
      if (auth === "none") assert.equal(keyVariables, undefined);
    });
  }

  it("knows servers on this computer only", () => {
    for (const { baseURL } of knownLocalServers) {
      assert.equal(read(baseURL), baseURL);
      assert.ok(isLoopback(new URL(baseURL).hostname));
    }
  });

  it("knows no provider of another name", () => {
    assert.deepEqual(["", "OpenAI", "__proto__"].map(providerOf), [
      undefined,
      undefined,
      undefined,
    ]);
  });
});

/** The address as a user's own would be kept. */
function read(baseURL: string): string | undefined {
  const reading = readAddress(baseURL);
  return reading.ok ? reading.baseURL : undefined;
}
