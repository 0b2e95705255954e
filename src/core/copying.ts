import { type Conversation, noFunctions, thread } from "./conversation";
import type { ConversationEvent } from "./events";
import { isOpen, type Message, type ResultMessage } from "./messages";
import { messageId } from "./ids";

/** The events that make the thread to a message anew in another conversation, with ids of its own. */
export function copyOf(
  conversation: Conversation,
  leafId: string | null,
): readonly ConversationEvent[] {
  const { systemPrompt, choice, parameters, functions, title, titledBy } = conversation;
  const messages = thread(conversation, leafId);
  const at = messages.at(-1)?.at ?? conversation.createdAt;
  const events: ConversationEvent[] = [];
  if (systemPrompt !== "") events.push({ type: "systemPromptChanged", at, text: systemPrompt });
  if (choice) events.push({ type: "modelChosen", at, choice });
  if (Object.keys(parameters).length > 0)
    events.push({ type: "parametersChanged", at, parameters });
  if (functions !== noFunctions) events.push({ type: "functionsChanged", at, functions });
  if (titledBy) events.push({ type: "titleChanged", at, title, by: titledBy });
  let parentId: string | null = null;
  const leftOut: string[] = [];
  for (const message of messages) {
    const id = messageId();
    events.push(...eventsOf(message, id, parentId));
    const { name } = message;
    if (name !== undefined) events.push({ type: "messageNamed", at: message.at, id, name });
    if (message.leftOut) leftOut.push(id);
    parentId = id;
  }
  if (leftOut.length > 0) events.push({ type: "messagesLeftOut", at, ids: leftOut });
  return events;
}

/** The events that make one message; an answer that is still being made is cut. */
export function eventsOf(
  message: Message,
  id: string,
  parentId: string | null,
): readonly ConversationEvent[] {
  const { at } = message;
  if (message.role === "user")
    return [{ type: "messageAdded", at, id, parentId, content: message.content }];
  if (message.role !== "assistant") return [{ ...resultOf(message), id, parentId }];
  const { choice, modelLabel, parameters, details, usage, cost, error, finish, text } = message;
  const stamp = { at, id };
  const started = { ...stamp, parentId, choice, modelLabel, parameters };
  const end = { ...stamp, ...(usage && { usage }), ...(cost && { cost }) };
  const events: ConversationEvent[] = [
    { type: "answerStarted", ...started },
    { type: "reasoningReceived", ...stamp, text: message.reasoning },
    { type: "textReceived", ...stamp, text: message.received ?? text },
    { type: "refusalReceived", ...stamp, text: message.refusal },
    ...message.toolCalls.map(
      ({ id: callId, name, arguments: json, extra }, index): ConversationEvent => ({
        type: "toolCallReceived",
        ...stamp,
        index,
        callId,
        name,
        arguments: json,
        ...(extra && { extra }),
      }),
    ),
    ...message.images.map((url): ConversationEvent => ({ type: "imageReceived", ...stamp, url })),
    ...message.warnings.map(
      (warning): ConversationEvent => ({
        type: "warningAdded",
        ...stamp,
        warning,
      }),
    ),
    ...message.repairs.map(
      (repair): ConversationEvent => ({
        type: "requestRepaired",
        ...stamp,
        repair,
      }),
    ),
    { type: "answerDetailed", ...stamp, details },
    error
      ? { type: "answerFailed", ...end, error }
      : { type: "answerFinished", ...end, finish: finish ?? "interrupted" },
    ...(message.received === undefined
      ? []
      : [{ type: "answerEdited", ...stamp, text } satisfies ConversationEvent]),
  ];
  return events.filter(
    event => !("text" in event) || event.text !== "" || event.type === "answerEdited",
  );
}

function resultOf({ role, at, index, callId, called, text }: ResultMessage) {
  return { type: "resultAdded" as const, role, at, index, callId, called, text };
}

/** What ends the answers of a conversation that nobody makes any more. */
export function closingOf(conversation: Conversation, at: number): readonly ConversationEvent[] {
  return [...conversation.messages.values()]
    .filter(isOpen)
    .map(({ id }) => ({ type: "answerFinished", at, id, finish: "interrupted" }));
}
