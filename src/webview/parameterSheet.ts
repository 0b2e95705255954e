// A chunk of its own, loaded when the sheet is first opened.
import type { SamplingParameters } from "../core/messages";
import { parameters } from "../core/parameters";
import type { ToolPage } from "./toolPage";
import { PresetBar } from "./parameterPresets";
import { ParameterRow } from "./parameterRow";
import { meanings } from "./parameterWords";
import { openSheet, removeSheet, sheetOf } from "./sheet";

/** How long after the last key a change is kept, in milliseconds. */
const delay = 300;

/** All parameters of the shown conversation, above the message box, until Escape. */
export class ParameterSheet {
  private readonly root: HTMLElement;
  private readonly rows: readonly ParameterRow[];
  private readonly presets: PresetBar;
  private readonly fields: HTMLFieldSetElement;
  private readonly clearAll: HTMLButtonElement;
  private readonly unfollow: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private shownId = "";
  /** What is set in the conversation, as it was shown last. */
  private held: SamplingParameters = {};

  constructor(
    private readonly page: ToolPage,
    private readonly button: HTMLButtonElement,
    private readonly closed: () => void,
  ) {
    const { t, element } = page;
    const words = meanings(t);
    this.rows = parameters.map(
      parameter =>
        new ParameterRow(page, parameter, words[parameter.name], {
          typed: () => this.typed(),
          changed: () => this.keep(),
        }),
    );
    this.presets = new PresetBar(page, () => this.keep());
    this.clearAll = element("button", { type: "button", class: "quiet-button" }, t("Clear all"));
    this.clearAll.addEventListener("click", () => this.clear());
    this.fields = element("fieldset", {
      class: "parameter-rows",
      "aria-label": t("Sampling parameters"),
    });
    this.fields.append(this.presets.root, ...this.rows.map(({ root }) => root));
    this.root = this.layout();
    const hide = () => this.keep();
    window.addEventListener("pagehide", hide);
    const unfollow = page.effect(() => this.show());
    this.unfollow = () => {
      unfollow();
      window.removeEventListener("pagehide", hide);
    };
    openSheet(this.root, button);
    this.rows[0]?.focus();
  }

  /** Keeps what was typed; the keyboard goes back to the button. */
  close(): void {
    this.keep();
    this.unfollow();
    removeSheet(this.root, this.button);
    this.closed();
  }

  private layout(): HTMLElement {
    const { t, element, iconButton } = this.page;
    return sheetOf(element, {
      title: t("Parameters"),
      note: t("Only what is set is sent."),
      buttons: [this.clearAll, iconButton(t("Close parameters"), "close", () => this.close())],
      body: [this.fields],
      close: () => this.close(),
    });
  }

  /** Shows what is set; a field in which somebody types stays as it is. */
  private show(): void {
    const { shownId, parameters: shown, status, readOnly } = this.page;
    const { rules = {}, presets = [], modelLabel } = status.value ?? {};
    if (shownId.value === "") return;
    this.fields.disabled = readOnly.value;
    const other = shownId.value !== this.shownId;
    if (other) this.keep(); // What was typed last belongs to the one before.
    this.shownId = shownId.value;
    this.held = shown.value;
    const pending = this.timer !== undefined;
    const set = pending ? this.set() : shown.value;
    for (const row of this.rows) row.show({ set, rules, model: modelLabel ?? "", other });
    this.presets.show(presets, set);
    this.clearAll.hidden = readOnly.value || Object.keys(shown.value).length === 0;
  }

  private typed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), delay);
    this.judge();
  }

  /** Says at once what is wrong, before the host has it. */
  private judge(): void {
    const { rules = {}, modelLabel } = this.page.status.value ?? {};
    const set = this.set();
    for (const row of this.rows) row.judge({ set, rules, model: modelLabel ?? "" });
  }

  private keep(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.post(this.set());
  }

  private clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const row of this.rows) row.clear();
    this.post({});
    this.rows[0]?.focus(); // The button that was pressed goes.
  }

  /** What the fields say; what no field shows is kept as it is. */
  private set(): SamplingParameters {
    const unknown = Object.entries(this.held).filter(
      ([name]) => !this.rows.some(row => row.name === name),
    );
    const said = this.rows.flatMap(row => row.entry());
    return Object.fromEntries([...unknown, ...said]);
  }

  private post(set: SamplingParameters): void {
    const json = JSON.stringify(set);
    this.page.post({ type: "changeParameters", conversationId: this.shownId, json });
  }
}
