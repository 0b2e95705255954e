import { computed, signal } from "@preact/signals";
import type { Activity } from "../core/answering";
import { type Conversation, noFunctions } from "../core/conversation";
import type { ConversationEvent } from "../core/events";
import type { DraftPart, ResultTexts } from "../core/drafts";
import {
  type Handlers,
  dispatch,
  fromSnapshot,
  type HostToPanel,
  type PanelDraft,
  type PanelStatus,
} from "../core/protocol";
import type { MeterReading } from "../core/metering";
import type { FoundFile } from "../core/foundFiles";
import type { Phrase } from "../core/phrase";
import type { QueuedLine } from "../core/queue";
import { reduceAll } from "../core/reduce";
import type { ShownThread } from "../core/shownThread";
import { Table } from "../core/table";
import { post } from "./bridge";
import { element } from "./dom";
import { imageTools } from "./images";
import { placesFound } from "./placesFound";
import { t } from "./translate";

const nothingSet: Conversation["parameters"] = {};

/** What may be done in a conversation. */
export type Access = Extract<HostToPanel, { readonly type: "access" }>["access"];

/** What the page has of the conversation: the end of one thread, and what it asked for before that. */
export const conversation = signal<Conversation | null>(null);
/** Parts of it that a piece of an answer does not change. */
export const shownId = computed(() => conversation.value?.id ?? "");
export const shownParameters = computed(() => conversation.value?.parameters ?? nothingSet);
export const shownFunctions = computed(() => conversation.value?.functions ?? noFunctions);
/** Which thread is shown, and what stands beside its messages. */
export const shownThread = signal<ShownThread>({ leafId: null, siblings: [], deleted: [] });
/** Whether the thread has messages before these. */
export const more = signal(false);
export const title = signal("");
/** What may be done in the conversation. */
export const access = signal<Access>("write");
export const readOnly = computed(() => access.value !== "write");
/** The message that is being changed in the composer. */
export const editing = signal<PanelDraft["editing"]>(null);
/** The messages that wait for the answer before them. */
export const queue = signal<readonly QueuedLine[]>([]);
/** What calls came to as far as it was typed, by the id of the answer. */
export const results = signal<ResultTexts>({});
export const activity = signal<Activity>({ state: "idle" });
/** Nothing until the host has told. */
export const status = signal<PanelStatus | null>(null);

export interface ConversationListener {
  /** Another conversation, or the whole of this one anew. */
  shown(conversation: Conversation, draft: PanelDraft): void;
  changed(
    conversation: Conversation,
    events: readonly ConversationEvent[],
    /** This view asked for it. */
    mine: boolean,
  ): void;
  /** Messages came before those that are there. */
  grew(conversation: Conversation): void;
  /** The composer holds something else; `mine` where this view asked for it. */
  drafted(draft: PanelDraft, mine: boolean): void;
  /** Something else may be done in the conversation now; before the controls show it. */
  accessChanged(access: Access): void;
  /** Code was attached or removed in the composer. */
  attached(parts: readonly DraftPart[]): void;
  /** Files for what was typed after `@`. */
  found(query: string, files: readonly FoundFile[]): void;
  /** The host has a sentence for the line under the composer. */
  hinted(text: string): void;
  /** The host took the message, or did not. */
  answered(sent: boolean): void;
  focusComposer(): void;
  /** Find opens with a text, at its first place in a message. */
  findAt(messageId: string, text: string): void;
}

/** Number of the next event of the shown conversation. */
let next = 0;

/** Takes the host's messages: reduces events with the host's own function, and asks again after a gap. */
export function follow(listener: ConversationListener): (message: HostToPanel) => void {
  const inShown = (id: string, act: (shown: Conversation) => void) => {
    if (conversation.value?.id === id) act(conversation.value);
  };
  const handlers: Handlers<HostToPanel> = {
    snapshot: message => {
      next = message.from;
      activity.value = message.activity;
      access.value = message.access;
      shownThread.value = message.thread;
      more.value = message.more;
      title.value = message.title;
      editing.value = message.draft.editing;
      results.value = message.draft.results ?? {};
      forgetOther(message.conversation.id);
      conversation.value = fromSnapshot(message.conversation);
      listener.shown(conversation.value, message.draft);
    },
    events: ({ conversationId, from, events, ...beside }) =>
      inShown(conversationId, shown => {
        if (from !== next) return post({ type: "ready" });
        next += events.length;
        shownThread.value = beside.thread ?? shownThread.value;
        title.value = beside.title ?? title.value;
        conversation.value = reduceAll(shown, events);
        listener.changed(conversation.value, events, beside.mine === true);
      }),
    earlierMessages: message =>
      inShown(message.conversationId, shown => {
        const messages = Table.of([...message.messages, ...shown.messages.values()]);
        more.value = message.more;
        conversation.value = { ...shown, messages };
        listener.grew(conversation.value);
      }),
    access: message =>
      inShown(message.conversationId, () => {
        listener.accessChanged(message.access);
        access.value = message.access;
      }),
    activity: message =>
      inShown(message.conversationId, () => {
        activity.value = message.activity;
      }),
    status: message => {
      status.value = message.status;
    },
    draftParts: ({ conversationId, parts }) =>
      inShown(conversationId, () => listener.attached(parts)),
    ...waitingHandlers(listener),
    ...imageHandlers(),
    ...hintHandlers(listener),
    meter: ({ conversationId, reading }) => inShown(conversationId, () => void showMeter(reading)),
    placesFound: ({ messageId, places }) => placesFound(messageId, places),
    sent: ({ conversationId }) => inShown(conversationId, () => listener.answered(true)),
    refused: ({ conversationId }) => inShown(conversationId, () => listener.answered(false)),
    ...focusHandlers(listener),
  };
  return message => void dispatch(handlers, message);
}

/** What another conversation has beside its messages comes right behind its snapshot. */
function forgetOther(id: string): void {
  if (conversation.value?.id === id) return;
  queue.value = [];
  clearMeter();
}

/** Where the keyboard is to be. */
function focusHandlers(
  listener: ConversationListener,
): Pick<Handlers<HostToPanel>, "focusComposer" | "findInChat"> {
  return {
    focusComposer: () => listener.focusComposer(),
    findInChat: ({ conversationId, messageId, text }) => {
      if (conversation.value?.id === conversationId) listener.findAt(messageId, text);
    },
  };
}

/** Sentences for the line under the composer. */
function hintHandlers(
  listener: ConversationListener,
): Pick<Handlers<HostToPanel>, "hint" | "notDone" | "notSent" | "told"> {
  return {
    hint: ({ text }) => listener.hinted(text),
    notDone: ({ why }) => listener.hinted(notDone()[why]),
    notSent: ({ why, at }) => listener.hinted(notSent(why, at)),
    told: ({ phrase: { text, values }, unsent }) => {
      const words = t(text, ...values);
      listener.hinted(unsent ? t("Not sent. {0}", words) : words);
    },
  };
}

/** Pictures, of which a chunk knows. */
function imageHandlers(): Pick<Handlers<HostToPanel>, "image" | "imagesRead"> {
  return {
    image: async message => (await imageTools())?.took(message),
    imagesRead: async ({ conversationId, images }) =>
      (await imageTools())?.takeRead(conversationId, images),
  };
}

/** What waits to be sent, or to be attached. */
function waitingHandlers(
  listener: ConversationListener,
): Pick<Handlers<HostToPanel>, "draft" | "queue" | "foundFiles"> {
  return {
    draft: ({ conversationId, draft, mine }) => {
      if (conversation.value?.id !== conversationId) return;
      results.value = draft.results ?? {};
      listener.drafted(draft, mine);
    },
    queue: message => {
      if (conversation.value?.id === message.conversationId) queue.value = message.queue;
    },
    foundFiles: ({ query, files }) => listener.found(query, files),
  };
}

/** Cause and way out; values may be names that are translated too. */
function notSent({ text, values }: Phrase, at: "parameters" | "functions"): string {
  const why = t(text, ...values.map(value => t(value)));
  return at === "functions"
    ? t("Not sent. {0} Change it in Functions.", why)
    : t("Not sent. {0} Change it or clear it in Parameters.", why);
}

function notDone() {
  return {
    sameAgain: t(
      "This would send the same again, which is too long for the model. Leave out the oldest turns, or choose a model with a larger context window.",
    ),
    nothingOlder: t(
      "There is nothing older to leave out. Choose a model with a larger context window, or send less.",
    ),
    deleted: t("The other window deleted this conversation. Fork keeps what is shown here."),
    stillWritten: t(
      "The other window is still answering. Try again when it has finished, or fork.",
    ),
  };
}

/** In a chunk of its own; without it there is no measure, and nothing else is missing. */
async function showMeter(reading: MeterReading): Promise<void> {
  const chunk = await import("./meterLine").catch(() => undefined);
  if (!chunk) return;
  clearMeter = () => chunk.clearMeter();
  chunk.showMeter(reading, { element, t });
}

let clearMeter = () => {};
