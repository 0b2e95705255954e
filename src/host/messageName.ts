import * as vscode from "vscode";
import { isWireName } from "../core/parameters";

/** Asks for the name that a message is sent with; empty for none, nothing when the user leaves. */
export async function askName(present: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t("Name of the Message"),
    prompt: vscode.l10n.t("Tells the model whose words they are. Empty: no name is sent."),
    placeHolder: vscode.l10n.t("alice"),
    value: present,
    validateInput: typed =>
      typed === "" || isWireName(typed)
        ? undefined
        : vscode.l10n.t("Use 1 to 64 letters without accents, digits, _ or -."),
  });
}
