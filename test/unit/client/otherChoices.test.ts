import assert from "node:assert/strict";
import type { ChatEvent } from "../../../src/core/answering";
import { ask, destinationAt } from "../../support/asking";
import { LoopbackProvider, raw } from "../../support/provider";

const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

describe("an answer with several choices", () => {
  let server: LoopbackProvider;
  before(async () => {
    server = await LoopbackProvider.start();
  });
  after(() => server.stop());

  async function read(...chunks: readonly object[]): Promise<readonly ChatEvent[]> {
    const frames = chunks.map(chunk => `data: ${JSON.stringify(chunk)}\n\n`).join("");
    server.next(raw(`${frames}data: [DONE]\n\n`));
    return ask(destinationAt(server.baseURL));
  }

  it("is read choice by choice, in one chunk or in several", async () => {
    const events = await read(
      { choices: [says(0, "A"), says(1, "B")] },
      { choices: [says(1, "<think>hm</think>b")] },
      { choices: [says(2, "<think>why</think>C")] },
      { choices: [ends(1, "length")] },
      { choices: [says(0, "a")] },
      { choices: [ends(0, "stop")], usage },
    );
    assert.deepEqual(brief(events), [
      "text A",
      "text B #1",
      "text <think>hm</think>b #1",
      "reasoning why #2",
      "text C #2",
      "text a",
      "usage",
      "choiceFinished length #1",
      "choiceFinished stop #2",
      "finish stop",
    ]);
  });

  it("is read as well when it comes whole", async () => {
    const choices = ["A", "B"].map((content, index) => ({
      index,
      message: { role: "assistant", content },
      finish_reason: "stop",
    }));
    server.next(
      raw(JSON.stringify({ object: "chat.completion", choices, usage }), "application/json"),
    );
    const events = await ask(destinationAt(server.baseURL));
    assert.deepEqual(brief(events), [
      "text A",
      "usage",
      "text B #1",
      "choiceFinished stop #1",
      "finish stop",
    ]);
  });

  it("reads a bounded number of them", async () => {
    const events = await read({
      choices: [says(0, "A"), says(31, "B"), says(32, "C"), says(0.5, "D")],
    });
    assert.deepEqual(
      brief(events).filter(words => words.startsWith("text")),
      ["text A", "text B #31"],
    );
  });
});

function says(index: number, content: string) {
  return { index, delta: { content }, finish_reason: null };
}

function ends(index: number, finish_reason: string) {
  return { index, delta: {}, finish_reason };
}

function brief(events: readonly ChatEvent[]): readonly string[] {
  return events.map(event => {
    const words = "text" in event ? event.text : "finish" in event ? event.finish : "";
    const choice = "choice" in event && event.choice ? `#${event.choice}` : "";
    return [event.type, words, choice].filter(Boolean).join(" ");
  });
}
