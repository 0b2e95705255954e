// A chunk of its own, loaded with the first picture or when the page has nothing else to do.
import type { ReadonlySignal } from "@preact/signals";
import type { Conversation } from "../core/conversation";
import type { DraftImage } from "../core/drafts";
import type { ImagePart } from "../core/messages";
import type { HostToPanel, PanelStatus, ReadImage } from "../core/protocol";
import type { post } from "./bridge";
import type { element, iconButton, textButton } from "./dom";
import { ImageChip } from "./imageChip";
import { ImageFiles } from "./imageFiles";
import { watchLinks } from "./imageOffer";
import { openImage } from "./imageViewer";
import type { t } from "./translate";

/** What the chunks of the pictures need of the page. They import nothing that the first script has. */
export interface ImagePage {
  readonly t: typeof t;
  readonly element: typeof element;
  readonly iconButton: typeof iconButton;
  readonly textButton: typeof textButton;
  readonly post: typeof post;
  readonly conversation: ReadonlySignal<Conversation | null>;
  readonly status: ReadonlySignal<PanelStatus | null>;
  readonly readOnly: ReadonlySignal<boolean>;
  readonly effect: (run: () => void) => () => void;
  /** The message box. */
  readonly box: HTMLTextAreaElement;
  /** Says something under it. */
  readonly say: (text: string) => void;
}

let page: ImagePage;
let files: ImageFiles;
/** What is said when the chip of a picture appears, by the picture's name. */
const notes = new Map<string, string>();

export function useTools(of: ImagePage): void {
  page = of;
  files = new ImageFiles(page);
}

export function offerLinks(): void {
  watchLinks(page);
}

/** A file came that was asked for. */
export function took(message: Extract<HostToPanel, { type: "image" }>): void {
  files.took(message);
}

/** Puts the picture, its size and what can be set of it into a chip. */
export function fillChip(details: HTMLElement, part: DraftImage): void {
  new ImageChip(page, files, details, part).fill();
  const note = notes.get(part.name ?? "");
  notes.delete(part.name ?? "");
  if (note !== undefined) page.say(note);
}

/** Shows a picture of a message in the place of its name; a click shows it larger. */
export function showImage(place: HTMLElement, part: ImagePart): void {
  const { t, element } = page;
  const name = part.name ?? t("Image");
  const image = element("img", { class: "thumbnail", alt: "" });
  const { width = 0, height = 0 } = part;
  if (width * height > 0) {
    const scale = Math.min(1, 240 / width, 160 / height);
    [image.width, image.height] = [Math.round(width * scale), Math.round(height * scale)];
  }
  const button = element(
    "button",
    {
      type: "button",
      class: "thumbnail-button",
      "aria-label": t("Enlarge {0}", name),
      title: name,
    },
    image,
  );
  button.addEventListener("click", () => openImage(page, files, part, name));
  place.replaceWith(button);
  files.showWhenSeen(image, part.url, () => {
    const words = t("“{0}” is not on this computer any more.", name);
    button.replaceWith(element("span", { class: "image-gone" }, words));
  });
}

/** Attaches the pictures among files, and gives the others. */
export async function takeFiles(
  conversationId: string,
  files: readonly File[],
): Promise<readonly File[]> {
  const intake = await import("./imageIntake").catch(() => undefined); // Then they are files like others.
  return intake ? intake.takeFiles({ ...page, notes }, conversationId, files) : files;
}

/** Attaches pictures that the host has read. */
export async function takeRead(
  conversationId: string,
  images: readonly ReadImage[],
): Promise<void> {
  const intake = await import("./imageIntake").catch(() => undefined);
  await intake?.takeRead({ ...page, notes }, conversationId, images);
}
