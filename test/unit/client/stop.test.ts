import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { FakeClock, settled } from "../../support/fakeClock";
import { answerOf, loopbackSession, until } from "../../support/loopbackSession";
import { answer, frame, json, LoopbackProvider, type Reply, silence } from "../../support/provider";

/** How often each state is stopped. */
const rounds = 6;
const pieces = ["One, ", "two, ", "three."];

interface Stage {
  readonly session: ReturnType<typeof loopbackSession>;
  readonly clock: FakeClock;
  readonly provider: LoopbackProvider;
}

/** A state of an answer: what the server does, how the state is reached, and what there is by then. */
interface Case {
  readonly state: string;
  readonly reply: Reply;
  readonly reach: (stage: Stage) => Promise<void>;
  readonly text?: string;
  readonly call?: string;
  /** There is nothing to close: the server has answered, or was not asked. */
  readonly quiet?: true;
}

const cases: Readonly<Record<string, Case>> = {
  "before headers": {
    state: "waiting",
    reply: silence,
    reach: ({ provider }) => until(() => provider.chats.length > 1),
  },
  "before the first piece": {
    state: "waiting",
    reply: held([": working\n\n"]),
    reach: ({ provider }) => until(() => provider.chats.length > 1),
  },
  streaming: {
    state: "streaming",
    reply: held(pieces.map(content => frame({ delta: { content } }))),
    reach: ({ session, clock }) => all(session, clock, () => answerOf(session).text.length, 16),
    text: pieces.join(""),
  },
  thinking: {
    state: "thinking",
    reply: held(pieces.map(reasoning => frame({ delta: { reasoning } }))),
    reach: ({ session, clock }) =>
      all(session, clock, () => answerOf(session).reasoning.length, 16),
  },
  stalled: {
    state: "stalled",
    reply: held(pieces.map(content => frame({ delta: { content } }))),
    reach: async ({ session, clock }) => {
      await all(session, clock, () => answerOf(session).text.length, 16);
      clock.advance(10_000);
    },
    text: pieces.join(""),
  },
  "in the arguments of a function call": {
    state: "streaming",
    reply: held(
      ['{"a":', '"b', "c"].map((text, index) =>
        frame({
          delta: {
            tool_calls: [
              {
                index: 0,
                ...(index === 0 && { id: "c" }),
                function: { name: "f", arguments: text },
              },
            ],
          },
        }),
      ),
    ),
    reach: ({ session, clock }) =>
      all(session, clock, () => answerOf(session).toolCalls[0]?.arguments.length ?? 0, 8),
    call: '{"a":"bc',
  },
  "in the words of a refusal": {
    state: "waiting",
    reply: held(['{"error":'], 500),
    reach: ({ provider }) => until(() => provider.chats.length > 1),
  },
  "waiting to ask again": {
    state: "retrying",
    reply: json(429, {}, { "retry-after": "20" }),
    reach: ({ session }) => until(() => session.activity.state === "retrying"),
    quiet: true,
  },
};

describe("Stop over real HTTP", () => {
  const random = seeded(4);
  let provider: LoopbackProvider;
  let clock: FakeClock;

  beforeEach(async () => {
    provider = await LoopbackProvider.start();
    clock = new FakeClock();
  });
  afterEach(() => provider.stop());

  /** A session that has had one answer, so that all code is loaded. */
  async function open(before = async () => {}): Promise<Stage> {
    const session = loopbackSession({ clock, baseURL: provider.baseURL, before });
    session.send([{ type: "text", text: "Hi" }]);
    await until(() => !session.busy);
    return { session, clock, provider };
  }

  async function assertNextSendWorks({ session }: Stage): Promise<void> {
    provider.next(answer(["Hello"]));
    assert.equal(session.send([{ type: "text", text: "again" }]), true);
    await until(() => !session.busy);
    assert.deepEqual([answerOf(session).text, answerOf(session).finish], ["Hello", "stop"]);
  }

  for (const [name, { state, reply, reach, text = "", call, quiet }] of Object.entries(cases)) {
    for (let round = 0; round < rounds; round++) {
      it(`closes the connection ${name}, and keeps what came (${round + 1})`, async () => {
        const stage = await open();
        const { session } = stage;
        provider.next(reply);
        session.send([{ type: "text", text: "stop me" }]);
        await reach(stage);
        assert.equal(session.activity.state, state);
        await pass(Math.floor(random() * 6));
        if (quiet) clock.advance(Math.floor(random() * 19_999));
        session.stop();
        assert.equal(session.activity.state, "idle");
        const { finish, text: kept, toolCalls } = answerOf(session);
        assert.deepEqual([finish, kept, toolCalls[0]?.arguments], ["stopped", text, call]);
        assert.equal(await provider.chats[1]?.closed, quiet ? "complete" : "aborted");
        clock.advance(60_000);
        await settled();
        assert.equal(provider.chats.length, 2);
        await assertNextSendWorks(stage);
      });
    }
  }

  for (let round = 0; round < 2 * rounds; round++) {
    it(`closes the connection at any moment of an answer, and keeps a part (${round + 1})`, async () => {
      const stage = await open();
      const { session } = stage;
      provider.otherwise = answer(pieces, { until: new Promise(() => {}) });
      session.send([{ type: "text", text: "stop me" }]);
      await pass(Math.floor(random() * 60));
      session.stop();
      const { finish, text } = answerOf(session);
      assert.equal(finish, "stopped");
      assert.ok(pieces.join("").startsWith(text), text);
      await pass(20);
      for (const { closed } of provider.chats.slice(1)) assert.equal(await closed, "aborted");
      assert.ok(provider.chats.length <= 2);
      await assertNextSendWorks(stage);
    });
  }

  it("makes no request when it comes at once, or while the key is read", async () => {
    for (let round = 0; round < rounds; round++) {
      let read = () => {};
      let slow = false;
      const reading = new Promise<void>(resolve => (read = resolve));
      const stage = await open(() => (slow ? reading : Promise.resolve()));
      const count = provider.requests.length;
      slow = true;
      stage.session.send([{ type: "text", text: "stop me" }]);
      await pass(round === 0 ? 0 : Math.floor(random() * 6));
      stage.session.stop();
      assert.equal(answerOf(stage.session).finish, "stopped");
      read();
      await pass(20);
      assert.equal(provider.requests.length, count);
      await assertNextSendWorks(stage);
    }
  });
});

/** Writes pieces, and leaves the answer open. */
function held(parts: readonly string[], status = 200): Reply {
  return (response: ServerResponse) => {
    const type = status === 200 ? "text/event-stream" : "application/json";
    response.writeHead(status, { "content-type": type });
    for (const part of parts) response.write(part);
  };
}

/** Waits until so many characters are there; what is gathered within a frame comes at its end. */
async function all(
  session: Stage["session"],
  clock: FakeClock,
  length: () => number,
  expected: number,
): Promise<void> {
  await until(() => {
    if (session.busy && length() < expected) clock.advance(1);
    return length() >= expected;
  });
}

async function pass(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await settled();
}

/** Numbers between 0 and 1, the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
