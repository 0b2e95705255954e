import assert from "node:assert/strict";
import { readAddress } from "../../../src/core/address";
import { defaultConnection, successorOf } from "../../../src/core/connections";
import { isLoopback } from "../../../src/core/hosts";
import { knownLocalServers, providerOf, providers } from "../../../src/core/providers";

describe("the provider table", () => {
  it("has all rows, in the order in which they are offered", () => {
    const ids =
      "xai gemini codestral mistral openai sambanova github groq openrouter ollama lmstudio litellm " +
      "synthetic deepseek anthropic azure azure-event-proxy indoxrouter openai-compatible offline-tour";
    assert.deepEqual(
      providers.map(({ id }) => id),
      ids.split(" "),
    );
  });

  for (const row of providers) {
    const { id, label, baseURL, formerBaseURLs = [], local, keyUrl, auth, successors = {} } = row;
    it(`holds for ${id} what the rest relies on`, () => {
      assert.match(id, /^[a-z0-9-]+$/);
      assert.equal(providerOf(id)?.label, label);
      if (baseURL !== undefined) assert.equal(read(baseURL), baseURL);
      for (const former of formerBaseURLs) assert.equal(read(former), baseURL);
      if (local) assert.ok(isLoopback(new URL(baseURL ?? "").hostname));
      if (keyUrl !== undefined) assert.equal(new URL(keyUrl).protocol, "https:");
      if (auth === "none") assert.equal(row.keyVariables, undefined);
      const names = [...(row.keyVariables ?? []), ...(row.urlVariables ?? [])];
      assert.ok(names.every(name => /^[A-Z][A-Z0-9_]+$/.test(name)));
      if (row.note !== undefined) assert.match(row.note, /^[A-Z].*\.$/);
      if (row.retired) assert.match(row.note ?? "", /retired/);
      for (const gone of Object.keys(successors)) {
        const next = successorOf(defaultConnection(row), gone);
        assert.ok(
          next && !Object.hasOwn(successors, next),
          `${gone} leads to a model that is gone`,
        );
      }
    });
  }

  it("names the variables of the seed, and today's before them", () => {
    const variables = (id: string) => providerOf(id)?.keyVariables;
    assert.deepEqual(variables("synthetic"), ["SYNTHETIC_API_KEY", "GLHF_API_KEY"]);
    assert.deepEqual(variables("github"), ["GITHUB_API_KEY", "GITHUB_TOKEN"]);
    assert.deepEqual(variables("azure-event-proxy"), ["EVENT_TOKEN", "AZURE_OPENAI_API_KEY"]);
    assert.ok(providerOf("azure-event-proxy")?.urlVariables?.includes("PROXY_ENDPOINT_URL"));
  });

  it("follows a model that is gone to one that is there", () => {
    const row = providerOf("xai");
    assert.ok(row);
    const connection = defaultConnection(row);
    assert.equal(successorOf(connection, "grok-beta"), "grok-4.3");
    for (const other of ["grok-4.3", "constructor", ""])
      assert.equal(successorOf(connection, other), undefined);
    const circle = { ...connection, successors: { a: "b", b: "a" } };
    assert.equal(successorOf(circle, "a"), "b");
  });

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
