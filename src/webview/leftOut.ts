import { element, textButton } from "./dom";
import { t } from "./translate";

/** Marks a message that is kept and not sent any more, with a way back. */
export function markLeftOut(root: HTMLElement, leftOut: boolean, include: () => void): void {
  if (root.classList.contains("left-out") === leftOut) return;
  root.classList.toggle("left-out", leftOut);
  if (!leftOut) return root.querySelector(":scope > .left-out-note")?.remove();
  const button = textButton(t("Include again"), "quiet-button", include);
  button.ariaLabel = t("Include again what is left out, from the next message on");
  root.append(element("p", { class: "left-out-note" }, t("Not sent any more."), " ", button));
}
