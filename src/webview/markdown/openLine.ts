import { heal } from "./heal";
import { parseInline } from "./parser";
import { patchChildren, type PatchContext } from "./patch";
import { addChild, type ElementNode, type Tag, type TreeNode } from "./tree";

/** Longer words, and what has an open mark for so long, are parsed with their whole block, and more rarely. */
const longest = 1024;

/** Where the words at the end of a text stand: in the tree, and on the page. */
export interface LastWords {
  readonly node: ElementNode;
  readonly dom: Element;
}

/**
 * The line at the end of an open block. Of most pieces that come only the last words are parsed again:
 * what stands before them, up to a space, has no mark left that what follows could still close.
 */
export class OpenLine {
  private constructor(
    private readonly context: PatchContext,
    private readonly at: LastWords,
    /** The child in which those words begin, and what of it stands before them. */
    private index: number,
    private before: string,
    /** What is parsed again. */
    private source: string,
  ) {}

  /** The line at the end of a text that is shown as it is, if what follows may be added to it. */
  static at(
    context: PatchContext,
    place: LastWords | undefined,
    text: string,
  ): OpenLine | undefined {
    const line = text.slice(text.lastIndexOf("\n") + 1);
    const last = place?.node.children.at(-1);
    // A letter tells that the signs which begin a line are all there.
    if (!place || typeof last !== "string" || !/\p{L}/u.test(line) || text.includes("]:")) return;
    const words = line.trimEnd();
    const word = lastWord(last);
    if (word === "" || lastWord(words) !== word || place.node.children.some(opens)) return;
    if (word.length > longest) return;
    const source = line.slice(words.length - word.length);
    const index = place.node.children.length - 1;
    return new OpenLine(context, place, index, last.slice(0, last.length - word.length), source);
  }

  /** Shows what came behind it; false, and nothing done, where it may be more than this line. */
  add(piece: string): boolean {
    if (piece.includes("\n") || this.source.length + piece.length > longest) return false;
    this.source += piece;
    if (this.addPlain()) return true;
    const healed = heal(this.source);
    const { children } = this.at.node;
    const shown = this.shownAs(healed.trimEnd());
    patchChildren(this.context, this.at.dom, children.slice(this.index), shown);
    children.splice(this.index, Infinity, ...shown);
    if (healed === this.source) this.advance(shown);
    return true;
  }

  /** What has no sign that may mean anything is words as it stands; false where it has. */
  private addPlain(): boolean {
    const { children } = this.at.node;
    const old = children[this.index];
    const text = (this.before + this.source).trimEnd();
    const node = this.at.dom.lastChild;
    if (this.index !== children.length - 1 || !(node instanceof Text)) return false;
    if (typeof old !== "string" || !text.startsWith(old) || !isPlain(this.source)) return false;
    node.appendData(text.slice(old.length));
    children[this.index] = text;
    const word = lastWord(text);
    this.source = this.source.slice(this.source.trimEnd().length - word.length);
    this.before = text.slice(0, text.length - word.length);
    return true;
  }

  private shownAs(source: string): TreeNode[] {
    const added = parseInline(source);
    if (added.length === 0) return [this.before.trimEnd()];
    const shown: TreeNode[] = [];
    for (const node of [this.before, ...added]) addChild(shown, node);
    return shown;
  }

  /** Moves on to the last word, where nothing before it is open. */
  private advance(shown: readonly TreeNode[]): void {
    const last = shown.at(-1);
    const words = this.source.trimEnd();
    const word = lastWord(words);
    if (typeof last !== "string" || word === "" || word === words || lastWord(last) !== word)
      return;
    const [first = "", ...others] = shown;
    const fresh = typeof first === "string" ? first.slice(this.before.length) : "";
    if (opens(fresh) || others.some(opens)) return;
    this.index += shown.length - 1;
    this.before = last.slice(0, last.length - word.length);
    this.source = this.source.slice(words.length - word.length);
  }
}

/** Where words at the end are nothing but words. */
export const tagsOfWords: ReadonlySet<Tag> = new Set<Tag>(["p", "ul", "ol", "li", "blockquote"]);

/** Whether a text is letters, digits and signs that stand for themselves wherever they stand in a line. */
function isPlain(text: string): boolean {
  return /^[\p{L}\p{M}\p{N} ,.;?'"()%-]*$/u.test(text) && !/www/i.test(text);
}

function lastWord(text: string): string {
  return text.slice(Math.max(text.lastIndexOf(" "), text.lastIndexOf("\n")) + 1);
}

/** Whether a text holds a mark that is not closed, or may close something. */
function opens(node: TreeNode): boolean {
  return typeof node === "string" && /[*`[\]]|~~|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u.test(node);
}
