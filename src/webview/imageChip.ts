import type { DraftImage } from "../core/drafts";
import { imageTokens } from "../core/imageTokens";
import type { ImageFiles } from "./imageFiles";
import type { ImagePage } from "./imageTools";

/** A picture in the composer: small with its size, and opened larger with how closely to look. */
export class ImageChip {
  private detail: string;

  constructor(
    private readonly page: ImagePage,
    private readonly files: ImageFiles,
    private readonly details: HTMLElement,
    private readonly part: DraftImage,
  ) {
    this.detail = part.detail ?? "";
  }

  fill(): void {
    const { element, t, effect } = this.page;
    const { url, name = url, width, height } = this.part;
    const summary = this.details.querySelector("summary");
    const facts = element("span", { class: "chip-size" });
    summary?.append(facts);
    if (summary) summary.title = width && height ? `${name}, ${width} × ${height}` : name;
    const body = element("div", { class: "image-body" });
    this.details.append(body);
    if (/^https?:/i.test(url)) body.append(element("p", {}, t("Sent as a link: {0}", url)));
    else this.addPictures(summary, body, name);
    const choice = this.choice(name);
    body.append(choice);
    const stop = effect(() => {
      if (!this.details.isConnected && this.details.dataset["seen"]) return stop?.();
      this.details.dataset["seen"] = "1";
      facts.textContent = this.facts();
      this.details.toggleAttribute("data-blind", isBlind(this.page));
      choice.hidden = this.page.status.value?.images?.detail !== true;
    });
    choice.addEventListener("change", () => (facts.textContent = this.facts()));
  }

  private addPictures(summary: Element | null, body: HTMLElement, name: string): void {
    const { element } = this.page;
    const small = element("img", { class: "chip-picture", alt: "" });
    const large = element("img", { class: "image-large", alt: name });
    summary?.querySelector(".icon")?.replaceWith(small);
    body.append(large);
    const gone = () => small.remove();
    this.files.show(small, this.part.url, gone);
    const open = () => this.files.show(large, this.part.url, gone);
    this.details.addEventListener("toggle", open, { once: true });
  }

  /** `245 KB, ≈ 765 tokens`; or that the present model takes none. */
  private facts(): string {
    const { t, status } = this.page;
    if (isBlind(this.page)) return t("“{0}” takes no images", status.value?.modelLabel ?? "");
    const { size, detail: _before, ...part } = this.part;
    const closeness = this.detail === "" ? {} : { detail: this.detail as "low" };
    const tokens = imageTokens({ ...part, ...closeness }, status.value?.images);
    const words = [
      size === undefined ? "" : t("{0} KB", Math.max(1, Math.round(size / 1024))),
      tokens === undefined ? "" : t("≈ {0} tokens", tokens),
    ];
    return words.filter(word => word !== "").join(" · ");
  }

  private choice(name: string): HTMLElement {
    const { element, t, post, conversation } = this.page;
    const options = [
      ["", t("Not said")],
      ["low", t("Low")],
      ["high", t("High")],
      ["auto", t("Automatic")],
    ] as const;
    const select = element(
      "select",
      { "aria-label": t("Detail of {0}", name) },
      ...options.map(([value, words]) => element("option", { value }, words)),
    );
    select.value = this.detail;
    select.addEventListener("change", () => {
      this.detail = select.value;
      const conversationId = conversation.value?.id ?? "";
      post({ type: "changeDetail", conversationId, partId: this.part.id, detail: select.value });
    });
    return element("label", { class: "image-detail" }, t("Detail"), select);
  }
}

/** Whether the present model is known to take no pictures. */
export function isBlind({ status }: Pick<ImagePage, "status">): boolean {
  const { model, images } = status.value ?? {};
  return model?.vision === false || images?.refused === true;
}
