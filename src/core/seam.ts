/** How a model is asked to go on: its own words last, or an instruction after them. */
export type Continuing = "prefill" | "instruction";

/** How many of the last characters a model is asked to repeat, so that the seam can be found. */
const anchorLength = 60;
/** How much is held back at most while the seam is looked for, in characters. */
const patience = 400;

/** The last words of a text, from a word's beginning where there is one. */
export function anchorOf(text: string): string {
  const tail = text.trimEnd().slice(-anchorLength);
  const word = /^\S*\s+(?=\S)/.exec(tail)?.[0].length ?? 0;
  return tail.length < anchorLength ? tail : tail.slice(word);
}

/** Letters of scripts that put spaces between words. */
const endsWithWord = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]$/u;
const beginsWithWord = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]/u;

/** A text without white space, quotation marks and dots at its beginning. */
function withoutLead(text: string): string {
  return text.replace(/^[\s"'“„«….]*/, "");
}

/**
 * Joins what comes to what there is, so that both read as one text: words that are repeated, a fence
 * that is opened again, and white space that was cut off before sending come once.
 */
export class Seam {
  private held: string | undefined = "";
  private readonly end: string;
  private readonly insideFence: boolean;
  /** The words that the model was asked to repeat. */
  private readonly anchor: string;
  /** What comes follows the end of the text, but for white space. */
  private found: boolean;

  constructor(
    private readonly kept: string,
    by: Continuing,
  ) {
    this.end = kept.trimEnd();
    this.anchor = withoutLead(anchorOf(this.end));
    this.found = by === "prefill";
    this.insideFence = (kept.match(/^ {0,3}(```|~~~)/gm)?.length ?? 0) % 2 === 1;
  }

  /** What is to be put behind the text now. */
  take(text: string): string {
    if (this.held === undefined) return text;
    this.held += text;
    const joined = this.join(this.held, this.held.length >= patience);
    if (joined !== undefined) this.held = undefined;
    return joined ?? "";
  }

  /** What is still held back, when nothing more comes. */
  finish(): string {
    const { held } = this;
    this.held = undefined;
    if (held === undefined || held === "") return "";
    // What ends within the words that were to be repeated says nothing new.
    if (!this.found && this.anchor.startsWith(this.bare(held))) return "";
    return this.join(held, true) ?? "";
  }

  /** What a beginning adds to the text; nothing while more of it is needed to tell. */
  private join(text: string, whole: boolean): string | undefined {
    if (this.found) return this.withoutSpace(text, whole);
    const bare = this.bare(text);
    if (bare === "" && !whole) return undefined;
    const repeated = this.repeated(bare, whole);
    if (repeated === undefined) return undefined;
    if (repeated === 0) return this.spaced(text);
    this.found = true;
    this.held = bare.slice(repeated);
    return this.join(this.held, whole);
  }

  /** How much of a beginning is the end of the text; nothing while it may still become more. */
  private repeated(text: string, whole: boolean): number | undefined {
    if (text.startsWith(this.anchor)) return this.anchor.length;
    if (!whole && this.anchor.startsWith(text)) return undefined;
    const least = Math.min(12, this.anchor.length);
    for (
      let length = Math.min(this.end.length, patience);
      length >= least && length > 0;
      length--
    ) {
      const tail = this.end.slice(-length);
      if (text.startsWith(tail)) return length;
      if (!whole && tail.startsWith(text)) return undefined;
    }
    return 0;
  }

  /** What is repeated often comes behind a quotation mark, dots, or a fence that is opened again. */
  private bare(text: string): string {
    const begun = withoutLead(text);
    return this.insideFence ? begun.replace(/^(```|~~~)[^\n]*(\n|$)/, "").trimStart() : begun;
  }

  /** The white space at the end of the text was not sent, so it may come again. */
  private withoutSpace(text: string, whole: boolean): string | undefined {
    const space = this.kept.slice(this.end.length);
    if (space === "") return text;
    if (!whole && space.startsWith(text)) return undefined;
    let same = 0;
    while (same < space.length && text[same] === space[same]) same += 1;
    return text.slice(same);
  }

  private spaced(text: string): string {
    const fenced = this.insideFence ? text.replace(/^\s*(```|~~~)[^\n]*\n/, "") : text;
    const words = endsWithWord.test(this.kept) && beginsWithWord.test(fenced);
    return words && !this.insideFence ? ` ${fenced}` : fenced;
  }
}
