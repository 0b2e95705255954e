import assert from "node:assert/strict";
import { findLocalServers } from "../../../src/client/localServers";
import { checkKey, listModels } from "../../../src/client/models";
import { systemClock } from "../../../src/core/answering";
import type { Connection } from "../../../src/core/connections";
import { modelTableDate } from "../../../src/core/modelTable";
import { destinationAt, testKey } from "../../support/asking";
import { json, LoopbackProvider, raw, type Reply, silence } from "../../support/provider";

const signal = new AbortController().signal;
const request = (url: string, init: RequestInit) => fetch(url, init);

describe("listModels", () => {
  let provider: LoopbackProvider;
  beforeEach(async () => {
    provider = await LoopbackProvider.start();
  });
  afterEach(() => provider.stop());
  const list = () =>
    listModels(request, systemClock, destinationAt(provider.baseURL), new AbortController().signal);

  it("asks once, with the key", async () => {
    assert.deepEqual(await list(), [{ id: "large" }, { id: "small" }]);
    assert.deepEqual(
      provider.requests.map(({ method, url }) => `${method} ${url}`),
      ["GET /v1/models"],
    );
    assert.match(provider.requests[0]?.headers.authorization ?? "", /^Bearer sk-canary/);
  });

  it("takes 5,000 models", async () => {
    provider.models = json(200, {
      data: Array.from({ length: 5000 }, (_, id) => ({ id: `m${id}` })),
    });
    const found = await list();
    assert.equal("kind" in found ? 0 : found.length, 5000);
  });

  it("adds what the table knows of a model, and lets the live list win", async () => {
    provider.models = json(200, { data: [{ id: "gpt-4o", context_length: 7 }, { id: "gpt-x" }] });
    const found = await listModels(
      request,
      systemClock,
      destinationAt(provider.baseURL, { providerId: "openai" }),
      new AbortController().signal,
    );
    assert.deepEqual(found, [
      {
        id: "gpt-4o",
        contextWindow: 7,
        maxOutput: 16384,
        vision: true,
        tools: true,
        reasoning: false,
        price: { input: 2.5, output: 10, cachedInput: 1.25, asOf: modelTableDate },
      },
      { id: "gpt-x" },
    ]);
  });

  it("says when there are no models, which is a list too", async () => {
    provider.models = json(200, { object: "list", data: [] });
    assert.deepEqual(await list(), []);
  });

  it("reads all pages of Anthropic's list, and stops where a server goes round in a circle", async () => {
    const quirks = ["anthropicModelList"] as const;
    const paged = (last: (page: number) => string): Reply => {
      return response => {
        const page = provider.requests.length;
        const body = { data: [{ id: `m${page}` }], has_more: true, last_id: last(page) };
        return json(200, page === 3 ? { ...body, has_more: false } : body)(response);
      };
    };
    const ids = async (): Promise<readonly string[]> => {
      const destination = destinationAt(provider.baseURL, { quirks });
      const found = await listModels(request, systemClock, destination, signal);
      return "kind" in found ? [found.kind] : found.map(({ id }) => id);
    };
    provider.models = paged(page => `m${page}`);
    assert.deepEqual(await ids(), ["m1", "m2", "m3"]);
    const urls = provider.requests.map(({ url }) => url);
    assert.deepEqual(urls, [
      "/v1/models?limit=1000",
      "/v1/models?limit=1000&after_id=m1",
      "/v1/models?limit=1000&after_id=m2",
    ]);
    assert.ok(provider.requests.every(({ headers }) => headers["x-api-key"] === testKey));
    assert.ok(provider.requests.every(({ headers }) => headers.authorization === undefined));
    assert.ok(provider.requests.every(({ headers }) => headers["anthropic-version"]));
    provider.requests.length = 0;
    provider.models = json(200, { data: [{ id: "same" }], has_more: true, last_id: "same" });
    assert.deepEqual(await ids(), ["same"]);
    assert.equal(provider.requests.length, 2);
    provider.requests.length = 0;
    let count = 0;
    provider.models = response =>
      json(200, { data: [{ id: `m${++count}` }], has_more: true, last_id: `m${count}` })(response);
    assert.equal((await ids()).length, 10);
  });

  it("fills secrets into headers, and shows them nowhere", async () => {
    const secret = "zz-team-secret-0123456789";
    const destination = {
      ...destinationAt(provider.baseURL, {
        auth: "none",
        headers: { "X-Team-Key": "Token ${secret:team}" },
        secrets: ["team"],
      }),
      secrets: { team: secret },
    };
    await listModels(request, systemClock, destination, signal);
    assert.equal(provider.requests[0]?.headers["x-team-key"], `Token ${secret}`);
    provider.models = json(500, { error: `bad ${secret} here` });
    const failed = await listModels(request, systemClock, destination, signal);
    assert.deepEqual("kind" in failed && failed.detail, "bad ••• here");
  });

  it("sends nothing while a secret is missing", async () => {
    const headers = { "x-team": "${secret:team}" };
    const destination = destinationAt(provider.baseURL, { headers, secrets: ["team"] });
    const failed = await listModels(request, systemClock, destination, signal);
    assert.equal("kind" in failed && failed.kind, "noKey");
    assert.equal(provider.requests.length, 0);
  });

  it("sends one header where the user wrote the one that carries the key", async () => {
    const headers = { Authorization: "Basic ${secret:team}" };
    const destination = destinationAt(provider.baseURL, { headers, secrets: ["team"] });
    await listModels(request, systemClock, { ...destination, secrets: { team: "x" } }, signal);
    assert.equal(provider.requests[0]?.headers.authorization, `Bearer ${testKey}`);
  });

  it("says why there is none", async () => {
    provider.models = raw("<html>", "text/html");
    const page = await list();
    assert.equal("kind" in page && page.kind, "notAnApi");
    provider.models = json(401, { detail: "Invalid API Key" });
    const refused = await list();
    assert.deepEqual("kind" in refused && [refused.kind, refused.detail], [
      "auth",
      "Invalid API Key",
    ]);
  });
});

describe("checkKey", () => {
  let provider: LoopbackProvider;
  beforeEach(async () => {
    provider = await LoopbackProvider.start();
  });
  afterEach(() => provider.stop());
  const check = (change: Partial<Connection>) =>
    checkKey(request, systemClock, destinationAt(provider.baseURL, change), signal);

  /** Answers 401 to requests without the right key, or only below a path. */
  const guarded =
    (needed: RegExp, body: object = { data: [{ id: "small" }] }): Reply =>
    response => {
      const { url = "", headers } = response.req;
      const open = !needed.test(url) || headers.authorization === `Bearer ${testKey}`;
      return json(open ? 200 : 401, open ? body : { error: "no" })(response);
    };
  const anywhere = /./;
  const models = [{ id: "small" }];

  it("takes a list that needs a key for proof, and asks no more", async () => {
    provider.models = guarded(anywhere);
    assert.deepEqual(await check({ publicModels: false }), { verdict: "works", models });
    assert.equal(provider.requests.length, 1);
  });

  it("asks at a path of its own where the list is for everyone", async () => {
    provider.models = guarded(/key/);
    const change = { publicModels: true, keyCheckPath: "/key" } as const;
    assert.deepEqual(await check(change), { verdict: "works", models });
    assert.deepEqual(
      provider.requests.map(({ url }) => url),
      ["/v1/models", "/v1/key"],
    );
    const { key: _key, ...keyless } = destinationAt(provider.baseURL, change);
    const wrong = await checkKey(
      request,
      systemClock,
      { ...keyless, key: "xq-another-0123456789" },
      signal,
    );
    assert.deepEqual([wrong.verdict, wrong.error?.kind], ["refused", "auth"]);
    assert.deepEqual(wrong.models, models);
  });

  it("says nothing of a key where nothing tells", async () => {
    assert.deepEqual((await check({ publicModels: true })).verdict, "unchecked");
    assert.equal((await check({ publicModels: true })).error, undefined);
    assert.equal(provider.requests.length, 2);
  });

  it("asks once more without the key where the list may be for everyone", async () => {
    provider.models = guarded(anywhere);
    assert.deepEqual(await check({ publicModels: "perhaps" }), { verdict: "works", models });
    assert.equal(provider.requests.length, 2);
    assert.equal(provider.requests[1]?.headers.authorization, undefined);
    provider.models = json(200, { data: [{ id: "small" }] });
    assert.deepEqual(await check({ publicModels: "perhaps" }), { verdict: "unchecked", models });
  });

  it("proves nothing without a key", async () => {
    const { key: _key, ...keyless } = destinationAt(provider.baseURL, { keyOptional: true });
    const { verdict, error } = await checkKey(request, systemClock, keyless, signal);
    assert.deepEqual([verdict, error], ["unchecked", undefined]);
  });

  const unchecked: Readonly<Record<string, readonly [Reply, string]>> = {
    "nothing there": [json(404, { detail: "Not Found" }), "notFound"],
    "a server in trouble": [json(500, { error: "broken" }), "server"],
    "a busy server": [json(503, { error: "busy" }), "overloaded"],
    "a web page": [raw("<html>", "text/html"), "notAnApi"],
    "a web page that says it is JSON": [raw("<!doctype html>", "application/json"), "notAnApi"],
    "JSON that is no list": [json(200, { status: "ok" }), "notAnApi"],
    "too many requests": [json(429, { error: "slow down" }), "rateLimit"],
    "another address": [json(302, {}, { location: "/login" }), "redirect"],
  };
  for (const [name, [reply, kind]] of Object.entries(unchecked)) {
    it(`leaves a key unchecked, and says why, at ${name}`, async () => {
      provider.models = reply;
      const { verdict, error, models } = await check({});
      assert.deepEqual([verdict, error?.kind, models], ["unchecked", kind, undefined]);
    });
  }

  for (const status of [401, 403]) {
    it(`takes ${status} for a refusal`, async () => {
      provider.models = json(status, { error: { message: "no" } });
      assert.equal((await check({})).verdict, "refused");
    });
  }

  it("leaves a key unchecked when nobody listens", async () => {
    const { baseURL } = provider;
    await provider.stop();
    const gone = destinationAt(baseURL);
    provider = await LoopbackProvider.start();
    const { verdict, error } = await checkKey(request, systemClock, gone, signal);
    assert.deepEqual([verdict, error?.kind], ["unchecked", "unreachable"]);
  });
});

describe("findLocalServers", () => {
  let provider: LoopbackProvider;
  beforeEach(async () => {
    provider = await LoopbackProvider.start();
  });
  afterEach(() => provider.stop());
  const find = (change: object) =>
    findLocalServers(request, [
      { ...destinationAt(provider.baseURL, { auth: "none", ...change }).connection, id: "mine" },
    ]);

  it("offers a keyless server that answers like one, without sending a key", async () => {
    const found = await find({});
    assert.deepEqual(
      found.filter(({ connectionId }) => connectionId === "mine"),
      [
        {
          connectionId: "mine",
          label: "Loopback",
          baseURL: provider.baseURL,
          models: ["large", "small"],
        },
      ],
    );
    assert.equal(provider.requests[0]?.headers.authorization, undefined);
  });

  it("offers a server that takes a key too, asks it without, and counts what chats", async () => {
    provider.models = json(200, {
      object: "list",
      data: [{ id: "m" }, { id: "nomic-embed-text" }],
    });
    const found = await find({ auth: "bearer", keyOptional: true });
    assert.deepEqual(found.find(({ connectionId }) => connectionId === "mine")?.models, ["m"]);
    assert.equal(provider.requests[0]?.headers.authorization, undefined);
  });

  it("does not ask connections that must have a key, nor other computers", async () => {
    await find({ auth: "bearer" });
    assert.equal(provider.requests.length, 0);
    const asked: string[] = [];
    const spy = async (url: string) => {
      asked.push(url);
      return new Response("");
    };
    await findLocalServers(spy, [
      destinationAt("http://192.168.1.5:11434/v1", { auth: "none" }).connection,
    ]);
    assert.deepEqual(asked, ["http://localhost:8080/v1/models"]);
  });

  it("does not offer what listens there but is no model server, or is too slow", async () => {
    provider.models = raw("It works!", "text/plain");
    assert.deepEqual(
      (await find({})).filter(({ connectionId }) => connectionId === "mine"),
      [],
    );
    provider.models = silence;
    assert.deepEqual(
      (await find({})).filter(({ connectionId }) => connectionId === "mine"),
      [],
    );
  });
});
