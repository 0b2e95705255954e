import { type Names, sourceOf } from "./markdownSource";
import type { Reading } from "./reading";

/** What is copied is Markdown where the selection goes beyond one paragraph, and as it looks beside that. */
export function copyAsMarkdown({ messages, t }: Reading): void {
  document.addEventListener("copy", event => {
    const selection = document.getSelection();
    const range = selection?.rangeCount ? selection.getRangeAt(0) : undefined;
    if (!range || range.collapsed || event.target instanceof HTMLTextAreaElement) return;
    const text = selectedSource(messages, range, { call: name => t("Function call: {0}", name) });
    if (text === "" || !event.clipboardData) return;
    event.clipboardData.setData("text/plain", text);
    event.clipboardData.setData("text/html", htmlOf(range));
    event.preventDefault();
  });
}

/** The Markdown of what is selected; empty where the browser copies that just as well. */
export function selectedSource(messages: Element, range: Range, names: Names): string {
  const { commonAncestorContainer: common } = range;
  const holder = common instanceof Element ? common : common.parentElement;
  if (!holder || !(holder.contains(messages) || messages.contains(holder))) return "";
  // A part of one paragraph, one heading or one block of code is plain text.
  if (holder.closest("p, h1, h2, h3, h4, h5, h6, pre, td, th, button, summary")) return "";
  const articles = [...messages.querySelectorAll(":scope > * > article")];
  const parts = articles.flatMap(article => {
    const source = range.intersectsNode(article) ? sourceOf(article, range, names) : "";
    return source === "" ? [] : [{ name: article.ariaLabel ?? "", source }];
  });
  if (parts.length < 2) return parts[0]?.source ?? "";
  return parts.map(({ name, source }) => `**${name}:**\n\n${source}`).join("\n\n");
}

const controls = ".message-actions, .code-header, button, svg, .wait, .versions";

/** The nodes without what the page has put beside them. */
function htmlOf(range: Range): string {
  const copied = document.createElement("div");
  copied.append(range.cloneContents());
  for (const control of copied.querySelectorAll(controls)) control.remove();
  return new XMLSerializer().serializeToString(copied);
}
