import { hostOf } from "../core/address";
import type { AskModel, ChatEvent, ChatRequest, Clock } from "../core/answering";
import type { ModelChoice } from "../core/messages";
import { type ChatError, ChatFailure } from "../core/errors";
import type { AnswerErrors, AnswerStream, readIndoxRouter, tourFetch } from "./answerStream";
import type { FunctionColumn } from "../core/functions";
import { phrase } from "../core/phrase";
import type { WireMessage } from "../core/prompt";
import { repaired } from "../core/repairs";
import { type Destination, urlOf } from "./destination";
import { errorInAnswer, errorOf } from "./errors";
import { functionMessage, isFunctionMessage } from "./functionMessages";
import { type Fetch, guardedFetch } from "./guardedFetch";
import { prefillOf } from "./prefill";
import type { StreamBody } from "./sdk";
import { refusesNames, wireBody } from "./wireBody";
import type { WireLog } from "./wireLog";

export interface AskPorts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Leaves think tags in the text, for what compares it with what was sent. */
  readonly keepThinkTags?: boolean;
  /** Keeps what goes over the wire. */
  readonly wire?: WireLog;
  /** Connection and key of a choice, or why there is none. */
  resolve(choice: ModelChoice): Promise<Destination | ChatError>;
}

/** Asks any provider through the openai SDK, and tells what comes as events. */
export function askModel(ports: AskPorts): AskModel {
  return async function* ask(request, signal) {
    const [destination] = await Promise.all([
      ports.resolve(request.choice),
      import("./sdk"),
      import("./answerStream"),
    ]);
    if (signal.aborted) return yield { type: "finish", finish: "stopped" };
    if ("kind" in destination) return yield { type: "error", error: destination };
    const started = { streaming: false };
    try {
      yield* answer(ports, destination, request, signal, started);
    } catch (error) {
      if (signal.aborted) return yield { type: "finish", finish: "stopped" };
      yield {
        type: "error",
        error: errorOf(error, destination, started.streaming, request.choice.model),
      };
    }
  };
}

/**
 * The body of a request: the messages as shown, the request for usage, and what the user set, which
 * wins. An answer to go on with is `marked` where the provider wants that.
 */
export function bodyOf(
  { choice, messages, parameters, repairs = [] }: ChatRequest,
  marked = false,
  column: FunctionColumn = {},
): StreamBody {
  const at = { connectionId: choice.connectionId, column };
  const body = {
    model: choice.model,
    messages: messages.map(message =>
      isFunctionMessage(message) ? functionMessage(message, at) : sdkMessage(message, marked),
    ),
    stream: true,
    stream_options: { include_usage: true },
    ...parameters,
  } satisfies StreamBody;
  return repaired(body, repairs);
}

/** Address and body of a request as they leave, and whether the answer is to come as a whole. */
export function preparedOf(
  destination: Destination,
  request: ChatRequest,
): { readonly url: string; readonly body: string; readonly whole: boolean } {
  const { connection } = destination;
  const prefill = prefillOf(connection, request);
  const body = bodyOf(request, prefill.marked, connection.functions);
  const wire = wireBody(destination, { ...body }, request.parameters);
  return {
    url: prefill.address ?? urlOf(destination, connection.path),
    body: JSON.stringify(wire),
    whole: wire["stream"] === false,
  };
}

/** The same message in the SDK's own type, which tells what each role may hold. */
function sdkMessage(
  { role, content, name, prefill }: WireMessage,
  marked: boolean,
): StreamBody["messages"][number] {
  const prefix = prefill && marked && { prefix: true };
  const named = name !== undefined && { name };
  if (typeof content === "string" && (role === "system" || role === "assistant"))
    return { role, content, ...named, ...prefix };
  if (typeof content === "string") return { role: "user", content, ...named };
  return { role: "user", content: (content ?? []).map(part => ({ ...part })), ...named };
}

async function* answer(
  ports: AskPorts,
  destination: Destination,
  request: ChatRequest,
  signal: AbortSignal,
  started: { streaming: boolean },
): AsyncGenerator<ChatEvent> {
  const [{ stream }, reader] = await Promise.all([import("./sdk"), import("./answerStream")]);
  const errors = errorsAt(destination, request.choice.model);
  const reading = new reader.AnswerStream(ports.clock, errors, ports.keepThinkTags ?? false);
  const fetch = streamingFetch(ports, destination, request, { ...reader, reading });
  const chunks = await stream({ ...bodyOf(request), stream: true }, fetch, signal);
  started.streaming = true;
  if (refusesNames(destination) && request.messages.some(({ name }) => name !== undefined))
    yield { type: "warning", warning: namesLeftOut(destination) };
  for await (const chunk of chunks) {
    yield* reading.take(chunk);
    if (reading.over) break;
  }
  yield* signal.aborted ? reading.held() : reading.rest();
  yield signal.aborted ? { type: "finish", finish: "stopped" } : reading.ending();
}

function namesLeftOut({ connection }: Destination) {
  return phrase("{0} takes no names of messages: they were left out.", connection.label);
}

function errorsAt(destination: Destination, model: string): AnswerErrors {
  const thrown = (error: unknown) => errorOf(error, destination, true);
  return {
    host: hostOf(destination.connection.baseURL),
    thrown,
    reported: body => thrown(new ChatFailure(errorInAnswer(destination, model, body))),
  };
}

/** What reads one answer. */
interface Reader {
  readonly reading: AnswerStream;
  readonly readIndoxRouter: typeof readIndoxRouter;
  readonly tourFetch: typeof tourFetch;
}

/** The `fetch` that the SDK is handed: its own URL and headers are dropped, and it sees clean chunks only. */
function streamingFetch(
  ports: AskPorts,
  destination: Destination,
  request: ChatRequest,
  { reading, readIndoxRouter, tourFetch }: Reader,
): (init?: RequestInit) => Promise<Response> {
  const { quirks } = destination.connection;
  const { choice, answerId } = request;
  const canned = quirks.includes("cannedAnswers");
  const { url, body, whole } = preparedOf(destination, request);
  const tap = answerId === undefined ? undefined : ports.wire?.tap(answerId, destination);
  return async init => {
    await request.kept; // Until now the request was made; from here it leaves.
    init?.signal?.throwIfAborted();
    const answered = await guardedFetch(
      canned ? tourFetch(ports.clock) : ports.fetch,
      ports.clock,
      {
        destination: patient(destination, whole),
        url,
        model: choice.model,
        body,
        ...(tap && { tap }),
        signal: init?.signal ?? new AbortController().signal,
      },
    );
    const response = quirks.includes("indoxRouter")
      ? readIndoxRouter(answered, hostOf(url))
      : answered;
    return new Response(reading.open(response), {
      headers: { "content-type": "text/event-stream" },
    });
  };
}

/** A whole answer begins when all of it is there, unless the user has said how long to wait. */
function patient(destination: Destination, whole: boolean): Destination {
  const { connection } = destination;
  if (!whole || connection.firstByteSeconds !== usualSeconds) return destination;
  return { ...destination, connection: { ...connection, firstByteSeconds: wholeSeconds } };
}

/** How long the first byte of a stream may take, where nothing else is said, and that of a whole answer. */
const usualSeconds = 60;
const wholeSeconds = 600;
