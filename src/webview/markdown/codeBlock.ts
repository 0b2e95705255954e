import type { ShowLines } from "./codeTools";
import { CopyButton } from "./copyButton";
import type { MarkdownActions } from "./markdownView";
import { whenSeen } from "./whenSeen";

/** While a fence is open its colours follow at most this often. */
const recolourAfter = 250;
/** Longer open blocks wait for their end. */
const openLines = 300;
/** Longer blocks stay plain: colouring them would be felt. */
const plainLines = 2000;
const plainLength = 100_000;

type Highlight = (code: string, language: string) => DocumentFragment | undefined;
let highlight: Highlight | undefined;

/** A code block: header with language and buttons, and code that scrolls sideways. */
export class CodeBlock {
  readonly element = document.createElement("div");
  readonly #code = document.createElement("code");
  readonly #copy: CopyButton;
  readonly #actions: MarkdownActions;
  readonly #language: string;
  /** Set when the text is complete and the tools are there. */
  #showLines: ShowLines | undefined;
  #text = "";
  #lines = 0;
  #coloured = "";
  #settled = false;
  #equipped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Takes back what is done when the block is seen. */
  #forget: (() => void) | undefined;

  constructor(actions: MarkdownActions, language: string) {
    this.#language = /^[a-z0-9][\w+#.-]*$/i.test(language) ? language.toLowerCase() : "";
    this.#actions = actions;
    this.#copy = new CopyButton(actions, () => this.#whole());
    this.element.className = "code-block";
    this.element.dir = "ltr";
    this.element.append(header(language, this.#copy), this.#pre(actions));
  }

  /** Replaces the text, touching only what was added when it merely grew. */
  setText(text: string): void {
    if (text === this.#text) return;
    if (text.startsWith(this.#text)) return this.append(text.slice(this.#text.length));
    this.#code.replaceChildren();
    this.#text = "";
    this.#lines = 0;
    this.append(text);
  }

  /** Adds text at the end. */
  append(text: string): void {
    if (text === "") return;
    this.#text += text;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#lines += 1;
    if (this.#code.lastChild instanceof Text) this.#code.lastChild.appendData(text);
    else this.#code.append(text);
    this.#count();
    this.#schedule();
  }

  /** The text is complete: colour it once more, and say what can be done with it, when it is seen. */
  settle(): void {
    this.#stop();
    this.#settled = true;
    this.#whenSeen();
  }

  /** Stops what waits. */
  dispose(): void {
    this.#stop();
    this.#settled = true;
    this.#copy.dispose();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#forget?.();
  }

  #whenSeen(): void {
    this.#forget?.();
    this.#forget = whenSeen(this.element, () => {
      if (!this.#equipped) void this.#addTools();
      if (this.#text !== this.#coloured && this.#mayColour()) void this.#colour();
    });
  }

  /** The code without the line end that Markdown adds. */
  #whole(): string {
    return this.#text.replace(/\n$/, "");
  }

  /** Like the colours a moment later: until then the code can be read and copied. */
  async #addTools(): Promise<void> {
    this.#equipped = true;
    const chunk = await import("./codeTools").catch(() => undefined);
    const owner = { block: this.element, language: this.#language, text: () => this.#whole() };
    this.#showLines = chunk?.addTools(owner, this.#actions);
    this.#count();
  }

  #count(): void {
    this.#showLines?.(this.#lines + (this.#text === "" || this.#text.endsWith("\n") ? 0 : 1));
  }

  #pre(actions: MarkdownActions): HTMLElement {
    const pre = document.createElement("pre");
    pre.tabIndex = 0;
    pre.setAttribute("role", "group");
    pre.setAttribute("aria-label", actions.t("Code"));
    if (this.#language !== "") this.#code.className = `language-${this.#language}`;
    pre.append(this.#code);
    return pre;
  }

  #schedule(): void {
    if (this.#settled) return this.#whenSeen();
    if (this.#mayColour()) this.#timer ??= setTimeout(() => void this.#colour(), recolourAfter);
  }

  #mayColour(): boolean {
    if (this.#language === "" || this.#text.length > plainLength) return false;
    return this.#lines <= (this.#settled ? plainLines : openLines);
  }

  async #colour(): Promise<void> {
    const timer = this.#timer;
    highlight ??= await loadHighlight();
    if (timer !== this.#timer) return; // Meanwhile it is complete, or gone.
    this.#timer = undefined;
    if (!this.#mayColour() || holdsSelection(this.#code)) return this.#later();
    this.#coloured = this.#text;
    const coloured = highlight(this.#text, this.#language);
    if (coloured) this.#code.replaceChildren(coloured);
  }

  /** New nodes would lose what the reader is marking, so colours wait. */
  #later(): void {
    if (this.#mayColour()) this.#timer = setTimeout(() => void this.#colour(), 2 * recolourAfter);
  }
}

async function loadHighlight(): Promise<Highlight> {
  // Without its chunk code stays readable, only plain; asking again would fail again.
  return import("./highlight").then(
    chunk => chunk.highlight,
    () => () => undefined,
  );
}

function holdsSelection(code: Element): boolean {
  const selection = document.getSelection();
  return selection?.isCollapsed === false && selection.containsNode(code, true);
}

function header(language: string, copy: CopyButton): HTMLElement {
  const header = document.createElement("div");
  header.className = "code-header";
  const label = document.createElement("span");
  label.className = "code-language";
  label.textContent = language;
  const actions = document.createElement("div");
  actions.className = "code-actions";
  actions.append(copy.element);
  header.append(label, actions);
  return header;
}
