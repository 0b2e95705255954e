import assert from "node:assert/strict";
import * as fc from "fast-check";
import { CleanStream } from "../../../src/client/cleanStream";
import { joinedChunks } from "../../../src/client/joinChunks";
import { AnswerReader } from "../../../src/client/reading";
import { systemClock } from "../../../src/core/answering";

type Fields = Readonly<Record<string, unknown>>;

function chunk(delta: Fields, choice: Fields = {}, beside: Fields = {}): Fields {
  const whole = { index: 0, delta, finish_reason: null, ...choice };
  return { id: "a", model: "small", choices: [whole], ...beside };
}

describe("chunks that came together", () => {
  it("are one, where each is a piece of the same text", () => {
    const one = chunk({ content: "Hel" }, {}, { usage: null, obfuscation: "x" });
    const other = chunk({ content: "lo" }, {}, { usage: null, obfuscation: "yz" });
    const joined = chunk({ content: "Hello" }, {}, { usage: null, obfuscation: "x" });
    assert.deepEqual(joinedChunks(one, other), joined);
    const thoughts = ["a", "b"].map(text => chunk({ content: null, reasoning_content: text }));
    assert.deepEqual(
      joinedChunks(thoughts[0] ?? {}, thoughts[1] ?? {}),
      chunk({ content: null, reasoning_content: "ab" }),
    );
    assert.deepEqual(
      joinedChunks(chunk({ content: "a" }), chunk({ content: "b" }, { finish_reason: "stop" })),
      undefined,
    );
  });

  const text = chunk({ content: "a" });
  const others: readonly (readonly [string, Fields, Fields])[] = [
    ["another model", text, chunk({ content: "b" }, {}, { model: "large" })],
    ["usage", text, chunk({ content: "b" }, {}, { usage: { total_tokens: 1 } })],
    ["another choice", text, chunk({ content: "b" }, { index: 1 })],
    ["an end", chunk({ content: "a" }, { finish_reason: "stop" }), text],
    [
      "reasoning before text",
      chunk({ reasoning: "a", content: "" }),
      chunk({ reasoning: "", content: "b" }),
    ],
    ["two texts", chunk({ reasoning: "a", content: "b" }), chunk({ reasoning: "c", content: "d" })],
    ["a role", chunk({ role: "assistant", content: "" }), chunk({ content: "b" })],
    ["a tool call", text, chunk({ content: "b", tool_calls: [] })],
    [
      "a mark beside it",
      chunk({ content: "a", extra_content: {} }),
      chunk({ content: "b", extra_content: {} }),
    ],
    [
      "logprobs",
      chunk({ content: "a" }, { logprobs: {} }),
      chunk({ content: "b" }, { logprobs: {} }),
    ],
    ["several choices", { choices: [{}, {}] }, { choices: [{}, {}] }],
    ["no text", chunk({ content: 1 }), chunk({ content: 2 })],
  ];
  for (const [name, one, other] of others)
    it(`stay apart where there is ${name}`, () => {
      assert.equal(joinedChunks(one, other), undefined);
    });

  it("say together what they say one by one", () => {
    const pieces = fc.constantFrom("", "a", "<think>", "b c", null, undefined);
    const delta = fc.record({ content: pieces, reasoning: pieces, reasoning_content: pieces });
    const finish = fc.constantFrom<string | null>(null, null, null, null, "", "stop");
    const all = fc.array(
      fc.tuple(delta, finish).map(([value, end]) => {
        const filled = Object.entries(value).filter(([, piece]) => piece !== undefined);
        return chunk(Object.fromEntries(filled), { finish_reason: end });
      }),
    );
    fc.assert(
      fc.property(all, chunks => {
        const joined: Fields[] = [];
        for (const one of chunks) {
          const last = joined.at(-1);
          const both = last && joinedChunks(last, one);
          if (both) joined[joined.length - 1] = both;
          else joined.push(one);
        }
        assert.deepEqual(told(joined), told(chunks));
      }),
    );
  });

  it("reach the SDK as few, however many there are", async () => {
    const frames = Array.from({ length: 1000 }, (_, n) => chunk({ content: `${n} ` }));
    const body = frames.map(frame => `data: ${JSON.stringify(frame)}\n\n`).join("");
    const stream = new CleanStream(new Response(body).body, systemClock);
    const read = await new Response(stream.body).text();
    const lines = read.split("\n\n").filter(line => line !== "");
    assert.ok(lines.length < 10, `${lines.length} of 1000`);
    const texts = lines.map(line => JSON.parse(line.slice("data: ".length)));
    const said = texts.map(({ choices }) => choices[0].delta.content).join("");
    assert.equal(said, frames.map((_, n) => `${n} `).join(""));
  });
});

/** What a reader says of chunks, neighbouring pieces of a kind put together. */
function told(chunks: readonly Fields[]): unknown {
  const reader = new AnswerReader();
  const events: { type: string; text?: string }[] = [];
  for (const event of chunks.flatMap(one => reader.take(one))) {
    const last = events.at(-1);
    if ("text" in event && last?.type === event.type) last.text = `${last.text}${event.text}`;
    else events.push({ ...event });
  }
  return [events, reader.finish];
}
