import type { Activity } from "./answering";
import type { Conversation } from "./conversation";
import type { ConversationEvent } from "./events";
import type { Message } from "./messages";
import type { MeterReading } from "./metering";
import type { Model } from "./models";
import { isObject } from "./decode";
import type { DraftPart, ResultTexts } from "./drafts";
import type { FunctionColumn } from "./functions";
import type { FoundFile } from "./foundFiles";
import { isConversationId } from "./ids";
import type { ImageColumn } from "./imageRules";
import type { ParameterRules } from "./parameters";
import type { Phrase } from "./phrase";
import type { Preset } from "./presets";
import type { QueuedLine } from "./queue";
import type { Access } from "./session";
import type { ShownThread } from "./shownThread";
import { Table } from "./table";

/** A conversation as it crosses to the panel: a list instead of a map. */
export interface ConversationSnapshot extends Omit<Conversation, "messages"> {
  readonly messages: readonly Message[];
}

/** What stands in the composer. */
export interface PanelDraft {
  readonly text: string;
  readonly parts: readonly DraftPart[];
  /** The message that is being changed; sending makes a new one beside it, or saves an answer's text. */
  readonly editing: { readonly messageId: string; readonly role: Message["role"] } | null;
  /** What calls came to, as far as it was typed. */
  readonly results?: ResultTexts;
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

/** What sends the message: Enter, or Ctrl+Enter (⌘Enter), where Enter makes a line. */
export type SendKey = "enter" | "modEnter";

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
  readonly sendKey: SendKey;
  /** What is known of the model that the next message goes to; absent while it was not looked up. */
  readonly model?: Model;
  /** What is known of pictures at its provider. */
  readonly images?: ImageColumn;
  /** What is known of parameters at the model. */
  readonly rules: ParameterRules;
  readonly presets: readonly Preset[];
  /** What is known of functions at the model's provider. */
  readonly functions?: FunctionColumn;
}

/** A picture as it lies on disk, whatever its name says. */
export interface ReadImage {
  readonly name: string;
  /** A data URL without a media type. */
  readonly url: string;
}

export type HostToPanel =
  | {
      readonly type: "snapshot";
      /** With the end of the shown thread only. */
      readonly conversation: ConversationSnapshot;
      /** Its first words, which the panel may not have. */
      readonly title: string;
      readonly thread: ShownThread;
      /** Whether the thread has messages before these. */
      readonly more: boolean;
      /** Number of the next event. */
      readonly from: number;
      readonly activity: Activity;
      readonly draft: PanelDraft;
      readonly access: Access;
    }
  | {
      readonly type: "events";
      readonly conversationId: string;
      readonly from: number;
      readonly events: readonly ConversationEvent[];
      /** This view asked for what happens. */
      readonly mine?: true;
      /** Where another thread is shown now, or something else stands beside it. */
      readonly thread?: ShownThread;
      /** With a thread: the title as it is now. */
      readonly title?: string;
    }
  /** What comes before the messages that the panel has. */
  | {
      readonly type: "earlierMessages";
      readonly conversationId: string;
      readonly messages: readonly Message[];
      readonly more: boolean;
    }
  | { readonly type: "access"; readonly conversationId: string; readonly access: Access }
  /** The composer holds something else now; `mine` where this view asked for it. */
  | {
      readonly type: "draft";
      readonly conversationId: string;
      readonly draft: PanelDraft;
      readonly mine: boolean;
    }
  | { readonly type: "activity"; readonly conversationId: string; readonly activity: Activity }
  | { readonly type: "status"; readonly status: PanelStatus }
  /** The code that is attached in the composer changed. */
  | {
      readonly type: "draftParts";
      readonly conversationId: string;
      readonly parts: readonly DraftPart[];
    }
  /** The messages that wait for the answer before them. */
  | {
      readonly type: "queue";
      readonly conversationId: string;
      readonly queue: readonly QueuedLine[];
    }
  /** What the next request comes to, and what was spent so far. */
  | {
      readonly type: "meter";
      readonly conversationId: string;
      readonly reading: MeterReading;
    }
  /** What was found for a query of the composer, the best first. */
  | { readonly type: "foundFiles"; readonly query: string; readonly files: readonly FoundFile[] }
  /** Which of the places that an answer names exist in the workspace. */
  | {
      readonly type: "placesFound";
      readonly messageId: string;
      readonly places: readonly string[];
    }
  /** Pictures that the host has read, for the page to make them fit: name and data URL of each. */
  | {
      readonly type: "imagesRead";
      readonly conversationId: string;
      readonly images: readonly ReadImage[];
    }
  /** A file beside the journal as a data URL; empty where it cannot be read. */
  | {
      readonly type: "image";
      readonly conversationId: string;
      readonly file: string;
      readonly url: string;
    }
  /** One sentence for the line under the composer: the page translates it. `unsent`: why a message was not sent. */
  | { readonly type: "told"; readonly phrase: Phrase; readonly unsent?: true }
  /** One sentence for the line under the composer, in translated words. */
  | { readonly type: "hint"; readonly text: string }
  /** Why nothing was done: the page has the words. */
  | {
      readonly type: "notDone";
      readonly why: "sameAgain" | "nothingOlder" | "stillWritten" | "deleted";
    }
  /** A model was not asked, because of what is set: cause and way out. */
  | {
      readonly type: "notSent";
      readonly why: Phrase;
      readonly at: "parameters" | "functions";
    }
  /** The message was taken; the composer may be emptied. */
  | { readonly type: "sent"; readonly conversationId: string }
  /** The message was not taken; it stays in the composer. */
  | { readonly type: "refused"; readonly conversationId: string }
  | { readonly type: "focusComposer" }
  /** Find opens with this text, at its first place in a message. */
  | {
      readonly type: "findInChat";
      readonly conversationId: string;
      readonly messageId: string;
      readonly text: string;
    };

export type PanelToHost =
  /** The panel has nothing, or saw a gap: answered with `snapshot` and `status`. */
  | { readonly type: "ready" }
  /** With the ids of the attached code that was seen: nothing else is sent. Queued while an answer is made. */
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
  /** Puts a queued message back into the composer. */
  | { readonly type: "editQueued"; readonly conversationId: string; readonly queuedId: string }
  | { readonly type: "removeQueued"; readonly conversationId: string; readonly queuedId: string }
  /** Sends the queue, which waits because an answer did not end well. */
  | { readonly type: "sendQueued"; readonly conversationId: string }
  /** Asks for files to attach. */
  | { readonly type: "pickFiles"; readonly conversationId: string }
  | { readonly type: "findFiles"; readonly query: string }
  /** Attaches a file that was found. */
  | { readonly type: "attachFound"; readonly conversationId: string; readonly uri: string }
  /** Attaches what the user dropped, wherever it lies. */
  | {
      readonly type: "attachDropped";
      readonly conversationId: string;
      readonly uris: readonly string[];
    }
  /** Attaches files that the user dropped from outside; the page has read them, or says why not. */
  | {
      readonly type: "attachTexts";
      readonly conversationId: string;
      readonly names: readonly string[];
      readonly texts: readonly string[];
      readonly refused: string;
    }
  /** Attaches a picture that the page has read and made to fit, as a data URL. */
  | {
      readonly type: "attachImage";
      readonly conversationId: string;
      readonly name: string;
      readonly url: string;
    }
  /** Attaches a link to a picture, which the provider is to follow. */
  | { readonly type: "attachImageLink"; readonly conversationId: string; readonly url: string }
  /** How closely a picture is to be looked at; not said where it is empty. */
  | {
      readonly type: "changeDetail";
      readonly conversationId: string;
      readonly partId: string;
      readonly detail: string;
    }
  /** Asks for a picture that is shown: answered with `image`. */
  | { readonly type: "readImage"; readonly conversationId: string; readonly file: string }
  | { readonly type: "changeSystemPrompt"; readonly conversationId: string; readonly text: string }
  /** Messages before those that the panel has. */
  | { readonly type: "showEarlier"; readonly conversationId: string }
  /** The thread through a message that stands beside a shown one. */
  | { readonly type: "showMessage"; readonly conversationId: string; readonly messageId: string }
  /** Asks for a model, and tries again with it. */
  | { readonly type: "retryWith"; readonly conversationId: string; readonly answerId: string }
  /** Goes on with an answer that was cut. */
  | { readonly type: "continueAnswer"; readonly conversationId: string; readonly answerId: string }
  /** Puts a message into the composer, to be changed there. */
  | { readonly type: "editMessage"; readonly conversationId: string; readonly messageId: string }
  | { readonly type: "cancelEdit"; readonly conversationId: string }
  /** Gives an answer the text that it came with. */
  | { readonly type: "undoEdit"; readonly conversationId: string; readonly answerId: string }
  | { readonly type: "deleteMessage"; readonly conversationId: string; readonly messageId: string }
  | {
      readonly type: "restoreMessages";
      readonly conversationId: string;
      readonly messageIds: readonly string[];
    }
  /** Shows a copy of the thread to a message as a conversation of its own; with an empty id all of it. */
  | { readonly type: "fork"; readonly conversationId: string; readonly messageId: string }
  /** Writes from now on what another window wrote. */
  | { readonly type: "takeOver"; readonly conversationId: string }
  | { readonly type: "openInEditor"; readonly conversationId: string }
  /** Asks the user what the conversation is to be called. */
  | { readonly type: "renameChat"; readonly conversationId: string }
  | { readonly type: "exportChat"; readonly conversationId: string }
  | { readonly type: "deleteChat"; readonly conversationId: string }
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
  /** Puts code of an answer at the cursor of the last editor, or in the place of what was asked about. */
  | (CodeOfAnswer & { readonly type: "insertCode" })
  | (CodeOfAnswer & { readonly type: "replaceSelection" })
  | (CodeOfAnswer & { readonly type: "newFile"; readonly language: string })
  /** Asks which of the places that an answer names exist: answered with `placesFound`. */
  | {
      readonly type: "findPlaces";
      readonly conversationId: string;
      readonly messageId: string;
      readonly places: readonly string[];
    }
  /** Opens a place such as `src/a.ts:12`. */
  | {
      readonly type: "openPlace";
      readonly conversationId: string;
      readonly messageId: string;
      readonly place: string;
    }
  /** Shows an answer's request and response as they went over the wire, or copies the request. */
  | {
      readonly type: "showWire";
      readonly conversationId: string;
      readonly answerId: string;
      /** One of `wireForms`. */
      readonly form: string;
    }
  /** All that is set from now on, as JSON: what is wrong among it stays. */
  | { readonly type: "changeParameters"; readonly conversationId: string; readonly json: string }
  /** How declared functions are called, as JSON. */
  | { readonly type: "changeFunctions"; readonly conversationId: string; readonly json: string }
  /** Opens what is declared in an editor. */
  | { readonly type: "editFunctions"; readonly conversationId: string }
  /** What the calls of an answer came to, one text for each: kept until it is sent. */
  | (ResultsOfAnswer & { readonly type: "changeResults" })
  | (ResultsOfAnswer & { readonly type: "sendResults" })
  | { readonly type: "applyPreset"; readonly conversationId: string; readonly name: string }
  /** Keeps what is set, and the system prompt, as a preset. */
  | { readonly type: "savePreset"; readonly conversationId: string; readonly name: string }
  | { readonly type: "deletePreset"; readonly name: string }
  /** New conversations begin with it; with none where the name is empty. */
  | { readonly type: "defaultPreset"; readonly name: string }
  /** Asks the user for a message's name. */
  | { readonly type: "nameMessage"; readonly conversationId: string; readonly messageId: string }
  | { readonly type: "openLink"; readonly url: string }
  | { readonly type: "copy"; readonly text: string };

interface ResultsOfAnswer {
  readonly conversationId: string;
  readonly answerId: string;
  readonly texts: readonly string[];
}

interface CodeOfAnswer {
  readonly conversationId: string;
  readonly messageId: string;
  readonly text: string;
}

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
  return lists.includes(name) ? Array.isArray(value) && value.every(isText) : isText(value);
}

const lists: readonly string[] = ["partIds", "messageIds", "uris", "names", "texts", "places"];

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
  editQueued: ["conversationId", "queuedId"],
  removeQueued: ["conversationId", "queuedId"],
  sendQueued: ["conversationId"],
  pickFiles: ["conversationId"],
  findFiles: ["query"],
  attachFound: ["conversationId", "uri"],
  attachDropped: ["conversationId", "uris"],
  attachTexts: ["conversationId", "names", "texts", "refused"],
  attachImage: ["conversationId", "name", "url"],
  attachImageLink: ["conversationId", "url"],
  changeDetail: ["conversationId", "partId", "detail"],
  readImage: ["conversationId", "file"],
  changeSystemPrompt: ["conversationId", "text"],
  changeParameters: ["conversationId", "json"],
  changeFunctions: ["conversationId", "json"],
  editFunctions: ["conversationId"],
  changeResults: ["conversationId", "answerId", "texts"],
  sendResults: ["conversationId", "answerId", "texts"],
  applyPreset: ["conversationId", "name"],
  savePreset: ["conversationId", "name"],
  deletePreset: ["name"],
  defaultPreset: ["name"],
  nameMessage: ["conversationId", "messageId"],
  showEarlier: ["conversationId"],
  showMessage: ["conversationId", "messageId"],
  retryWith: ["conversationId", "answerId"],
  continueAnswer: ["conversationId", "answerId"],
  editMessage: ["conversationId", "messageId"],
  cancelEdit: ["conversationId"],
  undoEdit: ["conversationId", "answerId"],
  deleteMessage: ["conversationId", "messageId"],
  restoreMessages: ["conversationId", "messageIds"],
  fork: ["conversationId", "messageId"],
  takeOver: ["conversationId"],
  openInEditor: ["conversationId"],
  renameChat: ["conversationId"],
  exportChat: ["conversationId"],
  deleteChat: ["conversationId"],
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
  insertCode: ["conversationId", "messageId", "text"],
  replaceSelection: ["conversationId", "messageId", "text"],
  newFile: ["conversationId", "messageId", "text", "language"],
  findPlaces: ["conversationId", "messageId", "places"],
  openPlace: ["conversationId", "messageId", "place"],
  showWire: ["conversationId", "answerId", "form"],
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
    messages: Table.of(snapshot.messages),
  };
}
