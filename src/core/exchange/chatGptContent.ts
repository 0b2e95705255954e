import { isObject, parseJson } from "../decode";
import { fence } from "../prompt";
import { cited } from "./chatGptMarks";
import type { ForeignPart } from "./foreign";
import { labelled, listAt, member, textAt } from "./untrusted";

/** What one node of ChatGPT's tree says. */
export interface Piece {
  readonly parts: readonly ForeignPart[];
  readonly reasoning: string;
  /** English texts with a place for how often. */
  readonly notes: readonly string[];
}

const noNotes: readonly string[] = [];

/** Whether a message was to be seen: what the program told the model by itself was not. */
export function isShown(message: unknown): boolean {
  const metadata = member(message, "metadata");
  return member(metadata, "is_visually_hidden_from_conversation") !== true;
}

/**
 * Reads the content of a message. The kinds and their fields are those that exports have, as
 * LibreChat (packages/api/src/import/chatgpt/content.ts) and chatgpt-to-markdown (sanand0) read them.
 */
export function chatGptContent(message: unknown): Piece {
  const content = member(message, "content");
  const kind = textAt(content, "content_type");
  const reader = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
  if (reader) return reader(content, message);
  const text = textAt(content, "text");
  return text ? said(text) : nothing;
}

type Reader = (content: unknown, message: unknown) => Piece;

const nothing: Piece = { parts: [], reasoning: "", notes: noNotes };

const readers: Readonly<Record<string, Reader>> = {
  text: manyParts,
  multimodal_text: manyParts,
  code: codeOf,
  execution_output: content => output("Output", textAt(content, "text")),
  thoughts: content => ({ ...nothing, reasoning: thoughtsIn(content) }),
  tether_quote: quoteOf,
  sonic_webpage: quoteOf,
  tether_browsing_display: content => output("Browser", textAt(content, "result")),
  system_error: content => output(textAt(content, "name") || "Error", textAt(content, "text")),
  // What the user and the program say of the user to every conversation, and how long was thought.
  user_editable_context: () => nothing,
  model_editable_context: () => nothing,
  reasoning_recap: () => nothing,
};

function said(text: string): Piece {
  return text.trim() === "" ? nothing : { ...nothing, parts: [{ type: "text", text }] };
}

function output(label: string, text: string): Piece {
  return text.trim() === "" ? nothing : said(labelled(label, fence(text, "")));
}

function manyParts(content: unknown, message: unknown): Piece {
  const recipient = textAt(message, "recipient");
  const parts: ForeignPart[] = [];
  const notes: string[] = [];
  for (const part of listAt(content, "parts")) {
    const picture = textAt(part, "asset_pointer");
    const text = typeof part === "string" ? part : textAt(part, "text");
    if (textAt(part, "content_type") === "image_asset_pointer" && picture)
      parts.push({ type: "picture", from: picture, ...nameOf(message, picture) });
    else if (text.trim() !== "") parts.push({ type: "text", text: cited(text, message) });
    else if (isObject(part)) notes.push(notePart(part));
  }
  const called = recipient !== "" && recipient !== "all";
  if (called) return callOf(recipient, textsOf(parts), "");
  return { parts, reasoning: "", notes: [...notes, ...missingFiles(message)] };
}

function textsOf(parts: readonly ForeignPart[]): string {
  return parts.flatMap(part => (part.type === "text" ? part.text : [])).join("\n\n");
}

function notePart(part: Record<string, unknown>): string {
  return /audio|video/.test(textAt(part, "content_type"))
    ? "Sound or video is left out, {0} times."
    : "A kind of content that is not known is left out, {0} times.";
}

/** Files beside pictures are not in an export. */
function missingFiles(message: unknown): readonly string[] {
  const attached = listAt(member(message, "metadata"), "attachments");
  return attached
    .filter(file => !textAt(file, "mime_type").startsWith("image/"))
    .map(() => "The export names attached files and has none of them, {0} times.");
}

/** The name under which a picture was attached. */
function nameOf(message: unknown, pointer: string): { readonly name?: string } {
  const attached = listAt(member(message, "metadata"), "attachments");
  const file = attached.find(each => {
    const id = textAt(each, "id");
    return id !== "" && pointer.endsWith(id);
  });
  const name = textAt(file, "name");
  return name ? { name } : {};
}

function codeOf(content: unknown, message: unknown): Piece {
  const language = textAt(content, "language").replace("unknown", "");
  return callOf(textAt(message, "recipient"), textAt(content, "text"), language);
}

/** Code that is run, a canvas that is written, or any other tool that is called. */
function callOf(recipient: string, text: string, language: string): Piece {
  if (text.trim() === "") return nothing;
  const json = parseJson(text);
  if (recipient.startsWith("canmore.") && isObject(json) && textAt(json, "content") !== "")
    return said(canvasOf(json));
  if (recipient === "" || recipient === "all") return said(fence(text, language));
  const form = recipient === "python" ? "python" : isObject(json) ? "json" : language;
  return said(labelled(recipient, fence(text, form)));
}

/** `type` is `document`, or `code/` and a language. */
function canvasOf(canvas: Record<string, unknown>): string {
  const type = textAt(canvas, "type");
  const language = type.startsWith("code/") ? type.slice("code/".length) : "markdown";
  return labelled(textAt(canvas, "name") || "Canvas", fence(textAt(canvas, "content"), language));
}

function thoughtsIn(content: unknown): string {
  const thoughts = listAt(content, "thoughts").map(thought => {
    const summary = textAt(thought, "summary");
    const text = textAt(thought, "content");
    return summary && text ? `**${summary}**\n\n${text}` : summary || text;
  });
  const parts = listAt(content, "parts").filter(part => typeof part === "string");
  return [...thoughts, ...parts].filter(Boolean).join("\n\n");
}

function quoteOf(content: unknown): Piece {
  const [title, url, text] = ["title", "url", "text"].map(name => textAt(content, name));
  const head = url ? `${title || "Source"}: ${url}` : (title ?? "");
  return said([head, text ? fence(text, "") : ""].filter(Boolean).join("\n\n"));
}
