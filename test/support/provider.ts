import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Certificate } from "./certificates";

/** One request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; undefined when there is none. */
  readonly body: ChatBody | undefined;
  /** Resolves when the client has closed the connection or the answer is complete. */
  readonly closed: Promise<"complete" | "aborted">;
}

export interface ChatBody {
  readonly model: string;
  readonly stream: boolean;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

/** Answers one request. */
export type Reply = (response: ServerResponse) => void | Promise<void>;

/** A Chat Completions server on loopback: replies as scripted, and remembers what it was asked. */
export class LoopbackProvider {
  readonly requests: ReceivedRequest[] = [];
  /** Answers GET …/models. */
  models: Reply = json(200, { object: "list", data: [{ id: "small" }, { id: "large" }] });
  /** Answers the requests for which nothing is queued. */
  otherwise: Reply = answer(["Hello ", "there."]);
  private readonly queue: Reply[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on("connection", socket => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
    });
  }

  /** Over TLS with a certificate. */
  static async start(port = 0, certificate?: Certificate): Promise<LoopbackProvider> {
    const server = certificate ? createSecureServer({ ...certificate }) : createServer();
    const provider = new LoopbackProvider(server);
    server.on("request", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        const closed = new Promise<"complete" | "aborted">(resolve => {
          response.on("close", () => resolve(response.writableFinished ? "complete" : "aborted"));
        });
        const { method = "", url = "", headers } = request;
        const body = text === "" ? undefined : (JSON.parse(text) as ChatBody);
        provider.requests.push({ method, url, headers, text, body, closed });
        const reply =
          method === "GET" ? provider.models : (provider.queue.shift() ?? provider.otherwise);
        void reply(response);
      });
    });
    await new Promise<void>(resolve => server.listen(port, "127.0.0.1", resolve));
    return provider;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get baseURL(): string {
    return `http://127.0.0.1:${this.port}/v1`;
  }

  /** The chat requests, in order. */
  get chats(): readonly ReceivedRequest[] {
    return this.requests.filter(({ method }) => method === "POST");
  }

  /** Scripts the next chat requests. */
  next(...replies: readonly Reply[]): void {
    this.queue.push(...replies);
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise(resolve => this.server.close(resolve));
  }
}

export interface AnswerOptions {
  readonly finish?: string | null;
  readonly usage?: object;
  /** Leaves out `data: [DONE]`. */
  readonly done?: boolean;
  /** Held before the end; text comes at once. */
  readonly until?: Promise<unknown>;
}

/** A streamed answer, one frame for each text. */
export function answer(texts: readonly string[], options: AnswerOptions = {}): Reply {
  return async response => {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    for (const text of texts)
      response.write(frame({ delta: { content: text }, finish_reason: null }));
    await options.until;
    if (options.finish !== null)
      response.write(frame({ delta: {}, finish_reason: options.finish ?? "stop" }));
    const { usage } = options;
    if (usage) response.write(`data: ${JSON.stringify({ choices: [], usage })}\n\n`);
    response.end(options.done === false ? "" : "data: [DONE]\n\n");
  };
}

/** Sends some text, then destroys the connection. */
export function cutAfter(texts: readonly string[]): Reply {
  return response => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const text of texts) response.write(frame({ delta: { content: text } }));
    setTimeout(() => response.socket?.destroy(), 50);
  };
}

/** Writes frames as they are given. */
export function raw(body: string, contentType = "text/event-stream", status = 200): Reply {
  return response => {
    response.writeHead(status, { "content-type": contentType });
    response.end(body);
  };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return response => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
}

/** Never answers. */
export const silence: Reply = () => {};

export function frame(choice: object): string {
  return `data: ${JSON.stringify({ id: "x", object: "chat.completion.chunk", choices: [{ index: 0, ...choice }] })}\n\n`;
}
