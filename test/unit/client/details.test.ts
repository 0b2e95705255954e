import assert from "node:assert/strict";
import type { AnswerDetails } from "../../../src/core/messages";
import type { ChatEvent } from "../../../src/core/answering";
import { askModel } from "../../../src/client/ask";
import { destinationAt } from "../../support/asking";
import { FakeClock } from "../../support/fakeClock";
import { bytesOf, chunk, done, frames, stop } from "../../support/reading";

/** The details of an answer whose bytes come one second after another. */
async function detailsOf(
  headers: Record<string, string>,
  ...parts: readonly string[]
): Promise<AnswerDetails> {
  const clock = new FakeClock();
  const queue = [...parts];
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        clock.advance(1000);
        const part = queue.shift();
        if (part === undefined) controller.close();
        else controller.enqueue(bytesOf(part));
      },
    },
    { highWaterMark: 0 },
  );
  const ask = askModel({
    fetch: async () => new Response(body, { headers }),
    clock,
    resolve: async () => destinationAt("http://127.0.0.1:9/v1"),
  });
  const events: ChatEvent[] = [];
  const request = { choice: { connectionId: "x", model: "small" }, messages: [], parameters: {} };
  for await (const event of ask(request, new AbortController().signal)) events.push(event);
  const all = events.flatMap(event => (event.type === "details" ? [event.details] : []));
  return Object.assign({}, ...all) as AnswerDetails;
}

describe("the details of an answer", () => {
  it("say how long was thought before anything else came", async () => {
    const thought = (text: string) => frames(chunk({ reasoning_content: text }));
    const { thoughtMs } = await detailsOf(
      {},
      thought("First "),
      thought("this."),
      frames(chunk({ content: "Yes" })),
      thought(" And that."),
      frames(chunk({ content: "." }), stop, done),
    );
    assert.equal(thoughtMs, 2000);
    const tagged = frames(chunk({ content: "<think>Hm" }));
    const split = await detailsOf(
      {},
      tagged,
      frames(chunk({ content: "</think>Yes" }), stop, done),
    );
    assert.equal(split.thoughtMs, 1000);
    const { thoughtMs: none } = await detailsOf({}, frames(chunk({ content: "Yes" }), stop, done));
    assert.equal(none, undefined);
  });

  it("are what the provider says first, the request id and the times", async () => {
    const rest = { id: "x-1", created: 1760000000.5, model: "small-2026", provider: "Host" };
    const details = await detailsOf(
      { "x-request-id": "req_1" },
      frames({ choices: [], id: "", model: "", created: 0 }),
      frames(chunk({ role: "assistant", content: "" }, {}, { ...rest, system_fingerprint: "fp" })),
      frames(chunk({ content: "Hi" }, {}, { ...rest, id: "x-2", created: 5 })),
      frames(stop, done),
    );
    const { firstPieceMs = 0, wholeMs = 0, ...said } = details;
    assert.deepEqual(said, {
      ...rest,
      systemFingerprint: "fp",
      finishReason: "stop",
      requestId: "req_1",
    });
    // The body is read one piece ahead.
    assert.deepEqual([firstPieceMs, wholeMs], [4000, 5000]);
  });

  it("hold the finish reason also when the answer then fails", async () => {
    const failed = chunk({}, { finish_reason: "length" }, { error: { message: "no" } });
    const details = await detailsOf({}, frames(chunk({ content: "Hi" }), failed));
    assert.equal(details.finishReason, "length");
  });
});
