import { parseJson } from "../decode";
import type { ForeignConversation, ForeignMessage } from "./foreign";
import { assistantMessage, userMessage } from "./taskContent";
import { isUiMessage, shownTask } from "./taskShown";
import { NothingSaid } from "./trouble";
import { listAt, member, numberAt, textAt, timeOf } from "./untrusted";

/** The files of one task of Cline or Roo Code, as far as they are there. */
export interface TaskFiles {
  /** api_conversation_history.json. */
  messages?: readonly unknown[];
  /** ui_messages.json. */
  shown?: readonly unknown[];
  /** task_metadata.json of Cline. */
  metadata?: unknown;
  /** history_item.json of Roo Code. */
  item?: unknown;
}

/** What a file of a task is, by what is in it. */
export type TaskFile = keyof TaskFiles;

/**
 * A task of Cline or Roo Code is a folder `tasks/<id>`. `api_conversation_history.json` is a list of
 * messages as Anthropic's API has them (`role`, and `content` as text or blocks), with `ts` and, in
 * newer ones, `modelInfo` and `metrics`; Roo Code also writes `{ version: 2, messages }` with the
 * blocks of the AI SDK (`tool-call`, `tool-result`, `reasoning`). `ui_messages.json` is what was shown:
 * `{ ts, type: "ask" | "say", text, … }`. The sources are src/core/storage/disk.ts,
 * src/shared/ExtensionMessage.ts and src/core/context/context-tracking/ContextTrackerTypes.ts of Cline,
 * and src/core/task-persistence/{apiMessages,rooMessage,TaskHistoryStore}.ts of Roo Code.
 */
export function taskFileOf(value: unknown): TaskFile | undefined {
  if (Array.isArray(member(value, "files_in_context"))) return "metadata";
  if (numberAt(value, "version") === 2 && isApiMessage(listAt(value, "messages")[0]))
    return "messages";
  const isItem = textAt(value, "task") !== "" && numberAt(value, "ts") !== undefined;
  return isItem && numberAt(value, "tokensIn") !== undefined ? "item" : undefined;
}

/** What a list is of which this is one. */
export function taskListOf(first: unknown): TaskFile | undefined {
  if (isUiMessage(first)) return "shown";
  return isApiMessage(first) ? "messages" : undefined;
}

function isApiMessage(value: unknown): boolean {
  if (textAt(value, "type") === "reasoning") return true;
  const content = member(value, "content");
  const role = textAt(value, "role");
  return (
    (role === "user" || role === "assistant") &&
    (typeof content === "string" || Array.isArray(content))
  );
}

/** Reads a task from its files. Throws where none of them has its messages. */
export function taskConversation(files: TaskFiles): ForeignConversation {
  const { messages = [], shown = [], metadata, item } = files;
  const model = textAt(listAt(metadata, "model_usage").at(-1), "model_id");
  const read = messages.length > 0 ? fromMessages(messages, model) : shownTask(shown, model);
  if (read.length === 0) throw new NothingSaid();
  const first = timeOf(numberAt(shown[0], "ts") ?? Number.NaN);
  const last = timeOf(numberAt(shown.at(-1), "ts") ?? numberAt(item, "ts") ?? Number.NaN);
  const createdAt = read.find(({ at }) => at !== undefined)?.at ?? first ?? last;
  return {
    program: "task",
    id: textAt(item, "id") || JSON.stringify(messages[0] ?? shown[0]),
    title: "",
    ...(createdAt !== undefined && { createdAt }),
    ...(last !== undefined && { changedAt: last }),
    messages: withUsage(read, shown),
    notes: [],
  };
}

function fromMessages(messages: readonly unknown[], model: string): readonly ForeignMessage[] {
  const read: ForeignMessage[] = [];
  let pending = "";
  for (const message of messages) {
    const role = textAt(message, "role");
    // Reasoning that stands between the messages belongs to the answer behind it.
    if (role === "") pending = summaryOf(message);
    const parentId = read.at(-1)?.id ?? null;
    const at = timeOf(numberAt(message, "ts") ?? Number.NaN);
    const place = { id: `m${read.length}`, parentId, ...(at !== undefined && { at }) };
    const made =
      role === "assistant"
        ? assistantMessage(message, pending, model)
        : role
          ? userMessage(message)
          : undefined;
    if (role !== "") pending = "";
    if (made && (made.parts.length > 0 || made.reasoning)) read.push({ ...place, ...made });
  }
  return read;
}

function summaryOf(message: unknown): string {
  return listAt(message, "summary")
    .map(part => textAt(part, "text"))
    .filter(Boolean)
    .join("\n\n");
}

/** What was shown says what each request cost, where there is one for each answer. */
function withUsage(
  messages: readonly ForeignMessage[],
  shown: readonly unknown[],
): readonly ForeignMessage[] {
  const requests = shown.filter(message => textAt(message, "say") === "api_req_started");
  const answers = messages.filter(({ role }) => role === "assistant");
  if (requests.length !== answers.length) return messages;
  const spent = new Map(answers.map(({ id }, index) => [id, spentIn(requests[index])]));
  return messages.map(message => {
    const known = spent.get(message.id);
    return known && !message.usage ? { ...known, ...message } : message;
  });
}

function spentIn(request: unknown): Pick<ForeignMessage, "usage" | "at"> | undefined {
  const told = parseJson(textAt(request, "text"));
  const at = timeOf(numberAt(request, "ts") ?? Number.NaN);
  const counts = {
    promptTokens: numberAt(told, "tokensIn"),
    completionTokens: numberAt(told, "tokensOut"),
    cachedTokens: numberAt(told, "cacheReads"),
    cacheWriteTokens: numberAt(told, "cacheWrites"),
    cost: numberAt(told, "cost"),
  };
  const known = Object.entries(counts).filter(([, count]) => count !== undefined);
  return {
    ...(at !== undefined && { at }),
    ...(known.length > 0 && { usage: Object.fromEntries(known) }),
  };
}
