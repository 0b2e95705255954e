import { dataUrl, bytesOf } from "../base64";
import type { Usage } from "../messages";
import { fence } from "../prompt";
import { wholeText } from "./claude";
import type { ForeignMessage, ForeignPart } from "./foreign";
import { labelled, listAt, member, numberAt, textAt } from "./untrusted";

type Said = Omit<ForeignMessage, "id" | "parentId" | "at">;

/** A message of the user's side: the task, what the user wrote, and what tools came to. */
export function userMessage(message: unknown): Said {
  const parts = blocksOf(message).flatMap((block, index, all) =>
    userPart(block, textAt(all[index - 1], "text")),
  );
  return { role: "user", parts };
}

export function assistantMessage(message: unknown, before: string, fallback: string): Said {
  const blocks = blocksOf(message);
  const thoughts = blocks.flatMap(block => thinkingOf(block) || []);
  const own = textAt(message, "reasoning_content");
  const texts = blocks.map(answerText).filter(text => text.trim() !== "");
  const { text, thinking } = withoutThinking(texts.join("\n\n"));
  const reasoning = [before, own, ...thoughts, thinking].filter(Boolean).join("\n\n");
  const info = member(message, "modelInfo");
  const usage = usageOf(member(message, "metrics"));
  return {
    role: "assistant",
    parts: text.trim() === "" ? [] : [{ type: "text", text: withFencedTools(text) }],
    ...(reasoning && { reasoning }),
    model: textAt(info, "modelId") || fallback || "Task",
    ...(textAt(info, "providerId") && { provider: textAt(info, "providerId") }),
    ...(usage && { usage }),
  };
}

function blocksOf(message: unknown): readonly unknown[] {
  const content = member(message, "content");
  return typeof content === "string"
    ? [{ type: "text", text: content }]
    : listAt(message, "content");
}

/** Tags in which what the user wrote is put for the model. */
const wrapping = /^<(task|feedback|user_message|answer)>/;
/** How the result of a tool begins: what was called, and what came of it, here or in the next block. */
const resultHead = /^\[([^\]\n]{1,300})\] Result:\s*/;

function userPart(block: unknown, before: string): readonly ForeignPart[] {
  const type = textAt(block, "type");
  if (type === "image") return pictureOf(block);
  if (type === "tool_result" || type === "tool-result") return resultParts(block);
  const text = textAt(block, "text");
  if (text.trim() === "") return [];
  if (text.startsWith("<environment_details>")) return [wholeText("environment_details", text)];
  const head = resultHead.exec(text);
  if (head) {
    const rest = text.slice(head[0].length);
    return rest.trim() === "" ? [] : [wholeText(head[1] ?? "", rest)];
  }
  const headless = /^\[([^\]\n]{1,300})\] Result:\s*$/.exec(before);
  if (headless) return [wholeText(headless[1] ?? "", text)];
  return [{ type: "text", text: unwrapped(text.trim()) ?? text }];
}

/** What stands in such a tag. Looked for from both ends: one pattern for all would take hours over spaces. */
function unwrapped(text: string): string | undefined {
  const [opening, name] = wrapping.exec(text) ?? [];
  const closing = `</${name}>`;
  if (opening === undefined || !text.endsWith(closing)) return undefined;
  return text.slice(opening.length, -closing.length).trim();
}

function resultParts(block: unknown): readonly ForeignPart[] {
  const output = member(block, "output");
  const content = member(block, "content") ?? member(output, "value") ?? output;
  const items = Array.isArray(content) ? content : [content];
  const name = textAt(block, "toolName") || "result";
  return items.flatMap((item: unknown) => {
    if (textAt(item, "type") === "image") return pictureOf(item);
    const text = typeof item === "string" ? item : textAt(item, "text");
    return text.trim() === "" ? [] : [wholeText(name, text)];
  });
}

/** Anthropic's form (`source`), or the AI SDK's (`image`, `mediaType`). */
function pictureOf(block: unknown): readonly ForeignPart[] {
  const source = member(block, "source");
  const data = textAt(source, "data") || textAt(block, "image");
  const link = textAt(source, "url") || (/^(https?|data):/i.test(data) ? data : "");
  if (link) return [{ type: "picture", from: link }];
  const bytes = data ? bytesOf(data) : undefined;
  const type = textAt(source, "media_type") || textAt(block, "mediaType") || "image/png";
  return [
    { type: "picture", from: bytes && /^[\w/+.-]+$/.test(type) ? dataUrl(type, bytes) : "missing" },
  ];
}

function answerText(block: unknown): string {
  const type = textAt(block, "type");
  const name = textAt(block, "name") || textAt(block, "toolName");
  if (type === "tool_use" || type === "tool-call") {
    const input = JSON.stringify(member(block, "input") ?? {}, undefined, 2);
    return labelled(name || "Tool", fence(input, "json"));
  }
  return type === "text" ? textAt(block, "text") : "";
}

function thinkingOf(block: unknown): string {
  const type = textAt(block, "type");
  if (type === "thinking") return textAt(block, "thinking");
  return type === "reasoning" ? textAt(block, "text") : "";
}

/** Models that were told to think aloud do it in a tag. */
function withoutThinking(text: string): { readonly text: string; readonly thinking: string } {
  const found = /^\s*<thinking>([^]*?)<\/thinking>\s*/.exec(text);
  return found
    ? { text: text.slice(found[0].length), thinking: found[1]?.trim() ?? "" }
    : { text, thinking: "" };
}

/** The name of a tool at the beginning of a line; what it is given stands in tags of its own. */
const toolOpening = /^<([a-z][a-z0-9_]*)>[ \t]*$/;

/** Uses of tools that are written as XML become blocks of code, which keep their lines. */
function withFencedTools(text: string): string {
  const shown: string[] = [];
  const lines = text.split("\n");
  const ends = closingLines(lines);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const end = nextEnd(ends.get(toolOpening.exec(line)?.[1] ?? ""), at);
    if (end === undefined) shown.push(line);
    else {
      shown.push(fence(lines.slice(at, end + 1).join("\n"), "xml"));
      at = end;
    }
  }
  return shown.join("\n");
}

/** The lines that close a tag, by its name, the last one first. */
function closingLines(lines: readonly string[]): ReadonlyMap<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [back, line] of lines.toReversed().entries()) {
    const name = /^<\/([a-z][a-z0-9_]*)>[ \t]*$/.exec(line)?.[1];
    if (name === undefined) continue;
    const places = found.get(name) ?? [];
    places.push(lines.length - 1 - back);
    found.set(name, places);
  }
  return found;
}

/** The next place behind a line; those before it are not asked for again. */
function nextEnd(places: number[] | undefined, line: number): number | undefined {
  for (let next = places?.at(-1); next !== undefined; next = places?.at(-1)) {
    if (next > line) return next;
    places?.pop();
  }
  return undefined;
}

/** Cline's `metrics` of a message. */
function usageOf(metrics: unknown): Usage | undefined {
  const tokens = member(metrics, "tokens");
  const counts = {
    promptTokens: numberAt(tokens, "prompt"),
    completionTokens: numberAt(tokens, "completion"),
    cachedTokens: numberAt(tokens, "cached"),
    cost: numberAt(metrics, "cost"),
  };
  const known = Object.entries(counts).filter(([, count]) => count !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}
