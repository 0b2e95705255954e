import type { SamplingParameters } from "../core/messages";
import { complaintsOf } from "../core/parameters";
import type { Preset } from "../core/presets";
import type { MenuItem } from "./menu";
import type { ToolPage } from "./toolPage";

/** Presets: apply one, keep what is set as one, delete one, make one the default. */
export class PresetBar {
  readonly root: HTMLElement;
  private readonly select: HTMLSelectElement;
  private readonly naming: HTMLElement;
  private readonly name: HTMLInputElement;
  private readonly fault: HTMLElement;
  private presets: readonly Preset[] = [];
  private set: SamplingParameters = {};

  constructor(
    private readonly page: ToolPage,
    /** What is typed belongs to what is kept. */
    private readonly flush: () => void,
  ) {
    const { element, t, menuButton } = page;
    this.select = element("select", { id: "preset" });
    this.select.addEventListener("change", event => event.stopPropagation());
    this.name = element("input", {
      type: "text",
      "aria-label": t("Name of the preset"),
      placeholder: t("Name of the preset"),
      autocomplete: "off",
    });
    this.fault = element("p", { class: "parameter-fault", "aria-live": "polite" });
    const save = this.button(t("Save"), () => this.save());
    const cancel = this.button(t("Cancel"), () => this.unname());
    this.naming = element("div", { class: "preset-naming" }, this.name, save, cancel);
    this.naming.hidden = true;
    this.name.addEventListener("keydown", event => this.pressed(event));
    this.root = element(
      "div",
      { class: "presets" },
      element("label", { for: "preset" }, t("Preset")),
      element(
        "div",
        { class: "parameter-value" },
        this.select,
        this.button(t("Apply"), () => this.apply()),
        menuButton(t("Preset actions"), () => this.items()),
      ),
      this.naming,
      this.fault,
    );
    this.root.addEventListener("input", event => event.stopPropagation());
  }

  /** The one that is applied is chosen, where there is one. */
  show(presets: readonly Preset[], set: SamplingParameters): void {
    const { element, t } = this.page;
    this.set = set;
    if (presets === this.presets) return;
    const chosen = this.select.value;
    this.presets = presets;
    this.select.replaceChildren(
      element("option", { value: "" }, presets.length === 0 ? t("none yet") : t("choose one")),
      ...presets.map(({ name, default: first }) =>
        element("option", { value: name }, first ? t("{0} (default)", name) : name),
      ),
    );
    this.select.value = presets.some(({ name }) => name === chosen) ? chosen : "";
    if (this.select.value === "") this.select.value = this.applied() ?? "";
  }

  private applied(): string | undefined {
    const set = JSON.stringify(this.set);
    return this.presets.find(({ parameters }) => JSON.stringify(parameters) === set)?.name;
  }

  private apply(): void {
    const { value: name } = this.select;
    if (name === "") return this.say(this.page.t("Choose a preset first."));
    this.say("");
    this.flush();
    this.tell({ type: "applyPreset", name });
  }

  private items(): readonly MenuItem[] {
    const { t, post } = this.page;
    const preset = this.presets.find(({ name }) => name === this.select.value);
    const saveAs = { name: t("Save as preset…"), run: () => this.ask() };
    if (!preset) return [saveAs];
    const { name } = preset;
    return [
      saveAs,
      preset.default
        ? {
            name: t("Not the default any more"),
            run: () => post({ type: "defaultPreset", name: "" }),
          }
        : {
            name: t("Make default for new chats"),
            run: () => post({ type: "defaultPreset", name }),
          },
      {
        name: t("Delete “{0}”", name),
        apart: true,
        run: () => post({ type: "deletePreset", name }),
      },
    ];
  }

  private ask(): void {
    this.flush();
    this.naming.hidden = false;
    this.name.value = this.select.value;
    this.say("");
    this.name.focus();
    this.name.select();
  }

  private save(): void {
    const { t, status, parameters } = this.page;
    const name = this.name.value.trim();
    const set = parameters.value;
    if (name === "") return this.say(t("Type a name first."));
    if (complaintsOf(set, status.value?.rules ?? {}).length > 0)
      return this.say(t("Correct or clear first what is wrong below."));
    this.tell({ type: "savePreset", name });
    this.unname();
  }

  private unname(): void {
    this.naming.hidden = true;
    this.say("");
    this.select.focus();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") this.save();
    else this.unname();
  }

  private tell(message: {
    readonly type: "applyPreset" | "savePreset";
    readonly name: string;
  }): void {
    const conversationId = this.page.shownId.value;
    if (conversationId !== "") this.page.post({ ...message, conversationId });
  }

  private button(name: string, run: () => void): HTMLButtonElement {
    const button = this.page.element("button", { type: "button", class: "button secondary" }, name);
    button.addEventListener("click", run);
    return button;
  }

  private say(words: string): void {
    this.fault.textContent = words;
  }
}
