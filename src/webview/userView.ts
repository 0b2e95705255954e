import type { FilePart, UserMessage } from "../core/conversation";
import { partText, placeOf } from "../core/prompt";
import { element } from "./dom";
import { icon } from "./icons";
import { t } from "./translate";

/** A user message, as it was sent: text as typed, code folded under its place. */
export function userView(message: UserMessage): HTMLElement {
  const parts = message.content.map(part =>
    part.type === "text"
      ? element("p", { class: "user-text", dir: "auto" }, part.text)
      : fileView(part),
  );
  return element("article", { class: "message user", "aria-label": t("You") }, ...parts);
}

function fileView(part: FilePart): HTMLElement {
  const summary = element(
    "summary",
    { title: placeOf(part) },
    icon("file"),
    element("span", {}, placeOf(part)),
  );
  const code = element("pre", { tabindex: "0" }, element("code", {}, partText(part)));
  return element("details", { class: "file-part" }, summary, code);
}
