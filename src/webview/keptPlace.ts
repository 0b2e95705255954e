import { computed, effect } from "@preact/signals";
import { remember, remembered } from "./bridge";
import { conversation, shownId, shownThread } from "./state";
import type { Transcript } from "./transcript";

/** How long after the last scrolling the place is kept, in milliseconds. */
const delay = 200;

/**
 * Leaves word of what is shown and where it is read, and gives what goes there when the first
 * conversation has come: VS Code throws the page of a hidden view away.
 */
export function keepPlace(log: HTMLElement, transcript: Transcript): () => void {
  const before = remembered();
  let back = before?.place;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = () => {
    clearTimeout(timer);
    const shown = conversation.peek();
    if (!shown || back) return; // What was left is not used yet.
    const { leafId } = shownThread.peek();
    const place = transcript.reading;
    remember({ conversationId: shown.id, leafId, ...(place && { place }) });
  };
  log.addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, delay);
  });
  document.addEventListener("visibilitychange", keep);
  window.addEventListener("pagehide", keep);
  const leafId = computed(() => shownThread.value.leafId);
  effect(() => {
    void [shownId.value, leafId.value];
    queueMicrotask(keep);
  });
  return () => {
    const place = back;
    back = undefined;
    if (place && conversation.peek()?.id === before?.conversationId) transcript.readAt(place);
  };
}
