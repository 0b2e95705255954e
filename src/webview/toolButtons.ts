// A chunk of its own, loaded when the page has nothing else to do.
import braces from "@vscode/codicons/src/icons/json.svg";
import settings from "@vscode/codicons/src/icons/settings.svg";
import type { ToolPage } from "./toolPage";

interface Sheet {
  close(): void;
}

/** Opens a sheet; the button that opened it and what runs when it is closed come from outside. */
type Open = (button: HTMLButtonElement, closed: () => void) => Sheet;

/** Puts the buttons into the row below the message box. */
export function showToolButtons(page: ToolPage): void {
  showParameterButton(page);
  showFunctionButton(page);
}

/** It says how many parameters are set. */
function showParameterButton(page: ToolPage): void {
  const button = new ToolButton(page, settings, async () => {
    const { ParameterSheet } = await import("./parameterSheet");
    return (...where) => new ParameterSheet(page, ...where);
  });
  page.effect(() => {
    const set = Object.keys(page.parameters.value).length;
    const name = set === 0 ? page.t("Parameters") : page.t("Parameters: {0} set", set);
    button.say(name, set === 0 ? "" : String(set));
  });
}

/** It says how many functions are declared. A model that is known to take none is offered none. */
function showFunctionButton(page: ToolPage): void {
  const { t } = page;
  const button = new ToolButton(page, braces, async () => {
    const { FunctionSheet } = await import("./functionSheet");
    return (...where) => new FunctionSheet(page, ...where);
  });
  page.effect(() => {
    const { declared, unfinished } = page.functions.value;
    const set = declared.length;
    const some = set === 0 ? t("Functions") : t("Functions: {0} declared", set);
    const name = unfinished === undefined ? some : t("Functions: not valid yet");
    button.say(name, unfinished !== undefined ? "!" : set === 0 ? "" : String(set));
    const none = page.status.value?.model?.tools === false;
    button.root.hidden = none && set === 0 && unfinished === undefined && !button.isOpen;
  });
}

/** A button that opens and closes a sheet, whose code is loaded at the first click. */
class ToolButton {
  readonly root: HTMLButtonElement;
  private readonly count: HTMLElement;
  private sheet: Sheet | undefined;

  constructor(
    { element, draw }: ToolPage,
    shape: Parameters<ToolPage["draw"]>[0],
    private readonly load: () => Promise<Open>,
  ) {
    this.count = element("span", { class: "parameter-count", "aria-hidden": "true" });
    this.root = element(
      "button",
      { type: "button", class: "icon-button parameter-button" },
      draw(shape),
      this.count,
    );
    this.root.ariaExpanded = "false";
    this.root.addEventListener("click", () => this.toggle());
    document.querySelector(".composer-tools")?.append(this.root);
  }

  get isOpen(): boolean {
    return this.sheet !== undefined;
  }

  say(name: string, count: string): void {
    this.root.ariaLabel = name;
    this.root.title = name;
    this.count.textContent = count;
  }

  private toggle(): void {
    if (this.sheet) return this.sheet.close();
    void this.load().then(
      open => {
        this.sheet ??= open(this.root, () => (this.sheet = undefined));
      },
      () => {}, // Everything else works without it, and asking again would fail again.
    );
  }
}
