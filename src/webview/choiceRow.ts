import type { ToolPage } from "./toolPage";

/** One field of a sheet that takes one of several values. */
export class ChoiceRow {
  readonly root: HTMLElement;
  private readonly select: HTMLSelectElement;
  private readonly about: HTMLElement;
  private offered = "";

  constructor(
    private readonly page: ToolPage,
    name: string,
    label: string,
    changed: () => void,
  ) {
    const { element } = page;
    const id = `function-${name}`;
    this.select = element("select", { id, "aria-describedby": `${id}-means` });
    this.select.addEventListener("change", changed);
    this.about = element("p", { class: "parameter-means", id: `${id}-means` });
    this.root = element(
      "div",
      { class: "parameter" },
      element("label", { for: id, title: name }, label),
      element("div", { class: "parameter-value" }, this.select),
      this.about,
    );
  }

  get value(): string {
    return this.select.value;
  }

  /** A value that is not offered any more stays to be seen. */
  show(options: readonly (readonly [string, string])[], value: string, about: string): void {
    const known = options.some(([option]) => option === value);
    const all = known ? options : [...options, [value, value.slice(1)] as const];
    const offered = JSON.stringify(all);
    if (offered !== this.offered)
      this.select.replaceChildren(
        ...all.map(([option, words]) => this.page.element("option", { value: option }, words)),
      );
    this.offered = offered;
    this.select.value = value;
    this.about.textContent = about;
    this.root.classList.toggle("set", value !== "");
  }
}
