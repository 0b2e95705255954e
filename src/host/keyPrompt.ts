import * as vscode from "vscode";
import { hostOf, readAddress } from "../core/address";
import type { Connection } from "../core/connections";
import { wordsOf } from "../core/errors";
import { fill } from "../core/phrase";
import { readKey } from "../core/key";
import type { Keys } from "./keys";
import { connectionReading } from "./settings";

/** Asks for a connection's key and stores it. True when there is a key now. */
export async function promptForKey(keys: Keys, connection: Connection): Promise<boolean> {
  const variable = keys.variableOf(connection);
  const host = hostOf(connection.baseURL ?? "");
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t("API Key for {0}", connection.label),
    prompt: promptText(connection, host, variable),
    password: true,
    ignoreFocusOut: true,
    validateInput: text => {
      const reading = readKey(text);
      return reading.ok || text === ""
        ? undefined
        : fill(vscode.l10n.t(reading.problem), reading.values);
    },
  });
  const reading = readKey(typed ?? "");
  if (!reading.ok) return false;
  try {
    await keys.set(connection, reading.key);
    return true;
  } catch (error) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t("The key for {0} was not stored: {1}", connection.label, wordsOf(error)),
    );
    return false;
  }
}

/** Asks which connection's key is to be set; connections that take none are not in the list. */
export async function pickConnectionForKey(keys: Keys): Promise<Connection | undefined> {
  const candidates = connectionReading().connections.filter(({ auth }) => auth !== "none");
  return pick(keys, candidates, vscode.l10n.t("Set the API key of which provider?"));
}

/** Asks whose key goes, and removes it. */
export async function removeKey(keys: Keys): Promise<void> {
  const all = connectionReading().connections;
  const sources = await Promise.all(all.map(connection => keys.source(connection)));
  const stored = all.filter((_, index) => sources[index] === "stored");
  if (keys.problem !== undefined) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t("The stored keys could not be read: {0}", keys.problem),
    );
    return;
  }
  if (stored.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("No API key is stored."));
    return;
  }
  const connection = await pick(
    keys,
    stored,
    vscode.l10n.t("Remove the API key of which provider?"),
  );
  if (!connection) return;
  try {
    await keys.remove(connection.id);
    vscode.window.setStatusBarMessage(
      vscode.l10n.t("The key for {0} was removed.", connection.label),
      5000,
    );
  } catch (error) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t("The key for {0} was not removed: {1}", connection.label, wordsOf(error)),
    );
  }
}

/** Where a connection's key comes from, in words, and whether it can be asked with it. */
export async function describeKey(
  keys: Keys,
  connection: Connection,
): Promise<{ readonly words: string; readonly there: boolean }> {
  if (connection.auth === "none") return { words: vscode.l10n.t("needs no key"), there: true };
  const source = await keys.source(connection);
  if (source === "stored") return { words: vscode.l10n.t("key stored"), there: true };
  if (source === "none") return { words: vscode.l10n.t("no key yet"), there: false };
  return { words: vscode.l10n.t("key from {0}", source.variable), there: true };
}

async function pick(
  keys: Keys,
  connections: readonly Connection[],
  placeHolder: string,
): Promise<Connection | undefined> {
  const items = connections.map(async connection => ({
    label: connection.label,
    description: (await describeKey(keys, connection)).words,
    detail: connection.baseURL
      ? hostOf(connection.baseURL)
      : vscode.l10n.t("asks for the address first"),
    connection,
  }));
  return (
    await vscode.window.showQuickPick(items.length > 0 ? Promise.all(items) : [], { placeHolder })
  )?.connection;
}

function promptText(connection: Connection, host: string, variable: string | undefined): string {
  const { baseURL = "", keyUrl } = connection;
  const reading = readAddress(baseURL);
  return [
    vscode.l10n.t("It is sent to {0} only, and kept in VS Code's secret storage.", host),
    reading.ok && reading.insecure ? unencrypted() : "",
    variable ? vscode.l10n.t("Without it, {0} of the environment is used.", variable) : "",
    keyUrl && !variable ? vscode.l10n.t("Make one at {0}", keyUrl) : "",
  ]
    .filter(text => text !== "")
    .join(" ");
}

/** The warning for a plain http address beyond this computer. */
export function unencrypted(): string {
  return vscode.l10n.t(
    "This address is not encrypted: others on the way can read the key and the chat.",
  );
}
