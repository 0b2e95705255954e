import type { Token } from "markdown-it";
import { cellText, closeLink, image, openLink } from "./inline";
import { addChild, element, textOf, type ElementNode, type Tag, type TreeNode } from "./tree";

/** Turns markdown-it's flat token list into a tree. Whatever is not known here becomes text. */
export function buildTree(tokens: readonly Token[]): TreeNode[] {
  const root: TreeNode[] = [];
  const builder: Builder = { stack: [root], inCell: false };
  for (const [index, token] of tokens.entries()) {
    if (token.nesting === 1) open(builder, token, taskAt(tokens, index));
    else if (token.nesting === -1) close(builder, token);
    else leaf(builder, token, taskAt(tokens, index - 2));
  }
  return root;
}

interface Builder {
  /** The children of each open element, outermost first. */
  readonly stack: TreeNode[][];
  inCell: boolean;
}

/** Emphasis nests without end in markdown-it; a browser that lays out 10,000 levels dies. */
const deepest = 160;

type Task = "done" | "open" | undefined;

const box = /^\[([ xX])\][ \t]+/;

/** Whether the list item that starts at `index` is a task, as GitHub writes them. */
function taskAt(tokens: readonly Token[], index: number): Task {
  if (tokens[index]?.type !== "list_item_open") return undefined;
  if (tokens[index + 1]?.type !== "paragraph_open") return undefined;
  const first = tokens[index + 2]?.children?.[0];
  const match = first?.type === "text" ? box.exec(first.content) : null;
  if (!match) return undefined;
  return match[1] === " " ? "open" : "done";
}

function open(builder: Builder, token: Token, task: Task): void {
  const children = top(builder);
  if (token.hidden || (builder.stack.length > deepest && token.type !== "link_open")) {
    builder.stack.push(children);
    return;
  }
  const made = container(token, task);
  children.push(made);
  const inner = token.type === "table_open" ? (made.children[0] as ElementNode) : made;
  builder.stack.push(inner.children);
  if (token.tag === "td" || token.tag === "th") builder.inCell = true;
}

function close(builder: Builder, token: Token): void {
  builder.stack.pop();
  if (token.type === "link_close") closeLink(top(builder));
  if (token.tag === "td" || token.tag === "th") builder.inCell = false;
}

function container(token: Token, task: Task): ElementNode {
  const direction: Record<string, string> = token.block && token.level === 0 ? { dir: "auto" } : {};
  if (token.type === "link_open") return openLink(token);
  if (token.type === "table_open") return tableWrap();
  if (task) return element("li", { class: "task" });
  if (token.type === "ordered_list_open") return element("ol", { ...direction, ...startOf(token) });
  if (token.tag === "td" || token.tag === "th") {
    return element(token.tag, { dir: "auto", ...alignment(token) });
  }
  return element(containers[token.type] ?? headingTag(token) ?? "span", direction);
}

const containers: Readonly<Record<string, Tag | undefined>> = {
  paragraph_open: "p",
  blockquote_open: "blockquote",
  bullet_list_open: "ul",
  list_item_open: "li",
  thead_open: "thead",
  tbody_open: "tbody",
  tr_open: "tr",
  em_open: "em",
  strong_open: "strong",
  s_open: "del",
};

function headingTag(token: Token): Tag | undefined {
  return token.type === "heading_open" && /^h[1-6]$/.test(token.tag)
    ? (token.tag as Tag)
    : undefined;
}

/** A wide table scrolls inside its wrapper, which must then be reachable by keyboard. */
function tableWrap(): ElementNode {
  const attributes = { class: "table-wrap", tabindex: "0", role: "region", "aria-label": "Table" };
  return element("div", attributes, [element("table")]);
}

function startOf(token: Token): Record<string, string> {
  const start = Number(token.attrGet("start") ?? 1);
  return start === 1 ? {} : { start: String(start) };
}

function alignment(token: Token): Record<string, string> {
  const match = /^text-align:(left|center|right)$/.exec(String(token.attrGet("style") ?? ""));
  return match ? { class: `align-${match[1]}` } : {};
}

function leaf(builder: Builder, token: Token, task: Task): void {
  const children = top(builder);
  const add = leaves[token.type];
  if (token.type === "inline") return inline(builder, token.children ?? [], task);
  if (add) return add(children, token);
  if (builder.inCell) return cellText(children, token.content);
  addChild(children, token.content);
}

function inline(builder: Builder, tokens: readonly Token[], task: Task): void {
  const children = top(builder);
  if (task) children.push(checkbox(task));
  for (const [index, token] of tokens.entries()) {
    if (token.nesting === 1) open(builder, token, undefined);
    else if (token.nesting === -1) close(builder, token);
    else if (task && index === 0) addChild(children, token.content.replace(box, ""));
    else leaf(builder, token, undefined);
  }
}

function checkbox(task: "done" | "open"): ElementNode {
  const attributes = { type: "checkbox", disabled: "" };
  return task === "done"
    ? element("input", { ...attributes, checked: "", "aria-label": "Done" })
    : element("input", { ...attributes, "aria-label": "Not done" });
}

const leaves: Readonly<Record<string, ((children: TreeNode[], token: Token) => void) | undefined>> =
  {
    softbreak: children => addChild(children, "\n"),
    hardbreak: children => children.push(element("br")),
    hr: children => children.push(element("hr")),
    code_inline: (children, token) => children.push(element("code", {}, [token.content])),
    code_block: (children, token) =>
      children.push({ kind: "code", language: "", text: token.content }),
    fence: (children, token) =>
      children.push({ kind: "code", language: languageOf(token.info), text: token.content }),
    image: (children, token) => {
      const alternative = textOf(buildTree(token.children ?? []));
      addChild(children, image(String(token.attrGet("src") ?? ""), alternative));
    },
  };

/** The first word of a fence's info string, as it is written there. */
function languageOf(info: string): string {
  return /^[^\s{]*/.exec(info.trim())?.[0].slice(0, 40) ?? "";
}

function top(builder: Builder): TreeNode[] {
  return builder.stack.at(-1) ?? [];
}
