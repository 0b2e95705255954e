import type { Answer } from "../core/messages";
import { fill } from "../core/phrase";
import { element, textButton } from "./dom";
import { icon } from "./icons";
import type { FunctionCalls } from "./functionCalls";
import { imageTools } from "./images";
import { isDataImage, targetOf } from "./markdown/links";
import { toolPage } from "./toolPage";
import { t } from "./translate";

/** The longest picture that is drawn from an answer, in characters of its address. */
const longestImage = 8 << 20;

/** What an answer holds beside its text: a refusal, tool calls, images, in this order. Only what is new is drawn. */
export class AnswerParts {
  readonly root = element("div", { class: "answer-parts" });
  /** One quiet line for all warnings. */
  readonly warnings = element("p", { class: "answer-warnings" });
  /** Where the calls stand: they come with a chunk of their own. */
  private readonly callPlace = element("div", { class: "function-calls" });
  private calls: FunctionCalls | undefined;
  private readonly refusal = element("div", { dir: "auto" });
  private answer: Answer | undefined;
  private firstImage: HTMLElement | undefined;
  private shownRefusal = 0;
  private shownImages = 0;
  private shownWarnings = 0;
  private disposed = false;

  constructor(private readonly openLink: (url: string) => void) {
    this.warnings.hidden = true;
  }

  update(answer: Answer): void {
    this.addRefusal(answer.refusal);
    if (answer.toolCalls.length > 0) this.showCalls(answer);
    for (const url of answer.images.slice(this.shownImages)) {
      const image = this.image(url);
      this.firstImage ??= image;
      this.root.append(image);
    }
    this.shownImages = answer.images.length;
    if (answer.warnings.length === this.shownWarnings) return;
    this.shownWarnings = answer.warnings.length;
    const lines = answer.warnings.map(({ text, values }) => fill(t(text), values));
    this.warnings.textContent = lines.join(" ");
    this.warnings.hidden = false;
  }

  private addRefusal(text: string): void {
    if (text.length === this.shownRefusal) return;
    if (this.shownRefusal === 0) {
      const title = element("p", { class: "refusal-title" }, t("The model refused:"));
      this.root.prepend(element("div", { class: "refusal" }, title, this.refusal));
    }
    this.refusal.append(text.slice(this.shownRefusal));
    this.shownRefusal = text.length;
  }

  dispose(): void {
    this.disposed = true;
    this.calls?.dispose();
  }

  private showCalls(answer: Answer): void {
    this.answer = answer;
    if (this.calls) return this.calls.update(answer);
    if (this.callPlace.parentNode) return;
    this.root.insertBefore(this.callPlace, this.firstImage ?? null);
    void import("./functionCalls").then(
      chunk => {
        if (this.disposed || !this.answer) return;
        this.calls = new chunk.FunctionCalls(toolPage, this.callPlace, this.answer);
      },
      () => {}, // The text of the answer is there without it, and asking again would fail again.
    );
  }

  /** A picture that holds its own pixels; any other address is a chip that names the host, and loads nothing. */
  private image(url: string): HTMLElement {
    if (isDataImage(url, longestImage))
      return element("img", { class: "answer-image", src: url, alt: t("Image in the answer") });
    if (!url.includes(":")) return fileImage(url);
    const target = targetOf(url);
    if (!target)
      return element(
        "span",
        { class: "image-link" },
        icon("image"),
        t("An image that is not shown"),
      );
    const open = () => this.openLink(target.url);
    const chip = textButton(t("Image at {0}", target.host), "image-link", open, "image");
    chip.title = target.title;
    return chip;
  }
}

/** A picture that is a file beside the journal. */
function fileImage(url: string): HTMLElement {
  const name = t("Image in the answer");
  const place = element("span", { class: "image-link" }, icon("image"), name);
  void imageTools().then(tools => tools?.showImage(place, { type: "image", url, name }));
  return place;
}
