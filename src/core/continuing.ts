import type { Conversation } from "./conversation";
import type { Answer, Message } from "./messages";
import { type WireMessage, wireMessages } from "./prompt";
import { anchorOf, type Continuing } from "./seam";

/** Whether an answer was cut, has text, and so can be continued. */
export function canContinue(message: Message | undefined): message is Answer {
  if (message?.role !== "assistant" || message.text.trim() === "") return false;
  if (message.toolCalls.length > 0) return false;
  return (
    message.error !== undefined ||
    ["stopped", "interrupted", "length"].includes(message.finish ?? "")
  );
}

/** What asks a model to go on with an answer. */
export function continuation(
  conversation: Conversation,
  answer: Answer,
  by: Continuing,
): readonly WireMessage[] {
  const before = wireMessages(conversation, answer.parentId);
  // Some providers refuse white space at the end of what they are to go on from.
  if (by === "prefill")
    return [...before, { role: "assistant", content: answer.text.trimEnd(), prefill: true }];
  return [
    ...before,
    { role: "assistant", content: answer.text },
    { role: "user", content: `${instruction}\n\n${anchorOf(answer.text)}` },
  ];
}

/** The model repeats its last words, so that the place where it goes on can be found. */
const instruction =
  "Your answer was cut off. Go on with it: begin by repeating exactly these last words of it, then continue from there, with no introduction and without repeating anything else:";
