import * as vscode from "vscode";
import type { HistoryNode, HistoryRow } from "./historyRows";

/** How long VS Code may take to answer, in milliseconds: where it has nothing to say it says nothing. */
const patience = 1000;

/**
 * Which rows a command is about. VS Code tells extensions what is selected, and not which row has the
 * focus; and it opens a row whenever it alone becomes selected by a key. So the row with the focus is
 * found by selecting it, and what opens then is not opened.
 */
export class HistoryFocus {
  private asking: ((id: string | undefined) => void) | undefined;
  /** Keys may come faster than VS Code answers: each waits for the one before. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly view: vscode.TreeView<HistoryNode>,
    /** Resolves when VS Code knows all rows: it forgets them while it draws them anew. */
    private readonly settled: (patience: number) => Promise<void>,
  ) {}

  /** Of a menu what it was opened for; else all that is selected, or the one that has the focus. */
  async rows(node?: HistoryNode, all?: readonly HistoryNode[]): Promise<readonly HistoryRow[]> {
    if (node) return rowsIn(all?.includes(node) ? all : [node]);
    return this.inTurn(() => this.meant());
  }

  /** Adds the next row to what is selected, beginning with the one that has the focus. */
  extend(command: "list.expandSelectionDown" | "list.expandSelectionUp"): Promise<void> {
    return this.inTurn(async () => {
      await this.settled(patience);
      if (this.view.selection.length <= 1) await this.quietly("list.selectAndPreserveFocus");
      await this.quietly(command);
    });
  }

  /** Whether a row was opened only because it is selected. */
  took(id: string): boolean {
    this.asking?.(id);
    return this.asking !== undefined;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined); // Whoever pressed the key is told.
    return done;
  }

  private async meant(): Promise<readonly HistoryRow[]> {
    await this.settled(patience);
    if (this.view.selection.length > 1) return rowsIn(this.view.selection);
    const id = await this.quietly("list.selectAndPreserveFocus");
    await this.settled(patience);
    return rowsIn(this.view.selection).filter(row => row.id === id);
  }

  /** Runs a command of VS Code's lists without opening anything; gives the one row that is selected then. */
  private async quietly(command: string): Promise<string | undefined> {
    const told = new Promise<string | undefined>(resolve => (this.asking = resolve));
    await vscode.commands.executeCommand(command);
    const timer = setTimeout(() => this.asking?.(undefined), patience);
    const id = this.view.selection.length > 1 ? undefined : await told;
    clearTimeout(timer);
    this.asking = undefined;
    return id;
  }
}

function rowsIn(nodes: readonly HistoryNode[]): readonly HistoryRow[] {
  return nodes.filter(node => node.kind === "row");
}
