import type { FSWatcher } from "node:fs";
import path from "node:path";
import { codeOf, type Files } from "./files";
import type { Places } from "./places";

/** How often a followed journal is looked at where the system tells nothing, in milliseconds. */
const pause = 1000;
/** How often at most, where the system tells of each change. */
const shortest = 250;

/** What following needs to know. */
export interface FollowingPorts {
  readonly places: Places;
  readonly files: Files;
  isFree(id: string): Promise<boolean>;
  changed(state: { readonly free: boolean }): void;
}

/** Follows a journal and its claim from outside; the result ends it. */
export function follow(id: string, ports: FollowingPorts): () => void {
  const following = new Following(id, ports);
  following.start();
  return () => following.end();
}

class Following {
  private told: string | undefined;
  private watcher: FSWatcher | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lookedAt = 0;
  private looking = false;
  private again = false;
  private ended = false;

  constructor(
    private readonly id: string,
    private readonly ports: FollowingPorts,
  ) {}

  start(): void {
    void this.look();
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
    this.watcher?.close();
  }

  private async look(): Promise<void> {
    this.looking = true;
    this.again = false;
    this.lookedAt = Date.now();
    this.listen();
    // What cannot be looked at now is looked at again a second later.
    const state = await this.state().catch(() => undefined);
    this.looking = false;
    if (this.ended) return;
    this.plan(this.again ? shortest : pause);
    if (!state || state.key === this.told) return;
    this.told = state.key;
    this.ports.changed({ free: state.free });
  }

  private async state(): Promise<{ readonly free: boolean; readonly key: string }> {
    const { places, files } = this.ports;
    const free = await this.ports.isFree(this.id);
    // Looked at after the claim: whoever hears that it is free has heard of every line.
    const { size, mtimeMs } = await files.stat(places.journal(this.id)).catch((error: unknown) => {
      if (codeOf(error) === "ENOENT") return { size: 0, mtimeMs: 0 }; // No journal yet.
      throw error;
    });
    return { free, key: `${free} ${size} ${mtimeMs}` };
  }

  /** The system's word for a change, where it gives one; without it the timer has to do. */
  private listen(): void {
    if (this.watcher) return;
    try {
      const { files, places } = this.ports;
      this.watcher = files.watch(places.conversations, { persistent: false }, (_event, name) => {
        if (name === null || path.basename(name).startsWith(this.id)) this.soon();
      });
      this.watcher.on("error", () => this.unlisten());
    } catch {
      this.watcher = undefined; // No folder yet, or no such service here.
    }
  }

  private unlisten(): void {
    this.watcher?.close();
    this.watcher = undefined;
  }

  private soon(): void {
    this.again = true;
    if (!this.ended && !this.looking) {
      this.plan(Math.max(0, this.lookedAt + shortest - Date.now()));
    }
  }

  private plan(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), ms).unref();
  }
}
