import { languageOf } from "./languages";
import { phrase } from "../phrase";
import { fence } from "../prompt";
import type { ForeignConversation, ForeignMessage, ForeignPart } from "./foreign";
import { inTreeOrder, withoutEmpty } from "./treeOrder";
import { dateAt, labelled, listAt, member, textAt } from "./untrusted";

/**
 * A conversation of Claude's export, an element of conversations.json: `chat_messages` in the order
 * of time, each with `sender`, `content` blocks (`text`, `thinking`, `tool_use`, `tool_result`) or an
 * older `text`, `attachments` with what Claude read of them, and `parent_message_uuid`, which in the
 * first one names no message. The form is as LibreChat reads it
 * (packages/api/src/import/claude/content.ts, and the export in __data__/claude.ts there).
 */
export function isClaude(value: unknown): boolean {
  return Array.isArray(member(value, "chat_messages"));
}

/** Reads one. Throws where its messages form a circle. */
export function claudeConversation(value: unknown): ForeignConversation {
  const list = listAt(value, "chat_messages");
  const linked = list.some(message => textAt(message, "parent_message_uuid") !== "");
  let before: string | null = null;
  const read = list.map((message, index): ForeignMessage => {
    const made: ForeignMessage = messageOf(
      message,
      textAt(message, "uuid") || `m${index}`,
      linked ? textAt(message, "parent_message_uuid") : before,
    );
    before = made.id;
    return made;
  });
  const messages = withoutEmpty(inTreeOrder(read));
  const createdAt = dateAt(value, "created_at");
  const changedAt = dateAt(value, "updated_at");
  const leafId = textAt(value, "current_leaf_message_uuid");
  const missing = list.flatMap(message => listAt(message, "files")).length;
  return {
    program: "claude",
    id: textAt(value, "uuid") || read.map(({ id }) => id).join(),
    title: textAt(value, "name"),
    ...(createdAt !== undefined && { createdAt }),
    ...(changedAt !== undefined && { changedAt }),
    messages,
    ...(messages.some(({ id }) => id === leafId) && { leafId }),
    notes:
      missing === 0
        ? []
        : [
            phrase(
              "The export names attached files and has none of them, {0} times.",
              String(missing),
            ),
          ],
  };
}

function messageOf(message: unknown, id: string, parentId: string | null): ForeignMessage {
  const role = textAt(message, "sender") === "human" ? "user" : "assistant";
  const blocks = listAt(message, "content");
  const parts = blocks.flatMap(partOf);
  const text = textAt(message, "text");
  // Beside blocks it says only that some of them cannot be shown.
  if (blocks.length === 0 && text.trim() !== "") parts.push({ type: "text", text });
  const at = dateAt(message, "created_at");
  const reasoning = blocks.map(thinkingOf).filter(Boolean).join("\n\n");
  return {
    id,
    parentId,
    ...(at !== undefined && { at }),
    role,
    parts: [...parts, ...listAt(message, "attachments").flatMap(attachmentOf)],
    ...(reasoning && { reasoning }),
    ...(role === "assistant" && {
      model: textAt(message, "model") || "Claude",
      provider: "anthropic",
    }),
  };
}

function partOf(block: unknown): ForeignPart[] {
  const text = textOf(block);
  return text.trim() === "" ? [] : [{ type: "text", text }];
}

function textOf(block: unknown): string {
  const type = textAt(block, "type");
  if (type === "tool_use") return callOf(block);
  if (type === "tool_result") return resultOf(block);
  return type === "thinking" ? "" : textAt(block, "text");
}

/** An artifact is a text of its own; of other tools the input is shown. */
function callOf(block: unknown): string {
  const input = member(block, "input");
  const name = textAt(block, "name");
  const content = textAt(input, "content");
  if (name === "artifacts" && content !== "") {
    const language =
      textAt(input, "language") || (textAt(input, "type").includes("markdown") ? "markdown" : "");
    return labelled(textAt(input, "title") || name, fence(content, language));
  }
  return labelled(name || "Tool", fence(JSON.stringify(input ?? {}, undefined, 2), "json"));
}

function resultOf(block: unknown): string {
  const content = member(block, "content");
  const texts = Array.isArray(content) ? content.map(item => textAt(item, "text")) : [content];
  const text = texts.filter(item => typeof item === "string" && item.trim() !== "").join("\n\n");
  return text === "" ? "" : labelled(`${textAt(block, "name") || "Tool"}: result`, fence(text, ""));
}

function thinkingOf(block: unknown): string {
  const thinking = textAt(block, "thinking");
  if (thinking.trim() !== "") return thinking;
  return listAt(block, "summaries")
    .map(entry => textAt(entry, "summary"))
    .filter(Boolean)
    .join("\n\n");
}

/** What was read of a file, and what was pasted, which has no name. */
function attachmentOf(attachment: unknown): ForeignPart[] {
  const text = textAt(attachment, "extracted_content");
  if (text.trim() === "") return [];
  const path = textAt(attachment, "file_name") || "pasted.txt";
  return [wholeText(path, text)];
}

export function wholeText(path: string, text: string): ForeignPart {
  const endLine = text.split("\n").length;
  return { type: "file", path, language: languageOf(path), startLine: 1, endLine, text };
}
