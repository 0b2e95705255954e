import { element, textButton } from "./dom";
import { t } from "./translate";

/** One quiet line for deleted messages, with a way back. */
export function deletedLine(ids: readonly string[], restore: () => void): HTMLElement {
  const one = ids.length === 1;
  const button = textButton(t("Restore"), "quiet-button writes", restore);
  button.ariaLabel = one
    ? t("Restore 1 deleted message")
    : t("Restore {0} deleted messages", ids.length);
  const words = one ? t("1 deleted message") : t("{0} deleted messages", ids.length);
  return element("div", { class: "deleted-line" }, element("span", {}, words), button);
}
