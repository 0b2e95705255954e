/** The longest wait for a free moment, in milliseconds. */
const patience = 250;

/** What waits until its element is no longer skipped by layout. */
const waiting = new Map<Element, () => void>();

/**
 * Does something for an element in a free moment, once it is on the screen or near to it: what only
 * flies by, or is never looked at, costs nothing. The result takes it back.
 */
export function whenSeen(element: Element, run: () => void): () => void {
  let handle = 0;
  const wait = () => {
    handle = requestIdleCallback(look, { timeout: patience });
  };
  const look = () => {
    if (isSkipped(element)) park(element, wait);
    else run();
  };
  wait();
  return () => {
    cancelIdleCallback(handle);
    waiting.delete(element);
  };
}

/** Whether layout leaves it out because it is off the screen. */
function isSkipped(element: Element): boolean {
  return element.checkVisibility() && !element.checkVisibility({ contentVisibilityAuto: true });
}

function park(element: Element, wait: () => void): void {
  waiting.set(element, wait);
  // The same listener counts once.
  document.addEventListener("contentvisibilityautostatechange", wake);
}

function wake(event: Event): void {
  const { target, skipped } = event as ContentVisibilityAutoStateChangeEvent;
  if (skipped || !(target instanceof Node)) return;
  for (const [element, wait] of waiting) {
    if (!target.contains(element)) continue;
    waiting.delete(element);
    wait();
  }
}
