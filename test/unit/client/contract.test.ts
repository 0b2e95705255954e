import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import type { Destination } from "../../../src/client/destination";
import { readEntry } from "../../../src/core/connectionEntry";
import { offlineTour, providers } from "../../../src/core/providers";
import { fixtures } from "../../fixtures/providers";
import { ask, endOf } from "../../support/asking";
import { answer, LoopbackProvider } from "../../support/provider";

const key = "contract-key-0123456789";
const canary = "canary-of-the-environment";

/** The body of a plain chat; the SDK's own types say that it is one. */
const body = {
  model: "lab/some model",
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Hi" },
  ],
  stream: true,
  stream_options: { include_usage: true },
} satisfies ChatCompletionCreateParamsStreaming;

const { stream_options: _usage, ...unasked } = body;
const { model: _model, ...unnamed } = unasked;

interface Contract {
  /** The path of the row's address, or of one as its documents show it. */
  readonly path: string;
  /** Below the path; `/chat/completions` when absent. */
  readonly below?: string;
  readonly fields?: object;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object;
}

const bearer = { authorization: `Bearer ${key}` };

/** What each row is asked like, as documents of the provider have it. */
const contracts: Readonly<Record<string, readonly Contract[]>> = {
  xai: [{ path: "/v1", headers: bearer }],
  gemini: [{ path: "/v1beta/openai", headers: bearer }],
  codestral: [{ path: "/v1", headers: bearer }],
  mistral: [{ path: "/v1", headers: bearer }],
  openai: [{ path: "/v1", headers: bearer }],
  sambanova: [{ path: "/v1", headers: bearer }],
  github: [{ path: "", headers: bearer }],
  groq: [{ path: "/openai/v1", headers: bearer }],
  openrouter: [{ path: "/api/v1", headers: bearer }],
  ollama: [
    { path: "/v1", headers: bearer },
    { path: "/v1", headers: {}, fields: { auth: "none" } },
  ],
  lmstudio: [{ path: "/v1", headers: {}, fields: { auth: "none" } }],
  litellm: [{ path: "/v1", headers: bearer }],
  synthetic: [{ path: "/openai/v1", headers: bearer }],
  deepseek: [{ path: "", headers: bearer }],
  anthropic: [{ path: "/v1", headers: bearer }],
  azure: [
    { path: "/openai/v1", headers: { "api-key": key } },
    {
      path: "",
      below: "/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21",
      fields: { deployment: "my gpt", apiVersion: "2024-10-21" },
      headers: { "api-key": key },
    },
  ],
  "azure-event-proxy": [
    {
      path: "/v1",
      below: "/openai/deployments/gpt/chat/completions?api-version=2023-09-01-preview",
      fields: { deployment: "gpt", apiVersion: "2023-09-01-preview" },
      headers: { "api-key": key },
      body: unasked,
    },
    {
      path: "/api/v1",
      fields: {
        auth: "none",
        headers: { "openai-event-code": "${secret:event-token}" },
        omitModel: true,
      },
      headers: { "openai-event-code": "event/octocat" },
      body: unnamed,
    },
    { path: "/api/v1", fields: { auth: "bearer" }, headers: bearer, body: unasked },
  ],
  indoxrouter: [
    {
      path: "/api/v1",
      below: "/chat",
      fields: { path: "/chat" },
      headers: bearer,
      body: { ...unasked, byok_api_key: "upstream-secret" },
    },
  ],
  "openai-compatible": [
    { path: "/v1", headers: bearer },
    {
      path: "/x",
      below: "/y?team=a",
      fields: { path: "/y", query: { team: "a" }, headers: { "X-Team": "b" }, auth: "none" },
      headers: { "x-team": "b" },
    },
  ],
};

const secrets = { "event-token": "event/octocat", "byok-lab": "upstream-secret" };

describe("a request to every row of the table", () => {
  let server: LoopbackProvider;
  const outside: Record<string, string | undefined> = {};

  before(async () => {
    for (const name of variables()) {
      outside[name] = process.env[name];
      process.env[name] = name === "OPENAI_CUSTOM_HEADERS" ? `x-canary: ${canary}` : canary;
    }
    server = await LoopbackProvider.start();
  });
  after(async () => {
    for (const [name, value] of Object.entries(outside)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await server.stop();
  });

  it("is held here for each of them, in an environment that holds canaries", () => {
    const rows = providers.filter(({ id }) => id !== offlineTour).map(({ id }) => id);
    assert.deepEqual(Object.keys(contracts), rows);
    assert.ok(variables().length >= 10 && process.env["OPENAI_BASE_URL"] === canary);
    const known = Object.keys(fixtures);
    assert.ok(known.every(id => Object.hasOwn(contracts, id)));
  });

  it("goes to the path of the row's own address", () => {
    for (const { id, baseURL } of providers) {
      if (baseURL === undefined || id === offlineTour) continue;
      const path = new URL(baseURL).pathname.replace(/\/$/, "");
      assert.equal(contracts[id]?.[0]?.path, path, id);
    }
  });

  function destinationOf(provider: string, { path, fields }: Contract): Destination {
    const baseURL = `http://127.0.0.1:${server.port}${path}`;
    const { connection, complaints } = readEntry({ id: "mine", provider, baseURL, ...fields });
    assert.ok(connection?.baseURL, JSON.stringify(complaints));
    // A bare host is read as one with /v1: some rows have none.
    const kept = path === "" && !fields ? baseURL : connection.baseURL;
    return { connection: { ...connection, baseURL: kept }, key, secrets };
  }

  for (const [provider, forms] of Object.entries(contracts)) {
    for (const contract of forms) {
      const { path, below = "/chat/completions", headers } = contract;
      it(`of ${provider} is this: ${path}${below}, ${Object.keys(headers).join() || "no key"}`, async () => {
        server.requests.splice(0);
        server.next(answer(["Hi."]));
        const end = endOf(
          await ask(destinationOf(provider, contract), body.messages, undefined, {}, body.model),
        );
        assert.deepEqual(end, { type: "finish", finish: "stop" });
        const [sent] = server.requests;
        assert.ok(sent && server.requests.length === 1);
        assert.deepEqual([sent.method, sent.url], ["POST", path + below]);
        assert.deepEqual(sent.body, contract.body ?? body);
        assert.deepEqual(sent.headers, {
          ...transport,
          host: `127.0.0.1:${server.port}`,
          "content-length": String(Buffer.byteLength(sent.text)),
          "content-type": "application/json",
          accept: "application/json",
          "user-agent": sent.headers["user-agent"],
          ...headers,
        });
        assert.match(sent.headers["user-agent"] ?? "", /^parley\/\d+\.\d+\.\d+$/);
        assert.ok(!(JSON.stringify(sent.headers) + sent.text + sent.url).includes(canary));
      });
    }
  }
});

/** What Node's own `fetch` adds. */
const transport = {
  connection: "keep-alive",
  "accept-language": "*",
  "accept-encoding": "gzip, deflate",
  "sec-fetch-mode": "cors",
};

/** Every variable that the SDK's own source names, so that a new one is found. */
function variables(): readonly string[] {
  const folder = "node_modules/openai";
  const files = [
    "client.js",
    "azure.js",
    "index.js",
    ...names(join(folder, "internal"), "internal"),
  ];
  const found = files.flatMap(file =>
    Array.from(readFileSync(join(folder, file), "utf8").matchAll(/\b(?:OPENAI|AZURE)_[A-Z_]+\b/g)),
  );
  const usual = ["AZURE_OPENAI_AD_TOKEN", "OPENAI_ORGANIZATION", "OPENAI_PROXY", "AZURE_API_KEY"];
  return [...new Set([...found.map(([name]) => name), ...usual])];
}

function names(folder: string, prefix: string): readonly string[] {
  return readdirSync(folder)
    .filter(name => name.endsWith(".js"))
    .map(name => join(prefix, name));
}
