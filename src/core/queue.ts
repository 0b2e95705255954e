import { canContinue } from "./continuing";
import type { Chats } from "./chats";
import { contentOf, type Draft, type Drafts, type QueuedMessage, withoutParts } from "./drafts";
import { messageId } from "./ids";
import type { Message } from "./messages";
import type { ChatSession } from "./session";

/** A queued message as the view lists it. */
export interface QueuedLine {
  readonly id: string;
  /** The first line of its text; empty where only code waits. */
  readonly line: string;
  /** The files and the code that go with it. */
  readonly paths: readonly string[];
}

/** Longest line that is posted to a view, in characters. */
const longestLine = 200;

/** What a view shows of the messages that wait. */
export function queuedLines({ queue = [] }: Draft): readonly QueuedLine[] {
  return queue.map(({ id, text, parts }) => ({
    id,
    line: (text.trim().split("\n", 1)[0] ?? "").slice(0, longestLine),
    paths: parts.map(part => (part.type === "image" ? (part.name ?? part.url) : part.path)),
  }));
}

/** Puts what stands in the composer behind the queue; parts that the view had not shown stay. */
export function enqueued(draft: Draft, text: string, partIds: readonly string[]): Draft {
  const parts = draft.parts.filter(({ id }) => partIds.includes(id));
  const message = { id: messageId(), text, parts };
  return { ...withoutParts(draft, partIds), text: "", queue: [...(draft.queue ?? []), message] };
}

/** Takes a message out of the queue. */
export function dequeued(draft: Draft, id: string): Draft {
  const { queue = [], ...rest } = draft;
  const left = queue.filter(message => message.id !== id);
  if (left.length === queue.length) return draft;
  return left.length === 0 ? rest : { ...rest, queue: left };
}

/** Puts a queued message back into the composer, before what stands there. */
export function requeuedForEditing(draft: Draft, id: string): Draft {
  const message = draft.queue?.find(queued => queued.id === id);
  if (!message || draft.editing) return draft;
  const text = [message.text, draft.text].filter(words => words !== "").join("\n\n");
  return { ...dequeued(draft, id), text, parts: [...message.parts, ...draft.parts] };
}

/**
 * Sends the queues of a window's conversations. A queue flows from the moment something is put into it
 * until it is empty or an answer did not end well; then it waits until the user sends on.
 */
export class Queues {
  /** Ends the following of a conversation whose queue flows. */
  private readonly flowing = new Map<string, () => void>();

  constructor(
    private readonly chats: Chats,
    private readonly drafts: Drafts,
  ) {}

  /** Sends the queue as soon as the answer being made has ended well. */
  follow(session: ChatSession): void {
    const { id } = session.conversation;
    if (this.flowing.has(id)) return;
    const release = this.chats.shown(session); // It stays open, also when no view shows it.
    let answerId: string | undefined = answerOf(session);
    const unlisten = session.listen({
      events: () => {},
      activity: activity => {
        if (activity.state !== "idle") answerId = activity.answerId;
        else if (endedWell(session.conversation.messages.get(answerId ?? "")))
          void this.sendNext(session, answerId);
        else this.pause(id);
      },
    });
    this.flowing.set(id, () => {
      unlisten();
      release();
    });
  }

  /** Sends the first queued message now, at the end of a thread, and the others after it. */
  async sendNow(session: ChatSession, leafId: string | null): Promise<void> {
    if (session.busy || session.readOnly) return;
    this.follow(session);
    await this.sendNext(session, leafId ?? undefined);
  }

  private async sendNext(session: ChatSession, leafId: string | undefined): Promise<void> {
    const { id } = session.conversation;
    // Read first: by then every listener has heard that the answer ended.
    const [message, ...others] = (await this.drafts.read(id)).queue ?? [];
    if (!this.flowing.has(id)) return;
    const sent = message && session.send(queuedContent(message), leafId);
    if (sent) await this.drafts.change(id, draft => dequeued(draft, message.id), this);
    if (!sent || others.length === 0) this.pause(id);
  }

  private pause(id: string): void {
    this.flowing.get(id)?.();
    this.flowing.delete(id);
  }
}

function queuedContent({ text, parts }: QueuedMessage) {
  return contentOf(
    text,
    { parts },
    parts.map(({ id }) => id),
  );
}

function answerOf({ activity }: ChatSession): string | undefined {
  return activity.state === "idle" ? undefined : activity.answerId;
}

/** Whether an answer is whole: neither failed nor stopped nor cut; one that calls waits for results. */
function endedWell(answer: Message | undefined): boolean {
  if (answer?.role !== "assistant" || answer.finish === undefined) return false;
  return answer.finish !== "stopped" && answer.toolCalls.length === 0 && !canContinue(answer);
}
