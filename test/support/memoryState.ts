import type { StateStore } from "../../src/core/state";

/** A state store in memory; what is written has been through JSON, as in a file. */
export class MemoryState implements StateStore {
  readonly values = new Map<string, unknown>();
  writes = 0;

  async read(name: string): Promise<unknown> {
    return this.values.get(name);
  }

  async write(name: string, value: unknown): Promise<void> {
    this.writes += 1;
    this.values.set(name, JSON.parse(JSON.stringify(value)));
  }
}
