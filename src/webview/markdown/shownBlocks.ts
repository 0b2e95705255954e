import type { CodeBlock } from "./codeBlock";
import type { CodeBlocks } from "./codeBlocks";
import { patchChildren, type PatchContext } from "./patch";
import type { TreeNode } from "./tree";

/** From this many blocks on, those off the screen are not laid out. */
const manyBlocks = 40;

/** The top-level blocks of an answer as the DOM shows them, one node each. */
export class ShownBlocks {
  readonly #root: Element;
  readonly #codeBlocks: CodeBlocks;
  readonly #context: PatchContext;
  #blocks: TreeNode[] = [];

  constructor(root: Element, codeBlocks: CodeBlocks, t: (text: string) => string) {
    this.#root = root;
    this.#codeBlocks = codeBlocks;
    this.#context = { codeBlocks, t };
  }

  /** Shows `blocks` after the first `from` blocks, which stay as they are. */
  show(blocks: readonly TreeNode[], from = 0): void {
    patchChildren(this.#context, this.#root, this.#blocks.slice(from), blocks);
    this.#blocks.length = Math.min(from, this.#blocks.length);
    this.#blocks.push(...blocks);
    this.#root.classList.toggle("long", this.#blocks.length >= manyBlocks);
  }

  /** Code in all blocks but the last is complete. */
  settle(): void {
    this.#codeBlocks.settle(this.#root.lastChild);
  }

  /** The code block at an index. */
  codeAt(index: number): CodeBlock | undefined {
    const node = this.#root.childNodes[index];
    return node && this.#codeBlocks.of(node);
  }

  /** Adds to a block that is nothing but text. */
  appendText(index: number, text: string): void {
    this.#root.childNodes[index]?.lastChild?.after(text);
  }
}
