import * as vscode from "vscode";
import type { Connection } from "../core/connections";
import type { KeyCheck } from "../core/models";
import type { KeyPorts } from "./keyPrompt";
import { verdictWords } from "./verdict";

/** Asks a connection for its models with what is stored for it, and says what came. */
export async function testConnection(
  ports: KeyPorts,
  connection: Connection,
): Promise<{ readonly check: KeyCheck; readonly words: string }> {
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t("Asking {0} for its models…", connection.label);
  const secrets = await ports.keys.secretsFor(connection);
  const withKey =
    !("kind" in secrets) && (secrets.key !== undefined || Object.keys(secrets.secrets).length > 0);
  const found = await vscode.window.withProgress(
    { location, title, cancellable: true },
    async (_progress, cancel): Promise<KeyCheck> => {
      if ("kind" in secrets) return { verdict: "unchecked", error: secrets };
      const aborted = new AbortController();
      cancel.onCancellationRequested(() => aborted.abort());
      const found = await ports.check(connection, secrets, aborted.signal);
      return aborted.signal.aborted ? { verdict: "unchecked" } : found;
    },
  );
  return { check: found, words: verdictWords(connection, found, withKey) };
}
