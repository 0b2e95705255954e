import * as vscode from "vscode";
import { type Connection, modelLabel } from "../core/connections";
import { type Conversation, titleOf } from "../core/conversation";
import type { ModelChoice } from "../core/messages";
import { fill, type Phrase } from "../core/phrase";

/** A sentence of core in the user's language. */
export function say({ text, values }: Phrase): string {
  return fill(vscode.l10n.t(text), values);
}

/**
 * Text of a server or of a pasted address, for an input box: VS Code makes links of Markdown there,
 * also to commands.
 */
export function foreign(text: string): string {
  return text.replaceAll("](", "] (");
}

/** The title of a conversation as the user sees it. */
export function chatTitle(conversation: Conversation): string {
  return titleOf(conversation) || vscode.l10n.t("New chat");
}

/** A number of models, in words. */
export function countModels(count: number): string {
  return count === 1 ? vscode.l10n.t("1 model") : vscode.l10n.t("{0} models", count);
}

/** The name of a model, or of none, as the user sees it. */
export function nameModel(choice: ModelChoice | null, connection: Connection | undefined): string {
  if (!choice) return vscode.l10n.t("No model");
  const label = modelLabel(choice, connection);
  return connection?.quirks.includes("cannedAnswers") ? vscode.l10n.t(label) : label;
}
