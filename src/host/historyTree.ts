import * as vscode from "vscode";
import { historyGroups } from "../core/historyGroups";
import type { ConversationSummary } from "../core/store";
import { folderName } from "./history";
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

/** Groups and rows as VS Code asks for them: rows are made for groups that are open, a slice of each. */
export class HistoryTree implements vscode.TreeDataProvider<HistoryNode> {
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changes.event;
  private headings: readonly HistoryHeading[] = [];
  /** How many rows of a group are shown, where that is not as many as at first. */
  private readonly limits = new Map<string, number>();
  /** Where each row stands that VS Code has asked for. */
  private readonly parents = new Map<string, HistoryHeading>();
  private readonly opened = new Set<string>();
  private picture = "";

  constructor(private readonly ports: HistoryTreePorts) {}

  /** The conversations are these now; VS Code is told only where something of it is seen. */
  show(summaries: readonly ConversationSummary[]): void {
    const { workspace, now } = this.ports;
    this.headings = historyGroups(summaries, { workspace, now: now() }).map(group => ({
      kind: "group",
      id: group.id,
      group,
    }));
    this.refresh();
  }

  /** What is known of conversations may be another way. */
  refresh(): void {
    const picture = this.pictureOf();
    if (picture === this.picture) return;
    this.picture = picture;
    this.changes.fire();
  }

  showMore({ heading }: HistoryMore): void {
    this.limits.set(heading.id, this.limitOf(heading.id) * 2);
    this.refresh();
  }

  /** The rows below a group, as far as they are shown; each of them is made here. */
  rowsOf(heading: HistoryHeading): readonly HistoryRow[] {
    return heading.group.rows
      .slice(0, this.limitOf(heading.id))
      .map(summary => this.rowOf(summary));
  }

  find(id: string): HistoryRow | undefined {
    const summary = this.headings.flatMap(
      ({ group }) => group.rows.find(row => row.id === id) ?? [],
    )[0];
    return summary && this.rowOf(summary);
  }

  more(id: string): HistoryMore | undefined {
    return this.headings.flatMap(heading => this.moreOf(heading)).find(more => more.id === id);
  }

  getChildren(node?: HistoryNode): HistoryNode[] {
    if (!node) return [...this.headings];
    if (node.kind !== "group") return [];
    const heading = this.headings.find(({ id }) => id === node.id) ?? node;
    const rows = this.rowsOf(heading);
    this.opened.add(heading.id);
    for (const { id } of rows) this.parents.set(id, heading);
    return [...rows, ...this.moreOf(heading)];
  }

  getParent(node: HistoryNode): HistoryNode | undefined {
    if (node.kind === "more") return node.heading;
    return node.kind === "row" ? this.parents.get(node.id) : undefined;
  }

  getTreeItem(node: HistoryNode): vscode.TreeItem {
    if (node.kind === "row") return rowItem(node, this.ports.now());
    return node.kind === "more" ? moreItem(node) : headingItem(node, this.ports.workspace);
  }

  private rowOf(summary: ConversationSummary): HistoryRow {
    const { workspace, stateOf } = this.ports;
    const away = summary.workspace !== null && summary.workspace !== workspace;
    return {
      kind: "row",
      id: summary.id,
      summary,
      state: stateOf(summary.id),
      tag: away ? folderName(summary.workspace) : "",
    };
  }

  private moreOf(heading: HistoryHeading): readonly HistoryMore[] {
    const left = heading.group.rows.length - this.limitOf(heading.id);
    return left > 0 ? [{ kind: "more", id: heading.id, heading, left }] : [];
  }

  private limitOf(id: string): number {
    return this.limits.get(id) ?? first;
  }

  /** All that is seen, in one text: rows of groups that VS Code never asked for are counted only. */
  private pictureOf(): string {
    const now = this.ports.now();
    return this.headings
      .flatMap(heading => [
        `${heading.id} ${heading.group.rows.length} ${this.limitOf(heading.id)}`,
        ...(this.opened.has(heading.id) ? this.rowsOf(heading) : []).map(
          ({ id, summary, state }) =>
            `${id} ${state} ${shortWhen(summary.changedAt, now)} ${summary.title}`,
        ),
      ])
      .join("\n");
  }
}
