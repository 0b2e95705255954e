import { isObject, parseJson } from "../../core/decode";
import { ChatFailure } from "../../core/errors";
import type { Destination } from "../destination";
import { LineReader } from "../lines";

/*
 * IndoxRouter speaks of chats in an envelope of its own: `data` holds the text, `success` whether there
 * is one. Its page shows Chat Completions in one place too, so both are read. What is known of it is the
 * page “Chat completions” of its client's documentation; nothing could be tried against the service.
 */

/** Most of a whole envelope, or of one line, in bytes or characters. */
const limit = 8 << 20;

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
export function readIndoxRouter(response: Response, host: string): Response {
  const type = response.headers.get("content-type") ?? "";
  if (/\bhtml\b/i.test(type)) return response; // A page, or Chat Completions: never bare text.
  const headers = new Headers(response.headers);
  if (/\bjson\b/i.test(type) && !/ndjson|json-?lines/i.test(type)) {
    return new Response(response.body?.pipeThrough(wholeEnvelope(host)) ?? null, { headers });
  }
  headers.set("content-type", "text/event-stream");
  const pieces = /event-stream/i.test(type) ? framedPieces(host) : barePieces(host);
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

function wholeEnvelope(host: string): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const rest = new Rest(host);
  return new TransformStream({
    transform: bytes => rest.hold(decoder.decode(bytes, { stream: true })),
    flush(controller) {
      const text = rest.taken() + decoder.decode();
      const body = parseJson(text);
      const answer = body === undefined ? text : JSON.stringify(completionOf(body));
      controller.enqueue(new TextEncoder().encode(answer));
    },
  });
}

/** Text that waits for its end, as pieces: each is looked at once. */
class Rest {
  private pieces: string[] = [];
  private length = 0;

  constructor(private readonly host: string) {}

  get empty(): boolean {
    return this.length === 0;
  }

  hold(text: string): void {
    this.length += text.length;
    if (this.length > limit) throw tooLarge(this.host);
    if (text !== "") this.pieces.push(text);
  }

  taken(): string {
    const text = this.pieces.join("");
    this.pieces = [];
    this.length = 0;
    return text;
  }
}

function tooLarge(host: string): ChatFailure {
  return new ChatFailure({ kind: "tooLarge", values: [host] });
}

/** What pieces become: frames of Chat Completions. */
class Pieces {
  /** The answer said itself that it ended. */
  ended = false;
  /** Whether there were objects, and whether there was bare text. */
  objects = false;
  bare = false;
  private readonly encoder = new TextEncoder();

  constructor(private readonly controller: TransformStreamDefaultController<Uint8Array>) {}

  /** Text is a piece as it stands, unless it is an object, whole or torn. */
  take(text: string): void {
    const object = objectIn(text);
    if (!object && this.isTorn(text)) return this.frame(text.trim());
    if (!object) return this.say(text);
    this.objects = true;
    this.send(chunkOf(object));
  }

  say(text: string): void {
    this.bare = true;
    this.send(chunkOf(text));
  }

  error(text: string): void {
    const object = objectIn(text);
    this.send(errorOf(object ?? { message: text }));
  }

  send(body: unknown): void {
    this.ended ||= isObject(body) && (isError(body) || finishes(body));
    this.frame(JSON.stringify(body));
  }

  done(): void {
    this.ended = true;
    this.frame("[DONE]");
  }

  /** The frame of something torn goes on as it is, for the reader to leave out. */
  private frame(data: string): void {
    this.controller.enqueue(this.encoder.encode(`data: ${data.replace(/[\r\n]+/g, " ")}\n\n`));
  }

  /** Bare text may hold JSON of its own; after other text it is no frame. */
  private isTorn(text: string): boolean {
    return this.objects ? /^\s*\{/.test(text) : !this.bare && /^\s*\{\s*"\w+"\s*:/.test(text);
  }
}

/** Server-sent events: each line `data:` is one piece. */
function framedPieces(host: string): TransformStream<Uint8Array, Uint8Array> {
  const lines = new LineReader(limit);
  let event = "";
  let pieces: Pieces | undefined;
  const take = (line: string) => {
    const [, name, value = ""] = /^(data|event): ?(.*)$/s.exec(line) ?? [];
    if (line === "") event = "";
    if (name === "event") event = value.trim();
    if (name !== "data" || pieces === undefined) return;
    if (value.trim() === "[DONE]") pieces.done();
    else if (event === "error") pieces.error(value);
    else pieces.take(value);
  };
  return new TransformStream({
    start: controller => void (pieces = new Pieces(controller)),
    transform(bytes) {
      if (!lines.push(bytes, take)) throw tooLarge(host);
    },
    flush: () => take(lines.end()),
  });
}

/** A line that begins with an object is one piece; everything else is text as it stands, as it comes. */
function barePieces(host: string): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const rest = new Rest(host);
  let inText = false;
  let pieces: Pieces | undefined;
  /** What is there of a line; `whole` with its end. Text goes on at once, what may be an object waits. */
  const line = (text: string, whole: boolean) => {
    if (text === "") return;
    const waits = !rest.empty || (!inText && (text.startsWith("{") || pieces?.objects === true));
    inText = !waits && !whole;
    if (!waits) return pieces?.say(text);
    rest.hold(text);
    if (whole) takeLine(rest.taken());
  };
  const takeLine = (text: string) => {
    if (!pieces?.objects && !objectIn(text)) return pieces?.say(text);
    if (text.trim() === "[DONE]") pieces?.done();
    else if (text.trim() !== "") pieces?.take(text);
  };
  const read = (text: string) => {
    let start = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", start)) {
      line(text.slice(start, at + 1), true);
      start = at + 1;
    }
    line(text.slice(start), false);
  };
  return new TransformStream({
    start: controller => void (pieces = new Pieces(controller)),
    transform: bytes => read(decoder.decode(bytes, { stream: true })),
    flush() {
      read(decoder.decode());
      const last = rest.taken();
      if (last !== "" && pieces?.objects) takeLine(last);
      else if (last !== "") pieces?.take(last);
      if (!pieces?.bare || pieces.objects || pieces.ended) return;
      pieces.send(chunkOf({ data: "", finish_reason: "stop" }));
      pieces.done();
    },
  });
}

function finishes({ choices }: Fields): boolean {
  return Array.isArray(choices) && choices.some(item => isObject(item) && item["finish_reason"]);
}

function objectIn(text: string): Fields | undefined {
  const value = text.trimStart().startsWith("{") ? parseJson(text) : undefined;
  return isObject(value) ? value : undefined;
}
