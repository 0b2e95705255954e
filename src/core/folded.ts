/**
 * A text as it is looked for: in whatever case, and with spaces for white space. It has the same length,
 * so that places in the one are places in the other.
 */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  const same = lower.length === text.length ? lower : text.replace(/\p{Lu}/gu, lowered);
  return same.replace(/\s/g, " ");
}

/** Of some letters the small one is longer: these stay. */
function lowered(letter: string): string {
  const lower = letter.toLowerCase();
  return lower.length === letter.length ? lower : letter;
}
