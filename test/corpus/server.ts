import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as turn } from "node:timers/promises";

/** How a body is sent: in these pieces, and then ended, or the connection closed. */
export interface Plan {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly pieces: Iterable<Uint8Array>;
  readonly closes: boolean;
}

/** So many writes go out at a stretch after the first ones; each is still a chunk of its own. */
const stretch = 200;
const apart = 4;

/** A server that sends each plan to the one who asks for it. */
export class PlanServer {
  private readonly plans = new Map<string, Plan>();
  private count = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<PlanServer> {
    const server = createServer();
    const plans = new PlanServer(server);
    server.on("request", (request, response) => {
      const plan = plans.plans.get(request.url?.split("/")[1] ?? "");
      request.resume();
      request.on("end", () => void (plan ? send(plan, response) : response.destroy()));
    });
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    return plans;
  }

  /** Runs some work with the base URL at which a plan is sent. */
  async during<T>(plan: Plan, work: (baseURL: string) => Promise<T>): Promise<T> {
    const id = String((this.count += 1));
    this.plans.set(id, plan);
    try {
      return await work(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${id}`);
    } finally {
      this.plans.delete(id);
    }
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

async function send(plan: Plan, response: ServerResponse): Promise<void> {
  response.socket?.setNoDelay(true);
  response.writeHead(plan.status, plan.headers);
  response.flushHeaders();
  let written = 0;
  for (const piece of plan.pieces) {
    if (response.destroyed) return;
    response.write(piece);
    written += 1;
    if (written < apart || written % stretch === 0) await turn();
  }
  if (!plan.closes) return void response.end();
  // What was written is on its way when the socket takes a last empty write.
  response.socket?.write("", () => response.socket?.destroy());
}
