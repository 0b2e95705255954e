import * as l10n from "@vscode/l10n";

/** Loads the translations that the page was given. English text is its own key. */
export function loadTranslations(json: string | undefined): void {
  const contents: unknown = JSON.parse(json ?? "{}");
  if (typeof contents === "object" && contents !== null)
    l10n.config({ contents: contents as Record<string, string> });
}

/** A visible text in the user's language; `{0}` is the first value. */
export function t(text: string, ...values: (string | number)[]): string {
  return l10n.t(text, ...values);
}
