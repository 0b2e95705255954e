import { element } from "./dom";
import { icon } from "./icons";
import { t } from "./translate";

/** The button above the composer while there is more below what is read. */
export class JumpToLatest {
  /** The name stays the same; the description says this to those who hear it. */
  private readonly news = element(
    "span",
    { class: "jump-new", "aria-hidden": "true" },
    t("New text"),
  );
  private readonly root = element(
    "button",
    { type: "button", class: "jump" },
    icon("chevronDown"),
    t("Jump to latest"),
    this.news,
  );

  constructor(
    private readonly log: HTMLElement,
    jump: () => void,
  ) {
    this.root.hidden = true;
    this.news.hidden = true;
    this.root.addEventListener("click", () => {
      if (this.root === document.activeElement) log.focus({ preventScroll: true });
      jump();
    });
    log.after(element("div", { class: "jump-place" }, this.root));
  }

  /** Is there only while there is more below. */
  show(below: boolean): void {
    if (this.root.hidden !== below) return;
    if (this.root === document.activeElement) this.log.focus({ preventScroll: true });
    this.root.hidden = !below;
    this.mark(false);
  }

  /** Something has come at the end. */
  grew(): void {
    if (!this.root.hidden) this.mark(true);
  }

  private mark(news: boolean): void {
    if (this.root.classList.contains("new") === news) return;
    this.root.classList.toggle("new", news);
    const words = news ? t("New text has come") : "";
    this.root.ariaDescription = words;
    this.root.title = words;
    this.news.hidden = !news;
  }
}
