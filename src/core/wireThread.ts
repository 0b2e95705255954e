import { allResults } from "./functionCalls";
import type { Answer, Message, ResultMessage } from "./messages";
import type { WireMessage } from "./prompt";

/** A message of a thread, and what it is sent as. */
export interface WireEntry {
  readonly message: Message;
  /** A call goes with its results, so that what it is sent as depends on what stands behind it. */
  readonly alone: boolean;
  readonly wire: () => readonly WireMessage[];
}

/**
 * What a thread is sent as. An answer that calls functions goes with its calls only when all their
 * results follow, and a result only with its call: providers refuse one without the other.
 */
export function wireThread(
  messages: readonly Message[],
  /** What a message is sent as that has nothing to do with functions. */
  plain: (message: Message) => readonly WireMessage[],
): readonly WireEntry[] {
  const question = messages.findLastIndex(({ role }) => role === "user");
  return messages.flatMap((message, index): readonly WireEntry[] => {
    if (message.role === "tool" || message.role === "function") return [];
    const calls = message.role === "assistant" && message.toolCalls.length > 0;
    const results = calls ? allResults(messages, index) : undefined;
    const wire = () =>
      results && message.role === "assistant"
        ? callMessages(message, results, index > question)
        : plain(message);
    return [{ message, alone: !calls, wire }];
  });
}

/** An answer that calls, followed by what came of it; in the older form one call at a time. */
function callMessages(
  answer: Answer,
  results: readonly ResultMessage[],
  present: boolean,
): readonly WireMessage[] {
  const { toolCalls, text, name } = answer;
  const legacy = results.every(({ role }) => role === "function");
  const back = backOf(answer, present);
  const calling = { role: "assistant", ...(name !== undefined && { name }), back } as const;
  const content = text === "" ? null : text;
  const calls = toolCalls.map((call, index) => ({
    id: results[index]?.callId ?? "",
    function: { name: call.name, arguments: call.arguments },
  }));
  if (!legacy)
    return [
      {
        ...calling,
        content,
        tool_calls: calls.map(call => ({ ...call, type: "function" as const })),
      },
      ...results.map(resultMessage),
    ];
  return results.flatMap((result, index) => [
    {
      ...calling,
      content: index === 0 ? content : null,
      function_call: calls[index]?.function ?? { name: "", arguments: "" },
      tool_call_id: result.callId,
    },
    resultMessage(result),
  ]);
}

function resultMessage({ role, callId, called, text }: ResultMessage): WireMessage {
  const common = { content: text, tool_call_id: callId };
  return role === "function" ? { role, ...common, name: called } : { role, ...common };
}

/** Reasoning belongs to the question that is being answered, and is old after the next one. */
function backOf(
  { choice, toolCalls, reasoning, details: { reasoningDetails } }: Answer,
  present: boolean,
): NonNullable<WireMessage["back"]> {
  return {
    to: choice.connectionId,
    extras: toolCalls.map(({ extra }) => extra ?? null),
    ...(present && reasoning !== "" && { reasoning }),
    ...(present && reasoningDetails && { reasoningDetails }),
  };
}
