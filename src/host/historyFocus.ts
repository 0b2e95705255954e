import * as vscode from "vscode";
import type { HistoryNode, HistoryRow } from "./historyRows";

/** How long VS Code may take to say which row has the focus, in milliseconds: a heading says nothing. */
const patience = 1000;

/**
 * Which rows a command is about. VS Code tells extensions what is selected, and not which row has the
 * focus: that row is found by opening it, which is then not done.
 */
export class HistoryFocus {
  private asking: ((id: string | undefined) => void) | undefined;

  constructor(private readonly view: vscode.TreeView<HistoryNode>) {}

  /** Of a menu what it was opened for; else all that is selected, or the one that has the focus. */
  async rows(node?: HistoryNode, all?: readonly HistoryNode[]): Promise<readonly HistoryRow[]> {
    if (node) return rowsIn(all?.includes(node) ? all : [node]);
    const { selection } = this.view;
    if (selection.length > 1) return rowsIn(selection);
    const id = await this.ask();
    return rowsIn(this.view.selection).filter(row => row.id === id);
  }

  /** Whether a row was opened only to know which one it is. */
  took(id: string): boolean {
    this.asking?.(id);
    return this.asking !== undefined;
  }

  private async ask(): Promise<string | undefined> {
    const told = new Promise<string | undefined>(resolve => (this.asking = resolve));
    const timer = setTimeout(() => this.asking?.(undefined), patience);
    await vscode.commands.executeCommand("list.selectAndPreserveFocus");
    const id = await told;
    clearTimeout(timer);
    this.asking = undefined;
    return id;
  }
}

function rowsIn(nodes: readonly HistoryNode[]): readonly HistoryRow[] {
  return nodes.filter(node => node.kind === "row");
}
