import { effect } from "@preact/signals";
import type { QueueActions, QueueList } from "./queueList";
import { activity, editing, queue, readOnly } from "./state";

/** Shows the queue above the composer, from the first message that waits on. */
export function showQueue(composer: Element, actions: QueueActions): void {
  let list: QueueList | undefined;
  const load = async () => {
    const chunk = await import("./queueList").catch(() => undefined); // The host still sends what waits.
    if (!chunk || list) return;
    list = new chunk.QueueList(actions);
    composer.before(list.root);
    show();
  };
  const show = () =>
    list?.show(queue.value, {
      send: activity.value.state === "idle" && !readOnly.value,
      edit: !editing.value && !readOnly.value,
    });
  effect(() => {
    // Read here, so that a change of any of them is seen.
    const shown = [queue.value.length, activity.value.state, readOnly.value, editing.value];
    if (list) show();
    else if (shown[0] !== 0) void load();
  });
}
