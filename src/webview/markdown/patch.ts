import type { CodeBlocks } from "./codeBlocks";
import type { CodeNode, ElementNode, TreeNode } from "./tree";

/** What turning a tree into DOM needs. */
export interface PatchContext {
  readonly codeBlocks: CodeBlocks;
  readonly t: (text: string) => string;
}

/**
 * Makes the last children of `parent`, which were `before`, equal to `after`. Whatever did not change
 * keeps its DOM node, and with it selection, focus and colours.
 */
export function patchChildren(
  context: PatchContext,
  parent: Element,
  before: readonly TreeNode[],
  after: readonly TreeNode[],
): void {
  // Walking from node to node: an index into `childNodes` counts anew after each change.
  const added = document.createDocumentFragment();
  let current = before.length === 0 ? null : nthFromEnd(parent, before.length);
  for (const [index, node] of after.entries()) {
    const next = current?.nextSibling ?? null;
    const old = before[index];
    if (!current || old === undefined) added.append(create(context, node));
    else if (!patchNode(context, current, old, node)) current.replaceWith(create(context, node));
    current = next;
  }
  resize(parent, added, before.length - after.length);
}

/** With `dir="auto"` each child that comes or goes costs a walk over all, so many move without it. */
function resize(parent: Element, added: DocumentFragment, extra: number): void {
  const many = added.childElementCount > 8 || extra > 8;
  const automatic = many && parent.getAttribute("dir") === "auto";
  if (automatic) parent.removeAttribute("dir");
  if (added.firstChild) parent.append(added);
  for (let left = extra; left > 0; left -= 1) parent.lastChild?.remove();
  if (automatic) parent.setAttribute("dir", "auto");
}

function nthFromEnd(parent: Element, count: number): ChildNode | null {
  let node = parent.lastChild;
  for (let step = 1; step < count; step += 1) node = node?.previousSibling ?? null;
  return node;
}

/** Changes one node in place; false when it must be replaced. */
function patchNode(
  context: PatchContext,
  dom: ChildNode,
  before: TreeNode,
  after: TreeNode,
): boolean {
  if (typeof before === "string" || typeof after === "string") {
    return typeof before === typeof after && patchText(dom as Text, before, after);
  }
  if (before.kind === "code" || after.kind === "code") {
    if (before.kind !== "code" || after.kind !== "code") return false;
    return patchCode(context, dom, before, after);
  }
  if (before.tag !== after.tag) return false;
  patchAttributes(context, dom as Element, before, after);
  patchChildren(context, dom as Element, before.children, after.children);
  return true;
}

function patchCode(context: PatchContext, dom: Node, before: CodeNode, after: CodeNode): boolean {
  if (before.language !== after.language) return false;
  context.codeBlocks.of(dom)?.setText(after.text);
  return true;
}

function patchText(dom: Text, before: unknown, after: unknown): true {
  const [old, text] = [String(before), String(after)];
  if (text === old) return true;
  if (text.startsWith(old)) dom.appendData(text.slice(old.length));
  else dom.data = text;
  return true;
}

function patchAttributes(
  context: PatchContext,
  dom: Element,
  before: ElementNode,
  after: ElementNode,
): void {
  for (const name of Object.keys(before.attributes)) {
    if (!(name in after.attributes)) dom.removeAttribute(name);
  }
  for (const [name, value] of Object.entries(after.attributes)) {
    if (before.attributes[name] !== value) setAttribute(context, dom, name, value);
  }
}

function create(context: PatchContext, node: TreeNode): Node {
  if (typeof node === "string") return document.createTextNode(node);
  if (node.kind === "code") return context.codeBlocks.create(node).element;
  const made = document.createElement(node.tag);
  for (const child of node.children) made.append(create(context, child));
  // Attributes last: an element with `dir="auto"` looks for its direction at each child it gets.
  for (const [name, value] of Object.entries(node.attributes)) {
    setAttribute(context, made, name, value);
  }
  return made;
}

/** Names are ours (`Table`, `Done`, `Not done`) and are translated here. */
function setAttribute(context: PatchContext, dom: Element, name: string, value: string): void {
  dom.setAttribute(name, name === "aria-label" ? context.t(value) : value);
}
