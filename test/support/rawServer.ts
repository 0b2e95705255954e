import net from "node:net";
import type { AddressInfo, Socket } from "node:net";
import tls from "node:tls";
import type { Certificate } from "./certificates";

/** A server that keeps every byte it is sent, and answers with bytes that it is given. */
export class RawServer {
  /** All that came, over all connections. */
  received = "";
  connections = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: net.Server,
    private readonly answer: () => string,
  ) {}

  /** `answer` goes out when a request is complete. Over TLS with a certificate. */
  static async start(
    answer: string | (() => string),
    certificate?: Certificate,
  ): Promise<RawServer> {
    const server = certificate ? tls.createServer({ ...certificate }) : net.createServer();
    const raw = new RawServer(server, typeof answer === "string" ? () => answer : answer);
    server.on(certificate ? "secureConnection" : "connection", (socket: Socket) =>
      raw.serve(socket),
    );
    server.on("connection", (socket: Socket) => {
      raw.connections += 1;
      raw.sockets.add(socket);
      socket.on("error", () => undefined); // Clients may leave as they like.
    });
    server.on("tlsClientError", () => undefined); // Refusing the certificate is what some tests want.
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    return raw;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise(resolve => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    let head = "";
    let answered = false;
    socket.on("error", () => undefined); // As above.
    socket.on("data", (bytes: Buffer) => {
      const text = bytes.toString("latin1");
      this.received += text;
      head += text;
      const greeting = head.startsWith("\x16"); // TLS, which this server may not speak.
      const whole = greeting || (head.includes("\r\n\r\n") && isComplete(head));
      if (!answered && whole) socket.end(this.answer());
      answered ||= whole;
    });
  }
}

/** Whether as much of the body came as the head says. */
function isComplete(request: string): boolean {
  const [head = "", ...body] = request.split("\r\n\r\n");
  const length = /content-length: (\d+)/i.exec(head)?.[1] ?? "0";
  return body.join("\r\n\r\n").length >= Number(length);
}

/** A whole HTTP answer. */
export function httpAnswer(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body = "",
): string {
  const lines = Object.entries({
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Status\r\n${lines.join("")}\r\n${body}`;
}
