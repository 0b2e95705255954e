import type { ForeignConversation, ForeignMessage } from "./foreign";

const head = /^\*\*(User|Assistant):\*\*\n\n/;

/** Whether a text is what Cline and Roo Code make of a task with “Export task”. */
export function isTaskMarkdown(text: string): boolean {
  return head.test(text.slice(0, 100).replaceAll("\r\n", "\n"));
}

/**
 * Reads such a text: `**User:**` or `**Assistant:**`, an empty line and the words, with `---` between
 * two messages (`downloadTask` of src/integrations/misc/export-markdown.ts in both). Pictures are
 * `[Image]` in it, and tools are text.
 */
export function taskMarkdown(whole: string): ForeignConversation {
  const text = whole.replaceAll("\r\n", "\n");
  const messages: ForeignMessage[] = [];
  for (const section of text.split(/(?:^|\n\n)---\n\n(?=\*\*(?:User|Assistant):\*\*\n\n)/)) {
    const [found, role] = head.exec(section) ?? [];
    const words = section.slice(found?.length ?? 0).trim();
    if (found === undefined || words === "") continue;
    messages.push({
      id: `m${messages.length}`,
      parentId: messages.at(-1)?.id ?? null,
      ...(role === "User" ? { role: "user" } : { role: "assistant", model: "Task" }),
      parts: [{ type: "text", text: words }],
    });
  }
  const [first] = messages;
  return {
    program: "markdown",
    id: JSON.stringify(first?.parts ?? []),
    title: "",
    messages,
    notes: [],
  };
}
