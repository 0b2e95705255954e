import * as vscode from "vscode";
import { hostOf, readAddress } from "../core/address";
import type { Connection } from "../core/connections";
import { wordsOf } from "../core/errors";
import { mainSlot, readKey, type Secrets, slotsOf } from "../core/key";
import type { KeyCheck } from "../core/models";
import type { Keys } from "./keys";
import { say } from "./say";
import { shown, wrong } from "./steps";
import { unencryptedWarning } from "./unencrypted";
import { verdictWords } from "./verdict";

export interface KeyPorts {
  readonly keys: Keys;
  /** Asks the connection's server for its models with these secrets. Never throws. */
  check(connection: Connection, secrets: Secrets, signal: AbortSignal): Promise<KeyCheck>;
}

/** What came of asking for a key. */
export interface KeyOutcome {
  readonly check: KeyCheck;
  /** The verdict in words. */
  readonly words: string;
}

/** What a key box does with a typed key: it is done, or says what is wrong. */
type Taken<T> = { readonly result: T } | { readonly problem: string };

/**
 * Asks for all that a connection needs kept secret, checks it while the box is open, and stores it.
 * A refused key is stored only when Enter is pressed again; one that could not be checked is stored
 * and said to be unchecked. Nothing when the user left.
 */
export async function promptForKey(
  ports: KeyPorts,
  connection: Connection,
  beforeSaving: () => Promise<void> = async () => {},
): Promise<KeyOutcome | undefined> {
  const { keys } = ports;
  const given = new Map<string, string>();
  const slots = slotsOf(connection);
  for (const slot of slots.slice(0, -1)) {
    const value = await askSecret(connection, keys, slot, async key => ({ result: key }));
    if (value === undefined) return undefined;
    given.set(slot, value);
  }
  const lastSlot = slots.at(-1) ?? mainSlot;
  return askSecret(connection, keys, lastSlot, async (key, again, signal) => {
    given.set(lastSlot, key);
    const found = await ports.check(connection, secretsOf(given), signal);
    if (signal.aborted) return { problem: "" };
    const words = verdictWords(connection, found, key !== "");
    if (found.verdict === "refused" && !again) {
      return {
        problem: `${words}. ${vscode.l10n.t("Press Enter again to keep it all the same.")}`,
      };
    }
    try {
      await beforeSaving();
      for (const [slot, value] of given)
        await (value === "" ? keys.clear(connection, slot) : keys.set(connection, value, slot));
      return { result: { check: found, words } };
    } catch (error) {
      return { problem: vscode.l10n.t("The key was not stored: {0}", wordsOf(error)) };
    }
  });
}

function secretsOf(given: ReadonlyMap<string, string>): Secrets {
  const key = given.get(mainSlot);
  const others = [...given].filter(([slot]) => slot !== mainSlot);
  return { ...(key && { key }), secrets: Object.fromEntries(others) };
}

/** One password box, open until what was typed is taken or the user leaves. */
async function askSecret<T>(
  connection: Connection,
  keys: Keys,
  slot: string,
  take: (key: string, again: boolean, signal: AbortSignal) => Promise<Taken<T>>,
): Promise<T | undefined> {
  const box = vscode.window.createInputBox();
  const suggestion = slot === mainSlot ? keys.suggestionFor(connection) : undefined;
  const used = keys.variableOf(connection);
  box.title =
    slot === mainSlot
      ? vscode.l10n.t("API Key for {0}", connection.label)
      : vscode.l10n.t("Secret “{0}” for {1}", slot, connection.label);
  box.prompt = promptText(connection, used, used ? undefined : suggestion?.name);
  box.password = true;
  box.ignoreFocusOut = true;
  if (suggestion && !used) box.value = suggestion.value;
  const { keyUrl } = connection;
  if (keyUrl) box.buttons = [keyPageButton(keyUrl)];
  const closed = new AbortController();
  const optional = slot === mainSlot && connection.keyOptional;
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

function keyPageLink(keyUrl: string, keyOptional: boolean): string {
  const host = hostOf(keyUrl);
  const link = keyOptional
    ? vscode.l10n.t("[About keys: {0}]({1})", host, keyUrl)
    : vscode.l10n.t("[Get a key at {0}]({1})", host, keyUrl);
  return `${link}.`;
}

function promptText(
  connection: Connection,
  used: string | undefined,
  filledFrom: string | undefined,
): string {
  const { baseURL = "", keyUrl, keyOptional, note } = connection;
  const reading = readAddress(baseURL);
  return [
    keyUrl ? keyPageLink(keyUrl, keyOptional) : "",
    vscode.l10n.t("It is sent to {0} only, and kept in VS Code's secret storage.", hostOf(baseURL)),
    reading.ok && reading.insecure ? unencryptedWarning() : "",
    used ? vscode.l10n.t("Without it, {0} of the environment is used.", used) : "",
    filledFrom ? vscode.l10n.t("Filled in from {0} of the environment.", filledFrom) : "",
    keyOptional ? vscode.l10n.t("Leave it empty if the server wants none.") : "",
    note ? vscode.l10n.t(note) : "",
  ]
    .filter(text => text !== "")
    .join(" ");
}
