import assert from "node:assert/strict";
import type { ChatEvent, ChatRequest } from "../../../src/core/answering";
import { titleOf } from "../../../src/core/conversation";
import { Repairs } from "../../../src/core/repairs";
import { spentIn } from "../../../src/core/spent";
import { cleaned, giveTitle } from "../../../src/core/titling";
import { FakeClock, settled } from "../../support/fakeClock";
import { MemoryState } from "../../support/memoryState";
import { refused, said, ScriptedSession, type Script, text } from "../../support/scriptedSession";

describe("a title by a model", () => {
  /** A conversation with one turn, and a model that is then asked for a title. */
  const talk = async (...scripts: readonly Script[]) => {
    const scripted = new ScriptedSession();
    scripted.next(said("Use sort()."));
    scripted.session.setSystemPrompt("Be a pirate.");
    scripted.session.setParameters({ temperature: 2, max_tokens: 9 });
    await scripted.send("How do I sort?\nIn place.");
    const requests: ChatRequest[] = [];
    const clock = new FakeClock();
    const repairs = new Repairs(new MemoryState());
    let ended: AbortSignal | undefined;
    const give = () =>
      giveTitle(scripted.session, scripted.answer.id, {
        clock,
        repairs,
        async *ask(request, signal): AsyncGenerator<ChatEvent> {
          requests.push(request);
          ended = signal;
          const script = scripts[requests.length - 1];
          if (script) yield* script;
          else await new Promise(resolve => signal.addEventListener("abort", resolve));
        },
        parametersOf: () => ({ seed: 7, tools: [{}], response_format: { type: "json_object" } }),
        rulesOf: () => ({ max_tokens: { name: "max_completion_tokens" } }),
      });
    const { session } = scripted;
    return { scripted, session, requests, give, clock, signal: () => ended };
  };
  const usage = { promptTokens: 60, completionTokens: 4 };
  const titled: Script = [
    { type: "reasoning", text: "Hm." },
    text('**"Sorting in place."**\n'),
    { type: "usage", usage, cost: { dollars: 0.01, from: "list" } },
    { type: "finish", finish: "stop" },
  ];

  it("is asked for once, with question and answer and nothing of what the user set", async () => {
    const { session, requests, give } = await talk(titled);
    assert.equal(await give(), undefined);
    assert.equal(titleOf(session.conversation), "Sorting in place");
    assert.equal(session.conversation.titledBy, "model");
    const [request] = requests;
    assert.deepEqual(request?.parameters, { seed: 7, max_completion_tokens: 500 });
    assert.equal(request?.messages.length, 1);
    const [message] = request?.messages ?? [];
    assert.match(
      JSON.stringify(message?.content),
      /How do I sort\?\\nIn place\.[^]*Use sort\(\)\."$/,
    );
    assert.doesNotMatch(JSON.stringify(request), /pirate/);
    assert.equal(await give(), undefined);
    assert.equal(requests.length, 1);
  });

  it("counts in what the conversation took", async () => {
    const { session, give } = await talk(titled);
    await give();
    const { messages, asides } = session.conversation;
    assert.deepEqual(asides, [{ usage, cost: { dollars: 0.01, from: "list" } }]);
    assert.equal(spentIn(messages.values(), asides).dollars, 0.01);
  });

  it("never replaces one of the user's, also of one who gives it meanwhile", async () => {
    const before = await talk(titled);
    before.session.rename("Mine");
    await before.give();
    assert.equal(before.requests.length, 0);
    const meanwhile = await talk(titled);
    const given = meanwhile.give();
    meanwhile.session.rename("Mine");
    await given;
    assert.equal(titleOf(meanwhile.session.conversation), "Mine");
  });

  it("is of the first answer only, and of one that ended well", async () => {
    const later = await talk(titled);
    later.scripted.next(said("And so on."));
    await later.scripted.send("More");
    await later.give();
    const failed = new ScriptedSession();
    failed.next(refused({ kind: "auth" }));
    await failed.send("Hi");
    const never = () => {
      throw new Error("nothing is asked");
    };
    const ports = { ask: never, clock: new FakeClock(), parametersOf: never, rulesOf: never };
    assert.equal(await giveTitle(failed.session, failed.answer.id, ports), undefined);
    assert.equal(later.requests.length, 0);
  });

  it("is asked for again only where a parameter is refused; other errors leave the first line", async () => {
    const repaired = await talk(
      refused({ kind: "badRequest", parameter: "seed" }),
      said("Sorting"),
    );
    assert.equal(await repaired.give(), undefined);
    assert.deepEqual(
      repaired.requests.map(({ repairs }) => repairs),
      [[], [{ parameter: "seed" }]],
    );
    assert.equal(titleOf(repaired.session.conversation), "Sorting");
    for (const script of [
      refused({ kind: "rateLimit", retryAfterMs: 10 }),
      refused({ kind: "auth" }),
    ]) {
      const { session, give, requests } = await talk(script);
      const events = session.position;
      assert.match((await give()) ?? "", /rateLimit|auth/);
      assert.deepEqual([requests.length, session.position], [1, events]);
    }
  });

  it("is given up after a minute, and where nothing was said what it took is kept", async () => {
    const slow = await talk();
    const given = slow.give();
    await settled();
    slow.clock.advance(60_000);
    assert.equal(await given, "cutOff");
    assert.equal(slow.signal()?.aborted, true);
    const silent = await talk([
      { type: "usage", usage },
      { type: "finish", finish: "length" },
    ]);
    await silent.give();
    assert.deepEqual(
      [titleOf(silent.session.conversation), silent.session.conversation.asides],
      ["How do I sort?", [{ usage }]],
    );
  });

  it("is one line without marks around it", () => {
    const words: Readonly<Record<string, string>> = {
      '"Sorting a list"': "Sorting a list",
      "\n\n# Sorting a list\nmore": "Sorting a list",
      "Title: **Sorting a list.**": "Sorting a list",
      "„Listen sortieren“": "Listen sortieren",
      "- `sort()` in place": "sort()` in place",
      "リストの並べ替え。": "リストの並べ替え",
      "…\n…": "",
    };
    for (const [said, title] of Object.entries(words)) assert.equal(cleaned(said), title);
    assert.equal(Array.from(cleaned("x".repeat(200))).length, 80);
  });
});
