import { isObject } from "../decode";
import { fence } from "../prompt";
import { wholeText } from "./claude";
import type { ForeignConversation, ForeignMessage, ForeignPart } from "./foreign";
import { labelled, listAt, member, numberAt, textAt, timeOf } from "./untrusted";

/**
 * A session of Continue, a file of its folder `sessions`: `sessionId`, `title`, `workspaceDirectory`
 * and `history`, a list of `{ message, contextItems, promptLogs?, reasoning? }`. `message` is as the
 * Chat Completions API has it, with roles `thinking` and `tool` beside the usual ones, and parts
 * `text` and `imageUrl`. No message has a time. The types are `Session`, `ChatHistoryItem` and
 * `ChatMessage` of Continue's core/index.d.ts; core/util/history.ts writes the files.
 */
export function isContinueSession(value: unknown): boolean {
  return textAt(value, "sessionId") !== "" && Array.isArray(member(value, "history"));
}

/** A row of Continue's sessions.json: what a session is called, and when it began. */
export function isContinueRow(value: unknown): boolean {
  return (
    textAt(value, "sessionId") !== "" &&
    isObject(value) &&
    Object.hasOwn(value, "dateCreated") &&
    !Object.hasOwn(value, "history")
  );
}

/** When a session of a row began; the file has the number as text. */
export function rowTime(value: unknown): number | undefined {
  return timeOf(numberAt(value, "dateCreated") ?? Number(textAt(value, "dateCreated")));
}

/** Reads one; `createdAt` is what the list of sessions says of it. */
export function continueSession(value: unknown, createdAt?: number): ForeignConversation {
  const model = textAt(value, "chatModelTitle") || "Continue";
  const messages: ForeignMessage[] = [];
  let thought = "";
  let systemPrompt = "";
  for (const item of listAt(value, "history")) {
    const message = member(item, "message");
    const role = textAt(message, "role");
    if (role === "system") systemPrompt ||= textsOf(message);
    else if (role === "thinking") thought = joined(thought, textsOf(message));
    else if (role === "user") add(messages, { role, parts: userParts(item) });
    else {
      const reasoning = joined(thought, textAt(member(item, "reasoning"), "text"));
      thought = "";
      addAnswer(messages, answerParts(item), reasoning, modelOf(item) || model);
    }
  }
  const workspace = textAt(value, "workspaceDirectory");
  return {
    program: "continue",
    id: textAt(value, "sessionId"),
    title: textAt(value, "title"),
    ...(createdAt !== undefined && { createdAt }),
    ...(workspace && { workspace }),
    ...(systemPrompt && { systemPrompt }),
    messages,
    notes: [],
  };
}

function add(messages: ForeignMessage[], message: Omit<ForeignMessage, "id" | "parentId">): void {
  if (message.parts.length === 0 && !message.reasoning) return;
  messages.push({ ...message, id: `m${messages.length}`, parentId: messages.at(-1)?.id ?? null });
}

/** Calls, what they came to and what was said then are one answer. */
function addAnswer(
  messages: ForeignMessage[],
  parts: readonly ForeignPart[],
  reasoning: string,
  model: string,
): void {
  const last = messages.at(-1);
  if (last?.role !== "assistant")
    return add(messages, { role: "assistant", parts, model, ...(reasoning && { reasoning }) });
  const whole = joined(last.reasoning ?? "", reasoning);
  messages[messages.length - 1] = {
    ...last,
    parts: [...last.parts, ...parts],
    ...(whole && { reasoning: whole }),
  };
}

function joined(one: string, other: string): string {
  return [one, other].filter(text => text.trim() !== "").join("\n\n");
}

function modelOf(item: unknown): string {
  return textAt(listAt(item, "promptLogs").at(-1), "modelTitle");
}

function textsOf(message: unknown): string {
  const content = member(message, "content");
  if (typeof content === "string") return content;
  return listAt(message, "content")
    .map(part => textAt(part, "text"))
    .filter(Boolean)
    .join("\n\n");
}

/** What was said, and what stood beside it: code and files. */
function userParts(item: unknown): readonly ForeignPart[] {
  const message = member(item, "message");
  const items = listAt(item, "contextItems").flatMap(context => {
    const content = textAt(context, "content");
    const path = textAt(context, "name") || textAt(member(context, "uri"), "value") || "context";
    return content.trim() === "" ? [] : [wholeText(path, content)];
  });
  return [...partsOf(message), ...items];
}

function partsOf(message: unknown): readonly ForeignPart[] {
  const content = member(message, "content");
  const parts = typeof content === "string" ? [{ text: content }] : listAt(message, "content");
  return parts.flatMap((part): ForeignPart[] => {
    const url = textAt(member(part, "imageUrl"), "url");
    if (url) return [{ type: "picture", from: url }];
    const text = textAt(part, "text");
    return text.trim() === "" ? [] : [{ type: "text", text }];
  });
}

function answerParts(item: unknown): readonly ForeignPart[] {
  const message = member(item, "message");
  if (textAt(message, "role") === "tool") {
    const text = textsOf(message);
    return text.trim() === "" ? [] : [{ type: "text", text: labelled("Result", fence(text, "")) }];
  }
  const calls = listAt(message, "toolCalls").map((call): ForeignPart => {
    const { name, json } = callOf(call);
    return { type: "text", text: labelled(name, fence(json, "json")) };
  });
  return [...partsOf(message), ...calls];
}

function callOf(call: unknown) {
  const called = member(call, "function");
  return { name: textAt(called, "name") || "Tool", json: textAt(called, "arguments") };
}
