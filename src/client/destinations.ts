import { hostOf } from "../core/address";
import type { Connection } from "../core/connections";
import type { ChatError } from "../core/errors";
import type { Secrets } from "../core/key";
import type { Destination } from "./destination";

export interface DestinationPorts {
  connectionOf(id: string): Connection | undefined;
  secretsFor(connection: Connection): Promise<Secrets | ChatError>;
  /** Whether the user agreed to an address that is neither encrypted nor on this computer. */
  allows(baseURL: string): Promise<boolean>;
}

/** Where a request may go, and what it carries; or why nothing may be sent. */
export class Destinations {
  constructor(private readonly ports: DestinationPorts) {}

  async at(connectionId: string): Promise<Destination | ChatError> {
    const connection = this.ports.connectionOf(connectionId);
    return connection ? this.of(connection) : { kind: "noConnection", values: [connectionId] };
  }

  /** With the secrets that are stored. */
  async of(connection: Connection): Promise<Destination | ChatError> {
    const secrets = await this.ports.secretsFor(connection);
    return "kind" in secrets ? secrets : this.with(connection, secrets);
  }

  async with(connection: Connection, { key, secrets }: Secrets): Promise<Destination | ChatError> {
    const { baseURL, label, quirks } = connection;
    if (baseURL === undefined) return { kind: "noConnection", values: [label] };
    if (!quirks.includes("cannedAnswers") && !(await this.ports.allows(baseURL)))
      return { kind: "insecure", values: [hostOf(baseURL)] };
    return { connection: { ...connection, baseURL }, secrets, ...(key !== undefined && { key }) };
  }
}
