// A chunk of its own, loaded when the sheet is first opened.
import { type FunctionChoice, type Functions, functionComplaint } from "../core/functions";
import { readFunctions } from "../core/functionText";
import type { ToolPage } from "./toolPage";
import { ChoiceRow } from "./choiceRow";
import { openSheet, removeSheet, sheetOf } from "./sheet";

/** What the shown conversation declares, and how it may be called, above the message box until Escape. */
export class FunctionSheet {
  private readonly root: HTMLElement;
  private readonly list: HTMLElement;
  private readonly fault: HTMLElement;
  private readonly known: HTMLElement;
  private readonly fields: HTMLFieldSetElement;
  private readonly edit: HTMLButtonElement;
  private readonly choice: ChoiceRow;
  private readonly parallel: ChoiceRow;
  private readonly legacy: ChoiceRow;
  private readonly unfollow: () => void;

  constructor(
    private readonly page: ToolPage,
    private readonly button: HTMLButtonElement,
    private readonly closed: () => void,
  ) {
    const { t, element } = page;
    const changed = () => this.post();
    this.choice = new ChoiceRow(page, "tool_choice", t("Choice"), changed);
    this.parallel = new ChoiceRow(page, "parallel_tool_calls", t("Several at once"), changed);
    this.legacy = new ChoiceRow(page, "functions", t("Sent as"), changed);
    this.list = element("ul", {
      class: "function-list",
      role: "list",
      "aria-label": t("Declared functions"),
    });
    this.fault = element("p", { class: "parameter-fault", "aria-live": "polite" });
    this.known = element("p", { class: "function-known" });
    this.edit = element("button", { type: "button", class: "button" });
    this.edit.addEventListener("click", () => this.tell({ type: "editFunctions" }));
    this.fields = element("fieldset", {
      class: "parameter-rows",
      "aria-label": t("How functions are called"),
    });
    const rows = [this.choice, this.parallel, this.legacy].map(({ root }) => root);
    this.fields.append(...rows);
    this.root = this.layout();
    this.unfollow = page.effect(() => this.show());
    openSheet(this.root, button);
    this.edit.focus();
  }

  /** The keyboard goes back to the button. */
  close(): void {
    this.unfollow();
    removeSheet(this.root, this.button);
    this.closed();
  }

  private layout(): HTMLElement {
    const { t, element, iconButton } = this.page;
    return sheetOf(element, {
      title: t("Functions"),
      note: t("What a model may call; you say what comes of it."),
      buttons: [iconButton(t("Close functions"), "close", () => this.close())],
      body: [
        element("div", { class: "function-head" }, this.list, this.fault, this.known, this.edit),
        this.fields,
      ],
      close: () => this.close(),
    });
  }

  private show(): void {
    const { status, readOnly, t } = this.page;
    const functions = this.page.functions.value;
    const parameters = this.page.parameters.value;
    const { declared, unfinished } = functions;
    const empty = declared.length === 0 && unfinished === undefined;
    this.showList(functions);
    const reading = unfinished === undefined ? undefined : readFunctions(unfinished);
    const typed = reading?.ok === false ? reading.phrase : undefined;
    const wrong = typed ?? functionComplaint(functions, parameters, status.value?.functions);
    this.fault.textContent = wrong ? t(wrong.text, ...wrong.values.map(value => t(value))) : "";
    this.showKnown(functions);
    this.edit.textContent = empty ? t("Declare functions") : t("Edit functions");
    this.edit.classList.toggle("secondary", !empty);
    this.edit.hidden = readOnly.value;
    this.fields.disabled = readOnly.value;
    this.fields.hidden = empty;
    this.showRows(functions, status.value?.functions?.legacy === true);
  }

  private showList({ declared }: Functions): void {
    const { element } = this.page;
    const rows = declared.map(({ name, description = "" }) =>
      element(
        "li",
        {},
        element("code", {}, name),
        ...(description === "" ? [] : [element("span", { dir: "auto" }, ` ${description}`)]),
      ),
    );
    this.list.replaceChildren(...rows);
    this.list.hidden = rows.length === 0;
  }

  /** What the model, or its provider, is known to do with them. */
  private showKnown({ declared, choice, parallel, legacy }: Functions): void {
    const { t, status } = this.page;
    const { model, modelLabel, functions: column = {} } = status.value ?? {};
    const label = modelLabel ?? "";
    const ignored = column.ignored ?? [];
    const words = [
      model?.tools === false && t("{0} is known to take no functions.", label),
      legacy && !column.legacy && t("{0} takes tools only: so they are sent as tools.", label),
      choice !== undefined && ignored.includes("choice") && t("{0} ignores the choice.", label),
      choice !== undefined &&
        column.refused?.includes("choice") &&
        t("{0} may refuse a choice while it thinks.", label),
      ignored.includes("strict") &&
        declared.some(({ strict }) => strict) &&
        t("{0} ignores “strict”.", label),
      parallel !== undefined &&
        ignored.includes("parallel") &&
        t("{0} ignores whether several are called at once.", label),
    ];
    this.known.textContent = words.filter(word => typeof word === "string").join(" ");
    this.known.hidden = this.known.textContent === "";
  }

  private showRows({ declared, choice, parallel, legacy }: Functions, takesLegacy: boolean): void {
    const { t } = this.page;
    const named = declared.map(({ name }) => [`:${name}`, name] as const);
    this.choice.show(
      [
        ["", t("Not set")],
        ["none", t("None: it must not call")],
        ["auto", t("Auto: it may call")],
        ["required", t("Required: it must call")],
        ...named,
      ],
      typeof choice === "object" ? `:${choice.name}` : (choice ?? ""),
      t("Required, or one by name, holds for the answer to a result too."),
    );
    this.parallel.show(
      [
        ["", t("Not set")],
        ["on", t("On")],
        ["off", t("Off")],
      ],
      parallel === undefined ? "" : parallel ? "on" : "off",
      legacy && takesLegacy ? t("Not sent with legacy functions.") : "",
    );
    this.legacy.show(
      [
        ["", t("Tools")],
        ["legacy", t("Legacy functions")],
      ],
      legacy ? "legacy" : "",
      t("What the API took before there were tools."),
    );
  }

  private post(): void {
    const { declared } = this.page.functions.peek();
    const functions: Functions = {
      declared,
      ...choiceOf(this.choice.value),
      ...(this.parallel.value !== "" && { parallel: this.parallel.value === "on" }),
      ...(this.legacy.value !== "" && { legacy: true }),
    };
    this.tell({ type: "changeFunctions", json: JSON.stringify(functions) });
  }

  private tell(
    message:
      | { readonly type: "editFunctions" }
      | { readonly type: "changeFunctions"; readonly json: string },
  ): void {
    const conversationId = this.page.shownId.peek();
    if (conversationId !== "") this.page.post({ ...message, conversationId });
  }
}

function choiceOf(value: string): Pick<Functions, "choice"> {
  if (value === "") return {};
  if (value.startsWith(":")) return { choice: { name: value.slice(1) } };
  return { choice: value as FunctionChoice };
}
