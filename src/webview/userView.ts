import type { FilePart, ImagePart, UserMessage } from "../core/conversation";
import { partText, placeOf } from "../core/prompt";
import { element } from "./dom";
import { icon } from "./icons";
import { isDataImage } from "./markdown/links";
import { t } from "./translate";

/** A user message, as it was sent: text as typed, code folded under its place. */
export function userView(message: UserMessage): HTMLElement {
  const parts = message.content.map(part =>
    part.type === "text"
      ? element("p", { class: "user-text", dir: "auto" }, part.text)
      : part.type === "file"
        ? fileView(part)
        : imageView(part),
  );
  return element("article", { class: "message user", "aria-label": t("You") }, ...parts);
}

/** The picture itself if its bytes are there; a link is never loaded, only named. */
function imageView({ url }: ImagePart): HTMLElement {
  return isDataImage(url)
    ? element("img", { class: "user-image", src: url, alt: t("Attached image") })
    : element("p", { class: "user-text" }, t("Image: {0}", url));
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
