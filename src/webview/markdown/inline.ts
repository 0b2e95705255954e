import type { Token } from "markdown-it";
import { isDataImage, misleads, targetOf } from "./links";
import { addChild, element, textOf, type ElementNode, type TreeNode } from "./tree";

/** The start of a link. Its end decides by the text what it becomes: see `closeLink`. */
export function openLink(token: Token): ElementNode {
  return element("a", { href: String(token.attrGet("href") ?? "") });
}

/** Replaces the link that ended: by a safe link, or by text that shows where it would have led. */
export function closeLink(parent: TreeNode[]): void {
  const link = parent.pop();
  if (typeof link !== "object" || link.kind !== "element") return;
  const href = link.attributes["href"] ?? "";
  const target = targetOf(href);
  if (!target) return addChild(parent, refusedLink(link.children, href));
  const children = link.children.map(withoutLinks);
  parent.push(element("a", { href: target.url, title: target.title }, children));
  if (!misleads(textOf(children), target)) return;
  parent.push(element("span", { class: "link-host", dir: "ltr" }, [` (${target.host})`]));
}

function refusedLink(children: TreeNode[], href: string): ElementNode {
  if (textOf(children) === href || href === "") return element("span", {}, children);
  const target = element("span", { class: "link-target", dir: "ltr" }, [` (${href})`]);
  return element("span", {}, [...children, target]);
}

/** A picture inside a link keeps its look, but only the outer link can be followed. */
function withoutLinks(node: TreeNode): TreeNode {
  if (typeof node === "string" || node.kind === "code") return node;
  const children = node.children.map(withoutLinks);
  if (node.tag !== "a") return { ...node, children };
  return element("span", { class: node.attributes["class"] ?? "" }, children);
}

/** A picture. Nothing is ever fetched: a remote one becomes a chip that opens it in the browser. */
export function image(source: string, alternative: string): TreeNode {
  if (isDataImage(source)) return element("img", { src: source, alt: alternative });
  const target = targetOf(source);
  if (!target) return refusedLink([alternative], source);
  const host = element("span", { class: "image-host", dir: "ltr" }, [target.host]);
  const name = alternative === "" ? [] : [element("span", {}, [alternative]), " "];
  return element("a", { class: "image-chip", href: target.url, title: target.title }, [
    ...name,
    host,
  ]);
}

/** Text of a table cell: `<br>` is the only way to break a line there, and models use it. */
export function cellText(children: TreeNode[], text: string): void {
  for (const [index, line] of text.split(/<br ?\/?>/i).entries()) {
    if (index > 0) children.push(element("br"));
    addChild(children, line);
  }
}
