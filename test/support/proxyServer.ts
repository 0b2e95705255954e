import { createServer, type Server } from "node:http";
import net, { type AddressInfo, type Socket } from "node:net";

/** A proxy on loopback that wants a name and a password, and leads every host to one port here. */
export class ProxyServer {
  /** The hosts that it was asked for, with what the request gave as credentials. */
  readonly asked: { readonly host: string; readonly credentials: string }[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async start(user: string, password: string, port: number): Promise<ProxyServer> {
    const server = createServer((_request, response) => response.writeHead(400).end());
    const proxy = new ProxyServer(server);
    const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    server.on("connect", ({ url = "", headers }, socket: Socket) => {
      const credentials = headers["proxy-authorization"] ?? "";
      proxy.asked.push({ host: url, credentials });
      proxy.keep(socket);
      if (credentials !== wanted) {
        const wants = 'Proxy-Authenticate: Basic realm="proxy"\r\nContent-Length: 0\r\n';
        return void socket.end(`HTTP/1.1 407 Proxy Authentication Required\r\n${wants}\r\n`);
      }
      const there = net.connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        there.pipe(socket).pipe(there);
      });
      proxy.keep(there);
    });
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise(resolve => this.server.close(resolve));
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on("error", () => undefined); // Both sides may leave as they like.
    socket.on("close", () => this.sockets.delete(socket));
  }
}
