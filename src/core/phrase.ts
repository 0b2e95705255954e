/** A visible sentence: English text, the key of its translation, and what goes into its `{0}` places. */
export interface Phrase {
  readonly text: string;
  readonly values: readonly string[];
}

export function phrase(text: string, ...values: readonly string[]): Phrase {
  return { text, values };
}

/** Puts values into the `{0}` places of a text that is translated already. */
export function fill(text: string, values: readonly string[] = []): string {
  return text.replace(/\{(\d+)\}/g, (place, index: string) => values[Number(index)] ?? place);
}
