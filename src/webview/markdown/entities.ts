// Stands for `entities` where markdown-it asks for it: the table of all names is a chunk of its own.

/** The names that are met in answers. */
const common: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&nbsp;": "\u00a0",
};

let table: ((text: string) => string) | undefined;
let missed = false;

/** What a named character reference stands for; one that is not known stays as it is. */
export function decodeHTMLStrict(reference: string): string {
  if (table) return table(reference);
  missed ||= common[reference] === undefined;
  return common[reference] ?? reference;
}

/** Whether a name was asked for before the table was there. */
export function missesEntities(): boolean {
  return missed && !table;
}

/** Loads the table; without it such names are shown as they are written. */
export async function loadEntities(): Promise<void> {
  const chunk = await import("./entityTable").catch(() => undefined); // Then they stay as they are.
  table ??= chunk?.decodeHTMLStrict;
}
