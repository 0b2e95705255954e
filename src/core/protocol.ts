import type { Activity } from "./answering";
import type { Conversation, ConversationEvent, Message } from "./conversation";
import { isObject } from "./decode";
import type { DraftPart } from "./drafts";
import { isConversationId } from "./ids";

/** A conversation as it crosses to the panel: a list instead of a map. */
export interface ConversationSnapshot extends Omit<Conversation, "messages"> {
  readonly messages: readonly Message[];
}

/** A server that answered on this computer, offered in the empty view. */
export interface ServerOffer {
  readonly label: string;
  readonly baseURL: string;
  /** Set when a connection goes there already. */
  readonly connectionId?: string;
  readonly models: readonly string[];
}

/** A key that the environment holds, offered in the empty view. */
export interface KeyOffer {
  readonly connectionId: string;
  readonly label: string;
  /** Name of the environment variable. */
  readonly variable: string;
}

/** What the panel shows beside the conversation. */
export interface PanelStatus {
  /** Name of the model that the next message goes to. */
  readonly modelLabel: string | null;
  /** Nothing while the secret storage has not answered yet. */
  readonly hasKey: boolean | null;
  /** Things that do not work, in translated words. */
  readonly notices: readonly string[];
  readonly servers: readonly ServerOffer[];
  readonly keys: readonly KeyOffer[];
}

export type HostToPanel =
  | {
      readonly type: "snapshot";
      readonly conversation: ConversationSnapshot;
      /** Number of the next event. */
      readonly from: number;
      readonly activity: Activity;
      readonly draft: string;
      readonly draftParts: readonly DraftPart[];
      /** A newer version wrote the conversation: it can be read only. */
      readonly readOnly: boolean;
    }
  | {
      readonly type: "events";
      readonly conversationId: string;
      readonly from: number;
      readonly events: readonly ConversationEvent[];
    }
  | { readonly type: "activity"; readonly conversationId: string; readonly activity: Activity }
  | { readonly type: "status"; readonly status: PanelStatus }
  /** The code that is attached in the composer changed. */
  | {
      readonly type: "draftParts";
      readonly conversationId: string;
      readonly parts: readonly DraftPart[];
    }
  /** One sentence for the line under the composer, in translated words. */
  | { readonly type: "hint"; readonly text: string }
  /** Why nothing was done: the page has the words. */
  | { readonly type: "notDone"; readonly why: "sameAgain" | "nothingOlder" }
  /** The message was taken; the composer may be emptied. */
  | { readonly type: "sent"; readonly conversationId: string }
  /** The message was not taken; it stays in the composer. */
  | { readonly type: "refused"; readonly conversationId: string }
  | { readonly type: "focusComposer" };

export type PanelToHost =
  /** The panel has nothing, or saw a gap: answered with `snapshot` and `status`. */
  | { readonly type: "ready" }
  /** With the ids of the attached code that was seen: nothing else is sent. */
  | {
      readonly type: "send";
      readonly conversationId: string;
      readonly text: string;
      readonly partIds: readonly string[];
    }
  | { readonly type: "stop"; readonly conversationId: string }
  | { readonly type: "retry"; readonly conversationId: string; readonly answerId: string }
  /** Leaves out the oldest turns and asks again. */
  | { readonly type: "shorten"; readonly conversationId: string; readonly answerId: string }
  /** Sends again what was left out, from the next message on. */
  | { readonly type: "includeAll"; readonly conversationId: string }
  /** Sends a parameter again that was left out or renamed for an answer. */
  | {
      readonly type: "undoRepair";
      readonly conversationId: string;
      readonly answerId: string;
      readonly parameter: string;
    }
  | { readonly type: "changeDraft"; readonly conversationId: string; readonly text: string }
  | { readonly type: "removePart"; readonly conversationId: string; readonly partId: string }
  | { readonly type: "changeSystemPrompt"; readonly conversationId: string; readonly text: string }
  | { readonly type: "newChat" }
  | { readonly type: "openHistory" }
  | { readonly type: "chooseModel" }
  /** With the connection of a failed answer, or without one: the present one, or asked for. */
  | { readonly type: "setKey"; readonly connectionId: string }
  | { readonly type: "editConnection"; readonly connectionId: string }
  | { readonly type: "startOfflineTour" }
  | { readonly type: "getStarted" }
  | { readonly type: "useServer"; readonly baseURL: string }
  /** Chooses a model at a connection whose key the environment holds. */
  | { readonly type: "useConnection"; readonly connectionId: string }
  /** The keyboard is in the page, or no longer. */
  | { readonly type: "focused" }
  | { readonly type: "blurred" }
  | { readonly type: "openLink"; readonly url: string }
  | { readonly type: "copy"; readonly text: string };

/** One function for each message of a union; a forgotten one does not compile. */
export type Handlers<Union extends { readonly type: string }> = {
  readonly [T in Union["type"]]: (message: Extract<Union, { type: T }>) => void | Promise<void>;
};

/** Hands a message to its handler. */
export function dispatch<Union extends { readonly type: string }>(
  handlers: Handlers<Union>,
  message: Union,
): void | Promise<void> {
  const handler = handlers[message.type as Union["type"]] as (
    message: Union,
  ) => void | Promise<void>;
  return handler(message);
}

/** Reads a message of the panel; nothing when it is not one. Texts are texts, ids are ids, lists are lists of texts. */
export function decodePanelMessage(value: unknown): PanelToHost | undefined {
  if (!isObject(value) || typeof value["type"] !== "string") return undefined;
  if (!Object.hasOwn(fields, value["type"])) return undefined;
  const names: readonly string[] = fields[value["type"] as PanelToHost["type"]];
  if (!names.every(name => isField(name, value[name]))) return undefined;
  return Object.fromEntries(
    ["type", ...names].map(name => [name, value[name]]),
  ) as unknown as PanelToHost;
}

function isField(name: string, value: unknown): boolean {
  if (name === "conversationId") return isConversationId(value);
  if (name === "partIds") return Array.isArray(value) && value.every(isText);
  return isText(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

const fields: { readonly [T in PanelToHost["type"]]: readonly FieldName<T>[] } = {
  ready: [],
  send: ["conversationId", "text", "partIds"],
  stop: ["conversationId"],
  retry: ["conversationId", "answerId"],
  shorten: ["conversationId", "answerId"],
  includeAll: ["conversationId"],
  undoRepair: ["conversationId", "answerId", "parameter"],
  changeDraft: ["conversationId", "text"],
  removePart: ["conversationId", "partId"],
  changeSystemPrompt: ["conversationId", "text"],
  newChat: [],
  openHistory: [],
  chooseModel: [],
  setKey: ["connectionId"],
  editConnection: ["connectionId"],
  startOfflineTour: [],
  getStarted: [],
  useServer: ["baseURL"],
  useConnection: ["connectionId"],
  focused: [],
  blurred: [],
  openLink: ["url"],
  copy: ["text"],
};

type FieldName<T extends PanelToHost["type"]> = Exclude<
  keyof Extract<PanelToHost, { type: T }>,
  "type"
>;

export function snapshotOf(conversation: Conversation): ConversationSnapshot {
  return { ...conversation, messages: [...conversation.messages.values()] };
}

export function fromSnapshot(snapshot: ConversationSnapshot): Conversation {
  return {
    ...snapshot,
    messages: new Map(snapshot.messages.map(message => [message.id, message])),
  };
}
