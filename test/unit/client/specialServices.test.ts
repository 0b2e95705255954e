import assert from "node:assert/strict";
import { readIndoxRouter } from "../../../src/client/dialects/indoxRouter";
import { checkKey, listModels } from "../../../src/client/models";
import { systemClock } from "../../../src/core/answering";
import { ChatFailure } from "../../../src/core/errors";
import { ask, endOf, testKey, textOf } from "../../support/asking";
import { destinationOfEntry } from "../../support/entries";
import { answer, json, LoopbackProvider, raw } from "../../support/provider";
import { streamOf } from "../../support/reading";

const signal = new AbortController().signal;
const request = (url: string, init: RequestInit) => fetch(url, init);

describe("a service with ways of its own", () => {
  let server: LoopbackProvider;
  let origin: string;
  beforeEach(async () => {
    server = await LoopbackProvider.start();
    origin = `http://127.0.0.1:${server.port}`;
  });
  afterEach(() => server.stop());

  describe("Azure OpenAI with a deployment", () => {
    const entry = (more: object = {}) =>
      destinationOfEntry({
        provider: "azure",
        baseURL: `${origin}/`,
        deployment: "my gpt",
        apiVersion: "2024-10-21",
        ...more,
      });

    it("is asked at the deployment, with its version and the key in api-key", async () => {
      server.next(answer(["Hi."]));
      assert.equal(textOf(await ask(entry())), "Hi.");
      const [sent] = server.chats;
      const version = "api-version=2024-10-21";
      assert.equal(sent?.url, `/openai/deployments/my%20gpt/chat/completions?${version}`);
      assert.equal(sent?.headers["api-key"], testKey);
      assert.equal(sent?.headers.authorization, undefined);
      assert.equal(sent?.body?.model, "small");
    });

    for (const given of [
      "",
      "/openai/v1",
      "/openai",
      "/openai/deployments/old",
      "/gate/openai/v1",
    ]) {
      it(`is asked below the resource, also when the address is that of ${given}`, async () => {
        await ask(entry({ baseURL: origin + given, deployment: "d" }));
        const below = given.startsWith("/gate") ? "/gate" : "";
        assert.match(
          server.chats[0]?.url ?? "",
          new RegExp(`^${below}/openai/deployments/d/chat/`),
        );
      });
    }

    it("asks an older version for no usage, and names no model where none is wanted", async () => {
      await ask(entry({ apiVersion: "2023-09-01-preview", omitModel: true }));
      assert.deepEqual(server.chats[0]?.body, {
        messages: [{ role: "user", content: "Hi" }],
        stream: true,
      });
    });

    it("lists the models of the resource", async () => {
      await listModels(request, systemClock, entry({ baseURL: `${origin}/openai` }), signal);
      assert.equal(server.requests[0]?.url, "/openai/models?api-version=2024-10-21");
    });
  });

  describe("the event proxy", () => {
    const token = "hackathon/octo-cat";

    it("is asked as Azure OpenAI is: deployment, version, and the token in api-key", async () => {
      const destination = {
        ...destinationOfEntry({
          provider: "azure-event-proxy",
          baseURL: `${origin}/v1`,
          deployment: "gpt-35-turbo",
          apiVersion: "2023-09-01-preview",
        }),
        key: token,
      };
      await ask(destination);
      const [sent] = server.chats;
      const path = "/v1/openai/deployments/gpt-35-turbo/chat/completions";
      assert.equal(sent?.url, `${path}?api-version=2023-09-01-preview`);
      assert.equal(sent?.headers["api-key"], token);
      assert.deepEqual(Object.keys(sent?.body ?? {}), ["model", "messages", "stream"]);
    });

    const raw = () =>
      destinationOfEntry(
        {
          provider: "azure-event-proxy",
          baseURL: `${origin}/api/v1/chat/completions`,
          auth: "none",
          headers: { "openai-event-code": "${secret:event-token}" },
          omitModel: true,
        },
        { "event-token": token },
      );

    it("is asked as its page shows it for curl: token in a header, no model in the body", async () => {
      await ask(raw());
      const [sent] = server.chats;
      assert.equal(sent?.url, "/api/v1/chat/completions");
      assert.equal(sent?.headers["openai-event-code"], token);
      assert.deepEqual(
        [sent?.headers.authorization, sent?.headers["api-key"]],
        [undefined, undefined],
      );
      assert.deepEqual(Object.keys(sent?.body ?? {}), ["messages", "stream"]);
    });

    it("is asked with a bearer token", async () => {
      const entry = { provider: "azure-event-proxy", baseURL: `${origin}/api/v1`, auth: "bearer" };
      await ask(destinationOfEntry(entry));
      assert.equal(server.chats[0]?.headers.authorization, `Bearer ${testKey}`);
      assert.equal(server.chats[0]?.url, "/api/v1/chat/completions");
    });

    for (const status of [401, 403]) {
      it(`says with ${status} that the event may be over, and never shows the token`, async () => {
        server.next(json(status, { error: { message: `Event ${token} not active` } }));
        const end = endOf(await ask(raw()));
        assert.ok(end.type === "error");
        assert.deepEqual([end.error.kind, end.error.detail], ["eventOver", "Event ••• not active"]);
      });
    }

    const refusals = [
      [429, "The event daily request rate of 100 calls has been exceeded", "rateLimit"],
      [400, "max_tokens 5000 exceeds the event cap of 4000", "badRequest"],
    ] as const;
    for (const [status, words, kind] of refusals) {
      it(`keeps the words of its ${status}`, async () => {
        server.next(json(status, { error: { message: words } }));
        const end = endOf(await ask(raw()));
        assert.ok(end.type === "error");
        assert.deepEqual([end.error.kind, end.error.detail], [kind, words]);
      });
    }

    it("is given its own time only when the user says so", () => {
      assert.equal(raw().connection.firstByteSeconds, 60);
      const entry = {
        provider: "azure-event-proxy",
        baseURL: `${origin}/v1`,
        firstByteSeconds: 30,
      };
      assert.equal(destinationOfEntry(entry).connection.firstByteSeconds, 30);
    });

    it("is asked for no list, and its token is kept unchecked", async () => {
      assert.deepEqual(await listModels(request, systemClock, raw(), signal), []);
      const found = await checkKey(request, systemClock, raw(), signal);
      assert.deepEqual(found, { verdict: "unchecked" });
      assert.equal(server.requests.length, 0);
    });
  });

  describe("IndoxRouter", () => {
    const secrets = { "byok-openai": "sk-upstream-0123456789", "byok-google": "AIza-other-123456" };
    const router = (more: object = {}) =>
      destinationOfEntry(
        { provider: "indoxrouter", baseURL: `${origin}/api`, path: "/v2/chat", ...more },
        secrets,
      );
    const askFor = (model: string) =>
      ask(router({ extraBody: { model2: "x" } }), undefined, undefined, {}, model);

    it("is asked at the path that was given, with the key of the model's own provider", async () => {
      for (const model of ["openai/gpt-4o-mini", "mistral/small", "anthropic/claude"])
        await askFor(model);
      assert.equal(server.chats[0]?.url, "/api/v2/chat");
      assert.equal(server.chats[0]?.headers.authorization, `Bearer ${testKey}`);
      const bodies = server.chats.map(({ body }) => body as unknown as Record<string, unknown>);
      assert.deepEqual(
        bodies.map(body => body["byok_api_key"]),
        ["sk-upstream-0123456789", undefined, undefined],
      );
      assert.equal(bodies[0]?.["model"], "openai/gpt-4o-mini");
      assert.equal("stream_options" in (bodies[0] ?? {}), false);
    });

    const envelope = {
      request_id: "b881942c",
      created_at: "2025-06-15T09:53:26.130868",
      duration_ms: 1737.6,
      provider: "openai",
      model: "gpt-4o-mini",
      success: true,
      message: "",
      usage: {
        tokens_prompt: 24,
        tokens_completion: 7,
        tokens_total: 31,
        cost: 7.8e-6,
        cache_read_tokens: 0,
        reasoning_tokens: 0,
        cost_breakdown: { input_tokens: 3.6e-6 },
      },
      raw_response: null,
      data: "The capital of France is Paris.",
      finish_reason: null,
    };

    it("answers with an envelope", async () => {
      server.next(json(200, envelope));
      const events = await ask(router());
      assert.equal(textOf(events), "The capital of France is Paris.");
      const usage = events.find(event => event.type === "usage");
      assert.ok(usage?.type === "usage");
      const { promptTokens, completionTokens, totalTokens } = usage.usage;
      assert.deepEqual([promptTokens, completionTokens, totalTokens], [24, 7, 31]);
      assert.deepEqual(endOf(events), { type: "finish", finish: "stop" });
    });

    it("answers as Chat Completions do, or with the answer of the provider behind it", async () => {
      const whole = {
        choices: [{ index: 0, message: { content: "Hello!" }, finish_reason: "stop" }],
      };
      for (const body of [whole, { ...envelope, data: null, raw_response: whole }]) {
        server.next(json(200, body));
        assert.equal(textOf(await ask(router())), "Hello!");
      }
    });

    const streams: Readonly<Record<string, readonly [string, string, string]>> = {
      "frames with objects": [
        'data: {"data":"Once "}\n\ndata: {"data":"upon"}\n\ndata: {"data":"","finish_reason":"stop"}\n\ndata: [DONE]\n\n',
        "text/event-stream",
        "Once upon",
      ],
      "frames with bare text": [
        "data: Once \n\ndata: upon\n\ndata: [DONE]\n\n",
        "text/event-stream",
        "Once upon",
      ],
      "frames with both": [
        'data: Once \n\ndata: {"data":"upon","finish_reason":"stop"}\n\n',
        "text/event-stream",
        "Once upon",
      ],
      "frames as of Chat Completions": [
        'data: {"choices":[{"index":0,"delta":{"content":"Once upon"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
        "text/event-stream",
        "Once upon",
      ],
      "a line for each object": [
        '{"data":"Once "}\n{"data":"upon","finish_reason":"stop"}\n',
        "application/x-ndjson",
        "Once upon",
      ],
      "bare text": ["Once upon\n\na time {x}", "text/plain", "Once upon\n\na time {x}"],
    };
    for (const [name, [body, type, text]] of Object.entries(streams)) {
      it(`streams ${name}`, async () => {
        server.next(raw(body, type));
        const events = await ask(router());
        assert.equal(textOf(events), text);
        assert.deepEqual(endOf(events), { type: "finish", finish: "stop" });
      });
    }

    const cut: Readonly<Record<string, readonly [string, string]>> = {
      "frames with objects": ['data: {"data":"Once"}\n\n', "text/event-stream"],
      "frames with bare text": ["data: Once\n\n", "text/event-stream"],
      "a frame in two": ['data: {"data":"Once"}\n\ndata: {"data":" up', "text/event-stream"],
      "lines of objects": ['{"data":"Once"}\n{"data":" up', "application/x-ndjson"],
    };
    for (const [name, [body, type]] of Object.entries(cut)) {
      it(`does not take a cut stream for complete: ${name}`, async () => {
        server.next(raw(body, type));
        const events = await ask(router());
        const end = endOf(events);
        assert.equal(textOf(events), "Once");
        assert.equal(end.type === "error" && end.error.kind, "cutOff");
      });
    }

    it("reports an error that an event says in plain words", async () => {
      server.next(raw('data: {"data":"On"}\n\nevent: error\ndata: no credits\n\n'));
      const events = await ask(router());
      const end = endOf(events);
      assert.equal(textOf(events), "On");
      assert.ok(end.type === "error");
      assert.deepEqual([end.error.kind, end.error.detail], ["inStream", "no credits"]);
    });

    it("takes a web page for none of its answers", async () => {
      server.next(raw("<!doctype html><title>Log in</title>", "text/html"));
      const end = endOf(await ask(router()));
      assert.equal(end.type === "error" && end.error.kind, "notAnApi");
    });

    it("reads a long line that comes in many pieces, and ends one that is too long", async () => {
      const read = async (body: ReadableStream<Uint8Array>) =>
        await readIndoxRouter(
          new Response(body, { headers: { "content-type": "application/x-ndjson" } }),
          "host.example",
        ).text();
      const piece = new TextEncoder().encode("x".repeat(64));
      const pieces = (count: number) => [
        new TextEncoder().encode('{"data":"'),
        ...Array.from({ length: count }, () => piece),
        new TextEncoder().encode('"}\n'),
      ];
      assert.match(await read(streamOf(pieces(60_000))), /"content":"x{3840000}"/);
      await assert.rejects(read(streamOf(pieces(140_000))), ChatFailure);
    }).timeout(20_000);

    it("reports an error with status 200, whole and in a stream, without the keys", async () => {
      const words = `The key ${secrets["byok-openai"]} is wrong`;
      const failed = { ...envelope, success: false, message: words, data: null };
      server.next(json(200, failed));
      server.next(raw(`data: {"data":"On"}\n\ndata: ${JSON.stringify(failed)}\n\n`));
      for (const text of ["", "On"]) {
        const events = await ask(router());
        const end = endOf(events);
        assert.equal(textOf(events), text);
        assert.ok(end.type === "error", JSON.stringify(end));
        assert.deepEqual([end.error.kind, end.error.detail], ["inStream", "The key ••• is wrong"]);
      }
    });
  });

  describe("a secret in the body", () => {
    const extraBody = { byok_api_key: "${secret:team}", deep: { list: ["Bearer ${secret:team}"] } };
    const entry = () => ({ provider: "openai-compatible", baseURL: `${origin}/v1`, extraBody });

    it("is filled in when the request leaves, and nowhere else", async () => {
      const destination = destinationOfEntry(entry(), { team: "hush-0123456789" });
      assert.deepEqual(destination.connection.secrets, ["team"]);
      const message = [{ role: "user", content: "What is ${secret:team}?" }] as const;
      await ask(destination, message, undefined, extraBody);
      const body = server.chats[0]?.body as unknown as Record<string, unknown>;
      assert.deepEqual(
        [body["byok_api_key"], body["deep"], body["messages"]],
        ["hush-0123456789", { list: ["Bearer hush-0123456789"] }, message],
      );
    });

    it("that is missing sends nothing", async () => {
      const end = endOf(await ask(destinationOfEntry(entry()), undefined, undefined, extraBody));
      assert.ok(end.type === "error" && end.error.kind === "noKey");
      assert.equal(server.requests.length, 0);
    });

    for (const wrong of [
      { byok_api_key: "sk-literal" },
      { deep: { "api-key": "literal" } },
      { note: "${secret:two words}" },
    ]) {
      it(`is refused as a literal: ${JSON.stringify(wrong)}`, () => {
        assert.throws(() => destinationOfEntry({ ...entry(), extraBody: wrong }), /extraBody/);
      });
    }

    it("is not suspected in fields that are called alike", () => {
      const harmless = { max_tokens: 5, stop_token: "x", user: "me" };
      assert.ok(destinationOfEntry({ ...entry(), extraBody: harmless }));
    });
  });

  it("may be asked for a whole answer", async () => {
    const whole = { choices: [{ message: { content: "Paris." }, finish_reason: "stop" }] };
    server.next(json(200, whole));
    const entry = { provider: "openai-compatible", baseURL: `${origin}/v1` };
    const parameters = { stream: false, temperature: 0 };
    const events = await ask(destinationOfEntry(entry), undefined, undefined, parameters);
    assert.equal(textOf(events), "Paris.");
    assert.deepEqual(server.chats[0]?.body, {
      model: "small",
      messages: [{ role: "user", content: "Hi" }],
      stream: false,
      temperature: 0,
    });
  });
});
