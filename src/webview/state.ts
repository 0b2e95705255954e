import { signal } from "@preact/signals";
import type { Activity } from "../core/answering";
import type { Conversation, ConversationEvent } from "../core/conversation";
import type { DraftPart } from "../core/drafts";
import {
  type Handlers,
  dispatch,
  fromSnapshot,
  type HostToPanel,
  type PanelStatus,
} from "../core/protocol";
import { reduceAll } from "../core/reduce";
import { post } from "./bridge";
import { t } from "./translate";

/** What the controls show. The transcript follows `onConversation` instead. */
export const conversation = signal<Conversation | null>(null);
/** The conversation can be read only: a newer version of Parley wrote it. */
export const readOnly = signal(false);
export const activity = signal<Activity>({ state: "idle" });
/** Nothing until the host has told. */
export const status = signal<PanelStatus | null>(null);

export interface ConversationListener {
  /** Another conversation, or the whole of this one anew. */
  shown(conversation: Conversation, draft: string, parts: readonly DraftPart[]): void;
  changed(conversation: Conversation, events: readonly ConversationEvent[]): void;
  /** Code was attached or removed in the composer. */
  attached(parts: readonly DraftPart[]): void;
  /** The host has a sentence for the line under the composer. */
  hinted(text: string): void;
  /** The host took the message, or did not. */
  answered(sent: boolean): void;
  focusComposer(): void;
}

/** Number of the next event of the shown conversation. */
let next = 0;

/** Takes the host's messages: reduces events with the host's own function, and asks again after a gap. */
export function follow(listener: ConversationListener): (message: HostToPanel) => void {
  const handlers: Handlers<HostToPanel> = {
    snapshot: message => {
      next = message.from;
      activity.value = message.activity;
      readOnly.value = message.readOnly;
      conversation.value = fromSnapshot(message.conversation);
      listener.shown(conversation.value, message.draft, message.draftParts);
    },
    events: ({ conversationId, from, events }) => {
      const present = conversation.value;
      if (present?.id !== conversationId) return;
      if (from !== next) return post({ type: "ready" });
      next += events.length;
      conversation.value = reduceAll(present, events);
      listener.changed(conversation.value, events);
    },
    activity: message => {
      if (message.conversationId === conversation.value?.id) activity.value = message.activity;
    },
    status: message => {
      status.value = message.status;
    },
    draftParts: ({ conversationId, parts }) => {
      if (conversationId === conversation.value?.id) listener.attached(parts);
    },
    hint: ({ text }) => listener.hinted(text),
    notDone: ({ why }) => listener.hinted(notDone()[why]),
    sent: ({ conversationId }) => {
      if (conversationId === conversation.value?.id) listener.answered(true);
    },
    refused: ({ conversationId }) => {
      if (conversationId === conversation.value?.id) listener.answered(false);
    },
    focusComposer: () => listener.focusComposer(),
  };
  return message => void dispatch(handlers, message);
}

function notDone() {
  return {
    sameAgain: t(
      "This would send the same again, which is too long for the model. Leave out the oldest turns, or choose a model with a larger context window.",
    ),
    nothingOlder: t(
      "There is nothing older to leave out. Choose a model with a larger context window, or send less.",
    ),
  };
}
