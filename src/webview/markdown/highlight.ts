import hljs from "highlight.js/lib/core";
import { languages } from "./highlightLanguages";

/**
 * Builds DOM nodes while highlight.js reads the code: no HTML string is ever made, so the page's
 * Trusted Types policy needs no exception.
 */
class NodeEmitter {
  readonly root: DocumentFragment = document.createDocumentFragment();
  readonly #open: Node[] = [this.root];

  addText(text: string): void {
    const top = this.#top();
    if (top.lastChild instanceof Text) top.lastChild.appendData(text);
    else if (text !== "") top.appendChild(document.createTextNode(text));
  }

  openNode(scope: string): void {
    const span = document.createElement("span");
    span.className = classOf(scope);
    this.#top().appendChild(span);
    this.#open.push(span);
  }

  closeNode(): void {
    const closed = this.#open.length > 1 ? this.#open.pop() : undefined;
    if (closed instanceof Element && isControl(closed)) closed.classList.add("control_");
  }

  startScope(scope: string): void {
    this.openNode(scope);
  }

  endScope(): void {
    this.closeNode();
  }

  closeAllNodes(): void {
    this.#open.length = 1;
  }

  finalize(): true {
    this.closeAllNodes();
    return true;
  }

  __addSublanguage(emitter: NodeEmitter): void {
    this.#top().appendChild(emitter.root);
  }

  /** highlight.js asks for its HTML form; nobody reads it. */
  toHTML(): string {
    return "";
  }

  #top(): Node {
    return this.#open.at(-1) ?? this.root;
  }
}

/** `title.function` becomes `hljs-title function_`, as highlight.js' own themes expect. */
function classOf(scope: string): string {
  const [first, ...rest] = scope.split(".");
  return [`hljs-${first}`, ...rest.map((part, index) => part + "_".repeat(index + 1))].join(" ");
}

/** VS Code's themes set the words that steer the flow apart; highlight.js knows only keywords. */
const control = new Set(
  `as assert async await break case catch continue default defer do elif else except export finally
  fi for foreach from go goto guard if import in loop match package raise rescue return select
  switch then throw throws try unless until use using while with yield`.split(/\s+/),
);

function isControl(span: Element): boolean {
  return span.className === "hljs-keyword" && control.has(span.textContent.toLowerCase());
}

for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);
hljs.registerAliases(["vue", "svelte", "astro"], { languageName: "xml" });
hljs.configure({ __emitter: NodeEmitter });

/** Colours code; undefined when the language is not known. The text stays the same. */
export function highlight(code: string, language: string): DocumentFragment | undefined {
  if (!hljs.getLanguage(language)) return undefined;
  const { _emitter: emitter } = hljs.highlight(code, { language, ignoreIllegals: true });
  const fragment = (emitter as unknown as NodeEmitter).root;
  return fragment.textContent === code ? fragment : undefined;
}
