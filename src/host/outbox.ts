import type { HostToPanel } from "../core/protocol";

/** Runs something when everything that waits has had its turn; a timer alone takes a millisecond. */
const later: (run: () => void) => unknown = globalThis.setImmediate ?? setTimeout;

/**
 * Gathers what is posted to a page in one go: each post costs VS Code a message to another process.
 * What was begun before, such as a request, goes first.
 */
export function outbox(post: (messages: readonly HostToPanel[]) => void) {
  let waiting: HostToPanel[] = [];
  return (message: HostToPanel): void => {
    waiting.push(message);
    if (waiting.length > 1) return;
    later(() => {
      const messages = waiting;
      waiting = [];
      post(messages);
    });
  };
}
