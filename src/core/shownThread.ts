import { type Conversation, path } from "./conversation";
import type { ConversationEvent } from "./events";
import type { Message } from "./messages";
import { type Tree, treeOf } from "./tree";

/** What a view shows of a conversation beside the messages: which thread, and what else there is. */
export interface ShownThread {
  readonly leafId: string | null;
  /** For each shown message that is one of several in its place: all of them, in their order. */
  readonly siblings: readonly (readonly [id: string, ids: readonly string[]])[];
  /** Deleted messages, by the shown one behind which they stood; at the beginning it is empty. */
  readonly deleted: readonly (readonly [id: string, ids: readonly string[]])[];
}

/** How much of a thread a view is sent at once, from its end upward. */
const most = { messages: 60, characters: 200_000 };

/** One view's thread of a conversation; each view has its own. */
export class ThreadView {
  /** The oldest message that the view has. */
  private oldest: Message | undefined;

  constructor(
    private conversation: Conversation,
    private leaf: string | null = conversation.leafId,
  ) {
    this.leaveDeleted();
  }

  get leafId(): string | null {
    return this.leaf;
  }

  /** Goes to the thread through a message. */
  show(id: string): void {
    this.leaf = treeOf(this.conversation).latestLeaf(id);
  }

  /** Goes to the thread with a message; false where that is shown already. */
  goTo(id: string): boolean {
    if (path(this.conversation, this.leaf).some(message => message.id === id)) return false;
    this.show(id);
    return true;
  }

  /** Whether the view has a message of its thread. */
  reaches(id: string): boolean {
    const all = path(this.conversation, this.leaf);
    const oldest = all.findIndex(message => message.id === this.oldest?.id);
    return oldest >= 0 && oldest <= all.findIndex(message => message.id === id);
  }

  get thread(): ShownThread {
    return threadOf(this.conversation, this.leaf);
  }

  /**
   * The end of the thread, deleted messages among it, and whether there is more before it. A view that
   * goes to another thread keeps what it has in the same places: one reads there.
   */
  end(keep = false): { readonly messages: readonly Message[]; readonly more: boolean } {
    const all = path(this.conversation, this.leaf);
    const above = this.oldest?.parentId;
    const kept = keep ? all.findIndex(({ parentId }) => parentId === above) : -1;
    return this.part(all, kept < 0 ? all.length : kept);
  }

  /** What comes before what the view has. */
  earlier(): { readonly messages: readonly Message[]; readonly more: boolean } {
    const all = path(this.conversation, this.leaf);
    const known = all.findIndex(({ id }) => id === this.oldest?.id);
    return this.part(known <= 0 ? [] : all.slice(0, known));
  }

  /**
   * Follows events. `mine` are those that this view asked for: it goes to what they add, others only
   * where its thread grows. Says what has to be told: nothing, the thread, or all of it anew.
   */
  take(
    conversation: Conversation,
    events: readonly ConversationEvent[],
    mine: boolean,
  ): "nothing" | "thread" | "all" {
    this.conversation = conversation;
    if (!events.some(({ type }) => structural.has(type))) return "nothing";
    const before = this.leaf;
    for (const event of events) this.follow(event, mine);
    this.leaveDeleted();
    const known = new Set(path(conversation, before).map(({ id }) => id));
    const added = new Set(events.flatMap(event => ("id" in event ? [event.id] : [])));
    const whole = path(conversation, this.leaf).every(({ id }) => known.has(id) || added.has(id));
    return whole ? "thread" : "all";
  }

  private follow(event: ConversationEvent, mine: boolean): void {
    if (adds(event)) {
      if (mine || event.parentId === this.leaf) this.leaf = event.id;
    }
    const [restored] = event.type === "messagesRestored" && mine ? event.ids : [];
    if (restored !== undefined) this.show(restored);
  }

  /** Where the end of the thread was deleted, what stands beside it is shown. */
  private leaveDeleted(): void {
    const all = path(this.conversation, this.leaf);
    if (!all.at(-1)?.deleted) return;
    const shown = all.findLast(({ deleted }) => !deleted);
    const tree = treeOf(this.conversation);
    const beside = tree.children(shown?.id ?? null).at(-1);
    if (beside !== undefined) this.leaf = tree.latestLeaf(beside);
  }

  private part(all: readonly Message[], from = all.length) {
    let characters = 0;
    let start = all.length;
    while (start > 0 && all.length - start < most.messages && characters < most.characters) {
      start -= 1;
      characters += sizeOf(all[start]);
    }
    start = Math.min(start, from);
    this.oldest = all[start];
    return { messages: all.slice(start), more: start > 0 };
  }
}

/** Whether a message stands at the end of its thread from now on; a further choice stands beside one. */
function adds(
  event: ConversationEvent,
): event is Extract<ConversationEvent, { readonly parentId: string | null }> {
  return "parentId" in event && !(event.type === "answerStarted" && event.index);
}

/** Events after which a view may have to show another thread, other arrows, or another title. */
const structural: ReadonlySet<ConversationEvent["type"]> = new Set([
  "titleChanged",
  "messageAdded",
  "resultAdded",
  "answerStarted",
  "messagesDeleted",
  "messagesRestored",
]);

/** What stands beside the messages of a thread. */
export function threadOf(conversation: Conversation, leafId: string | null): ShownThread {
  const tree = treeOf(conversation);
  const shown = path(conversation, leafId).filter(({ deleted }) => !deleted);
  return {
    leafId,
    siblings: shown.flatMap(({ id }) => {
      const ids = tree.siblings(id);
      return ids.length > 1 ? [[id, ids] as const] : [];
    }),
    deleted: deletedIn(tree, shown),
  };
}

function deletedIn(tree: Tree, shown: readonly Message[]): ShownThread["deleted"] {
  return [null, ...shown.map(({ id }) => id)].flatMap(id => {
    const ids = tree.deletedBelow(id);
    return ids.length > 0 ? [[id ?? "", ids] as const] : [];
  });
}

/** About how many characters of a message cross to the view. */
function sizeOf(message: Message | undefined): number {
  if (!message) return 0;
  if (message.role === "assistant")
    return message.text.length + message.reasoning.length + message.images.join("").length;
  if (message.role !== "user") return message.text.length;
  return message.content.reduce(
    (sum, part) => sum + (part.type === "image" ? part.url : part.text).length,
    0,
  );
}
