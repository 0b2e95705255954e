import assert from "node:assert/strict";
import type { Destination } from "../../../src/client/destination";
import { checkKey, listModels } from "../../../src/client/models";
import { askModel } from "../../../src/client/ask";
import { type ChatEvent, systemClock } from "../../../src/core/answering";
import {
  defaultConnection,
  formatModelChoice,
  parseModelChoice,
} from "../../../src/core/connections";
import type { Provider } from "../../../src/core/provider";
import { offlineTour, providers } from "../../../src/core/providers";
import { fixtures, type ProviderFixture } from "../../fixtures/providers";
import { endOf, textOf } from "../../support/asking";
import { json, LoopbackProvider, raw, type ReceivedRequest } from "../../support/provider";

const key = "xq-canary-0123456789abcdef";
const signal = new AbortController().signal;
const authNames = ["authorization", "api-key", "x-api-key", "openai-event-code", "cookie"];

/** The headers of a request that could carry a key. */
function authOf({ headers }: ReceivedRequest): object {
  return Object.fromEntries(
    authNames.flatMap(name => (headers[name] ? [[name, headers[name]]] : [])),
  );
}

describe("every provider of the table", () => {
  let server: LoopbackProvider;
  beforeEach(async () => {
    server = await LoopbackProvider.start();
  });
  afterEach(() => server.stop());

  const rows = providers.filter(({ id }) => id !== offlineTour);
  // What these two are asked and answer is held by specialServices.test.ts.
  const special = ["azure-event-proxy", "indoxrouter"];
  const talking = rows.filter(({ id }) => !special.includes(id));

  it("has a server here that speaks as it does", () => {
    assert.deepEqual(
      Object.keys(fixtures),
      talking.map(({ id }) => id),
    );
    assert.equal(rows.length - talking.length, special.length);
  });

  /** The provider's own path on loopback, everything else as in its row. */
  function destinationOf(row: Provider, path: string): Destination {
    const baseURL = `http://127.0.0.1:${server.port}${path}`;
    return { connection: { ...defaultConnection(row), baseURL }, key };
  }

  async function ask(destination: Destination, model: string): Promise<readonly ChatEvent[]> {
    const client = askModel({
      fetch: (url, init) => fetch(url, init),
      clock: systemClock,
      resolve: async () => destination,
    });
    const choice = parseModelChoice(formatModelChoice({ connectionId: "x", model }));
    assert.ok(choice);
    const events: ChatEvent[] = [];
    const messages = [{ role: "user", content: "The capital of France?" }] as const;
    for await (const event of client({ choice, messages, parameters: {} }, signal))
      events.push(event);
    return events;
  }

  const request = (url: string, init: RequestInit) => fetch(url, init);

  for (const row of talking) {
    const fixture = fixtures[row.id];
    if (!fixture) continue;
    describe(row.label, () => hold(row, fixture));
  }

  function hold(row: Provider, fixture: ProviderFixture): void {
    const path = fixture.path ?? new URL(row.baseURL ?? "").pathname.replace(/\/$/, "");
    const auth = row.auth === "api-key" ? { "api-key": key } : { authorization: `Bearer ${key}` };
    const listAuth = row.quirks?.includes("anthropicModelList") ? { "x-api-key": key } : auth;
    const here = () => destinationOf(row, path);

    it("lists its models with what they can, and sends the key in one header only", async () => {
      server.models = json(200, fixture.list);
      assert.deepEqual(await listModels(request, systemClock, here(), signal), fixture.models);
      const [asked] = server.requests;
      assert.ok(asked && server.requests.length === 1);
      assert.equal(asked.method, "GET");
      assert.equal(asked.url.replace(/\?limit=1000$/, ""), `${path}/models`);
      assert.deepEqual(authOf(asked), listAuth);
    });

    it("offers a model that can be chosen, whatever its id holds", () => {
      const choice = { connectionId: row.id, model: fixture.model };
      assert.deepEqual(parseModelChoice(formatModelChoice(choice)), choice);
      const typed = row.quirks?.includes("deployments");
      assert.ok(typed || fixture.models.some(({ id }) => id === fixture.model));
    });

    it("is sent exactly the request that the user sees", async () => {
      await ask(here(), fixture.model);
      const [asked] = server.chats;
      assert.ok(asked && server.requests.length === 1);
      assert.equal(asked.url, `${path}/chat/completions`);
      assert.deepEqual(authOf(asked), auth);
      assert.deepEqual(asked.body, {
        model: fixture.model,
        messages: [{ role: "user", content: "The capital of France?" }],
        stream: true,
        stream_options: { include_usage: true },
      });
    });

    it("streams its answer", async () => {
      server.next(raw(fixture.stream, "text/event-stream"));
      const events = await ask(here(), fixture.model);
      assert.equal(textOf(events), "Paris.");
      const reasoning = events.map(event => (event.type === "reasoning" ? event.text : ""));
      assert.equal(reasoning.join(""), fixture.reasoning ?? "");
      const [promptTokens, completionTokens, totalTokens] = fixture.usage;
      const last = events.findLast(event => event.type === "usage");
      const { usage } = last ?? {};
      assert.deepEqual(
        [usage?.promptTokens, usage?.completionTokens, usage?.totalTokens],
        [promptTokens, completionTokens, totalTokens],
      );
      assert.deepEqual(endOf(events), { type: "finish", finish: "stop" });
      assert.equal(events.filter(({ type }) => type === "finish" || type === "error").length, 1);
    });

    const body = JSON.parse(JSON.stringify(fixture.refusal.body).replaceAll("KEY", key)) as unknown;

    it("says in its own words that it refuses a key, and never shows it", async () => {
      server.next(json(fixture.refusal.status, body));
      const events = await ask(here(), fixture.model);
      const [end] = events;
      assert.ok(end?.type === "error" && events.length === 1);
      assert.deepEqual([end.error.kind, end.error.values], ["auth", [row.label]]);
      assert.ok(end.error.detail?.includes(fixture.words), end.error.detail);
      assert.ok(!JSON.stringify(end).includes(key.slice(0, 8)));
      assert.ok(!JSON.stringify(end).includes(key.slice(-8)));
    });

    it("refuses a wrong key when it is checked", async () => {
      server.models = json(fixture.refusal.status, body);
      const { verdict, error, models } = await checkKey(request, systemClock, here(), signal);
      assert.deepEqual([verdict, error?.kind, models], ["refused", "auth", undefined]);
    });
  }
});
