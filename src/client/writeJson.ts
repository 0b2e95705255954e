/** JSON text; nothing when a value is nested too deeply to be written. */
export function writeJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined; // Only a server that means harm nests so deeply, and each caller can do without.
  }
}
