import type { ToolCall } from "../core/messages";
import { parseJson } from "../core/decode";
import type { ToolPage } from "./toolPage";
import { indented } from "./jsonIndent";

/** Counts the fields of a page, for what labels them. */
let count = 0;

/** One call: its name, its arguments folded below it, and while it waits a field for its result. */
export class CallView {
  readonly root: HTMLElement;
  private readonly fold: HTMLDetailsElement;
  private readonly name: HTMLElement;
  private readonly code: HTMLElement;
  private readonly field: HTMLElement;
  private readonly label: HTMLLabelElement;
  private readonly box: HTMLTextAreaElement;
  private shown = 0;
  private whole = false;

  constructor(
    private readonly page: ToolPage,
    typed: () => void,
  ) {
    const { element, icon, t } = page;
    this.name = element("span", {});
    this.code = element("code", { dir: "ltr" });
    const text = element(
      "pre",
      { tabindex: "0", role: "group", "aria-label": t("Arguments") },
      this.code,
    );
    const summary = element("summary", {}, icon("tool"), this.name);
    this.fold = element("details", { class: "tool-call" }, summary, text);
    const id = `result-${(count += 1)}`;
    this.label = element("label", { for: id });
    this.box = element("textarea", { id, rows: "1", dir: "auto", autocomplete: "off" });
    this.box.spellcheck = false;
    this.box.addEventListener("input", typed);
    this.field = element("div", { class: "call-result" }, this.label, this.box);
    this.root = element("div", { class: "function-call" }, this.fold);
  }

  get text(): string {
    return this.box.value;
  }

  focus(): void {
    this.box.focus();
  }

  open(on: boolean): void {
    this.fold.open = on;
  }

  /** Pieces are put behind what is there; complete arguments are set out over several lines. */
  update(call: ToolCall, ended: boolean, incomplete: boolean): void {
    const { t } = this.page;
    const text = call.arguments;
    if (ended && !this.whole) {
      this.whole = true;
      this.code.textContent = parseJson(text) === undefined ? text : indented(text);
    } else if (!ended && text.length > this.shown) this.code.append(text.slice(this.shown));
    this.shown = text.length;
    // The mark comes first: a long name is cut at its end.
    const name = incomplete
      ? t("Function call, incomplete: {0}", call.name)
      : t("Function call: {0}", call.name);
    if (this.name.textContent !== name) this.name.textContent = name;
  }

  /** Asks for the result; a field in which somebody types stays as it is. */
  ask(called: string, text: string | undefined, readOnly: boolean): void {
    const label = this.page.t("Result of {0}", called);
    if (this.label.textContent !== label) this.label.textContent = label;
    const typing = document.activeElement === this.box && document.hasFocus();
    const fresh = !this.field.isConnected;
    if (fresh) this.root.append(this.field);
    if (text !== undefined && (fresh || !typing) && this.box.value !== text) this.box.value = text;
    this.box.readOnly = readOnly;
  }

  /** It has its result, or none can be given. */
  answered(): void {
    this.field.remove();
  }
}
