import { hostOf } from "../core/address";
import type { Clock } from "../core/answering";
import { ChatFailure, type ChatError } from "../core/errors";
import { type Destination, headersOf } from "./destination";
import { errorOfResponse } from "./errors";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Bytes read at most: of a refusal, of a model list or whole answer, of a stream. */
const limits = { error: 1 << 20, whole: 16 << 20, stream: 64 << 20 };
/** How long the words of a refusal may take after its head, in milliseconds. */
const patience = 5000;

export interface GuardedRequest {
  readonly destination: Destination;
  readonly url: string;
  /** For the error of an unknown model. */
  readonly model: string;
  /** JSON; a GET without it. */
  readonly body?: string;
  /** The headers that carry the key, where it is not the connection's own way. */
  readonly auth?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Sees what goes over the wire. */
  readonly tap?: WireTap;
}

/** A request as it leaves. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WireTap {
  sent(request: SentRequest): void;
  answered(status: number, headers: Headers): void;
  came(bytes: Uint8Array): void;
}

/**
 * Makes a request that sends what its destination says and nothing else, follows no redirect, and
 * ends when the server is silent for too long or sends too much. Throws a `ChatFailure` for
 * everything that is not an answer.
 */
export async function guardedFetch(
  fetch: Fetch,
  clock: Clock,
  request: GuardedRequest,
): Promise<Response> {
  const { destination, url, body, model } = request;
  const { connection } = destination;
  const { tap } = request;
  const method = body === undefined ? "GET" : "POST";
  const headers = {
    ...headersOf(destination, request.auth),
    ...(body !== undefined && { "content-type": "application/json" }),
  };
  tap?.sent({ method, url, headers, body: body ?? "" });
  const silence = watchSilence(clock, connection.baseURL, request.signal);
  silence.expect(connection.firstByteSeconds);
  try {
    const response = await silence.ends(
      fetch(url, {
        method,
        headers,
        ...(body !== undefined && { body }),
        redirect: "manual",
        signal: silence.signal,
      }),
    );
    tap?.answered(response.status, response.headers);
    refuseRedirect(url, response);
    if (!response.ok) {
      const text = await refusalText(response, clock, tap);
      request.signal.throwIfAborted();
      throw new ChatFailure(
        errorOfResponse(destination, model, { ...parts(response), body: text }, clock.now()),
      );
    }
    return new Response(
      watched(response, silence, connection.idleSeconds, hostOf(url), tap),
      parts(response),
    );
  } catch (error) {
    silence.abandon();
    throw error;
  }
}

/** Reads a body as text; what is over the limit, or comes after the end of waiting, is left unread. */
export async function textOf(
  response: Response,
  limit = limits.whole,
  waited: Promise<undefined> = new Promise(() => {}),
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  await readTo(response, limit, waited, bytes => (text += decoder.decode(bytes, { stream: true })));
  return text + decoder.decode();
}

async function readTo(
  { body }: Response,
  limit: number,
  waited: Promise<undefined>,
  take: (bytes: Uint8Array) => void,
): Promise<void> {
  const reader = body?.getReader();
  let bytes = 0;
  for (;;) {
    const piece = await Promise.race([reader?.read(), waited]);
    if (piece?.done === false) {
      bytes += piece.value.length;
      take(piece.value);
      if (bytes <= limit) continue;
    }
    if (!piece?.done) void reader?.cancel().catch(() => undefined); // What is wanted of it is here.
    return;
  }
}

/** The words of a refusal, as far as they come, and in time: its status says the most, and is not lost. */
async function refusalText(response: Response, clock: Clock, tap?: WireTap): Promise<string> {
  let cancel = () => {};
  const waited = new Promise<undefined>(resolve => {
    cancel = clock.after(patience, () => resolve(undefined));
  });
  const decoder = new TextDecoder();
  let text = "";
  const take = (bytes: Uint8Array) => {
    tap?.came(bytes);
    text += decoder.decode(bytes, { stream: true });
  };
  await readTo(response, limits.error, waited, take).catch(() => undefined); // What came before is kept.
  cancel();
  return text + decoder.decode();
}

/** Parts of a response that outlive its body. */
function parts({ status, headers }: Response): {
  readonly status: number;
  readonly headers: Headers;
} {
  return { status, headers };
}

function failure(error: ChatError): ChatFailure {
  return new ChatFailure(error);
}

function refuseRedirect(url: string, { status, headers }: Response): void {
  if (status < 300 || status > 399) return;
  const target = new URL(headers.get("location") ?? "", url);
  throw failure({
    kind: "redirect",
    values: [hostOf(url), `${target.origin}${target.pathname}`],
    status,
  });
}

/** Ends a request when nothing came for a while. */
interface Silence {
  readonly signal: AbortSignal;
  /** Starts the wait for the next byte anew. */
  expect(seconds: number): void;
  /** Settles as the promise does, or with the failure of silence. */
  ends<T>(promise: Promise<T>): Promise<T>;
  done(): void;
  /** Ends the wait and the request: nobody reads what may still come. */
  abandon(): void;
}

function watchSilence(clock: Clock, baseURL: string, outer: AbortSignal): Silence {
  const controller = new AbortController();
  const stop = () => controller.abort(outer.reason);
  outer.addEventListener("abort", stop, { once: true });
  if (outer.aborted) stop();
  let cancel = () => {};
  const done = () => {
    cancel();
    outer.removeEventListener("abort", stop);
  };
  return {
    signal: controller.signal,
    expect(seconds) {
      cancel();
      const silent = failure({ kind: "silent", values: [hostOf(baseURL), String(seconds)] });
      cancel = clock.after(seconds * 1000, () => controller.abort(silent));
    },
    ends: promise =>
      promise.catch((error: unknown) => {
        throw controller.signal.reason instanceof ChatFailure ? controller.signal.reason : error;
      }),
    done,
    abandon() {
      done();
      controller.abort();
    },
  };
}

/** The body, counted and watched. */
function watched(
  response: Response,
  silence: Silence,
  idleSeconds: number,
  host: string,
  tap: WireTap | undefined,
): ReadableStream<Uint8Array> | null {
  const reader = response.body?.getReader();
  if (!reader) return null;
  let bytes = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await silence.ends(reader.read());
        if (done) {
          silence.done();
          return controller.close();
        }
        silence.expect(idleSeconds);
        bytes += value.length;
        tap?.came(value);
        if (bytes > limits.stream) throw failure({ kind: "tooLarge", values: [host] });
        controller.enqueue(value);
      } catch (error) {
        silence.done();
        await reader.cancel().catch(() => undefined); // It has failed already; there is nothing to add.
        controller.error(error);
      }
    },
    async cancel(reason) {
      silence.done();
      await reader.cancel(reason);
    },
  });
}
