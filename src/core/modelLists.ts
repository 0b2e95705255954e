import type { Clock } from "./answering";
import type { Connection } from "./connections";
import { isObject } from "./decode";
import type { ChatError } from "./errors";
import type { Model } from "./models";
import type { StateStore } from "./state";

export interface ModelListPorts {
  readonly state: StateStore;
  readonly clock: Clock;
  /** Asks the server. Never throws. */
  list(connection: Connection, signal: AbortSignal): Promise<readonly Model[] | ChatError>;
}

/** A list as it came last. */
export interface KnownList {
  readonly models: readonly Model[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** How long a list counts as new, in milliseconds. */
const newFor = 60_000;

/** The models of every connection: remembered, so that a picker never waits for the network. */
export class ModelLists {
  private readonly memory = new Map<string, KnownList>();

  constructor(private readonly ports: ModelListPorts) {}

  /** The list that came last from the same address, if there was one. */
  async known(connection: Connection): Promise<KnownList | undefined> {
    const key = keyOf(connection);
    const held = this.memory.get(key);
    if (held) return held;
    const kept = decodeList(await this.ports.state.read(nameOf(connection)), key);
    if (kept && !this.memory.has(key)) this.memory.set(key, kept);
    return this.memory.get(key);
  }

  isNew({ at }: KnownList): boolean {
    return this.ports.clock.now() - at < newFor;
  }

  /** Asks the server, and remembers what it says. */
  async refresh(
    connection: Connection,
    signal: AbortSignal,
  ): Promise<readonly Model[] | ChatError> {
    const found = await this.ports.list(connection, signal);
    if (!("kind" in found)) this.keep(connection, found);
    return found;
  }

  /** Remembers a list that came another way, as with the check of a key. */
  keep(connection: Connection, models: readonly Model[]): void {
    const list = { models, at: this.ports.clock.now() };
    this.memory.set(keyOf(connection), list);
    const written = { v: 1, key: keyOf(connection), ...list };
    void this.ports.state.write(nameOf(connection), written).catch(() => undefined); // It is asked for again.
  }
}

function nameOf({ id }: Connection): string {
  return `models-${id}`;
}

/** Another address is another list. */
function keyOf({ id, baseURL = "" }: Connection): string {
  return `${id} ${baseURL}`;
}

function decodeList(value: unknown, key: string): KnownList | undefined {
  if (!isObject(value) || value["v"] !== 1 || value["key"] !== key) return undefined;
  const { models, at } = value;
  if (!Array.isArray(models) || typeof at !== "number") return undefined;
  const right = models.every(model => isObject(model) && typeof model["id"] === "string");
  return right ? { models: models as readonly Model[], at } : undefined;
}
