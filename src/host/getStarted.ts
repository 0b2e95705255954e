import * as vscode from "vscode";

/** Opens the walkthrough of the manifest. */
export async function getStarted(): Promise<void> {
  await vscode.commands.executeCommand(
    "workbench.action.openWalkthrough",
    "parley.parley#parley.start",
    false,
  );
}
