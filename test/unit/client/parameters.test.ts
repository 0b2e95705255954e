import assert from "node:assert/strict";
import { askModel } from "../../../src/client/ask";
import type { Destination } from "../../../src/client/destination";
import { systemClock } from "../../../src/core/answering";
import { emptyConversation, newHeader } from "../../../src/core/conversation";
import type { ModelChoice } from "../../../src/core/messages";
import { rulesOf } from "../../../src/core/parameterColumns";
import { type ParameterName, parameters } from "../../../src/core/parameters";
import { offlineTour, providers } from "../../../src/core/providers";
import { ChatSession } from "../../../src/core/session";
import { ask } from "../../support/asking";
import { destinationOfEntry } from "../../support/entries";
import { FakeClock, settled } from "../../support/fakeClock";
import { answer, json, LoopbackProvider } from "../../support/provider";
import { until } from "../../support/until";

const schema = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };

/** Values that every row takes; the odd ones are those that careless code would leave out. */
const values: Readonly<Record<ParameterName, readonly unknown[]>> = {
  temperature: [0, 1],
  top_p: [0, 1],
  max_tokens: [1, 256],
  reasoning_effort: ["", "low"],
  response_format: [
    { type: "text" },
    { type: "json_object" },
    { type: "json_schema", json_schema: { name: "reply", schema, strict: false } },
  ],
  stop: ["END", ["END", "###"]],
  n: [1],
  stream: [true, false],
  seed: [0, 42],
  presence_penalty: [0, -2],
  frequency_penalty: [0, 2],
  logit_bias: [{}, { "50256": -100 }],
  logprobs: [false, true],
  top_logprobs: [0, 5],
  user: ["", "me"],
  extra: [{}, { top_k: 0, nested: { on: false, none: null } }],
};

/** The names that rows have for a parameter, as their documents say it; all others have the API's own. */
const names: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  openai: { max_tokens: "max_completion_tokens" },
  mistral: { seed: "random_seed" },
  codestral: { seed: "random_seed" },
  deepseek: { user: "user_id" },
};

/** A value that is just beyond a row's own range. */
const beyond: readonly (readonly [row: string, name: ParameterName, value: unknown])[] = [
  ["mistral", "temperature", 1.51],
  ["codestral", "temperature", 1.51],
  ["sambanova", "temperature", 1.01],
  ["anthropic", "temperature", 1.01],
  ["anthropic", "n", 2],
  ["anthropic", "stop", "  "],
  ["groq", "n", 2],
  ["deepseek", "n", 2],
  ["deepseek", "stop", Array.from({ length: 17 }, String)],
  ["gemini", "stop", Array.from({ length: 6 }, String)],
  ["openai", "temperature", 2.01],
  ["openai", "stop", Array.from({ length: 5 }, String)],
];

type Body = Readonly<Record<string, unknown>>;

const rows = providers.filter(({ id }) => id !== offlineTour);

describe("a parameter, at every row of the table", () => {
  let server: LoopbackProvider;
  before(async () => {
    server = await LoopbackProvider.start();
  });
  after(() => server.stop());

  /** Sends one message with what is set; the body that came. */
  async function bodyFrom(session: ChatSession): Promise<Body> {
    const whole = { choices: [{ message: { role: "assistant", content: "So." } }] };
    const { parameters: set } = session.conversation;
    server.next(set["stream"] === false ? json(200, whole) : answer(["So."]));
    const idle = new Promise<void>(resolve =>
      session.listen({
        events: () => {},
        activity: ({ state }) => state === "idle" && resolve(),
      }),
    );
    assert.ok(session.send([{ type: "text", text: "Hi" }], null), JSON.stringify(set));
    await idle;
    const last = session.conversation.messages.get(session.conversation.leafId ?? "");
    assert.ok(last?.role === "assistant" && last.text === "So.", JSON.stringify(last));
    const body = server.chats.at(-1)?.body as unknown as Body;
    // What an answer keeps is what was sent.
    for (const [name, value] of Object.entries(last.parameters))
      assert.deepEqual(body[name], value, name);
    return body;
  }

  const destination = (provider: string) =>
    destinationOfEntry({ provider, baseURL: server.baseURL });
  const fieldOf = (id: string, name: string) => names[id]?.[name] ?? name;

  for (const { id } of rows) {
    it(`is sent exactly when it is set, under the row's name: ${id}`, async () => {
      const session = sessionAt(destination(id), id);
      const { stream_options: usage, ...bare } = await bodyFrom(session);
      const own = [
        "model",
        "messages",
        "stream",
        ...(id === "indoxrouter" ? ["byok_api_key"] : []),
      ];
      assert.ok(Object.keys(bare).every(name => own.includes(name)));
      for (const { name } of parameters)
        for (const value of values[name]) {
          session.setParameters({ [name]: value });
          const { stream_options: asked, ...body } = await bodyFrom(session);
          const expected = name === "extra" ? value : { [fieldOf(id, name)]: value };
          assert.deepEqual(body, Object.assign({ ...bare }, expected));
          assert.deepEqual(asked, value === false && name === "stream" ? undefined : usage);
        }
    });

    it(`is absent when it is cleared, whatever else is set: ${id}`, async () => {
      const all = Object.fromEntries(parameters.map(({ name }) => [name, values[name].at(-1)]));
      const session = sessionAt(destination(id), id);
      for (const { name } of parameters) {
        const { [name]: _cleared, ...others } = all;
        session.setParameters(others);
        const body = await bodyFrom(session);
        const field = name === "extra" ? "top_k" : fieldOf(id, name);
        if (name === "stream") assert.equal(body["stream"], true);
        else assert.ok(!Object.hasOwn(body, field), field);
        assert.equal(
          Object.hasOwn(body, "user") || Object.hasOwn(body, "user_id"),
          name !== "user",
        );
      }
    });
  }

  it("is not sent, and says why, beyond the range of its row", () => {
    for (const [id, name, value] of beyond) {
      const before = server.chats.length;
      const session = sessionAt(destination(id), id);
      const told: string[] = [];
      session.listen({
        events: () => {},
        activity: () => {},
        refused: ({ values: [label = ""] }) => told.push(label),
      });
      session.setParameters({ [name]: value });
      assert.equal(session.send([{ type: "text", text: "Hi" }]), false, `${id} ${name}`);
      assert.equal(session.conversation.messages.size, 0);
      assert.deepEqual(told, [parameters.find(row => row.name === name)?.label]);
      assert.equal(server.chats.length, before);
      session.setParameters({});
      assert.ok(session.send([{ type: "text", text: "Hi" }]));
      session.stop();
    }
  });
});

describe("the name of a message", () => {
  let server: LoopbackProvider;
  before(async () => {
    server = await LoopbackProvider.start();
  });
  after(() => server.stop());

  const named = [{ role: "user", content: "Hi", name: "alice" }] as const;

  it("is sent with its message", async () => {
    const { baseURL } = server;
    await ask(destinationOfEntry({ provider: "openai-compatible", baseURL }), named);
    assert.deepEqual(server.chats.at(-1)?.body?.messages, named);
  });

  it("is left out, and that is said, where the row refuses it", async () => {
    const { baseURL } = server;
    const events = await ask(destinationOfEntry({ provider: "groq", baseURL }), named);
    assert.deepEqual(server.chats.at(-1)?.body?.messages, [{ role: "user", content: "Hi" }]);
    const [warning] = events.filter(({ type }) => type === "warning");
    assert.ok(warning?.type === "warning" && warning.warning.values[0] === "mine");
  });
});

describe("a whole answer", () => {
  it("may take longer than a first word, unless the user said how long", async () => {
    for (const [fields, seconds] of [
      [{}, 600],
      [{ firstByteSeconds: 30 }, 30],
    ] as const) {
      const clock = new FakeClock();
      const destination = destinationOfEntry({
        provider: "openai-compatible",
        baseURL: "http://127.0.0.1:1",
        ...fields,
      });
      const model = askModel({
        fetch: (_url, { signal }) =>
          new Promise((_resolve, reject) =>
            signal?.addEventListener("abort", () => reject(signal.reason as Error)),
          ),
        clock,
        resolve: async () => destination,
      });
      const request = {
        choice: { connectionId: "mine", model: "m" },
        messages: [{ role: "user", content: "Hi" }],
        parameters: { stream: false },
      } as const;
      const iterator = model(request, new AbortController().signal)[Symbol.asyncIterator]();
      const ended = iterator.next();
      let over = false;
      void ended.then(() => (over = true));
      await until(() => clock.waiting > 0);
      clock.advance(seconds * 1000 - 1);
      await settled();
      assert.equal(over, false);
      clock.advance(1);
      const { value } = await ended;
      assert.ok(value?.type === "error" && value.error.kind === "silent", JSON.stringify(value));
    }
  });
});

/** A session over the client, which asks a row's rules as the host does. */
function sessionAt(destination: Destination, id: string): ChatSession {
  const row = providers.find(provider => provider.id === id);
  const choice: ModelChoice = { connectionId: "mine", model: "lab/m" };
  return new ChatSession(emptyConversation(newHeader("c", 1, null)), {
    ask: askModel({
      fetch: (url, init) => fetch(url, init),
      clock: systemClock,
      resolve: async () => destination,
    }),
    clock: systemClock,
    journal: { add: async () => {} },
    defaultChoice: () => choice,
    labelOf: () => "m",
    parametersOf: () => destination.connection.extraBody,
    rulesOf: ({ model }) => rulesOf(row?.parameters, model),
  });
}
