// A chunk of its own, loaded with the first menu.
import { element } from "./dom";
import type { MenuItem, OpenMenu } from "./menu";

/** A menu is kept this far from the edges of the view, in pixels. */
const margin = 4;

/** Shows the rows below or above a button until one is taken or the user goes elsewhere. */
export function showMenu(
  button: HTMLElement,
  items: readonly MenuItem[],
  closed: () => void,
): OpenMenu {
  const ending = new AbortController();
  const close = () => {
    closed();
    ending.abort();
    menu.remove();
    button.ariaExpanded = "false";
  };
  const leave = () => {
    close();
    button.focus({ preventScroll: true });
  };
  const rows = items.map(item => {
    const row = element("button", { type: "button", role: "menuitem", tabindex: "-1" }, item.name);
    row.classList.toggle("apart", item.apart === true);
    row.addEventListener("click", () => {
      leave();
      item.run();
    });
    return row;
  });
  const menu = element("div", { class: "menu", role: "menu" }, ...rows);
  menu.ariaLabel = button.ariaLabel;
  menu.addEventListener("keydown", event => pressed(event, rows, leave));
  menu.addEventListener("pointermove", event => {
    if (event.target instanceof HTMLElement) event.target.closest("button")?.focus();
  });
  const { signal } = ending;
  document.addEventListener("pointerdown", event => outside(event, menu, button) && close(), {
    signal,
    capture: true,
  });
  window.addEventListener("resize", close, { signal });
  window.addEventListener("blur", close, { signal });
  document.addEventListener("scroll", () => place(menu, button), { signal, capture: true });
  button.ariaExpanded = "true";
  document.querySelector("main")?.append(menu);
  place(menu, button);
  rows[0]?.focus({ preventScroll: true });
  return { button, close };
}

/** Keys of an open menu. What it takes reaches nothing else: Escape would stop an answer. */
function pressed(event: KeyboardEvent, rows: readonly HTMLElement[], leave: () => void): void {
  const at = rows.findIndex(row => row === document.activeElement);
  const to = target(event.key, rows, at);
  event.stopPropagation();
  if (event.key === "Tab") return leave(); // The browser then goes on from the button.
  if (event.key === "Escape") leave();
  else if (to) to.focus();
  else return;
  event.preventDefault();
}

/** The row that a key goes to: an arrow, an end, or the letter that a name begins with. */
function target(key: string, rows: readonly HTMLElement[], at: number): HTMLElement | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1 + rows.length,
    Home: 0,
    End: rows.length - 1,
  };
  if (Object.hasOwn(moves, key)) return rows[(moves[key] ?? 0) % rows.length];
  if (key.length !== 1 || key === " ") return undefined;
  const begins = (row: HTMLElement) => row.innerText.toLowerCase().startsWith(key.toLowerCase());
  return rows.find((row, index) => index > at && begins(row)) ?? rows.find(begins);
}

/** Below the button or above it, and never cut by the view. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const { left, right, top, bottom } = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const { clientWidth, clientHeight } = document.documentElement;
  const across = left + width + margin > clientWidth ? right - width : left;
  const down = bottom + height + margin > clientHeight ? top - height : bottom;
  menu.style.left = `${within(across, clientWidth - width)}px`;
  menu.style.top = `${within(down, clientHeight - height)}px`;
}

function within(wanted: number, most: number): number {
  return Math.max(margin, Math.min(wanted, most - margin));
}

function outside({ target: on }: Event, menu: HTMLElement, button: HTMLElement): boolean {
  return on instanceof Node && !menu.contains(on) && !button.contains(on);
}
