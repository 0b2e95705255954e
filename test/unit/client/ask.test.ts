import assert from "node:assert/strict";
import { createServer } from "node:net";
import { ask, destinationAt, endOf, testKey, textOf } from "../../support/asking";
import { systemClock } from "../../../src/core/answering";
import { loopbackSession, until } from "../../support/loopbackSession";
import {
  answer,
  cutAfter,
  frame,
  json,
  LoopbackProvider,
  raw,
  silence,
} from "../../support/provider";

describe("askModel over real HTTP", () => {
  let provider: LoopbackProvider;

  beforeEach(async () => {
    provider = await LoopbackProvider.start();
  });
  afterEach(() => provider.stop());

  it("sends exactly the URL, headers and body that the user sees", async () => {
    process.env["OPENAI_API_KEY"] = "sk-environment-canary-1";
    process.env["OPENAI_ORG_ID"] = "org-environment-canary";
    process.env["OPENAI_PROJECT_ID"] = "project-environment-canary";
    process.env["OPENAI_BASE_URL"] = "http://127.0.0.1:9/elsewhere";
    await ask(destinationAt(provider.baseURL), [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hi" },
    ]);
    for (const name of ["API_KEY", "ORG_ID", "PROJECT_ID", "BASE_URL"])
      delete process.env[`OPENAI_${name}`];
    const [request] = provider.chats;
    assert.equal(request?.url, "/v1/chat/completions");
    assert.deepEqual(request?.body, {
      model: "small",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hi" },
      ],
      stream: true,
      stream_options: { include_usage: true },
    });
    assert.deepEqual(request?.headers, {
      host: `127.0.0.1:${provider.port}`,
      connection: "keep-alive",
      accept: "application/json",
      "accept-encoding": "gzip, deflate",
      "accept-language": "*",
      "sec-fetch-mode": "cors",
      authorization: `Bearer ${testKey}`,
      "content-type": "application/json",
      "content-length": String(request?.text.length),
      "user-agent": "parley/0.1.0",
    });
  });

  it("lets nothing leave before the question is kept", async () => {
    for (const stopped of [false, true]) {
      let written = () => {};
      const kept = new Promise<void>(resolve => (written = resolve));
      const { baseURL } = provider;
      const session = loopbackSession({ clock: systemClock, baseURL, kept });
      session.send([{ type: "text", text: "Hi" }]);
      await new Promise(resolve => setTimeout(resolve, 50));
      if (stopped) session.stop();
      const before = provider.chats.length;
      written();
      await until(() => !session.busy);
      const asked = [before, provider.chats.length];
      assert.deepEqual(asked, stopped ? [1, 1] : [0, 1]);
    }
  });

  it("sends no key to a server that needs none, also with one in the environment", async () => {
    process.env["OPENAI_API_KEY"] = "sk-environment-canary-1";
    await ask(destinationAt(provider.baseURL, { auth: "none" }));
    delete process.env["OPENAI_API_KEY"];
    assert.equal(provider.chats[0]?.headers.authorization, undefined);
    assert.ok(!JSON.stringify(provider.chats[0]?.headers).includes("canary"));
  });

  it("adds the connection's headers, query and body fields, and the api-key style", async () => {
    const change = {
      auth: "api-key",
      headers: { "x-team": "a" },
      query: { v: "1" },
    } as const;
    await ask(destinationAt(provider.baseURL, change), undefined, undefined, { top_k: 3 });
    const request = provider.chats[0];
    assert.equal(request?.url, "/v1/chat/completions?v=1");
    assert.equal(request?.headers["api-key"], testKey);
    assert.equal(request?.headers["x-team"], "a");
    assert.equal(request?.headers.authorization, undefined);
    assert.equal((JSON.parse(request?.text ?? "") as { top_k: number }).top_k, 3);
  });

  it("lets the user's own fields win, such as no request for usage", async () => {
    const parameters = { stream_options: null };
    await ask(destinationAt(provider.baseURL), undefined, undefined, parameters);
    assert.match(provider.chats[0]?.text ?? "", /"stream_options":null/);
  });

  it("streams text, reads usage and finishes once", async () => {
    const raw = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
    provider.next(answer(["Hel", "lo"], { usage: raw }));
    const events = await ask(destinationAt(provider.baseURL));
    assert.equal(textOf(events), "Hello");
    assert.deepEqual(events.slice(-2), [
      { type: "usage", usage: { promptTokens: 3, completionTokens: 2, totalTokens: 5, raw } },
      { type: "finish", finish: "stop" },
    ]);
    assert.equal(events.filter(({ type }) => type === "finish" || type === "error").length, 1);
  });

  it("keeps reasoning apart from the text", async () => {
    provider.next(
      raw(
        frame({ delta: { reasoning_content: "hm" } }) +
          frame({ delta: { content: "Yes" }, finish_reason: "stop" }),
      ),
    );
    assert.deepEqual(await ask(destinationAt(provider.baseURL)), [
      { type: "reasoning", text: "hm" },
      { type: "text", text: "Yes" },
      { type: "finish", finish: "stop" },
    ]);
  });

  it("reads an answer that comes unstreamed", async () => {
    provider.next(
      json(200, {
        choices: [
          { index: 0, message: { role: "assistant", content: "Whole" }, finish_reason: "stop" },
        ],
      }),
    );
    const events = await ask(destinationAt(provider.baseURL));
    assert.equal(textOf(events), "Whole");
    assert.deepEqual(endOf(events), { type: "finish", finish: "stop" });
  });

  const refusals = [
    {
      name: "a wrong key",
      reply: json(401, { error: { message: `Incorrect API key provided: ${testKey}` } }),
      kind: "auth",
    },
    {
      name: "an unknown model",
      reply: json(404, { error: { message: "no such model", code: "model_not_found" } }),
      kind: "modelNotFound",
    },
    {
      name: "too many requests",
      reply: json(429, { error: { message: "slow down" } }),
      kind: "rateLimit",
    },
    {
      name: "a bad request",
      reply: json(400, [{ error: { message: "temperature is wrong" } }]),
      kind: "badRequest",
    },
    {
      name: "no permission",
      reply: json(403, { code: "x", error: "not for you" }),
      kind: "refusedRequest",
    },
    { name: "a server error", reply: json(500, { detail: "oops" }), kind: "server" },
    {
      name: "a web page with 200",
      reply: raw("<!doctype html><title>Log in</title>", "text/html"),
      kind: "notAnApi",
    },
    {
      name: "a web page with 404",
      reply: raw("<html>nothing here</html>", "text/html", 404),
      kind: "notAnApi",
    },
    {
      name: "an error with 200",
      reply: json(200, { error: { message: "upstream broke" } }),
      kind: "inStream",
    },
    { name: "JSON that is none", reply: raw("not json", "application/json"), kind: "notAnApi" },
  ] as const;
  for (const { name, reply, kind } of refusals) {
    it(`tells ${name} apart, asks once, and never shows the key`, async () => {
      provider.next(reply);
      const events = await ask(destinationAt(provider.baseURL));
      const end = endOf(events);
      assert.equal(end.type === "error" && end.error.kind, kind);
      assert.equal(events.length, 1);
      assert.equal(provider.chats.length, 1);
      assert.ok(!JSON.stringify(end).includes(testKey.slice(0, 8)), JSON.stringify(end));
    });
  }

  it("reads an answer that says it is HTML", async () => {
    const choice = { index: 0, delta: { content: "Hi" }, finish_reason: "stop" };
    const whole = { choices: [{ message: { content: "Hi" }, finish_reason: "stop" }] };
    for (const body of [
      `data: ${JSON.stringify({ choices: [choice] })}\n\n`,
      JSON.stringify(whole),
    ]) {
      provider.next(raw(body, "text/html"));
      const events = await ask(destinationAt(provider.baseURL));
      assert.equal(textOf(events), "Hi");
      assert.deepEqual(endOf(events), { type: "finish", finish: "stop" });
    }
  });

  const torn = [
    [401, "auth", "who are you"],
    [413, "contextOverflow", "Request too large"],
    [429, "rateLimit", "slow down"],
  ] as const;
  for (const [status, kind, words] of torn) {
    it(`keeps a ${status} whose body is torn, with the words so far`, async () => {
      provider.next(response => {
        response.writeHead(status, { "content-type": "text/plain" });
        response.write(words);
        setTimeout(() => response.socket?.resetAndDestroy(), 20);
      });
      const end = endOf(await ask(destinationAt(provider.baseURL)));
      assert.ok(end.type === "error");
      assert.deepEqual([end.error.kind, end.error.status, end.error.detail], [kind, status, words]);
    });
  }

  it("closes the connection of an answer that nobody reads", async () => {
    provider.next(response => {
      response.writeHead(302, { location: "/login" });
      response.write("and so on");
    });
    const end = endOf(await ask(destinationAt(provider.baseURL)));
    assert.equal(end.type === "error" && end.error.kind, "redirect");
    assert.equal(await provider.chats[0]?.closed, "aborted");
  });

  it("tells a missing address from a missing model", async () => {
    provider.next(json(404, { detail: "Not Found" }));
    const end = endOf(await ask(destinationAt(provider.baseURL)));
    assert.equal(end.type === "error" && end.error.kind, "notFound");
  });

  it("says that a connection without a key is asked for one", async () => {
    provider.next(json(401, { error: { message: "key please" } }));
    const end = endOf(await ask(destinationAt(provider.baseURL, { auth: "none" })));
    assert.equal(end.type === "error" && end.error.kind, "keyWanted");
  });

  it("takes JSON without choices for no answer", async () => {
    provider.next(json(200, {}));
    const end = endOf(await ask(destinationAt(provider.baseURL)));
    assert.equal(end.type === "error" && end.error.kind, "notAnApi");
  });

  it("does not take the words [DONE] in a text for the end", async () => {
    provider.next(answer(["it ends with data: [DONE]"], { finish: null, done: false }));
    const end = endOf(await ask(destinationAt(provider.baseURL)));
    assert.equal(end.type === "error" && end.error.kind, "cutOff");
  });

  it("shows the key nowhere, also when it comes back in an address or a request id", async () => {
    const replies = [
      json(302, {}, { location: `/login/${testKey}` }),
      json(500, { error: { message: "no" } }, { "x-request-id": `req-${testKey}` }),
    ];
    for (const reply of replies) {
      provider.next(reply);
      const end = JSON.stringify(endOf(await ask(destinationAt(provider.baseURL))));
      assert.ok(!end.includes(testKey.slice(3, 11)), end);
    }
  });

  it("keeps the text that arrived before the connection broke", async () => {
    provider.next(cutAfter(["Hel", "lo"]));
    const events = await ask(destinationAt(provider.baseURL));
    const end = endOf(events);
    assert.equal(textOf(events), "Hello");
    assert.equal(end.type === "error" && end.error.kind, "cutOff");
  });

  it("says that an answer without an end was cut off", async () => {
    provider.next(answer(["Hel"], { finish: null, done: false }));
    const end = endOf(await ask(destinationAt(provider.baseURL)));
    assert.equal(end.type === "error" && end.error.kind, "cutOff");
  });

  it("keeps the text before an error in the stream, and shows its words", async () => {
    provider.next(
      raw(`${frame({ delta: { content: "Hel" } })}data: {"error":{"message":"overloaded"}}\n\n`),
    );
    const events = await ask(destinationAt(provider.baseURL));
    const end = endOf(events);
    assert.equal(textOf(events), "Hel");
    assert.ok(
      end.type === "error" && end.error.kind === "inStream" && end.error.detail === "overloaded",
    );
  });

  it("names host and cause when nobody listens", async () => {
    const port = await freePort();
    const end = endOf(await ask(destinationAt(`http://127.0.0.1:${port}/v1`)));
    assert.ok(end.type === "error");
    assert.equal(end.error.kind, "unreachable");
    assert.deepEqual(end.error.values, [`127.0.0.1:${port}`]);
    assert.match(end.error.detail ?? "", /ECONNREFUSED/);
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`follows no redirect (${status}) and names its target`, async () => {
      const other = await LoopbackProvider.start();
      provider.next(json(status, {}, { location: `${other.baseURL}/chat/completions?secret=1` }));
      const end = endOf(await ask(destinationAt(provider.baseURL, { auth: "api-key" })));
      assert.ok(end.type === "error" && end.error.kind === "redirect");
      assert.equal(end.error.values?.[1], `${other.baseURL}/chat/completions`);
      assert.equal(other.requests.length, 0);
      await other.stop();
    });
  }

  it("ends when the server says nothing at all", async () => {
    provider.next(silence);
    const end = endOf(await ask(destinationAt(provider.baseURL, { firstByteSeconds: 0.1 })));
    assert.equal(end.type === "error" && end.error.kind, "silent");
    assert.equal(await provider.chats[0]?.closed, "aborted");
  });

  it("ends when a stream falls silent, and keeps what came", async () => {
    provider.next(answer(["Hel"], { until: new Promise(() => {}) }));
    const events = await ask(destinationAt(provider.baseURL, { idleSeconds: 0.1 }));
    const end = endOf(events);
    assert.equal(textOf(events), "Hel");
    assert.equal(end.type === "error" && end.error.kind, "silent");
  });

  it("closes the connection when it is stopped, while waiting and while streaming", async () => {
    for (const reply of [silence, answer(["Hel"], { until: new Promise(() => {}) })]) {
      provider.next(reply);
      const controller = new AbortController();
      const count = provider.chats.length;
      const asked = ask(destinationAt(provider.baseURL), undefined, controller.signal);
      while (provider.chats.length === count) await new Promise(setImmediate);
      controller.abort();
      assert.deepEqual(endOf(await asked), { type: "finish", finish: "stopped" });
      assert.equal(await provider.chats[count]?.closed, "aborted");
    }
  });
});

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
