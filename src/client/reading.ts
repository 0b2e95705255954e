import type { ChatEvent } from "../core/answering";
import type { Usage } from "../core/conversation";
import { isObject } from "../core/decode";

/** Turns one chunk of any dialect into events; a whole `message` is read like a `delta`. */
export function eventsOfChunk(chunk: unknown): readonly ChatEvent[] {
  if (!isObject(chunk)) return [];
  const choices = Array.isArray(chunk["choices"]) ? chunk["choices"] : [];
  const first: unknown = choices.find(choice => isObject(choice) && (choice["index"] ?? 0) === 0);
  return [...(isObject(first) ? eventsOfChoice(first) : []), ...eventsOfUsage(chunk["usage"])];
}

function eventsOfChoice(choice: Record<string, unknown>): readonly ChatEvent[] {
  const piece = isObject(choice["delta"]) ? choice["delta"] : choice["message"];
  const delta = isObject(piece) ? piece : {};
  const reasoning = textOf(delta["reasoning_content"]) || textOf(delta["reasoning"]);
  const text = textOf(delta["content"]) || textOf(delta["refusal"]);
  const finish = textOf(choice["finish_reason"]);
  return [
    ...(reasoning === "" ? [] : [{ type: "reasoning", text: reasoning } as const]),
    ...(text === "" ? [] : [{ type: "text", text } as const]),
    ...(finish === "" ? [] : [{ type: "finish", finish } as const]),
  ];
}

function eventsOfUsage(value: unknown): readonly ChatEvent[] {
  if (!isObject(value)) return [];
  const usage: Usage = {
    ...count("promptTokens", value["prompt_tokens"]),
    ...count("completionTokens", value["completion_tokens"]),
    ...count("totalTokens", value["total_tokens"]),
  };
  return [{ type: "usage", usage }];
}

function count(name: keyof Usage, value: unknown): Usage {
  return typeof value === "number" && Number.isFinite(value) ? { [name]: value } : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
