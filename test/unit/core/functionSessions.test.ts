import assert from "node:assert/strict";
import type { ChatEvent } from "../../../src/core/answering";
import { emptyConversation, newHeader, thread } from "../../../src/core/conversation";
import { copyOf } from "../../../src/core/copying";
import { decodeEvent } from "../../../src/core/decode";
import type { ConversationEvent } from "../../../src/core/events";
import { wireMessages } from "../../../src/core/prompt";
import { reduceAll } from "../../../src/core/reduce";
import { addNumbers, call, declared, finish } from "../../support/declared";
import { settled } from "../../support/fakeClock";
import { said, ScriptedSession } from "../../support/scriptedSession";

const header = newHeader("01890000-0000-7000-8000-000000000000", 1, null);
const sum = '{"a":15,"b":25}';

/** A session in which the model has called what it was scripted to call. */
async function called(...events: readonly ChatEvent[]): Promise<ScriptedSession> {
  const scripted = new ScriptedSession();
  scripted.session.setFunctions(declared);
  scripted.next(events);
  await scripted.send("Calculate");
  return scripted;
}

/** The last request's messages, as far as the API knows them. */
function sent({ requests }: ScriptedSession) {
  return (requests.at(-1)?.messages ?? []).map(({ back: _back, ...message }) => message);
}

function shown({ session }: ScriptedSession): readonly string[] {
  return thread(session.conversation).map(message =>
    message.role === "tool" || message.role === "function"
      ? `${message.role} ${message.callId}: ${message.text}`
      : message.role,
  );
}

describe("a conversation that declares functions", () => {
  it("sends them with each request, over what the connection says", async () => {
    const scripted = new ScriptedSession({
      parameters: { seed: 1, tools: ["old"], functions: [] },
    });
    scripted.session.setFunctions({ ...declared, choice: "auto" });
    await scripted.send("Hi");
    assert.deepEqual(scripted.requests[0]?.parameters, {
      seed: 1,
      tools: [{ type: "function", function: addNumbers }],
      tool_choice: "auto",
    });
    assert.deepEqual(scripted.answer.parameters, scripted.requests[0]?.parameters);
  });

  it("asks nobody while something is wrong with them, and says where", async () => {
    const scripted = new ScriptedSession();
    const refused: string[] = [];
    scripted.session.listen({
      events: () => {},
      activity: () => {},
      refused: (_why, at) => refused.push(at),
    });
    scripted.session.setFunctions({ declared: [], unfinished: "[{" });
    await scripted.send("Hi");
    assert.deepEqual([refused, scripted.requests.length], [["functions"], 0]);
    scripted.session.setFunctions(declared);
    await scripted.send("Hi");
    assert.equal(scripted.requests.length, 1);
  });

  it("keeps them in a fork, and in the journal", async () => {
    const scripted = await called(call(0, "add_numbers", sum), finish());
    await scripted.sendResults("40");
    await scripted.say({ type: "text", text: "It is 40." }, finish("stop"));
    const { conversation } = scripted.session;
    for (const event of scripted.events)
      assert.deepEqual(decodeEvent(JSON.parse(JSON.stringify(event))), event);
    const fork = reduceAll(emptyConversation(header), copyOf(conversation, conversation.leafId));
    assert.deepEqual(fork.functions, declared);
    const bare = (messages: ReturnType<typeof wireMessages>) => JSON.stringify(messages);
    assert.equal(
      bare(wireMessages(fork, fork.leafId)),
      bare(wireMessages(conversation, conversation.leafId)),
    );
  });
});

describe("the calls of an answer", () => {
  it("go back with their result, and the conversation goes on", async () => {
    const scripted = await called(call(0, "add_numbers", sum), finish());
    assert.ok(await scripted.sendResults("40"));
    assert.deepEqual(sent(scripted), [
      { role: "user", content: "Calculate" },
      {
        role: "assistant",
        content: null,
        tool_calls: [
          { id: "call_0", type: "function", function: { name: "add_numbers", arguments: sum } },
        ],
      },
      { role: "tool", content: "40", tool_call_id: "call_0" },
    ]);
    assert.deepEqual(shown(scripted), ["user", "assistant", "tool call_0: 40", "assistant"]);
  });

  it("go back together, with a result for each", async () => {
    const scripted = await called(
      { type: "text", text: "Both." },
      call(0, "add_numbers", sum, "a"),
      call(1, "add_numbers", "{}", "b"),
      finish(),
    );
    assert.equal(await scripted.sendResults("40"), false);
    assert.ok(await scripted.sendResults("40", "0"));
    const [, calling, ...results] = sent(scripted);
    assert.equal(calling?.content, "Both.");
    assert.deepEqual(
      calling?.tool_calls?.map(({ id }) => id),
      ["a", "b"],
    );
    assert.deepEqual(
      results.map(({ tool_call_id, content }) => [tool_call_id, content]),
      [
        ["a", "40"],
        ["b", "0"],
      ],
    );
  });

  it("go on for several rounds", async () => {
    const scripted = await called(call(0, "add_numbers", sum, "one"), finish());
    scripted.next([call(0, "add_numbers", "{}", "two"), finish()], said("Done."));
    await scripted.sendResults("40");
    await scripted.sendResults("41");
    const roles = sent(scripted).map(({ role }) => role);
    assert.deepEqual(roles, ["user", "assistant", "tool", "assistant", "tool"]);
    assert.equal(scripted.answer.text, "Done.");
  });

  it("have ids that are made up once, where there is none or one twice", async () => {
    const scripted = await called(
      call(0, "add_numbers", "{}", ""),
      call(1, "add_numbers", "{}", "x"),
      call(2, "add_numbers", "{}", "x"),
      finish(),
    );
    await scripted.sendResults("1", "2", "3");
    const ids = sent(scripted).find(({ tool_calls }) => tool_calls)?.tool_calls;
    const made = ids?.map(({ id }) => id) ?? [];
    assert.equal(made[1], "x");
    assert.match(made[0] ?? "", /^[a-z0-9]{9}$/);
    assert.equal(new Set(made).size, 3);
    const results = sent(scripted).flatMap(({ tool_call_id: id }) => id ?? []);
    assert.deepEqual(results, made);
  });

  it("go back one at a time in the older form", async () => {
    const scripted = new ScriptedSession();
    scripted.functions = { legacy: true };
    scripted.session.setFunctions({ ...declared, legacy: true, choice: { name: "add_numbers" } });
    scripted.next([call(0, "add_numbers", sum, ""), call(1, "add_numbers", "{}", ""), finish()]);
    await scripted.send("Calculate");
    assert.deepEqual(scripted.requests[0]?.parameters, {
      functions: [addNumbers],
      function_call: { name: "add_numbers" },
    });
    await scripted.sendResults("40", "0");
    const known = sent(scripted).map(({ tool_call_id: _id, ...message }) => message);
    assert.deepEqual(known.slice(1), [
      {
        role: "assistant",
        content: null,
        function_call: { name: "add_numbers", arguments: sum },
      },
      { role: "function", content: "40", name: "add_numbers" },
      {
        role: "assistant",
        content: null,
        function_call: { name: "add_numbers", arguments: "{}" },
      },
      { role: "function", content: "0", name: "add_numbers" },
    ]);
  });

  it("are never sent without all results", async () => {
    const scripted = await called(
      call(0, "add_numbers", sum),
      call(1, "add_numbers", "{}"),
      finish(),
    );
    await scripted.send("Never mind");
    assert.deepEqual(
      sent(scripted).map(({ role }) => role),
      ["user", "user"],
    );
    await scripted.say(finish("stop"));
    const asked = scripted.events.find(event => event.type === "answerStarted");
    assert.ok(asked?.type === "answerStarted");
    scripted.session.sendResults(asked.id, ["40", "0"]);
    const results = scripted.events.filter(event => event.type === "resultAdded");
    await scripted.say(finish("stop"));
    scripted.session.delete([results[0]?.id ?? ""]);
    const { conversation } = scripted.session;
    const left = wireMessages(conversation, conversation.leafId);
    assert.deepEqual(
      left.map(({ role }) => role),
      ["user"],
    );
  });

  it("stand below what another round said, when a result is changed", async () => {
    const scripted = await called(
      call(0, "add_numbers", sum, "a"),
      call(1, "add_numbers", "{}", "b"),
      finish(),
    );
    await scripted.sendResults("40", "0");
    await scripted.say({ type: "text", text: "So." }, finish("stop"));
    const [first] = scripted.events.filter(event => event.type === "resultAdded");
    assert.ok(scripted.session.editResult(first?.id ?? "", "41"));
    await settled();
    const texts = sent(scripted).flatMap(({ role, content }) => (role === "tool" ? [content] : []));
    assert.deepEqual(texts, ["41", "0"]);
    assert.deepEqual(shown(scripted), [
      "user",
      "assistant",
      "tool a: 41",
      "tool b: 0",
      "assistant",
    ]);
    const calling = [...scripted.session.conversation.messages.values()].find(
      ({ role }) => role === "assistant",
    );
    const below = [...scripted.session.conversation.messages.values()].filter(
      ({ parentId }) => parentId === calling?.id,
    );
    assert.equal(below.length, 2);
  });

  const cuts: Readonly<Record<string, readonly ChatEvent[]>> = {
    "the length limit": [call(0, "add_numbers", sum), finish("length")],
    "the user": [call(0, "add_numbers", sum), finish("stopped")],
    "a reload": [call(0, "add_numbers", sum), finish("interrupted")],
    "a broken stream": [call(0, "add_numbers", sum), { type: "error", error: { kind: "cutOff" } }],
    "its arguments' end": [call(0, "add_numbers", '{"a":15,"b":'), finish()],
    "one call of two": [call(0, "add_numbers", sum), call(1, "add_numbers", '{"a'), finish()],
    "arguments that are no object": [call(0, "add_numbers", "40"), finish()],
  };
  for (const [by, events] of Object.entries(cuts))
    it(`cannot be answered when cut by ${by}, and never go back`, async () => {
      const scripted = await called(...events);
      const { length } = scripted.answer.toolCalls;
      const texts = Array.from({ length }, () => "40");
      assert.equal(await scripted.sendResults(...texts), false);
      // Not even where a journal says that there are results.
      const { conversation } = scripted.session;
      const results = texts.map((text, index): ConversationEvent => {
        const parentId = index === 0 ? scripted.answer.id : `r${index - 1}`;
        const result = { role: "tool", index, callId: `c${index}`, called: "f", text } as const;
        return { type: "resultAdded", at: 1, id: `r${index}`, parentId, ...result };
      });
      const forged = reduceAll(conversation, results);
      assert.deepEqual(
        wireMessages(forged, forged.leafId).map(({ role }) => role),
        ["user"],
      );
    });

  it("of a further choice can be answered too", async () => {
    const scripted = await called(
      { type: "text", text: "No." },
      { ...call(0, "add_numbers", sum, "b"), choice: 1 } as ChatEvent,
      { type: "choiceFinished", choice: 1, finish: "tool_calls" },
      finish("stop"),
    );
    const second = [...scripted.session.conversation.messages.values()].find(
      message => message.role === "assistant" && message.index === 1,
    );
    assert.ok(scripted.session.sendResults(second?.id ?? "", ["40"]));
    assert.deepEqual(shown(scripted), ["user", "assistant", "tool b: 40", "assistant"]);
  });
});
