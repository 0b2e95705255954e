/** The answers that wait to hear which files exist, by their ids. */
const waiting = new Map<string, (places: readonly string[]) => void>();

/** Waits for the host's word about the files that an answer names. */
export function awaitPlaces(messageId: string): Promise<readonly string[]> {
  return new Promise(resolve => waiting.set(messageId, resolve));
}

/** The host has looked for the files that an answer names. */
export function placesFound(messageId: string, places: readonly string[]): void {
  waiting.get(messageId)?.(places);
  waiting.delete(messageId);
}
