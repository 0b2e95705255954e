import assert from "node:assert/strict";
import { findLocalServers } from "../../../src/client/localServers";
import { readModelList } from "../../../src/client/modelList";
import { listModels } from "../../../src/client/models";
import { systemClock } from "../../../src/core/answering";
import { parseJson } from "../../../src/core/decode";
import { destinationAt } from "../../support/asking";
import { json, LoopbackProvider, raw, silence } from "../../support/provider";

const request = (url: string, init: RequestInit) => fetch(url, init);

describe("readModelList", () => {
  const cases: readonly [string, string, readonly string[] | undefined][] = [
    ["the API's list", '{"object":"list","data":[{"id":"b"},{"id":"a"}]}', ["a", "b"]],
    ["a bare array", '[{"id":"a"}]', ["a"]],
    ["a list of models with names", '{"models":[{"name":"a"}]}', ["a"]],
    ["a server without a model", '{"object":"list","data":null}', []],
    ["broken entries among good ones", '{"data":[null,{"id":3},{"id":"a"},{"id":"a"},{}]}', ["a"]],
    ["something else", '{"status":"ok"}', undefined],
    ["a web page", "<html>", undefined],
  ];
  for (const [name, text, expected] of cases) {
    it(`reads ${name}`, () =>
      assert.deepEqual(
        readModelList(parseJson(text))?.map(({ id }) => id),
        expected,
      ));
  }
});

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

  it("does not ask connections that take a key, nor other computers", async () => {
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
