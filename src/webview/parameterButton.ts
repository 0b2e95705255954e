// A chunk of its own, loaded when the page has nothing else to do.
import settings from "@vscode/codicons/src/icons/settings.svg";
import type { ReadonlySignal } from "@preact/signals";
import type { Conversation } from "../core/conversation";
import type { PanelStatus } from "../core/protocol";
import type { post } from "./bridge";
import type { element, iconButton } from "./dom";
import type { draw, icon } from "./icons";
import type { menuButton } from "./menu";
import type * as sheets from "./parameterSheet";
import type { t } from "./translate";

/** What the chunks of the parameters need of the page. They import nothing that the first script has. */
export interface ParameterPage {
  readonly t: typeof t;
  readonly element: typeof element;
  readonly iconButton: typeof iconButton;
  readonly menuButton: typeof menuButton;
  readonly draw: typeof draw;
  readonly icon: typeof icon;
  readonly post: typeof post;
  /** Of the shown conversation; a piece of an answer changes neither. */
  readonly shownId: ReadonlySignal<string>;
  readonly parameters: ReadonlySignal<Conversation["parameters"]>;
  readonly status: ReadonlySignal<PanelStatus | null>;
  readonly readOnly: ReadonlySignal<boolean>;
  effect(run: () => void): () => void;
}

/** Puts the button into the row below the message box; it says how many parameters are set. */
export function showParameterButton(page: ParameterPage): void {
  const { t, element } = page;
  const count = element("span", { class: "parameter-count", "aria-hidden": "true" });
  const button = element(
    "button",
    { type: "button", class: "icon-button parameter-button" },
    page.draw(settings),
    count,
  );
  let sheet: sheets.ParameterSheet | undefined;
  button.ariaExpanded = "false";
  button.addEventListener("click", () => {
    if (sheet) return sheet.close();
    void import("./parameterSheet").then(
      chunk => {
        sheet ??= new chunk.ParameterSheet(page, button, () => (sheet = undefined));
      },
      () => {}, // Everything else works without it, and asking again would fail again.
    );
  });
  page.effect(() => {
    const set = Object.keys(page.parameters.value).length;
    const name = set === 0 ? t("Parameters") : t("Parameters: {0} set", set);
    button.ariaLabel = name;
    button.title = name;
    count.textContent = set === 0 ? "" : String(set);
  });
  document.querySelector(".composer-tools")?.append(button);
}
