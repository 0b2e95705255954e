// A bundle of its own (dist/sdk.js), loaded at the first message.
import OpenAI from "openai";
import type {
  ChatCompletionChunk,
  ChatCompletionCreateParamsStreaming,
} from "openai/resources/chat/completions";

export type StreamBody = ChatCompletionCreateParamsStreaming;
export type Chunk = ChatCompletionChunk;

/**
 * Streams a completion with the openai SDK. Everything it would read from the environment is given
 * here or removed by the `fetch` it is handed, which decides URL and headers itself.
 */
export async function stream(
  body: StreamBody,
  fetch: (init?: RequestInit) => Promise<Response>,
  signal: AbortSignal,
): Promise<AsyncIterable<Chunk>> {
  const client = new OpenAI({
    apiKey: "set by the guarded fetch",
    baseURL: "http://guarded.invalid/v1",
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: "off",
    maxRetries: 0,
    timeout: 2 ** 31 - 1,
    fetch: (_url, init) => fetch(init),
  });
  return client.chat.completions.create(body, { signal });
}
