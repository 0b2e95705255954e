import type { ImagePart } from "../core/messages";
import type { ImageFiles } from "./imageFiles";
import type { ImagePage } from "./imageTools";

/** Shows a picture as large as the view; Esc, the button or a click beside it closes it. */
export function openImage(
  { t, element, iconButton }: ImagePage,
  files: ImageFiles,
  { url }: Pick<ImagePart, "url">,
  name: string,
): void {
  const image = element("img", { alt: name });
  const close = iconButton(t("Close"), "close", () => dialog.close());
  const dialog = element("dialog", { class: "image-viewer", "aria-label": name }, image, close);
  // Escape would stop an answer.
  dialog.addEventListener("keydown", event => event.stopPropagation());
  dialog.addEventListener("click", event => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  files.show(image, url, () => dialog.close());
  dialog.showModal(); // The focus goes back to where it was when it is closed.
}
