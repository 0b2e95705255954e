import { CodeBlock } from "./codeBlock";
import type { MarkdownActions } from "./markdownView";
import type { CodeNode } from "./tree";

/** The code blocks of one answer. */
export class CodeBlocks {
  readonly #root: Element;
  readonly #actions: MarkdownActions;
  readonly #byElement = new Map<Node, CodeBlock>();
  /** Blocks whose text may still grow. */
  readonly #open = new Set<CodeBlock>();

  constructor(root: Element, actions: MarkdownActions) {
    this.#root = root;
    this.#actions = actions;
  }

  /** Makes a block; it counts as open until `settle`. */
  create(node: CodeNode): CodeBlock {
    const block = new CodeBlock(this.#actions, node.language);
    block.setText(node.text);
    this.#byElement.set(block.element, block);
    this.#open.add(block);
    return block;
  }

  /** The block that an element is. */
  of(element: Node): CodeBlock | undefined {
    return this.#byElement.get(element);
  }

  /** Says that the blocks outside `open` will not grow any more; forgets those that were replaced. */
  settle(open?: Node | null): void {
    for (const block of this.#open) {
      if (open?.contains(block.element)) continue;
      this.#open.delete(block);
      if (this.#root.contains(block.element)) block.settle();
      else this.#forget(block);
    }
  }

  /** Stops all timers. */
  dispose(): void {
    for (const block of this.#byElement.values()) this.#forget(block);
    this.#open.clear();
  }

  #forget(block: CodeBlock): void {
    block.dispose();
    this.#byElement.delete(block.element);
  }
}
