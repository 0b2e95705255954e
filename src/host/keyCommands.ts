import * as vscode from "vscode";
import { hostOf } from "../core/address";
import type { Connection } from "../core/connections";
import { wordsOf } from "../core/errors";
import { slotsOf } from "../core/key";
import type { Keys } from "./keys";
import { say } from "./say";
import { connectionReading } from "./settings";

/** Where a connection's key comes from, in words, and whether it can be asked with it. */
export async function describeKey(
  keys: Keys,
  connection: Connection,
): Promise<{ readonly words: string; readonly there: boolean }> {
  if (slotsOf(connection).length === 0)
    return { words: vscode.l10n.t("needs no key"), there: true };
  const source = await keys.source(connection);
  if (source === "stored") return { words: vscode.l10n.t("key stored"), there: true };
  if (source !== "none")
    return { words: vscode.l10n.t("key from {0}", source.variable), there: true };
  return connection.keyOptional
    ? { words: vscode.l10n.t("without a key"), there: true }
    : { words: vscode.l10n.t("no key yet"), there: false };
}

/** A row of a list of connections. */
export async function connectionItem(
  keys: Keys,
  connection: Connection,
): Promise<vscode.QuickPickItem & { readonly value: Connection }> {
  const { label, baseURL, note } = connection;
  const place = baseURL ? hostOf(baseURL) : vscode.l10n.t("asks for the address first");
  return {
    label,
    description: `${(await describeKey(keys, connection)).words} · ${place}`,
    ...(note !== undefined && { detail: say({ text: note, values: [] }) }),
    value: connection,
  };
}

/** Asks whose key goes, and removes it. */
export async function removeKey(keys: Keys): Promise<void> {
  const all = connectionReading().connections;
  const sources = await Promise.all(all.map(connection => keys.source(connection)));
  const stored = all.filter(
    (connection, index) => slotsOf(connection).length > 0 && sources[index] === "stored",
  );
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
  const items = Promise.all(stored.map(connection => connectionItem(keys, connection)));
  const placeHolder = vscode.l10n.t("Remove the API key of which provider?");
  const connection = (await vscode.window.showQuickPick(items, { placeHolder }))?.value;
  if (!connection) return;
  try {
    await keys.remove(connection);
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
