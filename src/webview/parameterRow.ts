import type { SamplingParameters } from "../core/messages";
import { complaintOf, type Parameter, type ParameterRules, rangeOf } from "../core/parameters";
import type { Phrase } from "../core/phrase";
import { formatField } from "./formatField";
import type { ToolPage } from "./toolPage";
import { type Field, fieldOf } from "./parameterFields";

/** What a row is shown by. */
export interface RowState {
  readonly set: SamplingParameters;
  readonly rules: ParameterRules;
  /** The name of the model, for what is known of it. */
  readonly model: string;
}

interface RowListener {
  /** A key was pressed. */
  typed(): void;
  /** The field was left, or something was chosen. */
  changed(): void;
}

/** One parameter: its name, what the model does with it, its field, what it means, and what is wrong. */
export class ParameterRow {
  readonly root: HTMLElement;
  private readonly field: Field;
  private readonly mark: HTMLElement;
  private readonly clearButton: HTMLButtonElement;
  private readonly range: HTMLElement;
  private readonly fault: HTMLElement;

  constructor(
    private readonly page: ToolPage,
    private readonly parameter: Parameter,
    means: string,
    listener: RowListener,
  ) {
    const { element, iconButton, t } = page;
    const id = `parameter-${parameter.name}`;
    const label = t(parameter.label);
    this.field = parameter.kind === "format" ? formatField(page, id) : fieldOf(parameter, page, id);
    this.mark = element("span", { class: "parameter-mark" });
    this.range = element("span", { class: "parameter-range" });
    this.fault = element("p", {
      class: "parameter-fault",
      id: `${id}-fault`,
      "aria-live": "polite",
    });
    this.clearButton = iconButton(t("Clear {0}", label), "close", () => {
      this.clear();
      listener.typed();
      listener.changed();
      this.focus();
    });
    const about = element(
      "p",
      { class: "parameter-means", id: `${id}-means` },
      `${means} `,
      this.range,
      this.mark,
    );
    this.field.control.setAttribute("aria-describedby", `${id}-means ${id}-fault`);
    this.root = element(
      "div",
      { class: `parameter ${parameter.kind}` },
      element("label", { for: id, title: parameter.name }, label),
      element("div", { class: "parameter-value" }, this.field.root, this.clearButton),
      about,
      this.fault,
    );
    this.root.addEventListener("input", () => listener.typed());
    this.root.addEventListener("change", () => listener.changed());
  }

  get name(): string {
    return this.parameter.name;
  }

  focus(): void {
    this.field.control.focus();
  }

  clear(): void {
    this.field.show(undefined);
  }

  /** Name and value where something is set. */
  entry(): readonly (readonly [string, unknown])[] {
    const reading = this.field.read();
    return reading.set ? [[this.name, reading.value]] : [];
  }

  /** Shows what is set; with `other` whatever stood here. */
  show(state: RowState & { readonly other: boolean }): void {
    const { set, rules, model, other } = state;
    const value = Object.hasOwn(set, this.name) ? set[this.name] : undefined;
    const [[, mine] = []] = this.entry();
    const same = JSON.stringify(mine) === JSON.stringify(value);
    const typing = this.root.contains(document.activeElement) && document.hasFocus();
    if (other || (!same && !typing)) this.field.show(value);
    this.judge({ set, rules, model });
  }

  /** Says what is wrong, and what is known of the parameter at the model. */
  judge({ set, rules, model }: RowState): void {
    const reading = this.field.read();
    const wrong = reading.set
      ? (reading.fault ?? complaintOf(this.parameter, reading.value, rules, set))
      : undefined;
    const words = wrong ? this.words(wrong) : "";
    write(this.fault, words);
    this.field.control.setAttribute("aria-invalid", String(wrong !== undefined));
    this.root.classList.toggle("set", reading.set);
    this.root.classList.toggle("wrong", wrong !== undefined);
    this.clearButton.hidden = !reading.set;
    this.showKnown(rules, model);
  }

  private showKnown(rules: ParameterRules, model: string): void {
    const { t } = this.page;
    const { taken } = rules[this.parameter.name] ?? {};
    const { min, max } = rangeOf(this.parameter, rules);
    const numeric = ["number", "integer"].includes(this.parameter.kind);
    const range =
      !numeric || min === undefined
        ? ""
        : max === undefined
          ? t("From {0}.", min)
          : t("{0} to {1}.", min, max);
    write(this.range, range === "" ? "" : `${range} `);
    const words = {
      yes: t("Taken by {0}.", model),
      ignored: t("Ignored by {0}.", model),
      refused: t("Refused by {0}.", model),
      unknown: t("Not known for {0}.", model),
    };
    // Further fields are whatever one makes of them.
    write(this.mark, this.parameter.kind === "fields" ? "" : words[taken ?? "unknown"]);
    this.mark.dataset["taken"] = taken ?? "unknown";
  }

  private words({ text, values }: Phrase): string {
    const { t } = this.page;
    return t(text, ...values.map(value => t(value)));
  }
}

/** Text that is the same already stays: a new node would be laid out. */
function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
