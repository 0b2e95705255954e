import * as vscode from "vscode";

const told = new Map<string, unknown>();

/** Sets a context key of VS Code; one that is set already costs nothing. */
export function setContext(name: string, value: unknown): void {
  if (told.get(name) === value) return;
  told.set(name, value);
  void vscode.commands.executeCommand("setContext", name, value);
}

/** Whether the user wants the history beside the chat; remembered under the same name. */
export const historyShown = "parley.historyShown";
