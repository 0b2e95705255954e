import { performance } from "node:perf_hooks";
import { systemClock } from "../../src/core/answering";
import { answerOf, loopbackSession, until } from "../support/loopbackSession";
import { frame, LoopbackProvider, type Reply, silence } from "../support/provider";
import { median } from "./figures";

const rounds = 60;

/** What the server does until it is left, and whether its answer has begun by then. */
const states: Readonly<Record<string, { readonly reply: Reply; readonly begun: boolean }>> = {
  "before headers": { reply: silence, begun: false },
  streaming: { reply: held({ content: "Hello" }), begun: true },
  "in a function call": {
    reply: held({ tool_calls: [{ index: 0, id: "a", function: { name: "f", arguments: "{" } }] }),
    begun: true,
  },
};

/** Prints how long a server waits for the end of its connection: after Stop, and after a bare abort. */
export async function printStopTimes(): Promise<void> {
  console.log(`\nFrom Stop to the closed socket, ${rounds} times each, median, ms`);
  for (const [name, { reply, begun }] of Object.entries(states)) {
    const provider = await LoopbackProvider.start();
    provider.otherwise = reply;
    const own: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const ways = [
        async () => own.push(await stopped(provider, begun)),
        async () => bare.push(await aborted(provider, begun)),
      ];
      for (const way of round % 2 === 0 ? ways : ways.toReversed()) await way();
    }
    await provider.stop();
    const [mine, theirs] = [median(own), median(bare)];
    console.log(
      `  ${name.padEnd(18)} Stop ${mine.toFixed(2)}  bare abort ${theirs.toFixed(2)}  ratio ${(mine / theirs).toFixed(2)}`,
    );
  }
}

/** Through the session and the whole client. */
async function stopped(provider: LoopbackProvider, begun: boolean): Promise<number> {
  const session = loopbackSession({ clock: systemClock, baseURL: provider.baseURL });
  const count = provider.chats.length;
  session.send([{ type: "text", text: "Hi" }]);
  await until(() => provider.chats.length > count);
  if (begun) await until(() => session.activity.state === "streaming");
  const time = await untilClosed(provider, () => session.stop());
  if (answerOf(session).finish !== "stopped") throw new Error("it was not stopped");
  return time;
}

/** The same request, and nothing around it. */
async function aborted(provider: LoopbackProvider, begun: boolean): Promise<number> {
  const controller = new AbortController();
  const count = provider.chats.length;
  const body = provider.chats.at(-1)?.text ?? "{}";
  const headers = { "content-type": "application/json" };
  const { signal } = controller;
  const url = `${provider.baseURL}/chat/completions`;
  let read = false;
  const asked = fetch(url, { method: "POST", headers, body, signal })
    .then(async response => {
      const reader = response.body?.getReader();
      for (;;) {
        await reader?.read();
        read = true;
      }
    })
    .catch(() => undefined); // It is aborted, which is what is measured.
  await until(() => provider.chats.length > count);
  if (begun) await until(() => read);
  const time = await untilClosed(provider, () => controller.abort());
  await asked;
  return time;
}

async function untilClosed(provider: LoopbackProvider, stop: () => void): Promise<number> {
  const closed = provider.chats.at(-1)?.closed.then(() => performance.now());
  const start = performance.now();
  stop();
  return ((await closed) ?? Number.NaN) - start;
}

/** Writes one piece, and leaves the answer open. */
function held(delta: object): Reply {
  return response => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(frame({ delta }));
  };
}
