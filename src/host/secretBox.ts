import * as vscode from "vscode";
import { hostOf } from "../core/address";
import { readKey } from "../core/key";
import { say } from "./say";
import { shown, wrong } from "./steps";

/** What a key box does with a typed key: it is done, or says what is wrong. */
export type Taken<T> = { readonly result: T } | { readonly problem: string };

/** Takes what was typed; `again` when it is what was refused just before. */
export type Take<T> = (key: string, again: boolean, signal: AbortSignal) => Promise<Taken<T>>;

/** What a box for a secret shows. */
export interface SecretQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  readonly optional: boolean;
  /** Not a secret itself: shown as it is typed. */
  readonly open?: boolean;
  readonly keyUrl?: string | undefined;
}

/** One password box, open until what was typed is taken or the user leaves. */
export async function askSecret<T>(
  question: SecretQuestion,
  take: Take<T>,
): Promise<T | undefined> {
  const box = vscode.window.createInputBox();
  const { title, prompt, value, optional, keyUrl, open = false } = question;
  Object.assign(box, { title, prompt, value, password: !open, ignoreFocusOut: true });
  if (keyUrl) box.buttons = [keyPageButton(keyUrl)];
  const closed = new AbortController();
  const answer = await shown<{ readonly result: T }>(box, resolve => {
    box.onDidHide(() => closed.abort());
    box.onDidTriggerButton(() => {
      if (keyUrl) void vscode.env.openExternal(vscode.Uri.parse(keyUrl));
    });
    box.onDidChangeValue(text => {
      box.validationMessage = text === "" ? "" : problemOf(text, optional);
    });
    let refused: string | undefined;
    box.onDidAccept(async () => {
      const problem = problemOf(box.value, optional);
      if (problem || !box.enabled) return void (box.validationMessage = problem ?? "");
      const key = box.value.trim();
      busy(box, true);
      const taken = await take(key, key === refused, closed.signal);
      if ("result" in taken) return resolve(taken);
      if (closed.signal.aborted) return;
      busy(box, false);
      refused = key;
      box.validationMessage = wrong(taken.problem);
    });
  });
  return typeof answer === "object" ? answer.result : undefined;
}

function busy(box: vscode.InputBox, on: boolean): void {
  box.busy = on;
  box.enabled = !on;
  box.validationMessage = on
    ? {
        message: vscode.l10n.t("Checking the key…"),
        severity: vscode.InputBoxValidationSeverity.Info,
      }
    : "";
}

function problemOf(text: string, optional: boolean): vscode.InputBoxValidationMessage | undefined {
  if (optional && text.trim() === "") return undefined;
  const reading = readKey(text);
  return reading.ok ? undefined : wrong(say({ text: reading.problem, values: reading.values }));
}

function keyPageButton(keyUrl: string): vscode.QuickInputButton {
  return {
    iconPath: new vscode.ThemeIcon("link-external"),
    tooltip: vscode.l10n.t("Open {0}", hostOf(keyUrl)),
  };
}
