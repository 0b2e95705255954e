import type { Aside, Conversation } from "../conversation";
import { eventsOf } from "../copying";
import type { ConversationEvent } from "../events";
import type { Answer, EarlierEnd, Message } from "../messages";

/** A conversation whose messages are in a list. */
export type WholeConversation = Omit<Conversation, "messages"> & {
  readonly messages: readonly Message[];
};

/**
 * The events that make a whole conversation anew, with its ids, branches and deleted messages: folded
 * they give an equal one. How an answer came to be piece by piece is not in them.
 */
export function* wholeEvents(conversation: WholeConversation): Generator<ConversationEvent> {
  const { createdAt: at, messages } = conversation;
  yield* settingsOf(conversation);
  for (const message of messages) yield* madeAnew(message);
  const marked = (flag: "leftOut" | "deleted") =>
    messages.filter(message => message[flag]).map(({ id }) => id);
  const [leftOut, deleted] = [marked("leftOut"), marked("deleted")];
  if (leftOut.length > 0) yield { type: "messagesLeftOut", at, ids: leftOut };
  if (deleted.length > 0) yield { type: "messagesDeleted", at, ids: deleted };
  const { leafId } = conversation;
  if (leafId !== null && leafId !== lastAdded(messages))
    yield { type: "leafChosen", at, id: leafId };
}

function* settingsOf(conversation: WholeConversation): Generator<ConversationEvent> {
  const { createdAt: at, systemPrompt, choice, parameters, functions } = conversation;
  if (systemPrompt !== "") yield { type: "systemPromptChanged", at, text: systemPrompt };
  if (choice) yield { type: "modelChosen", at, choice };
  if (Object.keys(parameters).length > 0) yield { type: "parametersChanged", at, parameters };
  if (Object.keys(functions).length > 1 || functions.declared.length > 0)
    yield { type: "functionsChanged", at, functions };
  yield* titleEvents(conversation);
}

/** A model is asked for a title beside the messages, which the user's own word then replaces. */
function* titleEvents({
  createdAt: at,
  title,
  titledBy,
  asides,
}: WholeConversation): Generator<ConversationEvent> {
  const asked = (aside: Aside): ConversationEvent => ({
    type: "titleChanged",
    at,
    title,
    by: "model",
    ...aside,
  });
  yield* asides.map(asked);
  if (titledBy === "user" || (titledBy && asides.length === 0))
    yield { type: "titleChanged", at, title, by: titledBy };
}

/** What is shown without a choice: further choices of a request never are. */
function lastAdded(messages: readonly Message[]): string | undefined {
  return messages.findLast(message => !("index" in message) || message.role !== "assistant")?.id;
}

function* madeAnew(message: Message): Generator<ConversationEvent> {
  const { id, parentId, at, name } = message;
  if (message.role !== "assistant" || (!message.earlier && message.index === undefined))
    yield* eventsOf(message, id, parentId);
  else yield* continuedAnswer(message);
  if (name !== undefined) yield { type: "messageNamed", at, id, name };
}

/**
 * An answer with its earlier ends. Each of them says how much text there was then, which is what it
 * is cut by; where the user had changed the text, that length is all that is known of it.
 */
function* continuedAnswer(answer: Answer): Generator<ConversationEvent> {
  const { id, at, earlier = [], received, text, details, index } = answer;
  const whole = received ?? text;
  const pieces = { ...answer, text: "", details: {} };
  const { received: _received, ...first } = { ...pieces, ...startOf(answer) };
  const [started, ...rest] = eventsOf(first, id, answer.parentId);
  if (started) yield { ...started, ...(index !== undefined && { index }) };
  yield* rest.slice(0, -2); // Without its details and its end, which come where they belong.
  let told = 0;
  let length = 0;
  let edited = received !== undefined;
  for (const [place, end] of earlier.entries()) {
    const upTo = Math.min(Math.max(told, end.length), whole.length);
    yield* textOf(id, at, whole.slice(told, upTo));
    length += upTo - told;
    told = upTo;
    yield* endOf(id, at, end);
    if (length !== end.length) {
      yield { type: "answerEdited", at, id, text: whole.slice(0, end.length).padEnd(end.length) };
      edited = true;
      ({ length } = end);
    }
    yield { type: "answerContinued", at, id, ...startOf(answer, place + 1) };
  }
  yield* textOf(id, at, whole.slice(told));
  yield* endOf(id, at, { ...answer, details });
  if (edited) yield { type: "answerEdited", at, id, text };
}

/** Who was asked for a part of an answer. What was sent is known of the last part only. */
function startOf(answer: Answer, place = 0) {
  const { choice, modelLabel } = answer.earlier?.[place] ?? answer;
  return { choice, modelLabel, parameters: answer.parameters };
}

function* textOf(id: string, at: number, text: string): Generator<ConversationEvent> {
  if (text !== "") yield { type: "textReceived", at, id, text };
}

function* endOf(
  id: string,
  at: number,
  { details, finish, error, usage, cost }: Omit<EarlierEnd, "length">,
): Generator<ConversationEvent> {
  const spent = { ...(usage && { usage }), ...(cost && { cost }) };
  yield { type: "answerDetailed", at, id, details };
  if (error) yield { type: "answerFailed", at, id, error, ...spent };
  else yield { type: "answerFinished", at, id, finish: finish ?? "interrupted", ...spent };
}
