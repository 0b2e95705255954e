import assert from "node:assert/strict";
import { systemClock } from "../../../src/core/answering";
import { defaultConnection } from "../../../src/core/connections";
import { offlineTour, providers } from "../../../src/core/providers";
import type { ChatSession } from "../../../src/core/session";
import { addNumbers } from "../../support/declared";
import { answerOf, loopbackSession, until } from "../../support/loopbackSession";
import { answer, frame, LoopbackProvider, raw } from "../../support/provider";

/** Providers that take the older form; to all others everything goes as tools. */
const olderToo = ["openai", "anthropic", "azure", "azure-event-proxy", "openai-compatible"];
/** A word of their own for a call that is required, and ids of nine letters and digits. */
const mistral = ["mistral", "codestral"];

const sum = '{"a":15,"b":25}';
const asked = "Calculate the sum of 15 and 25.";

interface Body {
  readonly messages: readonly unknown[];
  readonly [name: string]: unknown;
}

describe("functions at a server", () => {
  let server: LoopbackProvider;
  beforeEach(async () => {
    server = await LoopbackProvider.start();
  });
  afterEach(() => server.stop());

  const body = (index: number) => server.chats[index]?.body as unknown as Body;
  const at = (id: string) => {
    const row = providers.find(provider => provider.id === id);
    assert.ok(row);
    const { functions, quirks } = defaultConnection(row);
    const change = { quirks, ...(functions && { functions }) };
    return loopbackSession({ clock: systemClock, baseURL: server.baseURL, change });
  };
  const calls = (...made: readonly object[]) =>
    raw(
      [
        ...made.map((call, index) => frame({ delta: { tool_calls: [{ index, ...call }] } })),
        frame({ delta: {}, finish_reason: "tool_calls" }),
        "data: [DONE]\n\n",
      ].join(""),
    );
  const idle = async (session: ChatSession) => until(() => !session.busy);
  const ask = async (session: ChatSession) => {
    session.send([{ type: "text", text: asked }]);
    await idle(session);
  };
  const goOn = async (session: ChatSession, ...texts: readonly string[]) => {
    assert.ok(session.sendResults(answerOf(session).id, texts));
    await idle(session);
  };
  const one = (id: string) => ({ id, function: { name: "add_numbers", arguments: sum } });

  for (const { id } of providers.filter(row => row.id !== offlineTour && row.id !== "indoxrouter"))
    it(`go to every provider in the form that it takes: ${id}`, async () => {
      const session = at(id);
      session.setFunctions({
        declared: [addNumbers],
        choice: { name: "add_numbers" },
        parallel: false,
        legacy: true,
      });
      server.next(calls(one("call_0123456789abcdef")), answer(["It is 40."]));
      await ask(session);
      await goOn(session, "40");
      const { messages } = body(1);
      const older = olderToo.includes(id);
      const named = { name: "add_numbers" };
      const { functions, function_call, tools, tool_choice } = body(0);
      if (older) {
        assert.deepEqual([functions, function_call], [[addNumbers], named]);
        assert.deepEqual(messages.slice(1), [
          { role: "assistant", content: null, function_call: { ...named, arguments: sum } },
          { role: "function", name: "add_numbers", content: "40" },
        ]);
        return assert.deepEqual([tools, body(0)["parallel_tool_calls"]], [undefined, undefined]);
      }
      assert.deepEqual([functions, function_call], [undefined, undefined]);
      assert.deepEqual(tools, [{ type: "function", function: addNumbers }]);
      assert.deepEqual(tool_choice, { type: "function", function: named });
      assert.equal(body(0)["parallel_tool_calls"], false);
      const [, calling, result] = messages as readonly {
        readonly tool_calls?: readonly { readonly id: string }[];
        readonly tool_call_id?: string;
      }[];
      const sent = calling?.tool_calls?.[0]?.id;
      assert.match(
        sent ?? "",
        mistral.includes(id) ? /^[a-zA-Z0-9]{9}$/ : /^call_0123456789abcdef$/,
      );
      assert.deepEqual(calling, {
        role: "assistant",
        content: null,
        tool_calls: [{ ...one(sent ?? ""), type: "function" }],
      });
      assert.deepEqual(result, { role: "tool", tool_call_id: sent, content: "40" });
    });

  for (const { id } of providers.filter(row => row.id !== offlineTour && row.id !== "indoxrouter"))
    it(`must be called at every provider in its own word: ${id}`, async () => {
      const session = at(id);
      session.setFunctions({ declared: [addNumbers], choice: "required" });
      await ask(session);
      assert.equal(body(0)["tool_choice"], mistral.includes(id) ? "any" : "required");
    });

  it("of the documents are declared, called, answered, and spoken of", async () => {
    const session = at("openai");
    session.setFunctions({ declared: [addNumbers], choice: { name: "add_numbers" }, legacy: true });
    const piece = (call: object, finish: string | null = null) =>
      frame({ delta: { function_call: call }, finish_reason: finish });
    server.next(
      raw(
        piece({ name: "add_numbers", arguments: "" }) +
          piece({ arguments: '{"a":15,' }) +
          piece({ arguments: '"b":25}' }) +
          frame({ delta: {}, finish_reason: "function_call" }) +
          "data: [DONE]\n\n",
      ),
      answer(["The sum is 40."]),
    );
    await ask(session);
    await goOn(session, '{"sum": 40}');
    assert.deepEqual(body(1).messages, [
      { role: "user", content: asked },
      {
        role: "assistant",
        content: null,
        function_call: { name: "add_numbers", arguments: sum },
      },
      { role: "function", name: "add_numbers", content: '{"sum": 40}' },
    ]);
    assert.equal(answerOf(session).text, "The sum is 40.");
  });

  it("are called in parallel, and again after the results", async () => {
    const session = at("openai");
    session.setFunctions({ declared: [addNumbers], parallel: true });
    server.next(calls(one("a"), one("b")), calls(one("c")), answer(["Done."]));
    await ask(session);
    await goOn(session, "40", "41");
    await goOn(session, "42");
    const results = body(2).messages.map(message => {
      const { role, tool_call_id: id, content } = message as Record<string, unknown>;
      return role === "tool" ? `${String(id)}: ${String(content)}` : role;
    });
    assert.deepEqual(results, ["user", "assistant", "a: 40", "b: 41", "assistant", "c: 42"]);
    assert.equal(body(2)["parallel_tool_calls"], true);
  });

  it("give their signature back to the connection that it came from, and to no other", async () => {
    const session = at("gemini");
    session.setFunctions({ declared: [addNumbers] });
    const extra_content = { google: { thought_signature: "abc" } };
    server.next(calls({ ...one("a"), extra_content }), answer(["One."]), answer(["Two."]));
    await ask(session);
    await goOn(session, "40");
    const sent = (index: number) => JSON.stringify(body(index).messages[1]);
    assert.ok(sent(1).includes('"extra_content":{"google":{"thought_signature":"abc"}}'));
    session.retry(answerOf(session).id, { connectionId: "other", model: "small" });
    await idle(session);
    assert.ok(sent(2).includes('"tool_calls"') && !sent(2).includes("extra_content"));
  });

  it("give DeepSeek its thoughts back while it answers the question, and not afterwards", async () => {
    const session = at("deepseek");
    session.setFunctions({ declared: [addNumbers] });
    const thought = frame({ delta: { reasoning_content: "Add them." } });
    const calling =
      thought +
      frame({ delta: { tool_calls: [{ index: 0, ...one("a") }] }, finish_reason: "tool_calls" }) +
      "data: [DONE]\n\n";
    server.next(raw(calling), answer(["It is 40."]), answer(["Yes."]));
    await ask(session);
    await goOn(session, "40");
    await ask(session);
    const sent = (index: number) => body(index).messages[1] as Record<string, unknown>;
    assert.equal(sent(1)["reasoning_content"], "Add them.");
    assert.equal("reasoning_content" in sent(2), false);
    assert.ok(sent(2)["tool_calls"]);
  });

  it("give OpenRouter its items of reasoning back as they came", async () => {
    const session = at("openrouter");
    session.setFunctions({ declared: [addNumbers] });
    const thought = (item: object, index = 0) =>
      frame({ delta: { reasoning_details: [{ type: "reasoning.text", index, ...item }] } });
    const calling = [
      thought({ text: "Add ", format: "x", signature: null }),
      thought({ text: "them." }),
      thought({ signature: "sig" }),
      thought({ type: "reasoning.encrypted", data: "AAA" }, 1),
      frame({ delta: { tool_calls: [{ index: 0, ...one("a") }] }, finish_reason: "tool_calls" }),
      "data: [DONE]\n\n",
    ];
    server.next(raw(calling.join("")), answer(["It is 40."]));
    await ask(session);
    await goOn(session, "40");
    const sent = body(1).messages[1] as Record<string, unknown>;
    assert.deepEqual(sent["reasoning_details"], [
      { type: "reasoning.text", index: 0, text: "Add them.", format: "x", signature: "sig" },
      { type: "reasoning.encrypted", index: 1, data: "AAA" },
    ]);
  });

  it("that thought elsewhere keep it to themselves", async () => {
    const session = at("mistral");
    session.setFunctions({ declared: [addNumbers] });
    const thought = frame({ delta: { reasoning_content: "Add them." } });
    const call = { delta: { tool_calls: [{ index: 0, ...one("abc123XYZ") }] } };
    server.next(
      raw(`${thought}${frame({ ...call, finish_reason: "tool_calls" })}data: [DONE]\n\n`),
      answer(["It is 40."]),
    );
    await ask(session);
    await goOn(session, "40");
    assert.deepEqual(body(1).messages[1], {
      role: "assistant",
      content: null,
      tool_calls: [{ ...one("abc123XYZ"), type: "function" }],
    });
  });

  it("are not called complete where the connection broke behind them", async () => {
    const session = at("openai");
    session.setFunctions({ declared: [addNumbers] });
    server.next(response => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(frame({ delta: { tool_calls: [{ index: 0, ...one("a") }] } }));
      setTimeout(() => response.socket?.destroy(), 20);
    });
    await ask(session);
    const broken = answerOf(session);
    assert.equal(broken.toolCalls[0]?.arguments, sum);
    assert.equal(session.sendResults(broken.id, ["40"]), false);
    server.next(calls(one("b")), answer(["It is 40."]));
    assert.ok(session.retry(broken.id));
    await idle(session);
    await goOn(session, "40");
    assert.equal(answerOf(session).text, "It is 40.");
  });
});
