import * as vscode from "vscode";

/** Editors that show no file: what is in them is not the user's to change. */
const notFiles = ["output", "debug", "comment"];

/** The text editor that had the keyboard last: a chat takes it away, and a click in a chat is about it. */
export class LastEditor implements vscode.Disposable {
  private last: vscode.TextEditor | undefined;
  private lastColumn: vscode.ViewColumn | undefined;
  private readonly subscription: vscode.Disposable;

  constructor() {
    this.note(vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0]);
    this.subscription = vscode.window.onDidChangeActiveTextEditor(editor => this.note(editor));
  }

  /** Where files are shown: beside a chat that has the whole place. */
  get column(): vscode.ViewColumn {
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    if (this.visible()) return this.lastColumn ?? vscode.ViewColumn.Active;
    return activeTab?.input instanceof vscode.TabInputWebview
      ? vscode.ViewColumn.Beside
      : vscode.ViewColumn.Active;
  }

  /** The editor, shown again where another tab hides it; nothing where none is open. */
  async show(): Promise<vscode.TextEditor | undefined> {
    const visible = this.visible() ?? vscode.window.visibleTextEditors.find(isFile);
    const { last, lastColumn } = this;
    if (visible || !last || !hasTab(last.document.uri)) return visible;
    const column = lastColumn ?? vscode.ViewColumn.Active;
    return vscode.window.showTextDocument(last.document, { viewColumn: column, preview: false });
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private visible(): vscode.TextEditor | undefined {
    const { last } = this;
    const { visibleTextEditors } = vscode.window;
    return last && visibleTextEditors.includes(last) ? last : undefined;
  }

  private note(editor: vscode.TextEditor | undefined): void {
    if (!editor || !isFile(editor)) return;
    this.last = editor;
    this.lastColumn = editor.viewColumn;
  }
}

function isFile({ document }: vscode.TextEditor): boolean {
  return !notFiles.includes(document.uri.scheme);
}

/** A file whose tab was closed is not opened again. */
function hasTab(uri: vscode.Uri): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  return tabs.some(
    ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString(),
  );
}
