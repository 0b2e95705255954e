import assert from "node:assert/strict";
import type { SentParameters } from "../../../src/core/messages";
import { FakeClock, settled } from "../../support/fakeClock";
import { answerOf, loopbackSession, until } from "../../support/loopbackSession";
import { answer, json, LoopbackProvider, type Reply } from "../../support/provider";

describe("a request that is refused over real HTTP", () => {
  let provider: LoopbackProvider;
  let clock: FakeClock;

  beforeEach(async () => {
    provider = await LoopbackProvider.start();
    clock = new FakeClock();
  });
  afterEach(() => provider.stop());

  function open(parameters: SentParameters = {}) {
    return loopbackSession({ clock, baseURL: provider.baseURL, parameters });
  }

  /** Sends a message, and waits until the answer has ended or waits itself. */
  async function send(session: ReturnType<typeof open>, text: string): Promise<void> {
    session.send([{ type: "text", text }]);
    await until(() => ["idle", "retrying"].includes(session.activity.state));
  }

  const bodies = () => provider.chats.map(({ text }): Record<string, unknown> => JSON.parse(text));

  const now = new FakeClock().now();
  const spellings: readonly (readonly [string, Record<string, string>, unknown, number])[] = [
    ["seconds", { "retry-after": "20" }, {}, 20_000],
    ["a fraction of a second", { "retry-after": "0.5" }, {}, 500],
    ["0 seconds", { "retry-after": "0" }, {}, 1000],
    ["a date", { "retry-after": new Date(now + 30_000).toUTCString() }, {}, 30_000],
    ["milliseconds", { "retry-after-ms": "250", "retry-after": "1" }, {}, 250],
    ["Azure's 0 ms beside a second", { "retry-after-ms": "0", "retry-after": "1" }, {}, 1000],
    ["a duration", { "x-ratelimit-reset-tokens": "6.5s" }, {}, 6500],
    ["a time in ms", { "x-ratelimit-reset": String(now + 9000) }, {}, 9000],
    ["a time in s", { "x-ratelimit-reset": String(now / 1000 + 9) }, {}, 9000],
    [
      "Anthropic's date",
      { "anthropic-ratelimit-requests-reset": new Date(now + 5000).toISOString() },
      {},
      5000,
    ],
    ["Gemini's delay", {}, [{ error: { details: [{ retryDelay: "13s" }] } }], 13_000],
    ["words", {}, { error: { message: "Please try again in 7.5s." } }, 7500],
    ["nothing", {}, { error: { message: "slow down" } }, 2000],
  ];
  for (const [name, headers, body, wait] of spellings) {
    it(`is sent again after the wait that ${name} asks for, and not before`, async () => {
      const session = open();
      provider.next(json(429, body, headers), answer(["Hello"]));
      await send(session, "Hi");
      const { activity } = session;
      assert.ok(activity.state === "retrying");
      assert.deepEqual([activity.until - clock.now(), activity.error.kind], [wait, "rateLimit"]);
      clock.advance(wait - 1);
      await settled();
      assert.equal(provider.chats.length, 1);
      clock.advance(1);
      await until(() => !session.busy);
      assert.deepEqual([answerOf(session).text, answerOf(session).finish], ["Hello", "stop"]);
      assert.equal(provider.chats[1]?.text, provider.chats[0]?.text);
    });
  }

  it("is not sent again when the wait is long, and says how long", async () => {
    const session = open();
    provider.next(json(429, {}, { "retry-after": "601" }));
    await send(session, "Hi");
    const { error } = answerOf(session);
    assert.deepEqual([error?.kind, error?.retryAfterMs], ["rateLimit", 601_000]);
    assert.equal(provider.chats.length, 1);
  });

  it("is not sent again when the quota is used up, whatever Retry-After says", async () => {
    const session = open();
    const body = { error: { message: "no", code: "insufficient_quota" } };
    provider.next(json(429, body, { "retry-after": "1" }));
    await send(session, "Hi");
    assert.deepEqual([answerOf(session).error?.kind, provider.chats.length], ["quota", 1]);
  });

  it("is sent again without the parameter that is not taken, and else the same", async () => {
    const parameters = { temperature: 0, seed: 0, max_tokens: 5 };
    const session = open(parameters);
    provider.next(
      json(400, { error: { message: "Unrecognized request argument supplied: seed" } }),
      json(400, {
        error: {
          message:
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
          param: "max_tokens",
          code: "unsupported_parameter",
        },
      }),
      answer(["Hello"]),
      answer(["again"]),
    );
    await send(session, "Hi");
    const [first, second, third] = bodies();
    const { seed: _seed, ...noSeed } = first ?? {};
    const { max_tokens, ...rest } = noSeed;
    assert.deepEqual([first?.["seed"], max_tokens], [0, 5]);
    assert.deepEqual(second, noSeed);
    assert.deepEqual(third, { ...rest, max_completion_tokens: 5 });
    const shown = answerOf(session);
    assert.deepEqual([shown.text, shown.repairs.length], ["Hello", 2]);
    assert.deepEqual(shown.parameters, parameters);
    await send(session, "And?");
    const names = bodies().map(body => Object.keys(body).toSorted());
    assert.deepEqual(names[3], names[2]);
  });

  it("is sent without usage where stream_options are not taken", async () => {
    const session = open();
    const words = "stream_options: Extra inputs are not permitted";
    provider.next(json(422, { error: { message: words } }), answer(["Hello"]));
    await send(session, "Hi");
    const { stream_options, ...rest } = bodies()[0] ?? {};
    assert.deepEqual(stream_options, { include_usage: true });
    assert.deepEqual(bodies()[1], rest);
    assert.equal(answerOf(session).text, "Hello");
  });

  const overflows: readonly (readonly [string, Reply])[] = [
    [
      "OpenAI",
      json(400, {
        error: {
          message: "This model's maximum context length is 10 tokens.",
          type: "invalid_request_error",
          param: "messages",
          code: "context_length_exceeded",
        },
      }),
    ],
    [
      "Anthropic",
      json(400, {
        type: "error",
        error: {
          type: "invalid_request_error",
          message: "prompt is too long: 9 tokens > 8 maximum",
        },
      }),
    ],
    [
      "llama.cpp",
      json(400, { error: { code: 400, message: "too long", type: "exceed_context_size_error" } }),
    ],
    ["a stream", answerWithError("The input token count (12) exceeds the maximum number")],
  ];
  for (const [name, reply] of overflows) {
    it(`is never repeated where ${name} says that it is too long, but shortened`, async () => {
      const session = open();
      provider.next(answer(["one"]), answer(["two"]), reply, answer(["three"]));
      for (const question of ["1?", "2?", "3?"]) await send(session, question);
      const failed = answerOf(session);
      assert.equal(failed.error?.kind, "contextOverflow");
      assert.equal(session.retry(failed.id), false);
      assert.equal(provider.chats.length, 3);
      assert.equal(session.shorten(failed.id), true);
      await until(() => !session.busy);
      const sent = provider.chats.map(({ body }) => body?.messages.map(({ content }) => content));
      assert.deepEqual(sent.slice(2), [["1?", "one", "2?", "two", "3?"], ["3?"]]);
      assert.equal(answerOf(session).text, "three");
      assert.equal(session.conversation.messages.size, 7);
    });
  }
});

/** An error in an answer with status 200, before any text. */
function answerWithError(message: string): Reply {
  return response => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(`data: ${JSON.stringify({ error: { message } })}\n\n`);
  };
}
