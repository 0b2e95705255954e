import * as vscode from "vscode";
import { wordsOf } from "../core/errors";
import { log } from "./log";

/** Says that something the user asked for did not happen; most often the settings could not be written. */
export async function reportFailure(error: unknown): Promise<void> {
  log().error(error instanceof Error ? error : wordsOf(error));
  const settings = vscode.l10n.t("Open Settings (JSON)");
  const message = vscode.l10n.t("That did not work: {0}", wordsOf(error));
  if ((await vscode.window.showErrorMessage(message, settings)) !== settings) return;
  await vscode.commands.executeCommand("workbench.action.openSettingsJson");
}
