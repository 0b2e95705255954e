import * as vscode from "vscode";
import { historyGroups } from "../core/historyGroups";
import type { ConversationSummary } from "../core/store";
import { folderName } from "./historyItem";
import {
  headingItem,
  type HistoryHeading,
  type HistoryMore,
  type HistoryNode,
  type HistoryRow,
  moreItem,
  rowItem,
  type RowState,
  shortWhen,
} from "./historyRows";

export interface HistoryTreePorts {
  /** URI of the open workspace folder; empty when there is none. */
  readonly workspace: string;
  stateOf(id: string): RowState;
  now(): number;
}

/** So many rows of a group are shown at first; each “more” shows twice as many. */
const first = 500;

/**
 * Groups and rows as VS Code asks for them: rows are made for groups that are open, a slice of each.
 * A row is the same object for as long as it is there: VS Code knows by it what is selected, and
 * forgets that for a moment where more than a few rows are told to be others.
 */
export class HistoryTree implements vscode.TreeDataProvider<HistoryNode> {
  private readonly changes = new vscode.EventEmitter<HistoryRow[] | undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private headings: readonly HistoryHeading[] = [];
  /** How many rows of a group are shown, where that is not as many as at first. */
  private readonly limits = new Map<string, number>();
  private readonly rows = new Map<string, HistoryRow>();
  /** The groups whose rows VS Code has asked for. */
  private readonly opened = new Set<string>();
  /** The groups whose rows VS Code will ask for again, and who waits for that. */
  private readonly awaited = new Set<string>();
  private wake = () => {};
  /** How often VS Code was told to draw all of it anew. */
  private draws = 0;
  private shape = "";

  constructor(private readonly ports: HistoryTreePorts) {}

  /** The conversations are these now; VS Code is told only of what is seen. */
  show(summaries: readonly ConversationSummary[]): void {
    const { workspace } = this.ports;
    const now = this.ports.now();
    this.headings = historyGroups(summaries, { workspace, now }).map(group => ({
      kind: "group",
      id: group.id,
      group,
    }));
    const shown = this.headings.filter(({ id }) => this.opened.has(id));
    const rows = shown.flatMap(heading =>
      this.slice(heading).map(summary => ({ heading, summary })),
    );
    const changed = rows.flatMap(({ heading, summary }) => this.update(summary, heading) ?? []);
    const shape = this.shapeOf();
    if (shape !== this.shape) this.redraw(shape);
    else if (changed.length > 0) this.changes.fire(changed);
  }

  showMore({ heading }: HistoryMore): void {
    this.limits.set(heading.id, this.limitOf(heading.id) * 2);
    this.redraw(this.shapeOf());
  }

  more(id: string): HistoryMore | undefined {
    return this.headings.flatMap(heading => this.moreOf(heading)).find(more => more.id === id);
  }

  /** Resolves when VS Code knows all rows again; at once where it does. */
  async settled(patience: number): Promise<void> {
    if (this.awaited.size === 0) return;
    await new Promise<void>(resolve => {
      this.wake = resolve;
      setTimeout(resolve, patience);
    });
    this.awaited.clear(); // What is hidden is not asked for.
  }

  /** A group is folded: its rows are not asked for. */
  folded(heading: HistoryNode): void {
    this.opened.delete(heading.id);
    this.answered(heading.id);
  }

  getChildren(node?: HistoryNode): HistoryNode[] {
    if (!node) return [...this.headings];
    if (node.kind !== "group") return [];
    const heading = this.headings.find(({ id }) => id === node.id) ?? node;
    this.opened.add(heading.id);
    const rows = this.slice(heading).map(summary => this.rowOf(summary, heading));
    const { draws } = this;
    setImmediate(() => {
      if (draws === this.draws) this.answered(heading.id); // VS Code has taken them.
    });
    return [...rows, ...this.moreOf(heading)];
  }

  getParent(node: HistoryNode): HistoryNode | undefined {
    return node.kind === "group" ? undefined : node.heading;
  }

  getTreeItem(node: HistoryNode): vscode.TreeItem {
    if (node.kind === "row") return rowItem(node, this.ports.now());
    return node.kind === "more" ? moreItem(node) : headingItem(node, this.ports.workspace);
  }

  private redraw(shape: string): void {
    this.shape = shape;
    this.draws += 1;
    const there = new Set(this.headings.map(({ id }) => id));
    for (const id of this.opened) if (there.has(id)) this.awaited.add(id);
    this.changes.fire(undefined);
  }

  private answered(id: string): void {
    this.awaited.delete(id);
    if (this.awaited.size === 0) this.wake();
  }

  private slice({ id, group }: HistoryHeading): readonly ConversationSummary[] {
    return group.rows.slice(0, this.limitOf(id));
  }

  private rowOf(summary: ConversationSummary, heading: HistoryHeading): HistoryRow {
    this.update(summary, heading);
    const row = this.rows.get(summary.id);
    if (!row) throw new Error("a row is there once it is updated");
    return row;
  }

  /** The row, where it looks another way than before. */
  private update(summary: ConversationSummary, heading: HistoryHeading): HistoryRow | undefined {
    const { workspace } = this.ports;
    const { id } = summary;
    const state = this.ports.stateOf(id);
    const look = `${state} ${shortWhen(summary.changedAt, this.ports.now())} ${summary.title}`;
    const away = summary.workspace !== null && summary.workspace !== workspace;
    const tag = away ? folderName(summary.workspace) : "";
    const row = this.rows.get(id) ?? { kind: "row", id, summary, heading, state, tag, look: "" };
    this.rows.set(id, row);
    const changed = row.look !== look;
    Object.assign(row, { summary, heading, state, look });
    return changed ? row : undefined;
  }

  private moreOf(heading: HistoryHeading): readonly HistoryMore[] {
    const left = heading.group.rows.length - this.limitOf(heading.id);
    const next = Math.min(left, this.limitOf(heading.id));
    return left > 0 ? [{ kind: "more", id: `more ${heading.id}`, heading, next }] : [];
  }

  private limitOf(id: string): number {
    return this.limits.get(id) ?? first;
  }

  /** Which groups and rows are seen, in their order; rows of groups that are folded are counted only. */
  private shapeOf(): string {
    return this.headings
      .flatMap(heading => [
        `${heading.id} ${heading.group.rows.length} ${this.limitOf(heading.id)}`,
        ...(this.opened.has(heading.id) ? this.slice(heading).map(({ id }) => id) : []),
      ])
      .join("\n");
  }
}
