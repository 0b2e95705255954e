import type { element } from "./dom";

/** What a sheet above the message box consists of. */
export interface SheetParts {
  /** Its name, translated, as are all of these. */
  readonly title: string;
  readonly note: string;
  /** Buttons behind its title; the last one closes it. */
  readonly buttons: readonly HTMLElement[];
  readonly body: readonly HTMLElement[];
  /** Escape was pressed in it. */
  close(): void;
}

/** A sheet that is not on the page yet. The page's own `element` comes from outside, or the first script would be cut in two. */
export function sheetOf(make: typeof element, parts: SheetParts): HTMLElement {
  const root = make(
    "section",
    { class: "parameter-sheet", "aria-label": parts.title },
    make(
      "div",
      { class: "parameter-title" },
      make("h2", {}, parts.title),
      make("span", { class: "quiet" }, parts.note),
      ...parts.buttons,
    ),
    make("div", { class: "parameter-scroll" }, ...parts.body),
  );
  root.addEventListener("keydown", event => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation(); // It would stop an answer.
    parts.close();
  });
  return root;
}

/** Puts a sheet above the message box; its button says that it is open. */
export function openSheet(root: HTMLElement, button: HTMLButtonElement): void {
  button.ariaExpanded = "true";
  document.querySelector(".composer")?.before(root);
}

/** Takes it away; the keyboard goes back to the button. */
export function removeSheet(root: HTMLElement, button: HTMLButtonElement): void {
  const inside = root.contains(document.activeElement);
  root.remove();
  button.ariaExpanded = "false";
  if (inside) button.focus();
}
