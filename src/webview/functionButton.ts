// A chunk of its own, loaded when the page has nothing else to do.
import braces from "@vscode/codicons/src/icons/json.svg";
import type { FunctionPage } from "./functionCalls";
import type * as sheets from "./functionSheet";

/**
 * Puts the button into the row below the message box; it says how many functions are declared. A model
 * that is known to take none is offered none.
 */
export function showFunctionButton(page: FunctionPage): void {
  const { t, element } = page;
  const count = element("span", { class: "parameter-count", "aria-hidden": "true" });
  const button = element(
    "button",
    { type: "button", class: "icon-button parameter-button" },
    page.draw(braces),
    count,
  );
  let sheet: sheets.FunctionSheet | undefined;
  button.ariaExpanded = "false";
  button.addEventListener("click", () => {
    if (sheet) return sheet.close();
    void import("./functionSheet").then(
      chunk => {
        sheet ??= new chunk.FunctionSheet(page, button, () => (sheet = undefined));
      },
      () => {}, // Everything else works without it, and asking again would fail again.
    );
  });
  page.effect(() => {
    const { declared, unfinished } = page.functions.value;
    const set = declared.length;
    const some = set === 0 ? t("Functions") : t("Functions: {0} declared", set);
    const name = unfinished === undefined ? some : t("Functions: not valid yet");
    button.ariaLabel = name;
    button.title = name;
    count.textContent = unfinished !== undefined ? "!" : set === 0 ? "" : String(set);
    const none = page.status.value?.model?.tools === false;
    button.hidden = none && set === 0 && unfinished === undefined && !sheet;
  });
  document.querySelector(".composer-tools")?.append(button);
}
