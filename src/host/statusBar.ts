import * as vscode from "vscode";
import { answeredIn } from "./unseenAnswers";

export interface StatusBarState {
  readonly model: string | null;
  /** An answer is being made in the active view's conversation, or only in another one. */
  readonly streaming: "here" | "elsewhere" | false;
  readonly unseen: readonly string[];
}

/** The one item in the status bar: the model, and that an answer is being made. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    "parley.model",
    vscode.StatusBarAlignment.Right,
    100,
  );

  private shown = "";

  constructor() {
    this.item.name = vscode.l10n.t("Parley Model");
  }

  /** `unseen`: the conversations in which an answer came that nobody has looked at. */
  show(state: StatusBarState): void {
    const words = JSON.stringify(state);
    if (words === this.shown) return;
    this.shown = words;
    this.draw(state);
  }

  private draw({ model, streaming, unseen }: StatusBarState): void {
    const name = model ?? vscode.l10n.t("Choose model");
    const waiting = unseen.length > 0;
    const quiet = waiting ? "$(comment-unresolved)" : "$(comment-discussion)";
    const label = {
      here: vscode.l10n.t("Parley: {0} is answering", name),
      elsewhere: vscode.l10n.t("Parley: {0}. An answer is being made in another chat.", name),
      no: vscode.l10n.t("Parley: {0}", name),
    }[streaming || "no"];
    const words = waiting ? `${label}. ${answeredIn(unseen)}` : label;
    this.item.text = `${streaming ? "$(loading~spin)" : quiet} ${shortened(name.replaceAll("$(", "$ ("))}`;
    this.item.tooltip = words;
    this.item.accessibilityInformation = { label: words, role: "button" };
    // The list of past conversations has the one with the new answer on top.
    this.item.command = waiting ? "parley.openHistory" : "parley.selectModel";
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
