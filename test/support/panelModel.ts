import assert from "node:assert/strict";
import type { Activity } from "../../src/core/answering";
import { type Conversation, thread } from "../../src/core/conversation";
import type { Message } from "../../src/core/messages";
import { dispatch, fromSnapshot, type Handlers, type HostToPanel } from "../../src/core/protocol";
import { reduceAll } from "../../src/core/reduce";
import type { Access } from "../../src/core/session";
import type { ShownThread } from "../../src/core/shownThread";
import { Table } from "../../src/core/table";

/** What a page knows when it has taken the host's messages, each of them copied on its way. */
export class PanelModel {
  conversation: Conversation | undefined;
  thread: ShownThread | undefined;
  activity: Activity | undefined;
  access: Access | undefined;
  more = false;
  /** A gap was seen: a snapshot has to come. */
  lost = false;
  private next = 0;

  take(message: HostToPanel): void {
    void dispatch(this.handlers, structuredClone(message));
  }

  /** The messages that are on the screen. */
  get shown(): readonly Message[] {
    return this.conversation ? thread(this.conversation, this.thread?.leafId ?? null) : [];
  }

  private readonly handlers: Handlers<HostToPanel> = {
    snapshot: message => {
      this.conversation = fromSnapshot(message.conversation);
      ({
        from: this.next,
        thread: this.thread,
        more: this.more,
        activity: this.activity,
        access: this.access,
      } = message);
      this.lost = false;
    },
    events: ({ conversationId, from, events, thread }) => {
      if (this.conversation?.id !== conversationId) return;
      if (from !== this.next) this.lost = true;
      this.next = from + events.length;
      this.conversation = reduceAll(this.conversation, events);
      this.thread = thread ?? this.thread;
    },
    earlierMessages: ({ conversationId, messages, more }) => {
      if (this.conversation?.id !== conversationId) return;
      const table = Table.of([...messages, ...this.conversation.messages.values()]);
      this.conversation = { ...this.conversation, messages: table };
      this.more = more;
    },
    access: message => void (this.access = message.access),
    activity: message => void (this.activity = message.activity),
    draft: () => {},
    draftParts: () => {},
    queue: () => {},
    image: () => {},
    imagesRead: () => {},
    told: () => {},
    foundFiles: () => {},
    meter: () => {},
    status: () => {},
    placesFound: () => {},
    hint: () => {},
    notDone: () => {},
    notSent: () => {},
    sent: () => {},
    refused: () => {},
    focusComposer: () => {},
  };
}

/** A page agrees with its host on every message that it has, and shows the host's thread. */
export function assertAgrees(panel: PanelModel, host: Conversation): void {
  const { conversation, shown } = panel;
  assert.ok(conversation && !panel.lost);
  for (const message of conversation.messages.values())
    assert.deepEqual(message, host.messages.get(message.id));
  const whole = thread(host, panel.thread?.leafId ?? null);
  assert.deepEqual(
    shown.map(({ id }) => id),
    whole.slice(whole.length - shown.length).map(({ id }) => id),
  );
  if (!panel.more) assert.equal(shown.length, whole.length);
  assert.deepEqual(
    [conversation.systemPrompt, conversation.choice, conversation.title, conversation.asides],
    [host.systemPrompt, host.choice, host.title, host.asides],
  );
}
