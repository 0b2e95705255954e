import type { CodeBlock } from "./codeBlock";
import type { CodeBlocks } from "./codeBlocks";
import { type LastWords, OpenLine, tagsOfWords } from "./openLine";
import { patchChildren, type PatchContext } from "./patch";
import type { ElementNode, TreeNode } from "./tree";

/**
 * So many blocks stand in one element. Layout walks over its children each time, and skips a full
 * element that is off the screen: so what it does for a piece does not grow with the answer.
 */
const groupSize = 16;

/** The top-level blocks of an answer as the DOM shows them, one node each, in groups. */
export class ShownBlocks {
  readonly #root: Element;
  readonly #codeBlocks: CodeBlocks;
  readonly #context: PatchContext;
  readonly #blocks: TreeNode[] = [];

  constructor(root: Element, codeBlocks: CodeBlocks, t: (text: string) => string) {
    this.#root = root;
    this.#codeBlocks = codeBlocks;
    this.#context = { codeBlocks, t };
  }

  /** Shows `blocks` after the first `from` blocks, which stay as they are. */
  show(blocks: readonly TreeNode[], from = 0): void {
    const before = this.#blocks.splice(from, Infinity, ...blocks);
    const end = from + Math.max(before.length, blocks.length);
    for (let start = from; start < end; start = endOfGroup(start)) {
      const part = [start - from, endOfGroup(start) - from] as const;
      const group = this.#groupOf(start) ?? this.#newGroup();
      patchChildren(this.#context, group, before.slice(...part), blocks.slice(...part));
    }
    while (this.#root.lastChild?.hasChildNodes() === false) this.#root.lastChild.remove();
  }

  /** Code in all blocks but the last is complete. */
  settle(): void {
    this.#codeBlocks.settle(this.#root.lastChild?.lastChild);
  }

  /** The code block at an index. */
  codeAt(index: number): CodeBlock | undefined {
    const node = this.#blockAt(index);
    return node && this.#codeBlocks.of(node);
  }

  /** The line at the end of `text`, which the last of these blocks show. */
  openLine(text: string): OpenLine | undefined {
    let node = this.#blocks.at(-1);
    let dom = this.#root.lastChild?.lastChild;
    let place: LastWords | undefined;
    while (isOfWords(node) && dom instanceof Element) {
      place = { node, dom };
      node = node.children.at(-1);
      dom = dom.lastChild;
    }
    return OpenLine.at(this.#context, place, text);
  }

  /** Adds to a block that is nothing but text. */
  appendText(index: number, text: string): void {
    this.#blockAt(index)?.lastChild?.after(text);
  }

  #blockAt(index: number): Node | undefined {
    return this.#groupOf(index)?.childNodes[index % groupSize];
  }

  #groupOf(index: number): Element | undefined {
    return this.#root.children[Math.floor(index / groupSize)];
  }

  #newGroup(): Element {
    const group = document.createElement("div");
    group.className = "blocks";
    this.#root.append(group);
    return group;
  }
}

function isOfWords(node: TreeNode | undefined): node is ElementNode {
  return typeof node === "object" && node.kind === "element" && tagsOfWords.has(node.tag);
}

function endOfGroup(index: number): number {
  return (Math.floor(index / groupSize) + 1) * groupSize;
}
