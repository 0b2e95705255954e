import assert from "node:assert/strict";
import { askModel } from "../../../src/client/ask";
import type { Destination } from "../../../src/client/destination";
import { WireLog } from "../../../src/client/wireLog";
import { rebuiltExchange } from "../../../src/client/wireRebuilt";
import { systemClock } from "../../../src/core/answering";
import { readEntry } from "../../../src/core/connectionEntry";
import type { SentParameters } from "../../../src/core/messages";
import { markOf, variablesIn } from "../../../src/core/wire";
import { destinationAt, testKey, toEnd } from "../../support/asking";
import { destinationOfEntry } from "../../support/entries";
import { answer, cutAfter, json, LoopbackProvider, raw } from "../../support/provider";
import { settled } from "../../support/fakeClock";

describe("what went over the wire", () => {
  let server: LoopbackProvider;
  let log: WireLog;
  beforeEach(async () => {
    server = await LoopbackProvider.start();
    log = new WireLog(systemClock);
  });
  afterEach(() => server.stop());

  it("is kept as it was sent and as it came, byte for byte", async () => {
    server.next(answer(["Hel", "lo"]));
    await ask(destinationAt(server.baseURL));
    const [kept] = log.of("a");
    const [sent] = server.chats;
    assert.equal(kept?.method, "POST");
    assert.equal(kept?.url, `${server.baseURL}/chat/completions`);
    assert.equal(kept?.body, sent?.text);
    assert.equal(kept?.response?.status, 200);
    assert.match(kept?.response?.headers["content-type"] ?? "", /event-stream/);
    assert.match(kept?.response?.text ?? "", /^data: \{.*"Hel".*\n\ndata: .*\[DONE\]\n\n$/s);
    assert.equal(kept?.response?.cut, false);
  });

  it("holds each request of an answer: the one that was refused, and the next", async () => {
    server.next(json(400, { error: { message: "no" } }), answer(["Yes"]));
    await ask(destinationAt(server.baseURL));
    await ask(destinationAt(server.baseURL));
    const statuses = log.of("a").map(({ response }) => response?.status);
    assert.deepEqual(statuses, [400, 200]);
    assert.equal(log.of("a")[0]?.response?.text, '{"error":{"message":"no"}}');
    assert.deepEqual(log.of("b"), []);
  });

  it("holds what came before the connection broke", async () => {
    server.next(cutAfter(["Hel"]));
    await ask(destinationAt(server.baseURL));
    assert.match(log.of("a")[0]?.response?.text ?? "", /Hel/);
  });

  it("has no response where nothing came", async () => {
    const { baseURL } = server;
    await server.stop();
    await ask(destinationAt(baseURL));
    assert.equal(log.of("a").length, 1);
    assert.equal(log.of("a")[0]?.response, undefined);
    server = await LoopbackProvider.start();
  });

  it("holds neither key nor secret, wherever they stood and however they were written", async () => {
    const secret = 'p"ss/wörd'.normalize();
    const entry = {
      provider: "openai-compatible",
      baseURL: server.baseURL,
      headers: { "x-gate": "Basic ${secret:GATE}" },
      extraBody: { upstream: "${secret:UP}" },
    };
    const destination = destinationOfEntry(entry, { GATE: "gate-secret-1", UP: secret });
    const body = `{"error":{"message":"bad key ${testKey}, or gate-secret-1"}}`;
    server.next(response => {
      response.writeHead(400, { "set-cookie": "session=1", "x-echo": testKey });
      response.end(body);
    });
    await ask(destination, { upstream: "${secret:UP}" });
    const text = JSON.stringify(log.of("a"));
    for (const word of [testKey, "gate-secret-1", JSON.stringify(secret).slice(1, -1), "session=1"])
      assert.ok(!text.includes(word), word);
    const [kept] = log.of("a");
    assert.equal(kept?.headers["authorization"], `Bearer ${markOf("MINE_API_KEY")}`);
    assert.equal(kept?.headers["x-gate"], `Basic ${markOf("GATE")}`);
    assert.deepEqual(variablesIn(kept?.body ?? ""), ["UP"]);
  });

  it("has the name of the provider's own variable for its key", async () => {
    await ask(destinationOfEntry({ provider: "groq", baseURL: server.baseURL }));
    assert.deepEqual(variablesIn(log.of("a")[0]?.headers["authorization"] ?? ""), ["GROQ_API_KEY"]);
  });

  it("keeps the beginning of a very long response, and says so", async () => {
    const piece = `: ${"x".repeat(60_000)}\n\n`;
    server.next(raw(piece.repeat(30) + "data: [DONE]\n\n"));
    await ask(destinationAt(server.baseURL));
    const { cut, text = "" } = log.of("a")[0]?.response ?? {};
    assert.equal(cut, true);
    assert.ok(text.length <= 1 << 20 && text.length > 500_000);
  });

  it("forgets the oldest answers before it grows beyond its bounds", async () => {
    const picture = "A".repeat(9 << 20);
    for (const id of ["a", "b", "c", "d"]) {
      log.tap(id, destinationAt(server.baseURL)).sent({
        method: "POST",
        url: server.baseURL,
        headers: {},
        body: picture,
      });
    }
    await settled();
    const lengths = ["a", "b", "c", "d"].map(id => log.of(id).length);
    assert.deepEqual(lengths, [0, 1, 1, 1]);
  });

  it("is not kept of what belongs to no answer", async () => {
    await ask(destinationAt(server.baseURL), {}, "");
    assert.deepEqual(log.of("a"), []);
  });

  async function ask(
    destination: Destination,
    parameters: SentParameters = {},
    answerId = "a",
  ): Promise<void> {
    const model = askModel({
      fetch: (url, init) => fetch(url, init),
      clock: systemClock,
      wire: log,
      resolve: async () => destination,
    });
    const choice = { connectionId: "mine", model: "small" };
    const messages = [{ role: "user", content: "Hi" }] as const;
    const request = { choice, messages, parameters, ...(answerId !== "" && { answerId }) };
    await toEnd(model(request, new AbortController().signal));
  }
});

describe("a request made anew", () => {
  const request = {
    choice: { connectionId: "mine", model: "small" },
    messages: [{ role: "user", content: "Hi" }] as const,
    parameters: { temperature: 0 },
  };

  it("is what the connection would send, with marks for its secrets, and says so", () => {
    const headers = { "x-gate": "${secret:GATE}" };
    const entry = { id: "mine", provider: "openai", baseURL: "https://example.com/v1", headers };
    const made = rebuiltExchange(readEntry(entry).connection, request, 7);
    assert.equal(made?.rebuilt, true);
    assert.equal(made.url, "https://example.com/v1/chat/completions");
    assert.equal(made.headers["authorization"], `Bearer ${markOf("OPENAI_API_KEY")}`);
    assert.equal(made.headers["x-gate"], markOf("GATE"));
    assert.deepEqual(JSON.parse(made.body), {
      model: "small",
      messages: [{ role: "user", content: "Hi" }],
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0,
    });
    assert.equal(made.response, undefined);
  });

  it("is not there where the connection is gone, or has no address", () => {
    assert.equal(rebuiltExchange(undefined, request, 1), undefined);
    const { connection } = readEntry({ id: "azure", provider: "azure" });
    assert.equal(rebuiltExchange(connection, request, 1), undefined);
  });
});
