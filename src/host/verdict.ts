import * as vscode from "vscode";
import type { Connection } from "../core/connections";
import { type ChatError, errorAdvice } from "../core/errors";
import { slotsOf } from "../core/key";
import type { KeyCheck } from "../core/models";
import { countModels, foreign, say } from "./say";

/** What came of asking a connection for its models, in words. */
export function verdictWords(connection: Connection, check: KeyCheck, withKey: boolean): string {
  const { label } = connection;
  const { verdict, models, error } = check;
  const count = models ? countModels(models.length) : "";
  if (verdict === "refused" && error) return errorWords(error);
  if (connection.quirks.includes("unlistedModels"))
    return vscode.l10n.t(
      "The key for {0} is kept. It has no list to check it with: the first message shows whether it works.",
      label,
    );
  if (!withKey) {
    if (error) return vscode.l10n.t("{0} did not answer the test: {1}", label, errorWords(error));
    return models
      ? vscode.l10n.t("{0} answers: {1}.", label, count)
      : vscode.l10n.t("{0} was not tested.", label);
  }
  if (verdict === "works")
    return count === ""
      ? vscode.l10n.t("The key for {0} works.", label)
      : vscode.l10n.t("The key for {0} works: {1}.", label, count);
  return error
    ? vscode.l10n.t("The key for {0} is kept, but not checked: {1}", label, errorWords(error))
    : vscode.l10n.t(
        "The key for {0} is kept, but not checked: {0} lists its models ({1}) to anyone.",
        label,
        models?.length ?? 0,
      );
}

/** An error as one line: its title, and the provider's own words. */
export function errorWords({ kind, values = [], detail }: ChatError): string {
  const title = say({ text: errorAdvice[kind].title, values });
  return foreign(detail === undefined ? title : `${title}: ${detail}`);
}

/** Whether a connection can be asked without anything secret. */
export function needsNothing(connection: Connection): boolean {
  return slotsOf(connection).length === 0 || connection.keyOptional;
}
