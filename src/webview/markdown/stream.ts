import { heal } from "./heal";
import { OpenFence } from "./openFence";
import type { OpenLine } from "./openLine";
import {
  longestParse,
  parseBlocks,
  plainBlock,
  referencesAfter,
  type Block,
  type References,
} from "./parser";
import type { ShownBlocks } from "./shownBlocks";
import type { Tag, TreeNode } from "./tree";

/** Text is taken in pieces of this size, so that a huge one is not parsed again for its last block. */
const pieceLength = 64 * 1024;
/** A longer open block is parsed when it grew by a fraction of itself, or after a pause. */
const smallTail = 4096;
const growth = 1 / 8;
const shortestPause = 100;

/**
 * Shows text while it arrives. A block is finished, and never parsed again, when the first line of
 * the next one is complete; inside a fence nothing is parsed at all. So the work stays linear.
 */
export class MarkdownStream {
  readonly #shown: ShownBlocks;
  /** How many blocks are finished. */
  #frozen = 0;
  /** The text behind them that is not shown, or may still change its meaning. */
  #tail = "";
  #parsedTail = 0;
  /** Nothing is shown that was closed for the eye only. */
  #asItCame = true;
  /** Its last line, while nothing but words may follow. */
  #line: OpenLine | undefined;
  /** What takes long to show is shown less often, so that the panel stays free. */
  #pause = shortestPause;
  #fence: OpenFence | undefined;
  #complete = false;
  #mode: "markdown" | "plain" = "markdown";
  readonly #references: References = referencesAfter(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(shown: ShownBlocks) {
    this.#shown = shown;
  }

  /** Takes text whose line ends are line feeds. */
  add(text: string): void {
    for (let start = 0; start < text.length; start += pieceLength) {
      const piece = text.slice(start, start + pieceLength);
      this.#tail += piece;
      if (this.#line?.add(piece)) this.#parsedTail = this.#tail.length;
      else this.#advance(false);
    }
  }

  /** Shows what was held back, and nothing that did not come. */
  finish(): void {
    this.dispose();
    this.#complete = true;
    this.#advance(true);
    if (this.#fence) this.#shown.codeAt(this.#frozen)?.append(this.#fence.end());
  }

  /** Cancels the timer. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #advance(force: boolean): void {
    this.#line = undefined;
    while (this.#tail !== "") {
      if (this.#mode === "plain") this.#showPlain();
      else if (this.#fence) this.#feedFence(this.#fence);
      else if (!force && !this.#worthParsing()) return this.#parseLater();
      else if (!this.#parseTail()) return;
    }
  }

  /** The longer the open block, the rarer it is parsed. */
  #worthParsing(): boolean {
    const grown = this.#tail.length - this.#parsedTail;
    return this.#tail.length <= smallTail || grown >= this.#tail.length * growth;
  }

  #parseLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#advance(true);
    }, this.#pause);
  }

  /** Shows the tail and freezes all but its last block; true when there is more to do at once. */
  #parseTail(): boolean {
    if (this.#tail.length > longestParse) return this.#becomePlain();
    const blocks = this.#showTail();
    const last = blocks.at(-1);
    const start = last ? offsetOfLine(this.#tail, last.line) : 0;
    const secondLine = this.#tail.indexOf("\n", start) + 1;
    if (!last) return false;
    // A half-received first line may still turn into part of the block before it.
    if (secondLine === 0) return this.#freezeClosed(blocks, start);
    const fenced = last.fence !== undefined && this.#tail.startsWith(last.fence, start);
    this.#freeze(blocks.length - 1, start);
    if (!fenced) return this.#freezeClosed([last], this.#tail.length);
    this.#openFence(last.fence, secondLine - start);
    return true;
  }

  /** Freezes what stands before `end`, where an empty line has closed that for good. */
  #freezeClosed(blocks: readonly Block[], end: number): false {
    if (!this.#asItCame) return false;
    const before = end < this.#tail.length ? blocks.slice(0, -1) : blocks;
    const last = before.at(-1);
    const text = this.#tail.slice(0, end);
    // What is in brackets may be a link by the very next line.
    if (last && closes(last.node) && /\n[ \t]*\n$/.test(text) && !text.includes("["))
      this.#freeze(before.length, end);
    return false;
  }

  #showTail(): Block[] {
    const started = performance.now();
    this.#parsedTail = this.#tail.length;
    const healed = this.#complete || this.#tail.length > smallTail ? this.#tail : heal(this.#tail);
    const blocks = parseBlocks(healed, referencesAfter(this.#references));
    this.#shown.show(
      blocks.map(block => block.node),
      this.#frozen,
    );
    this.#asItCame = healed === this.#tail;
    this.#line = this.#asItCame ? this.#shown.openLine(this.#tail) : undefined;
    this.#pause = shortestPause + 4 * (performance.now() - started);
    return blocks;
  }

  #freeze(count: number, end: number): void {
    if (count === 0) return;
    const finished = this.#tail.slice(0, end);
    if (finished.includes("]:")) parseBlocks(finished, this.#references);
    this.#frozen += count;
    this.#tail = this.#tail.slice(end);
    this.#parsedTail = this.#tail.length;
    this.#shown.settle();
  }

  /** From here on the block is not parsed any more, only appended to. */
  #openFence(marker: string, contentStart: number): void {
    this.#fence = new OpenFence(marker);
    this.#tail = this.#tail.slice(contentStart);
    const part = this.#fence.take(this.#tail);
    this.#shown.codeAt(this.#frozen)?.setText(part.code);
    this.#continueAfter(part.rest);
  }

  #feedFence(fence: OpenFence): void {
    const part = fence.take(this.#tail);
    this.#shown.codeAt(this.#frozen)?.append(part.code);
    this.#continueAfter(part.rest);
  }

  #continueAfter(rest: string | undefined): void {
    this.#tail = rest ?? "";
    this.#parsedTail = 0;
    if (rest === undefined) return;
    this.#fence = undefined;
    this.#frozen += 1;
    this.#shown.codeAt(this.#frozen - 1)?.settle();
  }

  #becomePlain(): true {
    this.#mode = "plain";
    this.#shown.show([plainBlock(this.#tail)], this.#frozen);
    this.#tail = "";
    return true;
  }

  #showPlain(): void {
    this.#shown.appendText(this.#frozen, this.#tail);
    this.#tail = "";
  }
}

/** What goes on behind an empty line: a list may, and code by its indentation. */
const goesOn: ReadonlySet<Tag> = new Set<Tag>(["ul", "ol"]);

/** Whether a block ends with an empty line, whatever follows. */
function closes(node: TreeNode): boolean {
  return typeof node === "object" && node.kind === "element" && !goesOn.has(node.tag);
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let index = 0; index < line; index += 1) offset = text.indexOf("\n", offset) + 1;
  return offset;
}
