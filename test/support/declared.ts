import type { ChatEvent } from "../../src/core/answering";
import { exampleFunctions } from "../../src/core/functionText";
import type { Functions } from "../../src/core/functions";

/** The function of the documents, and one more. */
export const addNumbers = exampleFunctions[0] ?? { name: "" };
export const declared: Functions = { declared: [addNumbers] };

/** A whole call, in one piece. */
export function call(index: number, name: string, json: string, id = `call_${index}`): ChatEvent {
  return { type: "toolCall", index, callId: id, name, arguments: json };
}

export function finish(reason = "tool_calls"): ChatEvent {
  return { type: "finish", finish: reason };
}
