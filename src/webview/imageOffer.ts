import { isBlind } from "./imageChip";
import type { ImagePage } from "./imageTools";

/** How long after the last key the text is looked at, in milliseconds. */
const delay = 250;

/** So much of the text is looked at, in characters. */
const lookedAt = 20_000;

const link = /https?:\/\/[^\s<>"'()]+\.(?:png|jpe?g|gif|webp)(?:\?[^\s<>"'()]*)?/i;

/** Offers a link to a picture that is typed as a picture: never without a click. */
export function watchLinks(page: ImagePage): void {
  const { element, t, post, conversation, status, readOnly, effect, box } = page;
  const offer = element("p", { class: "image-offer" });
  offer.hidden = true;
  document.querySelector(".hint")?.before(offer);
  /** Links that were taken already. */
  const taken = new Set<string>();
  const look = () => {
    const url = link.exec(box.value.slice(0, lookedAt))?.[0];
    offer.hidden = url === undefined || taken.has(url) || readOnly.value;
    if (url === undefined || offer.hidden) return;
    const model = status.value?.modelLabel ?? "";
    if (isBlind(page)) return void (offer.textContent = t("“{0}” takes no images", model));
    if (status.value?.images?.linkless) {
      const words = t("{0} takes no links to images: save the image and attach the file.", model);
      return void (offer.textContent = words);
    }
    const take = () => {
      taken.add(url);
      post({ type: "attachImageLink", conversationId: conversation.value?.id ?? "", url });
      look();
      box.focus();
    };
    const button = page.textButton(t("Attach as image"), "quiet-button", take);
    offer.replaceChildren(element("span", { class: "image-offer-link" }, url), button);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, delay);
  });
  // What was typed is sent, or belongs to another chat, or another model.
  effect(() => {
    void conversation.value?.messages.size;
    void status.value;
    if (!offer.hidden) look();
  });
}
