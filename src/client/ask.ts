import type { AskModel, ChatEvent, ChatRequest, Clock } from "../core/answering";
import type { FinishReason, ModelChoice } from "../core/conversation";
import { isObject, parseJson } from "../core/decode";
import { type ChatError, ChatFailure } from "../core/errors";
import { type Destination, refuseMissingDialect, urlOf } from "./destination";
import { errorOf, messageOf } from "./errors";
import { type Fetch, guardedFetch, textOf } from "./guardedFetch";
import { tourFetch } from "./offlineTour";
import { eventsOfChunk } from "./reading";
import type { StreamBody } from "./sdk";

export interface AskPorts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Connection and key of a choice, or why there is none. */
  resolve(choice: ModelChoice): Promise<Destination | ChatError>;
}

/** Asks any provider through the openai SDK, and tells what comes as events. */
export function askModel(ports: AskPorts): AskModel {
  return async function* ask(request, signal) {
    const destination = await ports.resolve(request.choice);
    if ("kind" in destination) return yield { type: "error", error: destination };
    const started = { streaming: false };
    try {
      refuseMissingDialect(destination);
      yield* answer(ports, destination, request, signal, started);
    } catch (error) {
      if (signal.aborted) return yield { type: "finish", finish: "stopped" };
      yield { type: "error", error: errorOf(error, destination, started.streaming) };
    }
  };
}

/** The body of a request: the messages as shown, the request for usage, and what the user set, which wins. */
export function bodyOf({ choice, messages, parameters }: ChatRequest): StreamBody {
  return {
    model: choice.model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    stream: true,
    stream_options: { include_usage: true },
    ...parameters,
  } satisfies StreamBody;
}

async function* answer(
  ports: AskPorts,
  destination: Destination,
  request: ChatRequest,
  signal: AbortSignal,
  started: { streaming: boolean },
): AsyncGenerator<ChatEvent> {
  const end = { marked: false };
  const fetch = streamingFetch(ports, destination, request, end);
  const { stream } = await import("./sdk");
  const chunks = await stream(bodyOf(request), fetch, signal);
  started.streaming = true;
  let finish: FinishReason | undefined;
  for await (const chunk of chunks) {
    for (const event of eventsOfChunk(chunk)) {
      if (event.type === "finish") finish = event.finish;
      else yield event;
    }
  }
  if (signal.aborted) yield { type: "finish", finish: "stopped" };
  else if (finish !== undefined || end.marked) yield { type: "finish", finish: finish ?? "stop" };
  else yield { type: "error", error: { kind: "cutOff" } };
}

/** The `fetch` that the SDK is handed: its own URL and headers are dropped. */
function streamingFetch(
  ports: AskPorts,
  destination: Destination,
  { choice }: ChatRequest,
  end: { marked: boolean },
): (init?: RequestInit) => Promise<Response> {
  const canned = destination.connection.quirks.includes("cannedAnswers");
  return async init => {
    const response = await guardedFetch(
      canned ? tourFetch(ports.clock) : ports.fetch,
      ports.clock,
      {
        destination,
        url: urlOf(destination, destination.connection.path),
        model: choice.model,
        body: typeof init?.body === "string" ? init.body : "",
        signal: init?.signal ?? new AbortController().signal,
      },
    );
    const type = response.headers.get("content-type") ?? "";
    return /\bjson\b/.test(type)
      ? unstreamed(await textOf(response), destination, end)
      : noteEnd(response, end);
  };
}

/** A whole answer, as the one frame of a stream. */
function unstreamed(text: string, { connection }: Destination, end: { marked: boolean }): Response {
  const body = parseJson(text);
  if (!isObject(body) || !(body["error"] || Array.isArray(body["choices"])))
    throw new ChatFailure({ kind: "notAnApi", values: [connection.label] });
  if (body["error"]) {
    throw new ChatFailure({
      kind: "inStream",
      values: [connection.label],
      detail: messageOf(body),
    });
  }
  end.marked = true;
  return new Response(`data: ${JSON.stringify(body)}\n\ndata: [DONE]\n\n`);
}

/** Remembers whether the stream said that it is complete, which the SDK does not tell. */
function noteEnd(response: Response, end: { marked: boolean }): Response {
  const decoder = new TextDecoder();
  let tail = "";
  const watch = new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, controller) {
      tail = (tail + decoder.decode(bytes.subarray(-64), { stream: true })).slice(-64);
      end.marked = /^data:\s*\[DONE\]/m.test(tail);
      controller.enqueue(bytes);
    },
  });
  return new Response(response.body?.pipeThrough(watch) ?? null, response);
}
