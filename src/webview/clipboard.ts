import { post } from "./bridge";

/** Puts text on the clipboard; where the page may not, the host does. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    post({ type: "copy", text }); // The page has no clipboard here; the host has.
  }
}
