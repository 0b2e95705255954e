import type { Conversation } from "./conversation";
import type { Message } from "./messages";

/** What stands where in a conversation. Deleted messages are passed over: what is below them moves up. */
export interface Tree {
  /** The messages in the place of one, itself among them unless it is deleted, in the order in which they were added. */
  siblings(id: string): readonly string[];
  /** The shown messages right below one, or at the beginning. */
  children(id: string | null): readonly string[];
  /** The deleted messages that stood below a shown one, or at the beginning. */
  deletedBelow(id: string | null): readonly string[];
  /** The end of the thread that goes through a message and was added to last. */
  latestLeaf(id: string): string;
}

/** Reads the tree once; it does not follow later events. */
export function treeOf({ messages }: Conversation): Tree {
  /** For each message the nearest one that is shown: itself, or one above it. */
  const shown = new Map<string, string | null>();
  const above = ({ parentId }: Message) =>
    parentId === null ? null : (shown.get(parentId) ?? (shown.has(parentId) ? null : parentId));
  const children = new Map<string | null, string[]>();
  const deleted = new Map<string | null, string[]>();
  for (const message of messages.values()) {
    const parent = above(message);
    shown.set(message.id, message.deleted ? parent : message.id);
    push(message.deleted ? deleted : children, parent, message.id);
  }
  return {
    siblings(id) {
      const message = messages.get(id);
      return (message && children.get(above(message))) ?? [];
    },
    children: id => children.get(id) ?? [],
    deletedBelow: id => deleted.get(id) ?? [],
    latestLeaf: id => latestLeaf(messages, id),
  };
}

function push(lists: Map<string | null, string[]>, key: string | null, id: string): void {
  const list = lists.get(key);
  if (list) list.push(id);
  else lists.set(key, [id]);
}

/** The last added message among one and those below it; deleted ones are passed over. */
function latestLeaf(messages: Conversation["messages"], id: string): string {
  const below = new Set([id]);
  let last = id;
  for (const message of messages.values()) {
    const { id: next, parentId, deleted } = message;
    if (parentId === null || !below.has(parentId)) continue;
    below.add(next);
    // Of several choices the first is shown, unless the thread goes on below another.
    if (!deleted && !("index" in message)) last = next;
  }
  return last;
}
