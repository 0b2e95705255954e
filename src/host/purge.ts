import type { Clock } from "../core/answering";
import { wordsOf } from "../core/errors";
import type { ConversationStore } from "../core/store";
import { log } from "./log";
import { trashDays } from "./settings";

const day = 24 * 60 * 60 * 1000;

/** Deletes for good what is in the trash for longer than the setting says. */
export async function purgeTrash(
  store: Pick<ConversationStore, "purge">,
  clock: Pick<Clock, "now">,
): Promise<void> {
  const days = trashDays();
  if (days === 0) return;
  try {
    const purged = await store.purge(clock.now() - days * day);
    if (purged.length > 0) log().info(`Deleted from the trash: ${purged.length} conversations`);
  } catch (error) {
    log().error(`The trash could not be cleaned up: ${wordsOf(error)}`);
  }
}
