import * as vscode from "vscode";
import type { AskingCommand, EditorCommand } from "../core/commands";
import { type Finding, named } from "../core/diagnostics";
import { fill } from "../core/phrase";
import type { CodeRoom } from "./codeRoom";
import { type TakenCode, takeCode } from "./editorCode";
import type { View } from "./view";

/** Takes the code at the cursor, and asks about it or puts it into the composer, as the row says. */
export async function runEditorCommand(
  command: EditorCommand,
  { place, controller }: View,
  codeRoom: () => Promise<CodeRoom>,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const code = editor && (await takeCode(editor));
  if (!code) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t("There is no code here. Select some, or put the cursor on it."),
    );
    return;
  }
  (await codeRoom()).ranges.follow(editor.document, code.range, code.part);
  await place.reveal();
  if (command.prompt === undefined) return controller.attach(code.part, { idle: command.idle });
  const text = question(command, code, vscode.languages.getDiagnostics(editor.document.uri));
  await controller.send([{ type: "text", text }, code.part]);
  controller.focusComposer();
}

/** The sentence that goes before the code, and under it what VS Code reports, where the row wants that. */
export function question(
  { prompt, withDiagnostics = false }: AskingCommand,
  { name, range }: TakenCode,
  diagnostics: readonly vscode.Diagnostic[],
): string {
  const sentence = fill(vscode.l10n.t(prompt), [name]);
  const inside = diagnostics.filter(({ range: place }) => range.intersection(place) !== undefined);
  const reported = withDiagnostics ? report(inside.flatMap(finding)) : "";
  return reported === "" ? sentence : `${sentence}\n\n${reported}`;
}

function report(found: readonly Finding[]): string {
  const { findings, more } = named(found);
  const lines = findings.map(({ line, message }) => vscode.l10n.t("line {0}: {1}", line, message));
  if (more > 0) lines.push(vscode.l10n.t("and {0} more", more));
  if (lines.length === 0) return "";
  const words = lines.length === 1 ? lines.join("") : `\n${lines.join("\n")}`;
  return vscode.l10n.t("VS Code reports: {0}", words).replace(/ +\n/, "\n");
}

/** Errors and warnings; hints are about style. */
function finding({ severity, range, message }: vscode.Diagnostic): readonly Finding[] {
  const line = range.start.line + 1;
  if (severity === vscode.DiagnosticSeverity.Error) return [{ severity: "error", line, message }];
  if (severity !== vscode.DiagnosticSeverity.Warning) return [];
  return [{ severity: "warning", line, message }];
}
