import { CodeBlocks } from "./codeBlocks";
import { loadEntities, missesEntities } from "./entities";
import { followLinks } from "./followLinks";
import { longestParse, parseBlocks, parsedCharacters, referencesAfter } from "./parser";
import { ShownBlocks } from "./shownBlocks";
import { MarkdownStream } from "./stream";

/** What an answer may ask of the panel. */
export interface MarkdownActions {
  /** A link was activated; the host decides. */
  openLink(url: string): void;
  /** Copies text; resolves when it is on the clipboard. */
  copy(text: string): Promise<void>;
  /** Translates a visible string. */
  t(text: string, ...args: (string | number)[]): string;
  /** The editor beside the answer, where there is one. */
  readonly editor?: EditorActions;
}

/** What an answer may ask of the editor. */
export interface EditorActions {
  /** The user activated something. */
  ask(request: EditorRequest): void;
  /** Which of these places, written as `src/a.ts:12`, exist in the workspace. */
  existing(places: readonly string[]): Promise<readonly string[]>;
}

export type EditorRequest =
  | { readonly type: "insertCode" | "replaceSelection"; readonly text: string }
  | { readonly type: "newFile"; readonly text: string; readonly language: string }
  | { readonly type: "openPlace"; readonly place: string };

/** Most answers name no line of a file: they are not searched any further. */
const mayHavePlaces = /[\w)\]](?::|#L)\d/;

/** Renders one answer's Markdown into `root` while it streams. */
export class MarkdownView {
  /** How many characters were parsed so far, by all views: the measure of the work. */
  static get parsedCharacters(): number {
    return parsedCharacters();
  }

  readonly #codeBlocks: CodeBlocks;
  readonly #shown: ShownBlocks;
  readonly #stopFollowing: () => void;
  readonly #root: HTMLElement;
  readonly #actions: MarkdownActions;
  #stream: MarkdownStream;
  #text = "";
  #finished = false;
  /** Whether the text so far ends in a carriage return, which a line feed may still follow. */
  #carriageReturn = false;
  /** Aborted, it takes the links to files away: before anything else is parsed. */
  #links: AbortController | undefined;

  constructor(root: HTMLElement, actions: MarkdownActions) {
    this.#root = root;
    this.#actions = actions;
    root.classList.add("markdown");
    this.#codeBlocks = new CodeBlocks(root, actions);
    this.#shown = new ShownBlocks(root, this.#codeBlocks, text => actions.t(text));
    this.#stream = new MarkdownStream(this.#shown);
    this.#stopFollowing = followLinks(root, url => actions.openLink(url));
  }

  /** Adds text that arrived. DOM work happens here, synchronously: gather to one call a frame. */
  append(text: string): void {
    const added = this.#normalized(text);
    this.#text += added;
    if (this.#finished) this.#restart(this.#text);
    else this.#stream.add(added);
  }

  /** The answer is complete: one whole parse, replacing only blocks that differ. */
  finish(): void {
    this.#finished = true;
    if (this.#text.length > longestParse) this.#stream.finish();
    else this.#showWhole();
    this.#codeBlocks.settle();
    if (missesEntities()) void this.#showNames();
    void this.#linkPlaces();
  }

  /** Once more, when the names of characters are known. */
  async #showNames(): Promise<void> {
    await loadEntities();
    if (this.#finished && !missesEntities()) this.finish();
  }

  /** Replaces everything (a restored message); same result as append + finish. */
  set(text: string): void {
    this.#carriageReturn = false;
    this.#text = this.#normalized(text);
    this.#restart(this.#text.length > longestParse ? this.#text : "");
    this.finish();
  }

  /** Cancels what is pending; what is shown stays. */
  dispose(): void {
    this.#links?.abort();
    this.#stream.dispose();
    this.#codeBlocks.dispose();
    this.#stopFollowing();
  }

  /** Also right where a link's definition came after its use, which a stream cannot know. */
  #showWhole(): void {
    this.#links?.abort();
    this.#stream.dispose();
    const blocks = parseBlocks(this.#text, referencesAfter(null));
    this.#shown.show(blocks.map(block => block.node));
  }

  /** Streams anew from the first character; what is shown stays where it is still right. */
  #restart(text: string): void {
    this.#links?.abort();
    this.#stream.dispose();
    this.#stream = new MarkdownStream(this.#shown);
    this.#stream.add(text);
    this.#finished = false;
  }

  async #linkPlaces(): Promise<void> {
    this.#links?.abort();
    const { editor } = this.#actions;
    if (!editor || !mayHavePlaces.test(this.#text)) return;
    const { signal } = (this.#links = new AbortController());
    const chunk = await import("./placeLinks").catch(() => undefined); // Without it they stay text.
    if (!signal.aborted) await chunk?.linkPlaces(this.#root, { ...this.#actions, editor }, signal);
  }

  /** Line ends as markdown-it sees them, also when a pair arrives in two pieces. */
  #normalized(text: string): string {
    const rest = this.#carriageReturn && text.startsWith("\n") ? text.slice(1) : text;
    if (text !== "") this.#carriageReturn = text.endsWith("\r");
    return rest.replaceAll(/\r\n?/g, "\n").replaceAll("\0", "\uFFFD");
  }
}
