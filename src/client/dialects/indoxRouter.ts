import { isObject, parseJson } from "../../core/decode";
import type { Destination } from "../destination";

/*
 * IndoxRouter speaks of chats in an envelope of its own: `data` holds the text, `success` whether there
 * is one. Its page shows Chat Completions in one place too, so both are read. What is known of it is the
 * page “Chat completions” of its client's documentation; nothing could be tried against the service.
 */

type Fields = Readonly<Record<string, unknown>>;

/** The request as IndoxRouter wants it: images in its form, and the key of the model's own provider, if there is one. */
export function indoxRouterBody({ secrets = {} }: Destination, body: Fields): Fields {
  const { model, messages } = body;
  const prefix = typeof model === "string" ? (/^([^/]+)\//.exec(model)?.[1] ?? "") : "";
  const upstream = Object.hasOwn(secrets, `byok-${prefix}`) ? secrets[`byok-${prefix}`] : undefined;
  return {
    ...body,
    ...(Array.isArray(messages) && { messages: messages.map(withImages) }),
    ...(upstream !== undefined && body["byok_api_key"] === undefined && { byok_api_key: upstream }),
  };
}

function withImages(message: unknown): unknown {
  if (!isObject(message) || !Array.isArray(message["content"])) return message;
  return { ...message, content: message["content"].map(imagePart) };
}

/** `{type: "image", image: {data, media_type}}` in place of a data URL. */
function imagePart(part: unknown): unknown {
  const image = isObject(part) && part["type"] === "image_url" ? part["image_url"] : undefined;
  const url = isObject(image) ? image["url"] : image;
  const [, media_type, data] =
    typeof url === "string" ? (/^data:([\w/+.-]+);base64,(.*)$/s.exec(url) ?? []) : [];
  return data === undefined ? part : { type: "image", image: { data, media_type } };
}

/** An answer of IndoxRouter as one of Chat Completions, whole or streamed. */
export function readIndoxRouter(response: Response): Response {
  const type = response.headers.get("content-type") ?? "";
  const headers = new Headers(response.headers);
  if (/\bjson\b/i.test(type) && !/ndjson|json-?lines/i.test(type)) {
    return new Response(response.body?.pipeThrough(wholeEnvelope()) ?? null, { headers });
  }
  headers.set("content-type", "text/event-stream");
  const pieces = piecesOf(/event-stream/i.test(type));
  return new Response(response.body?.pipeThrough(pieces) ?? null, { headers });
}

/** A whole envelope as a whole completion. */
export function completionOf(envelope: unknown): unknown {
  if (!isObject(envelope) || Array.isArray(envelope["choices"])) return envelope;
  if (envelope["success"] === false || isError(envelope)) return errorOf(envelope);
  const text = textIn(envelope);
  if (text === undefined) {
    const { raw_response: raw } = envelope;
    return isObject(raw) && Array.isArray(raw["choices"]) ? raw : envelope;
  }
  return {
    ...headOf(envelope, "chat.completion"),
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: text },
        finish_reason: envelope["finish_reason"] ?? "stop",
      },
    ],
    ...usageOf(envelope),
  };
}

/** One piece of a stream: an object with `data`, a chunk of Chat Completions, or bare text. */
export function chunkOf(piece: unknown): unknown {
  if (typeof piece === "string") return chunk({}, { delta: { content: piece } });
  if (!isObject(piece) || Array.isArray(piece["choices"])) return piece;
  if (piece["success"] === false || isError(piece)) return errorOf(piece);
  const content = textIn(piece) ?? "";
  const finish = piece["finish_reason"];
  return chunk(piece, {
    delta: { content },
    finish_reason: typeof finish === "string" && finish !== "" ? finish : null,
  });
}

function chunk(piece: Fields, choice: object): object {
  return {
    ...headOf(piece, "chat.completion.chunk"),
    choices: [{ index: 0, finish_reason: null, ...choice }],
    ...usageOf(piece),
  };
}

function headOf(envelope: Fields, object: string): object {
  const { request_id, created_at, model, provider } = envelope;
  const created = typeof created_at === "string" ? Date.parse(`${created_at}Z`) : Number.NaN;
  return {
    ...(request_id !== undefined && { id: request_id, request_id }),
    object,
    ...(!Number.isNaN(created) && { created: Math.floor(created / 1000) }),
    ...(model !== undefined && { model }),
    ...(provider !== undefined && { provider }),
  };
}

function isError(envelope: Fields): boolean {
  return Boolean(envelope["error"]);
}

/** `success: false` comes with status 200: what it says is an error all the same. */
function errorOf(envelope: Fields): object {
  const { error, message, detail, request_id } = envelope;
  const said = [error, message, detail].find(words => words !== undefined && words !== "");
  const id = request_id === undefined ? {} : { request_id };
  if (isObject(said)) return { error: said, ...id };
  const words = typeof said === "string" ? said : "success: false";
  return { error: { message: words }, ...id };
}

function textIn({ data }: Fields): string | undefined {
  if (typeof data === "string") return data;
  if (isObject(data) && typeof data["content"] === "string") return data["content"];
  return undefined;
}

/** The counts under the names of Chat Completions, beside those that came. */
function usageOf({ usage }: Fields): object {
  if (!isObject(usage)) return {};
  const { tokens_prompt, tokens_completion, tokens_total } = usage;
  const cached = usage["cache_read_tokens"];
  const reasoning = usage["reasoning_tokens"];
  return {
    usage: {
      ...usage,
      ...(tokens_prompt !== undefined && { prompt_tokens: tokens_prompt }),
      ...(tokens_completion !== undefined && { completion_tokens: tokens_completion }),
      ...(tokens_total !== undefined && { total_tokens: tokens_total }),
      ...(cached !== undefined && { prompt_tokens_details: { cached_tokens: cached } }),
      ...(reasoning !== undefined && {
        completion_tokens_details: { reasoning_tokens: reasoning },
      }),
    },
  };
}

function wholeEnvelope(): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  let text = "";
  return new TransformStream({
    transform: bytes => void (text += decoder.decode(bytes, { stream: true })),
    flush(controller) {
      const body = parseJson(text + decoder.decode());
      const answer = body === undefined ? text : JSON.stringify(completionOf(body));
      controller.enqueue(new TextEncoder().encode(answer));
    },
  });
}

/**
 * The pieces of a stream as frames of Chat Completions. Between frames of server-sent events a line
 * `data:` is one piece; else an object is a line, and everything else is text as it stands.
 */
function piecesOf(framed: boolean): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = "";
  let ended = false;
  let objects = false;
  const send = (controller: TransformStreamDefaultController<Uint8Array>, piece: unknown) => {
    const body = chunkOf(piece);
    ended ||= isObject(body) && (isError(body) || finishes(body));
    controller.enqueue(encoder.encode(`data: ${JSON.stringify(body)}\n\n`));
  };
  const take = (controller: TransformStreamDefaultController<Uint8Array>, line: string) => {
    const piece = framed ? framedPiece(line) : barePiece(line);
    objects ||= isObject(piece);
    if (piece !== undefined && !(objects && !framed && line.trim() === "")) send(controller, piece);
  };
  return new TransformStream({
    transform(bytes, controller) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) take(controller, `${line}\n`);
      if (framed || rest.startsWith("{") || rest === "") return;
      take(controller, rest);
      rest = "";
    },
    flush(controller) {
      const last = rest + decoder.decode();
      if (last !== "") take(controller, last);
      if (!ended) send(controller, { data: "", finish_reason: "stop" });
      controller.enqueue(encoder.encode("data: [DONE]\n\n"));
    },
  });
}

function finishes({ choices }: Fields): boolean {
  return Array.isArray(choices) && choices.some(item => isObject(item) && item["finish_reason"]);
}

function framedPiece(line: string): unknown {
  const [, data] = /^data: ?(.*?)\r?\n?$/s.exec(line) ?? [];
  if (data === undefined || data.trim() === "[DONE]") return undefined;
  return objectIn(data) ?? data;
}

/** Text keeps its line breaks; those between objects only part them. */
function barePiece(line: string): unknown {
  return objectIn(line) ?? line;
}

function objectIn(text: string): unknown {
  const value = text.trimStart().startsWith("{") ? parseJson(text) : undefined;
  return isObject(value) ? value : undefined;
}
