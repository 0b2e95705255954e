import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { CleanStream } from "../../../src/client/cleanStream";
import { FrameReader } from "../../../src/client/frames";
import { systemClock } from "../../../src/core/answering";
import { ChatFailure } from "../../../src/core/errors";
import { ask, destinationAt, endOf } from "../../support/asking";
import { FakeClock, settled } from "../../support/fakeClock";
import { answerOf, loopbackSession, until } from "../../support/loopbackSession";
import { LoopbackProvider, raw } from "../../support/provider";
import { bytesOf, chunk, done, frames, heard, read, stop, streamOf } from "../../support/reading";

const megabyte = 1 << 20;
const hello = frames(chunk({ content: "Hello" }));

describe("an answer that means harm", () => {
  /** A body that begins well and goes on with the same piece without end, and how much of it was taken. */
  function endless(beginning: string, piece: string) {
    const taken = { bytes: 0 };
    const bytes = bytesOf(piece);
    function* pieces() {
      yield bytesOf(beginning);
      for (;;) {
        taken.bytes += bytes.length;
        yield bytes;
      }
    }
    return { pieces: pieces(), taken };
  }

  const bombs = [
    ["an endless line", "data: ", "a".repeat(65_536), 8],
    ["an endless comment", ": ", "a".repeat(65_536), 8],
    ["an event of endlessly many lines", "", "data: {\n".repeat(8192), 8],
    ["an endless value over many lines", "{\n", '"a":[\n'.repeat(8192), 8],
    ["an answer without end", "", `: ${"a".repeat(65_536)}\n\n`, 64],
    [
      "an answer of endlessly many thoughts",
      "",
      frames(chunk({ reasoning: "a".repeat(65_536) })),
      64,
    ],
  ] as const;
  for (const [name, beginning, piece, limit] of bombs) {
    it(`ends at the limit: ${name}`, async () => {
      const { pieces, taken } = endless(hello + beginning, piece);
      const { text, end } = heard(await read(pieces));
      assert.deepEqual([text, end], ["Hello", "tooLarge"]);
      assert.ok(taken.bytes <= (limit + 1) * megabyte, `${taken.bytes} bytes were taken`);
    }).timeout(20_000);
  }

  it("ends when the arguments of a call are too long, and reads no further", async () => {
    const piece = {
      tool_calls: [{ index: 0, id: "a", function: { name: "f", arguments: "a".repeat(4096) } }],
    };
    const { pieces, taken } = endless(hello, frames(chunk(piece)));
    const { text, calls, end } = heard(await read(pieces));
    assert.deepEqual([text, end], ["Hello", "tooLarge"]);
    assert.ok((calls[0]?.[2]?.length ?? 0) <= megabyte + 4096);
    assert.ok(taken.bytes < 2 * megabyte);
  });

  it("does not read an error body to its end", async () => {
    const { pieces, taken } = endless('{"error":{"message":"', "a".repeat(65_536));
    const response = new Response(streamOf(pieces), { status: 500 });
    const destination = destinationAt("http://127.0.0.1:9/v1");
    const { guardedFetch } = await import("../../../src/client/guardedFetch");
    const request = {
      destination,
      url: "http://127.0.0.1:9/v1",
      model: "",
      signal: new AbortController().signal,
    };
    await assert.rejects(
      guardedFetch(async () => response, systemClock, request),
      /^ChatFailure/,
    );
    assert.ok(taken.bytes <= 2 * megabyte, `${taken.bytes} bytes were taken`);
  });

  it("waits 5 s for the rest of an error body, and tells what came of it", async () => {
    const clock = new FakeClock();
    const endless = new ReadableStream<Uint8Array>({
      start: stream => stream.enqueue(bytesOf("the key is wrong")),
      cancel: () => void (cancelled = true),
    });
    let cancelled = false;
    const request = {
      destination: destinationAt("http://127.0.0.1:9/v1"),
      url: "http://127.0.0.1:9/v1",
      model: "",
      signal: new AbortController().signal,
    };
    const { guardedFetch } = await import("../../../src/client/guardedFetch");
    const answer = async () => new Response(endless, { status: 401 });
    const refused = guardedFetch(answer, clock, request).catch((error: unknown) => error);
    await settled();
    clock.advance(4999);
    await settled();
    assert.equal(cancelled, false);
    clock.advance(1);
    const failure = await refused;
    assert.ok(failure instanceof ChatFailure);
    const { kind, detail } = failure.error;
    assert.deepEqual([kind, detail, cancelled], ["auth", "the key is wrong", true]);
    assert.equal(clock.waiting, 0);
  });

  it("counts what a compressed body unfolds to", async () => {
    const body = gzipSync(
      Buffer.concat([Buffer.from(`${hello}data: `), Buffer.alloc(100 * megabyte, "a")]),
      { level: 1 },
    );
    const provider = await LoopbackProvider.start();
    provider.next(response => {
      response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": "gzip" });
      response.end(body);
    });
    const events = await ask(destinationAt(provider.baseURL));
    await provider.stop();
    const end = endOf(events);
    assert.equal(heard(events).text, "Hello");
    assert.equal(end.type === "error" && end.error.kind, "tooLarge");
  }).timeout(20_000);

  it("lets everything else have its turn within a million tiny events", async () => {
    const events = 1_000_000;
    const body = "data:{}\n\n";
    const clean = new CleanStream(streamOf([bytesOf(body.repeat(events))]), systemClock);
    let turns = 0;
    let running = true;
    const count = () => {
      turns += 1;
      if (running) setImmediate(count);
    };
    setImmediate(count);
    let chunks = 0;
    for await (const bytes of clean.body) chunks += bytes.filter(byte => byte === 123).length;
    running = false;
    assert.equal(chunks, events);
    const slices = Math.floor((events * body.length) / (16 << 10));
    assert.ok(clean.slices >= slices - 1, `${clean.slices} slices`);
    assert.ok(turns >= slices, `${turns} turns`);
  }).timeout(20_000);

  it("is very many tiny events, and the whole way to the conversation is made in slices", async () => {
    const events = 250_000;
    const body = 'data:{"choices":[{"delta":{"content":"a"}}]}\n\n';
    const provider = await LoopbackProvider.start();
    provider.next(raw(body.repeat(events) + frames(stop, done)));
    const clock = new FakeClock();
    const session = loopbackSession({ clock, baseURL: provider.baseURL });
    let turns = 0;
    let delivered = 0;
    session.listen({ events: (_from, all) => void (delivered += all.length), activity: () => {} });
    session.send([{ type: "text", text: "Hi" }]);
    await until(() => {
      turns += 1;
      if (turns % 100 === 0) clock.advance(16);
      return !session.busy;
    });
    await provider.stop();
    const { text, finish } = answerOf(session);
    assert.deepEqual([text.length, finish], [events, "stop"]);
    const slices = Math.floor((events * body.length) / (16 << 10));
    assert.ok(turns >= slices, `${turns} turns`);
    assert.ok(delivered < turns / 50 + 20, `${delivered} events in ${turns} turns`);
  }).timeout(60_000);

  it("is nested as deep as it likes", async () => {
    const deep = (open: string, close: string) => open.repeat(200_000) + close.repeat(200_000);
    const bodies = [
      `data: {"usage":{"prompt_tokens":1,"x":${deep("[", "]")}},"choices":[{"index":0,"delta":{"content":"x"}}]}\n\n`,
      `data: {"error":{"message":"no"},"choices":[],"x":${deep("[", "]")}}\n\n`,
      `data: {"choices":[{"delta":{"tool_calls":[{"function":{"name":"f","arguments":${deep('{"a":', "}").replace("}", "1}")}}}]}}]}\n\n`,
      deep("[", "]"),
    ];
    const all = [];
    for (const body of bodies) {
      const { text, calls, end } = heard(await read(body));
      all.push([text, calls.length, end]);
    }
    assert.deepEqual(all, [
      ["x", 0, "cutOff"],
      ["", 0, "inStream: no"],
      ["", 1, "cutOff"],
      ["", 0, "cutOff"],
    ]);
  });
});

describe("any bytes at all", () => {
  const words: readonly string[] = [
    "data:",
    "data: ",
    "event: error\n",
    "event:",
    ": ",
    "\n",
    "\n\n",
    "\r",
    "\r\n",
    "[DONE]",
    "\ufeff",
    "{",
    "}",
    "[",
    "]",
    '"',
    ":",
    ",",
    "null",
    "<html>",
    '{"error":',
    '{"choices":[',
    '"delta":',
    JSON.stringify(chunk({ content: "x" })),
    JSON.stringify(stop),
    `${done}\n\n`,
    JSON.stringify(chunk({ tool_calls: [{ index: 0, function: { name: "f", arguments: "{" } }] })),
  ];
  const odd = fc.anything({ maxDepth: 4, withNullPrototype: false });
  const chunks = fc
    .record(
      {
        choices: fc.oneof(
          fc.array(
            fc.record({ delta: odd, message: odd, finish_reason: odd }, { requiredKeys: [] }),
          ),
          odd,
        ),
        usage: odd,
        error: odd,
        message: odd,
      },
      { requiredKeys: [] },
    )
    .map(value => `data: ${JSON.stringify(value) ?? ""}\n\n`);
  const bytes = fc.oneof(
    fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 }),
    fc.array(fc.constantFrom(...words).map(bytesOf), { maxLength: 40 }),
    fc.array(chunks.map(bytesOf), { maxLength: 5 }),
  );

  it("end in exactly one finish or error", async () => {
    await fc.assert(
      fc.asyncProperty(bytes, async pieces => {
        const { end } = heard(await read(pieces));
        assert.ok(end !== "" && !end.startsWith("unknown"), end);
      }),
      { numRuns: 1000 },
    );
  }).timeout(30_000);

  it("give the same frames wherever they are cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...words), { maxLength: 40 }),
        fc.nat(7),
        (text, size) => {
          const body = bytesOf(text.join(""));
          const whole = new FrameReader(megabyte);
          const expected = [...whole.push(body), ...whole.end()];
          const reader = new FrameReader(megabyte);
          const found = [];
          for (let at = 0; at < body.length; at += size + 1)
            found.push(...reader.push(body.subarray(at, at + size + 1)));
          assert.deepEqual([...found, ...reader.end()], expected);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
