import type { Clock } from "./answering";
import type { ConversationStore, ConversationSummary } from "./store";

export interface HistoryListPorts {
  readonly store: Pick<ConversationStore, "list" | "listOf" | "remembered" | "writtenElsewhere">;
  readonly clock: Pick<Clock, "after">;
  /** Whether anybody looks: what is hidden is not read again. */
  looked(): boolean;
  /** Something may be another way than it was. */
  changed(): void;
  /** A conversation could not be looked at. */
  failed(error: unknown): void;
}

/** How long changes of files are gathered, in milliseconds. */
const gathering = 250;

/**
 * All past conversations, and which of them other windows write. At once as they are remembered; then
 * checked against their files; then followed, file by file, as long as somebody looks.
 */
export class HistoryList {
  private readonly summaries = new Map<string, ConversationSummary>();
  private elsewhere: ReadonlySet<string> = new Set();
  /** Files that changed and were not looked at yet. */
  private readonly touched = new Set<string>();
  private cancelTimer: (() => void) | undefined;
  private stale = true;
  private complete = false;
  private reading: Promise<void> | undefined;

  constructor(private readonly ports: HistoryListPorts) {}

  dispose(): void {
    this.cancelTimer?.();
  }

  /** The last changed first. */
  get sorted(): readonly ConversationSummary[] {
    return [...this.summaries.values()].toSorted((a, b) => b.changedAt - a.changedAt);
  }

  /** Whether there are no others. */
  get whole(): boolean {
    return this.complete;
  }

  /** Whether another window writes a conversation. */
  isElsewhere(id: string): boolean {
    return this.elsewhere.has(id);
  }

  /** Reads all of it where anything may be another way; resolves when it is as the files say. */
  async look(): Promise<void> {
    while (this.stale) {
      this.reading ??= this.readAll().finally(() => (this.reading = undefined));
      await this.reading;
    }
  }

  /** All may be another way: it is read when somebody looks. */
  async forget(): Promise<void> {
    this.stale = true;
    if (this.ports.looked()) await this.look();
  }

  /** The file of a conversation changed, came or went; it is looked at soon, together with others. */
  touch(id: string): void {
    if (!this.ports.looked()) return void (this.stale = true);
    this.touched.add(id);
    this.cancelTimer ??= this.ports.clock.after(gathering, () => {
      this.cancelTimer = undefined;
      const ids = [...this.touched];
      this.touched.clear();
      this.read(ids).catch(error => this.ports.failed(error));
    });
  }

  /** Reads some conversations again; what is gone, goes. */
  async read(ids: readonly string[]): Promise<void> {
    await this.reading?.catch(() => undefined); // It began before, and would be the last word.
    if (this.stale) return; // All of it will be read when somebody looks.
    const { store } = this.ports;
    const found = await store.listOf(ids);
    this.elsewhere = new Set(await store.writtenElsewhere());
    for (const id of ids) this.summaries.delete(id);
    this.take(found);
    this.ports.changed();
  }

  private async readAll(): Promise<void> {
    const { store } = this.ports;
    this.stale = false;
    if (this.summaries.size === 0) {
      this.take((await store.remembered()) ?? []);
      this.ports.changed();
    }
    const all = await store.list(part => {
      this.take(part);
      this.ports.changed();
    });
    this.elsewhere = new Set(await store.writtenElsewhere());
    this.summaries.clear();
    this.take(all);
    this.complete = true;
    this.ports.changed();
  }

  private take(part: readonly ConversationSummary[]): void {
    for (const summary of part) this.summaries.set(summary.id, summary);
  }
}
