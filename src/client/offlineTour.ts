import type { Clock } from "../core/answering";
import { isObject, parseJson } from "../core/decode";
import { fence } from "../core/prompt";
import type { Fetch } from "./guardedFetch";

/** Milliseconds between two words, about the pace of a quick model. */
const pace = 12;
/** At most so many pieces, so that a long echo takes no longer than a short one. */
const pieces = 400;

/**
 * A `fetch` that answers a Chat Completions request with canned text, so that the whole way runs
 * with no network and no key. It says in every answer that it is not an AI.
 */
export function tourFetch(clock: Clock): Fetch {
  return async (_url, init) => {
    const words =
      tourText(typeof init.body === "string" ? init.body : "").match(/\s*\S+\s*?/g) ?? [];
    const step = Math.ceil(words.length / pieces);
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const piece = words.splice(0, step).join("");
        if (piece === "") return close(controller);
        await pause(clock, init.signal ?? undefined);
        controller.enqueue(
          frame({ choices: [{ index: 0, delta: { content: piece }, finish_reason: null }] }),
        );
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
}

function close(controller: ReadableStreamDefaultController<Uint8Array>): void {
  controller.enqueue(frame({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }));
  controller.enqueue(new TextEncoder().encode("data: [DONE]\n\n"));
  controller.close();
}

function frame(chunk: object): Uint8Array {
  return new TextEncoder().encode(
    `data: ${JSON.stringify({ object: "chat.completion.chunk", ...chunk })}\n\n`,
  );
}

function pause(clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(pace, () => {
      signal?.removeEventListener("abort", stop);
      resolve();
    });
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** The canned answer to a request: a tour at first, then what was received, word for word. */
export function tourText(body: string): string {
  const request = parseJson(body);
  const messages =
    isObject(request) && Array.isArray(request["messages"]) ? request["messages"] : [];
  const turns = messages.filter(message => isObject(message) && message["role"] === "user").length;
  const last: unknown = messages.at(-1);
  const question = isObject(last) && typeof last["content"] === "string" ? last["content"] : "";
  return turns <= 1 && !question.includes("```") ? tour : echo(turns, messages.length, question);
}

const tour = `**This is the offline tour: canned text, not an AI.** Nothing left this computer. It shows what the chat view does with a real answer.

## What an answer can hold

1. Text that streams in, with \`inline code\`, *emphasis* and [links](https://code.visualstudio.com) that ask before they open.
2. Code with colours and a copy button:

\`\`\`ts
/** Calls \`fn\` once things have been quiet for \`wait\` milliseconds. */
export function debounce<A extends unknown[]>(fn: (...args: A) => void, wait = 250) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (...args: A) => {
    clearTimeout(timer);
    timer = setTimeout(() => fn(...args), wait);
  };
}
\`\`\`

| Key | What it does |
| --- | --- |
| Enter | sends |
| Shift+Enter | breaks the line |
| Esc | stops an answer |

> Select code in the editor and run **Parley: Explain Selection**. It comes here with its path and lines.

## To talk to a model

- [ ] Click the model's name below the message box, pick a provider and paste a key.
- [ ] Or start Ollama on this computer: it is offered in a new chat, and needs no key.

Your keys stay in VS Code's secret storage. There is no account, no server of ours and no telemetry.
`;

function echo(turns: number, count: number, question: string): string {
  return `**This is the offline tour: canned text, not an AI.** It cannot answer, but it can show what a model would have received: message ${turns} of yours, in a request of ${count} ${count === 1 ? "message" : "messages"}. The last one, word for word:

${fence(question, "markdown")}

Click the model's name below to choose a real model; this conversation goes on with it.
`;
}
