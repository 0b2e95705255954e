import type { FunctionColumn } from "../core/functions";
import { nineSigns } from "../core/functionCalls";
import type { WireCall, WireMessage } from "../core/prompt";
import type { StreamBody } from "./sdk";

type Sent = StreamBody["messages"][number];

/** Where a request goes, as far as calls and their results are concerned. */
export interface FunctionsAt {
  readonly connectionId: string;
  readonly column: FunctionColumn;
}

/** Whether a message holds calls, or a result. */
export function isFunctionMessage({ role, tool_calls, function_call }: WireMessage): boolean {
  return role === "tool" || role === "function" || Boolean(tool_calls ?? function_call);
}

/** A call or a result in the form that a provider takes: the older one only where it knows that. */
export function functionMessage(message: WireMessage, at: FunctionsAt): Sent {
  const { role, content, name = "", tool_call_id: id = "", function_call: call } = message;
  const text = typeof content === "string" ? content : "";
  const legacy = at.column.legacy === true;
  if (role === "function" && legacy) return { role, name, content: text };
  if (role === "tool" || role === "function")
    return { role: "tool", tool_call_id: idAt(id, at), content: text };
  const calls = message.tool_calls ?? (call ? [{ id, type: "function", function: call }] : []);
  return {
    role: "assistant",
    content: text === "" ? null : text,
    ...(message.name !== undefined && { name: message.name }),
    ...reasoningFor(message, at),
    ...(call && legacy
      ? { function_call: { ...call } }
      : { tool_calls: calls.map((made, index) => callAt(made, index, message, at)) }),
  };
}

/** With what its own provider wants back beside it, such as Gemini's {@link https://ai.google.dev/gemini-api/docs/thought-signatures signatures}. */
function callAt(call: WireCall, index: number, { back }: WireMessage, at: FunctionsAt) {
  const extra = back?.to === at.connectionId ? back.extras[index] : undefined;
  return {
    id: idAt(call.id, at),
    type: "function" as const,
    function: { ...call.function },
    ...(extra && { extra_content: extra }),
  };
}

function idAt(id: string, { column }: FunctionsAt): string {
  return column.callIds === "nineSigns" ? nineSigns(id) : id;
}

/** {@link https://api-docs.deepseek.com/guides/thinking_mode DeepSeek} refuses a call of a question that it thought about without its thoughts. */
function reasoningFor({ back }: WireMessage, { connectionId, column }: FunctionsAt): object {
  if (!column.reasoning || back?.to !== connectionId) return {};
  const { reasoning, reasoningDetails } = back;
  const said = { reasoning_content: reasoning, reasoning_details: reasoningDetails };
  const value = said[column.reasoning];
  return value === undefined ? {} : { [column.reasoning]: value };
}
