import type { ConversationEvent } from "./events";
import type { ToolCallPiece } from "./messages";

/** One event for two pieces of the same text, or nothing where they are none. */
export function joined(
  last: ConversationEvent,
  event: ConversationEvent,
): ConversationEvent | undefined {
  if (event.type === "toolCallReceived" && last.type === "toolCallReceived") {
    const goesOn = event.id === last.id && event.index === last.index && isArguments(event);
    return goesOn
      ? { ...last, arguments: (last.arguments ?? "") + (event.arguments ?? "") }
      : undefined;
  }
  if (!isText(event) || !isText(last) || last.type !== event.type || last.id !== event.id)
    return undefined;
  return { type: last.type, at: last.at, id: last.id, text: last.text + event.text };
}

/** Whether an event is a piece of a stream, and may be written a little later. */
export function isDelta(event: ConversationEvent): boolean {
  return isText(event) || (event.type === "toolCallReceived" && isArguments(event));
}

function isText(
  event: ConversationEvent,
): event is Extract<
  ConversationEvent,
  { type: "textReceived" | "reasoningReceived" | "refusalReceived" }
> {
  return (
    event.type === "textReceived" ||
    event.type === "reasoningReceived" ||
    event.type === "refusalReceived"
  );
}

/** Whether a piece of a tool call has nothing but more of its arguments. */
function isArguments({ callId, name, extra }: ToolCallPiece): boolean {
  return callId === undefined && name === undefined && extra === undefined;
}
