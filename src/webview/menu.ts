import { iconButton } from "./dom";
import type * as menus from "./openMenu";

/** A row of a menu; nothing where it does not apply. */
export interface MenuItem {
  readonly name: string;
  /** Stands apart, below a line. */
  readonly apart?: true;
  run(): void;
}

/** Some rows come from a chunk. */
type Items = readonly MenuItem[] | Promise<readonly MenuItem[]>;

/** A menu on the screen. */
export interface OpenMenu {
  readonly button: HTMLElement;
  close(): void;
}

let open: OpenMenu | undefined;

/** Whether a menu is open: what is below it should not move. */
export function menuIsOpen(): boolean {
  return open !== undefined;
}

/** A button that opens a menu; the items are asked for each time. */
export function menuButton(name: string, items: () => Items): HTMLButtonElement {
  const button = iconButton(name, "ellipsis", () => {
    const again = open?.button === button;
    open?.close();
    if (!again) void openMenu(button, items());
  });
  button.ariaHasPopup = "menu";
  button.ariaExpanded = "false";
  button.addEventListener("keydown", event => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (open?.button !== button) button.click();
  });
  return button;
}

/** The menu itself: a chunk of its own, loaded when the page has nothing else to do. */
let chunk: typeof menus | undefined;

/** Loads what shows menus, so that the first one is there at once. */
export async function loadMenus(): Promise<void> {
  chunk = await import("./openMenu");
}

async function openMenu(button: HTMLElement, items: Items): Promise<void> {
  const rows = await items;
  if (!chunk) await loadMenus();
  open?.close(); // Another one was faster.
  open = chunk?.showMenu(button, rows, () => (open = undefined));
}
