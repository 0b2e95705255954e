import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  type Connection,
  formatModelChoice,
  modelLabel,
  originOfConnection,
  parseModelChoice,
} from "../../../src/core/connections";
import { readConnections as read } from "../../../src/core/connectionSettings";
import { english } from "../../support/english";
import { offlineTour, providers } from "../../../src/core/providers";

function readConnections(setting: unknown) {
  const { connections, problems } = read(setting);
  return { connections, problems: problems.map(english) };
}

describe("readConnections", () => {
  it("gives the default connection of every provider when nothing is set", () => {
    for (const nothing of [undefined, []]) {
      const { connections, problems } = readConnections(nothing);
      assert.deepEqual(idsOf(connections), idsOf(providers));
      assert.deepEqual(problems, []);
    }
  });

  it("changes a provider's own connection through its id, and keeps its place", () => {
    const entry = { id: "ollama", provider: "ollama", baseURL: "http://10.0.0.2:11434/" };
    const { connections, problems } = readConnections([entry]);
    assert.deepEqual([idsOf(connections), problems], [idsOf(providers), []]);
    assert.equal(find(connections, "ollama").baseURL, "http://10.0.0.2:11434/v1");
    assert.equal(find(connections, "ollama").label, "Ollama");
  });

  it("adds a connection with its fields after the providers' own", () => {
    const fields = {
      label: "Work",
      path: "/x",
      query: { v: "1" },
      headers: { "x-team": "a" },
      auth: "api-key",
      extraBody: { seed: 1 },
      firstByteSeconds: 5,
      idleSeconds: 6,
      models: ["a", "b/c"],
    };
    const entry = { id: "work", provider: "openai-compatible", baseURL: "https://w/v1", ...fields };
    const { connections, problems } = readConnections([entry]);
    assert.deepEqual([connections.at(-1)?.id, problems], ["work", []]);
    assert.deepEqual(pick(find(connections, "work"), Object.keys(fields)), fields);
  });

  it("takes a connection's id as its name when it has no label", () => {
    const { connections } = readConnections([{ id: "work", provider: "openai" }]);
    assert.equal(find(connections, "work").label, "work");
  });

  it("gives servers on this computer more time", () => {
    const { connections } = readConnections([{ id: "box", provider: "ollama" }]);
    const limits = ["openai", "ollama", "box"].map(id => find(connections, id).idleSeconds);
    assert.deepEqual(limits, [60, 300, 300]);
  });

  it("reads the environment for the untouched default connection only", () => {
    const address = { baseURL: "https://elsewhere/v1" };
    const entries: readonly object[][] = [
      [],
      [{ id: "openai", provider: "openai", label: "Mine" }],
      [{ id: "openai", provider: "openai", ...address }],
    ];
    const variables = entries.map(
      entry => find(readConnections(entry).connections, "openai").keyVariables,
    );
    assert.deepEqual(variables, [["OPENAI_API_KEY"], ["OPENAI_API_KEY"], []]);
    const own = [{ id: "work", provider: "openai" }];
    assert.deepEqual(find(readConnections(own).connections, "work").keyVariables, []);
  });

  it("uses no variable silently where the address is the user's or this computer", () => {
    const free = readConnections([]).connections.filter(
      ({ baseURL, local }) => baseURL === undefined || local,
    );
    assert.ok(free.length > 4 && free.every(({ keyVariables }) => keyVariables.length === 0));
    assert.deepEqual(find(free, "azure").promptVariables, ["AZURE_OPENAI_API_KEY"]);
  });

  it("keeps the first of two entries with one id, and says so", () => {
    const entries = ["https://one/v1", "https://two/v1"].map(baseURL => ({
      id: "work",
      provider: "openai",
      baseURL,
    }));
    const { connections, problems } = readConnections(entries);
    assert.equal(find(connections, "work").baseURL, "https://one/v1");
    assert.match(problems.join(), /^Entry 2: the id “work” is used twice\.$/);
  });

  const headers = ["Authorization", "api-key", "X-API-Key"];
  for (const header of [...headers, "x-goog-api-key"]) {
    it(`refuses a key in the header ${header}, and never shows it`, () => {
      const entry = { id: "work", provider: "openai", headers: { [header]: "hunter2" } };
      const { connections, problems } = readConnections([entry]);
      assert.ok(!idsOf(connections).includes("work"));
      assert.match(problems.join(), /would keep a key in the settings/);
      assert.ok(!problems.join().includes("hunter2"));
    });
  }

  const own = ["Cookie", "Proxy-Authorization", "proxy-connection", "Sec-Fetch-Mode", "expect"];
  const ownToo = ["keep-alive", "Origin", "referer", "Date", "via", "TE", "trailer", "DNT"];
  for (const header of [...own, ...ownToo, "access-control-request-method"]) {
    it(`leaves the header ${header} to Parley`, () => {
      const headers = { [header]: "${secret:hunter}" };
      const { problems } = readConnections([{ id: "work", provider: "openai", headers }]);
      assert.match(problems.join(), /the header “.*” is Parley's own/);
    });
  }

  it("takes 20 headers, and no more", () => {
    const problemsOf = (count: number) => {
      const headers = Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`x-${at}`, "a"]),
      );
      return readConnections([{ id: "work", provider: "openai", headers }]).problems;
    };
    assert.deepEqual(problemsOf(20), []);
    assert.match(problemsOf(21).join(), /“headers” may have 20 headers at most/);
  });

  it("takes headers that are called alike", () => {
    const headers = { "HTTP-Referer": "https://host.example", "x-date": "a", second: "b" };
    const { problems } = readConnections([{ id: "work", provider: "openai", headers }]);
    assert.deepEqual(problems, []);
  });

  const wrong: Readonly<Record<string, unknown>> = {
    "must be a list": "text",
    "must be an object": [null],
    "lower-case letters": [{ id: "Work", provider: "openai" }],
    "“id”": [{ provider: "openai" }],
    "“provider” must be one of xai": [{ id: "work", provider: "opanai" }],
    "“provider”": [{ id: "work", provider: "__proto__" }],
    "offline tour cannot be changed": [{ id: "tour", provider: offlineTour }],
    "belongs to the provider of that name": [{ id: "ollama", provider: "openai" }],
    "“baseURL” must be an http or https URL": [{ id: "work", provider: "openai", baseURL: 7 }],
    "not a URL": [{ id: "work", provider: "openai", baseURL: "https://" }],
  };
  for (const [words, setting] of Object.entries(wrong)) {
    it(`says ${words} for ${JSON.stringify(setting)}, and keeps the rest`, () => {
      const good = { id: "good", provider: "openai" };
      const entries = Array.isArray(setting) ? [...setting, good] : setting;
      const { connections, problems } = readConnections(entries);
      assert.equal(problems.length, 1);
      assert.ok(problems[0]?.includes(words), problems[0]);
      assert.deepEqual(idsOf(connections).slice(0, providers.length), idsOf(providers));
      if (Array.isArray(setting)) assert.equal(connections.at(-1)?.id, "good");
    });
  }

  it("never throws, and says something about every entry that it leaves out", () => {
    const names = ["baseURL", "headers", "auth", "query", "extraBody", "models", "label", "path"];
    const fields = {
      id: fc.constantFrom("work", "A"),
      provider: fc.constantFrom("openai", 7),
      ...Object.fromEntries(names.map(name => [name, fc.anything()])),
    };
    const entry = fc.oneof(fc.anything(), fc.record(fields, { requiredKeys: [] }));
    fc.assert(
      fc.property(fc.array(entry), entries => {
        const { connections, problems } = readConnections(entries);
        const added = connections.length - providers.length;
        assert.ok(problems.length >= entries.length - added);
        assert.ok(connections.every(({ baseURL = "https://" }) => /^https?:\/\//.test(baseURL)));
        assert.equal(new Set(idsOf(connections)).size, connections.length);
      }),
    );
    fc.assert(fc.property(fc.anything(), setting => void readConnections(setting)));
  });
});

describe("parseModelChoice", () => {
  it("splits at the first slash only", () => {
    const choice = { connectionId: "openrouter", model: "meta/llama-3/free" };
    assert.deepEqual(parseModelChoice(" openrouter/meta/llama-3/free "), choice);
    assert.deepEqual(parseModelChoice(formatModelChoice(choice)), choice);
  });

  for (const text of ["", "gpt", "/gpt", "openai/", "Open AI/gpt", "a b/c", 7, null, ["a/b"]]) {
    it(`reads nothing from ${JSON.stringify(text)}`, () => {
      assert.equal(parseModelChoice(text), undefined);
    });
  }
});

describe("modelLabel", () => {
  it("is the model's id, but names the offline tour as what it is", () => {
    const { connections } = readConnections([]);
    const label = (connectionId: string) =>
      modelLabel(
        { connectionId, model: "m" },
        connections.find(({ id }) => id === connectionId),
      );
    assert.deepEqual([label("openai"), label("gone")], ["m", "m"]);
    assert.match(label(offlineTour), /not an AI/);
  });
});

describe("originOfConnection", () => {
  it("is empty while the address is unknown", () => {
    const { connections } = readConnections([]);
    assert.equal(originOfConnection(find(connections, "openai")), "https://api.openai.com");
    assert.equal(originOfConnection(find(connections, "openai-compatible")), "");
  });
});

function idsOf(rows: readonly { readonly id: string }[]): readonly string[] {
  return rows.map(({ id }) => id);
}

function find(connections: readonly Connection[], id: string): Connection {
  const found = connections.find(connection => connection.id === id);
  assert.ok(found);
  return found;
}

function pick(connection: Connection, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(connection).filter(([name]) => names.includes(name)));
}
