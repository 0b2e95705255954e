import assert from "node:assert/strict";
import { readConnections as read } from "../../../src/core/connectionSettings";
import { english } from "../../support/english";

function readConnections(setting: unknown) {
  const { connections, problems } = read(setting);
  return { connections, problems: problems.map(english) };
}

describe("an entry of parley.connections", () => {
  const wrong: readonly object[] = [
    { label: 7 },
    { headers: "x" },
    { headers: { a: 1 } },
    { headers: { "x-a": "line\nbreak" } },
    { auth: "Bearer" },
    { idleSeconds: -1 },
    { query: { a: 1 } },
    { extraBody: [] },
    { models: "gpt" },
    { path: "@evil.example" },
    { basURL: "https://x" },
    { __proto__: null, toString: 1 },
  ];
  for (const fields of wrong) {
    it(`is told what is wrong with ${JSON.stringify(fields)}`, () => {
      const { problems } = readConnections([{ id: "work", provider: "openai", ...fields }]);
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? "", new RegExp(`^Entry 1: .*${Object.keys(fields)[0]}`));
    });
  }

  it("is not used when it could send something to a wrong place, nor is the default it would change", () => {
    const { connections } = readConnections([{ id: "openai", provider: "openai", auth: "None" }]);
    assert.ok(!connections.some(({ id }) => id === "openai"));
  });

  it("is used without a wrong field that decides nothing", () => {
    const { connections } = readConnections([
      { id: "openai", provider: "openai", idleSeconds: "x" },
    ]);
    assert.equal(connections.find(({ id }) => id === "openai")?.idleSeconds, 60);
  });

  for (const name of [
    "Authorization",
    "api-key",
    "X-Api-Key",
    "x-auth-token",
    "Ocp-Apim-Subscription-Key",
    "x-litellm-api-key",
    "cf-aig-authorization",
    "x-portkey-api-key",
  ]) {
    it(`cannot keep a key in the header ${name}`, () => {
      const { problems } = readConnections([
        { id: "w", provider: "openai", headers: { [name]: "secret" } },
      ]);
      assert.match(problems[0] ?? "", /would keep a key in the settings/);
      assert.ok(!problems[0]?.includes('secret"'));
    });
  }

  const referring: Readonly<Record<string, readonly string[]>> = {
    "Bearer ${secret:team}": ["team"],
    "${secret:team}": ["team"],
    "session=${secret:a}${secret:b-2}${secret:a}": ["a", "b-2"],
  };
  for (const [value, names] of Object.entries(referring)) {
    it(`may name secrets in a header: ${value}`, () => {
      const entry = {
        id: "w",
        provider: "openai",
        headers: { Authorization: value, "x-a": value },
      };
      const { connections, problems } = readConnections([entry]);
      assert.deepEqual(problems, []);
      assert.deepEqual(connections.at(-1)?.secrets, names);
      assert.deepEqual(connections.at(-1)?.headers, entry.headers);
    });
  }

  for (const value of [
    "hunter2-${secret:a}",
    "${secret:a} sk-0123456789abcdef",
    "sk-${SECRET:a}",
  ]) {
    it(`may not hide a literal key beside a secret: ${value}`, () => {
      const entry = { id: "w", provider: "openai", headers: { Authorization: value } };
      const { connections, problems } = readConnections([entry]);
      assert.match(problems.join(), /would keep a key in the settings/);
      assert.ok(connections.every(({ id }) => id !== "w"));
      assert.ok(!/hunter2|sk-0123/.test(problems.join()));
    });
  }

  for (const name of ["x-a", "Authorization"]) {
    it(`is told of a reference that names no secret, in the header ${name}`, () => {
      const headers = { [name]: "${secret:two words}" };
      const { connections, problems } = readConnections([{ id: "w", provider: "openai", headers }]);
      assert.match(problems.join(), /names no secret\. Write \$\{secret:NAME\}/);
      assert.ok(connections.every(({ id }) => id !== "w"));
    });
  }

  it("keeps the query and the deployment of its address, and its own query before them", () => {
    const baseURL = "https://gate.example/openai/deployments/d/chat/completions?v=1&w=2";
    const { connections } = readConnections([
      { id: "w", provider: "azure", baseURL, query: { w: "3" } },
    ]);
    assert.deepEqual(connections.at(-1)?.query, { v: "1", w: "3" });
    assert.deepEqual(connections.at(-1)?.models, ["d"]);
  });
});
