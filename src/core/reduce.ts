import type { Conversation } from "./conversation";
import type { ConversationEvent } from "./events";
import {
  type Answer,
  type EarlierEnd,
  isOpen,
  type Message,
  type ToolCall,
  type ToolCallPiece,
} from "./messages";
import type { TableEdit } from "./table";

/**
 * The conversation after an event. Pure: host, panel and journal reader all run it, and agree.
 * An event about a message that is not there, or for an answer that has ended, changes nothing.
 */
export function reduce(conversation: Conversation, event: ConversationEvent): Conversation {
  return reduceAll(conversation, [event]);
}

/** The conversation after several events; what is copied for a change is copied once. */
export function reduceAll(
  conversation: Conversation,
  events: readonly ConversationEvent[],
): Conversation {
  if (events.length === 0) return conversation;
  const { messages: table, ...rest } = conversation;
  let draft: Draft | undefined;
  const messages = table.changed(edit => {
    draft = { ...rest, messages: edit };
    for (const event of events) (apply[event.type] as Apply | undefined)?.(draft, event);
  });
  return { ...rest, ...draft, messages };
}

type Draft = { -readonly [K in Exclude<keyof Conversation, "messages">]: Conversation[K] } & {
  readonly messages: TableEdit<Message>;
};
type Apply = (draft: Draft, event: ConversationEvent) => void;

const apply: {
  readonly [T in ConversationEvent["type"]]: (
    draft: Draft,
    event: Extract<ConversationEvent, { type: T }>,
  ) => void;
} = {
  systemPromptChanged: (draft, event) => {
    draft.systemPrompt = event.text;
  },
  modelChosen: (draft, event) => {
    draft.choice = event.choice;
  },
  parametersChanged: (draft, event) => {
    draft.parameters = event.parameters;
  },
  functionsChanged: (draft, event) => {
    draft.functions = event.functions;
  },
  titleChanged: (draft, { title, by, usage, cost }) => {
    if (usage || cost)
      draft.asides = [...draft.asides, { ...(usage && { usage }), ...(cost && { cost }) }];
    if (by === "model" && draft.titledBy === "user") return;
    draft.title = title;
    draft.titledBy = by;
  },
  resultAdded: (draft, { type: _type, ...result }) => add(draft, result),
  messageAdded: (draft, { id, parentId, at, content }) => {
    add(draft, { id, parentId, role: "user", at, content });
  },
  answerStarted: (draft, { id, parentId, at, choice, modelLabel, parameters, index }) => {
    const { leafId } = draft;
    add(draft, {
      id,
      parentId,
      role: "assistant",
      at,
      choice,
      modelLabel,
      parameters,
      ...(index !== undefined && { index }),
      text: "",
      reasoning: "",
      refusal: "",
      toolCalls: [],
      images: [],
      warnings: [],
      repairs: [],
      details: {},
    });
    if (index !== undefined) draft.leafId = leafId; // The first choice is the one that is shown.
  },
  answerContinued: (draft, { id, choice, modelLabel, parameters }) => {
    const answer = draft.messages.get(id);
    if (answer?.role !== "assistant" || isOpen(answer)) return;
    const { finish, error, usage, cost, ...open } = answer;
    const end: EarlierEnd = {
      length: answer.text.length,
      choice: answer.choice,
      modelLabel: answer.modelLabel,
      details: answer.details,
      ...(finish !== undefined && { finish }),
      ...(error && { error }),
      ...(usage && { usage }),
      ...(cost && { cost }),
    };
    const earlier = [...(answer.earlier ?? []), end];
    draft.messages.set({ ...open, choice, modelLabel, parameters, details: {}, earlier });
  },
  answerEdited: (draft, { id, text }) => {
    const answer = draft.messages.get(id);
    if (answer?.role !== "assistant" || isOpen(answer)) return;
    const { received = answer.text, ...rest } = answer;
    draft.messages.set({ ...rest, text, ...(text !== received && { received }) });
  },
  messageNamed: (draft, { id, name }) => {
    const message = draft.messages.get(id);
    if (!message) return;
    const { name: _name, ...nameless } = message;
    draft.messages.set(name === "" ? nameless : { ...nameless, name });
  },
  leafChosen: (draft, { id }) => {
    if (draft.messages.get(id)) draft.leafId = id;
  },
  messagesDeleted: (draft, { ids }) => {
    for (const id of ids) {
      const message = draft.messages.get(id);
      if (message) draft.messages.set({ ...message, deleted: true });
    }
  },
  messagesRestored: (draft, { ids }) => {
    for (const id of ids) {
      const message = draft.messages.get(id);
      if (!message) continue;
      const { deleted: _deleted, ...restored } = message;
      draft.messages.set(restored);
    }
  },
  textReceived: (draft, event) => {
    change(draft, event.id, ({ received, ...answer }) => ({
      ...answer,
      text: answer.text + event.text,
      ...(received !== undefined && { received: received + event.text }),
    }));
  },
  reasoningReceived: (draft, event) => {
    change(draft, event.id, answer => ({ ...answer, reasoning: answer.reasoning + event.text }));
  },
  refusalReceived: (draft, event) => {
    change(draft, event.id, answer => ({ ...answer, refusal: answer.refusal + event.text }));
  },
  toolCallReceived: (draft, event) => {
    change(draft, event.id, answer => ({
      ...answer,
      toolCalls: withPiece(answer.toolCalls, event),
    }));
  },
  imageReceived: (draft, event) => {
    change(draft, event.id, answer => ({ ...answer, images: [...answer.images, event.url] }));
  },
  warningAdded: (draft, event) => {
    change(draft, event.id, answer => ({
      ...answer,
      warnings: [...answer.warnings, event.warning],
    }));
  },
  requestRepaired: (draft, event) => {
    change(draft, event.id, answer => ({ ...answer, repairs: [...answer.repairs, event.repair] }));
  },
  repairUndone: (draft, { id, parameter }) => {
    const message = draft.messages.get(id);
    if (message?.role !== "assistant") return;
    const repairs = message.repairs.filter(repair => repair.parameter !== parameter);
    draft.messages.set({ ...message, repairs });
  },
  messagesLeftOut: (draft, { ids }) => {
    for (const id of ids) {
      const message = draft.messages.get(id);
      if (message) draft.messages.set({ ...message, leftOut: true });
    }
  },
  messagesIncluded: (draft, { ids }) => {
    for (const id of ids) {
      const message = draft.messages.get(id);
      if (!message) continue;
      const { leftOut: _left, ...included } = message;
      draft.messages.set(included);
    }
  },
  answerDetailed: (draft, event) => {
    change(draft, event.id, answer => ({
      ...answer,
      details: { ...answer.details, ...event.details },
    }));
  },
  answerFinished: (draft, { id, finish, usage, cost }) => {
    change(draft, id, answer => ({
      ...answer,
      finish,
      ...(usage && { usage }),
      ...(cost && { cost }),
    }));
  },
  answerFailed: (draft, { id, error, usage, cost }) => {
    change(draft, id, answer => ({
      ...answer,
      error,
      ...(usage && { usage }),
      ...(cost && { cost }),
    }));
  },
};

/** The calls with a piece of one more of them, or of one that is there. */
function withPiece(calls: readonly ToolCall[], piece: ToolCallPiece): readonly ToolCall[] {
  const old = calls[piece.index] ?? { id: "", name: "", arguments: "" };
  if (piece.index > calls.length) return calls;
  const extra = piece.extra ?? old.extra;
  const call: ToolCall = {
    id: piece.callId ?? old.id,
    name: piece.name ?? old.name,
    arguments: old.arguments + (piece.arguments ?? ""),
    ...(extra && { extra }),
  };
  return calls.length === piece.index ? [...calls, call] : calls.with(piece.index, call);
}

function add(draft: Draft, message: Message): void {
  if (draft.messages.get(message.id)) return;
  draft.messages.set(message);
  draft.leafId = message.id;
}

function change(draft: Draft, id: string, to: (answer: Answer) => Answer): void {
  const message = draft.messages.get(id);
  if (message?.role === "assistant" && isOpen(message)) draft.messages.set(to(message));
}
