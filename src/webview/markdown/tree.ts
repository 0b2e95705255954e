/** The elements an answer may become. A model cannot name any other. */
export type Tag =
  | ("p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "ul" | "ol" | "li" | "hr")
  | ("table" | "thead" | "tbody" | "tr" | "th" | "td" | "div" | "span")
  | ("em" | "strong" | "del" | "code" | "br" | "a" | "img" | "input");

/** Attributes are written by our code only; a model decides values of href, src, alt and start. */
export type Attributes = Readonly<Record<string, string>>;

/** An element with its children. */
export interface ElementNode {
  readonly kind: "element";
  readonly tag: Tag;
  readonly attributes: Attributes;
  readonly children: TreeNode[];
}

/** A block of code: drawn by `CodeBlock`, with its header and colours. */
export interface CodeNode {
  readonly kind: "code";
  readonly language: string;
  readonly text: string;
}

/** What Markdown becomes before it becomes DOM. Light enough to build anew for each frame and compare. */
export type TreeNode = string | ElementNode | CodeNode;

/** Makes an element. */
export function element(
  tag: Tag,
  attributes: Attributes = {},
  children: TreeNode[] = [],
): ElementNode {
  return { kind: "element", tag, attributes, children };
}

/** Adds a child and joins neighbouring text, so that children and DOM nodes stay one to one. */
export function addChild(children: TreeNode[], child: TreeNode): void {
  const last = children.at(-1);
  if (typeof child !== "string") children.push(child);
  else if (typeof last === "string") children[children.length - 1] = last + child;
  else if (child !== "") children.push(child);
}

/** The text a reader sees. */
export function textOf(nodes: readonly TreeNode[]): string {
  return nodes.map(textOfNode).join("");
}

function textOfNode(node: TreeNode): string {
  if (typeof node === "string") return node;
  if (node.kind === "code") return node.text;
  return node.tag === "img" ? (node.attributes["alt"] ?? "") : textOf(node.children);
}
