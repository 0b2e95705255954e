import assert from "node:assert/strict";
import type { ChatEvent, ChatRequest } from "../../../src/core/answering";
import { askPatiently } from "../../../src/core/asking";
import type { Repair } from "../../../src/core/messages";
import type { ChatError } from "../../../src/core/errors";
import { refused, type Script, said, small, text } from "../../support/scriptedSession";

const limited: ChatError = { kind: "rateLimit", retryAfterMs: 1000 };
const request: ChatRequest = {
  choice: small,
  messages: [{ role: "user", content: "hello" }],
  parameters: { seed: 1, max_tokens: 2, top_p: 3, stop: "x", user: "me" },
};

function refusing(parameter: string, replacement?: string): Script {
  return refused({ kind: "badRequest", parameter, ...(replacement && { replacement }) });
}

/** Asks until the scripts are used up, and tells what happened. */
async function asked(scripts: readonly Script[], overAtPause = false) {
  const requests: ChatRequest[] = [];
  const taken: ChatEvent[] = [];
  const repairs: Repair[] = [];
  const helped: Repair[] = [];
  const pauses: number[] = [];
  let over = false;
  await askPatiently(request, {
    async *ask(present) {
      requests.push(present);
      yield* scripts[requests.length - 1] ?? [];
    },
    take(event) {
      if (over) return;
      taken.push(event);
      over = event.type === "finish" || event.type === "error";
    },
    begun: () => taken.some(({ type }) => type === "text"),
    over: () => over,
    fellBack: () => {},
    repaired: repair => void repairs.push(repair),
    helped: kept => void helped.push(...kept),
    pause: async ms => {
      pauses.push(ms);
      over = overAtPause;
    },
  });
  return { requests, taken, repairs, helped, pauses };
}

describe("a request that is refused", () => {
  it("is remembered as repaired only when that helped", async () => {
    const { repairs, helped } = await asked([
      refusing("seed"),
      refused({ kind: "auth", values: ["Lab"] }),
    ]);
    assert.deepEqual([repairs, helped], [[{ parameter: "seed" }], []]);
  });

  it("is sent without the parameter that is not taken, then without the next", async () => {
    const { requests, taken, repairs, helped } = await asked([
      refusing("seed"),
      refusing("max_tokens", "max_completion_tokens"),
      said("Hello"),
    ]);
    assert.deepEqual(helped, repairs);
    const renamed = { parameter: "max_tokens", replacement: "max_completion_tokens" };
    assert.deepEqual(repairs, [{ parameter: "seed" }, renamed]);
    assert.deepEqual(
      requests.map(sent => sent.repairs ?? []),
      [[], [{ parameter: "seed" }], [{ parameter: "seed" }, renamed]],
    );
    assert.deepEqual(taken, said("Hello"));
  });

  it("is repaired four times at most", async () => {
    const names = ["seed", "max_tokens", "top_p", "stop", "user"];
    const { requests, taken } = await asked(names.map(name => refusing(name)));
    assert.equal(requests.length, 5);
    assert.deepEqual(taken, refusing("user"));
  });

  it("is not sent again for a parameter that was left out already", async () => {
    const { requests, taken } = await asked([refusing("seed"), refusing("seed")]);
    assert.deepEqual([requests.length, taken], [2, refusing("seed")]);
  });

  it("is repaired once more where the other name is not taken either", async () => {
    const { repairs, taken } = await asked([
      refusing("max_tokens", "max_completion_tokens"),
      refusing("max_completion_tokens", "max_tokens"),
      said("Hello"),
    ]);
    assert.equal(repairs.length, 2);
    assert.deepEqual(taken, said("Hello"));
  });

  for (const parameter of ["model", "messages", "messages[0].content", "nothing"]) {
    it(`is not repaired by ${parameter}`, async () => {
      const { requests, repairs } = await asked([refusing(parameter)]);
      assert.deepEqual([requests.length, repairs], [1, []]);
    });
  }

  it("waits twice at most, whatever is repaired between", async () => {
    const { requests, pauses, taken } = await asked([
      refused(limited),
      refusing("seed"),
      refused(limited),
      refused(limited),
    ]);
    assert.deepEqual([requests.length, pauses], [4, [1000, 1000]]);
    assert.deepEqual(taken, refused(limited));
  });

  const final: readonly ChatError[] = [
    { kind: "quota", retryAfterMs: 1000 },
    { kind: "server", retryAfterMs: 1000 },
    { kind: "timeout", retryAfterMs: 1000 },
    { kind: "cutOff" },
    { kind: "silent" },
    { kind: "unreachable" },
    { kind: "inStream" },
    { kind: "contextOverflow" },
    { kind: "rateLimit", retryAfterMs: 600_001 },
  ];
  for (const error of final) {
    it(`is not sent again unseen after ${error.kind}`, async () => {
      const { requests, pauses, taken } = await asked([refused(error), said("Hello")]);
      assert.deepEqual([requests.length, pauses, taken], [1, [], refused(error)]);
    });
  }

  it("is not sent again once a piece of the answer has come", async () => {
    for (const error of [limited, { kind: "badRequest", parameter: "seed" }] as const) {
      const { requests, taken } = await asked([[text("Hel"), ...refused(error)], said("Hello")]);
      assert.deepEqual([requests.length, taken], [1, [text("Hel"), ...refused(error)]]);
    }
  });

  it("is not sent again when the answer was stopped while it waited", async () => {
    const { requests, taken } = await asked([refused(limited), said("Hello")], true);
    assert.deepEqual([requests.length, taken], [1, []]);
  });

  it("is cut off when the stream has no end", async () => {
    const { taken } = await asked([[text("Hel")]]);
    assert.deepEqual(taken, [text("Hel"), ...refused({ kind: "cutOff" })]);
  });
});
