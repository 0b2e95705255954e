import * as vscode from "vscode";
import type { ConversationStore, ConversationSummary } from "../core/store";
import { reportFailure } from "./failures";

export interface HistoryListPorts {
  readonly store: ConversationStore;
  /** Where the journals lie. */
  readonly folder: vscode.Uri;
  /** Whether anybody looks: what is hidden is not read again. */
  looked(): boolean;
  /** Something is another way than it was; `whole` once all conversations are known. */
  changed(whole: boolean): void;
}

/** How long changes of files are gathered, in milliseconds. */
const gathering = 250;

/**
 * All past conversations, and which of them other windows write. At once as they are remembered; then
 * checked against their files; then followed, file by file, as long as somebody looks.
 */
export class HistoryList implements vscode.Disposable {
  private readonly summaries = new Map<string, ConversationSummary>();
  private elsewhere: ReadonlySet<string> = new Set();
  private readonly touched = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private whole = false;
  private stale = true;
  private reading: Promise<void> | undefined;
  private readonly watcher: vscode.FileSystemWatcher;

  constructor(private readonly ports: HistoryListPorts) {
    const files = new vscode.RelativePattern(ports.folder, "*.{jsonl,lock}");
    this.watcher = vscode.workspace.createFileSystemWatcher(files);
    this.watcher.onDidCreate(uri => this.fileChanged(uri));
    this.watcher.onDidDelete(uri => this.fileChanged(uri));
    this.watcher.onDidChange(uri => {
      if (uri.path.endsWith(".jsonl")) this.fileChanged(uri); // A lock only shows that it is alive.
    });
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.watcher.dispose();
  }

  /** The last changed first. */
  get sorted(): readonly ConversationSummary[] {
    return [...this.summaries.values()].toSorted((a, b) => b.changedAt - a.changedAt);
  }

  /** Whether another window writes a conversation. */
  isElsewhere(id: string): boolean {
    return this.elsewhere.has(id);
  }

  /** Somebody looks: what was missed meanwhile is read. */
  async look(): Promise<void> {
    if (!this.stale) return;
    this.reading ??= this.readAll().finally(() => (this.reading = undefined));
    await this.reading;
  }

  /** Reads some conversations again; what is gone, goes. */
  async read(ids: readonly string[]): Promise<void> {
    if (this.stale) return; // All of it will be read when somebody looks.
    const { store } = this.ports;
    const found = await store.listOf(ids);
    this.elsewhere = new Set(await store.writtenElsewhere());
    const there = new Set(found.map(({ id }) => id));
    for (const id of ids) if (!there.has(id)) this.summaries.delete(id);
    this.take(found);
  }

  private async readAll(): Promise<void> {
    const { store, changed } = this.ports;
    this.stale = false;
    if (this.summaries.size === 0) {
      const remembered = await store.remembered();
      if (remembered) this.take(remembered);
    }
    const all = await store.list(part => this.take(part));
    this.elsewhere = new Set(await store.writtenElsewhere());
    this.summaries.clear();
    for (const summary of all) this.summaries.set(summary.id, summary);
    this.whole = true;
    changed(true);
  }

  private take(part: readonly ConversationSummary[]): void {
    for (const summary of part) this.summaries.set(summary.id, summary);
    this.ports.changed(this.whole);
  }

  private fileChanged({ path }: vscode.Uri): void {
    if (!this.ports.looked()) return void (this.stale = true);
    this.touched.add(path.slice(path.lastIndexOf("/") + 1).replace(/\.(jsonl|lock)$/, ""));
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const ids = [...this.touched];
      this.touched.clear();
      void this.read(ids).catch(reportFailure);
    }, gathering);
  }
}
