import { icon, type IconName } from "./icons";

/** Makes an element with a class, attributes and children; text children become text nodes. */
export function element<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[T] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A button with an icon and a name that is also its tooltip. */
export function iconButton(name: string, iconName: IconName, run: () => void): HTMLButtonElement {
  const button = element(
    "button",
    { type: "button", class: "icon-button", "aria-label": name, title: name },
    icon(iconName),
  );
  button.addEventListener("click", run);
  return button;
}

/** Gives an icon button another name and icon. */
export function rename(button: HTMLButtonElement, name: string, iconName: IconName): void {
  button.ariaLabel = name;
  button.title = name;
  button.replaceChildren(icon(iconName));
}

/** A button with words, with or without an icon before them. */
export function textButton(
  name: string,
  className: string,
  run: () => void,
  iconName?: IconName,
): HTMLButtonElement {
  const children = iconName ? [icon(iconName), name] : [name];
  const button = element("button", { type: "button", class: className }, ...children);
  button.addEventListener("click", run);
  return button;
}
