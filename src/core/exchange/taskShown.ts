import { fence } from "../prompt";
import type { ForeignMessage, ForeignPart } from "./foreign";
import { labelled, listAt, numberAt, textAt, timeOf } from "./untrusted";

/** Whether a value is one of what Cline or Roo Code showed of a task. */
export function isUiMessage(value: unknown): boolean {
  const type = textAt(value, "type");
  return (type === "say" || type === "ask") && numberAt(value, "ts") !== undefined;
}

/** What is shown without being said: requests, checkpoints, questions that only wait for a click. */
const silent =
  /^(api_req_|checkpoint_created|resume_|command_output$|shell_integration_warning|deleted_api_reqs|load_mcp|mistake_limit|completion_result$|auto_approval)/;

/** The kinds of words that the user says. */
const users: readonly string[] = ["task", "user_feedback", "user_feedback_diff"];

/** A task by what was shown of it, where the messages to the model are not among the files. */
export function shownTask(shown: readonly unknown[], model: string): readonly ForeignMessage[] {
  const read: ForeignMessage[] = [];
  for (const [index, message] of shown.entries()) {
    const kind = textAt(message, "say") || textAt(message, "ask");
    const isUser = users.includes(kind) || index === 0;
    const isEnd = textAt(message, "say") === "completion_result";
    if (silent.test(kind) && !isEnd) continue;
    const said = isUser
      ? userParts(message)
      : [{ type: "text" as const, text: shownText(kind, message) }];
    const parts = said.filter(part => part.type !== "text" || part.text.trim() !== "");
    if (parts.length > 0) add(read, isUser ? "user" : "assistant", kind, parts, message, model);
  }
  return read;
}

function userParts(message: unknown): readonly ForeignPart[] {
  const pictures = listAt(message, "images").flatMap((url): ForeignPart[] =>
    typeof url === "string" ? [{ type: "picture", from: url }] : [],
  );
  return [{ type: "text", text: textAt(message, "text") }, ...pictures];
}

function shownText(kind: string, message: unknown): string {
  const text = textAt(message, "text");
  if (kind === "text" || kind === "completion_result" || text.trim() === "") return text;
  if (kind === "reasoning") return text;
  return labelled(kind, fence(text, text.trimStart().startsWith("{") ? "json" : ""));
}

/** What the model did one after the other is one answer. */
function add(
  read: ForeignMessage[],
  role: "user" | "assistant",
  kind: string,
  parts: readonly ForeignPart[],
  message: unknown,
  model: string,
): void {
  const last = read.at(-1);
  const thought = kind === "reasoning" ? textOf(parts) : "";
  const at = timeOf(numberAt(message, "ts") ?? Number.NaN);
  if (last?.role !== role || role === "user") {
    read.push({
      id: `m${read.length}`,
      parentId: last?.id ?? null,
      ...(at !== undefined && { at }),
      role,
      parts: thought ? [] : parts,
      ...(thought && { reasoning: thought }),
      ...(role === "assistant" && { model: model || "Task" }),
    });
    return;
  }
  const reasoning = [last.reasoning, thought].filter(Boolean).join("\n\n");
  read[read.length - 1] = {
    ...last,
    parts: thought ? last.parts : [...last.parts, ...parts],
    ...(reasoning && { reasoning }),
  };
}

function textOf(parts: readonly ForeignPart[]): string {
  return parts.flatMap(part => (part.type === "text" ? part.text : [])).join("\n\n");
}
