import * as vscode from "vscode";

/** The one item in the status bar: the model, and that an answer is being made. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    "parley.model",
    vscode.StatusBarAlignment.Right,
    100,
  );

  constructor() {
    this.item.name = vscode.l10n.t("Parley Model");
    this.item.command = "parley.selectModel";
  }

  /** `streaming`: an answer is being made in the shown chat, or only in another one. */
  show(model: string | null, streaming: "here" | "elsewhere" | false): void {
    const name = model ?? vscode.l10n.t("Choose model");
    const icon = streaming ? "$(loading~spin)" : "$(comment-discussion)";
    const label = {
      here: vscode.l10n.t("Parley: {0} is answering", name),
      elsewhere: vscode.l10n.t("Parley: {0}. An answer is being made in another chat.", name),
      no: vscode.l10n.t("Parley: {0}", name),
    }[streaming || "no"];
    this.item.text = `${icon} ${shortened(name.replaceAll("$(", "$ ("))}`;
    this.item.tooltip = label;
    this.item.accessibilityInformation = { label, role: "button" };
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}

/** The status bar has little room; the whole name is in the tooltip. */
function shortened(name: string): string {
  return name.length > 32 ? `${name.slice(0, 31)}…` : name;
}
