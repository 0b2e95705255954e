import type { Answer, ToolCall } from "../core/messages";
import { parseJson } from "../core/decode";
import { fill } from "../core/phrase";
import { element, textButton } from "./dom";
import { icon } from "./icons";
import { imageTools } from "./images";
import { isDataImage, targetOf } from "./markdown/links";
import { t } from "./translate";

/** The longest picture that is drawn from an answer, in characters of its address. */
const longestImage = 8 << 20;

/** What an answer holds beside its text: a refusal, tool calls, images, in this order. Only what is new is drawn. */
export class AnswerParts {
  readonly root = element("div", { class: "answer-parts" });
  /** One quiet line for all warnings. */
  readonly warnings = element("p", { class: "answer-warnings" });
  private readonly calls: ToolCallView[] = [];
  private readonly refusal = element("div", { dir: "auto" });
  private firstImage: HTMLElement | undefined;
  private shownRefusal = 0;
  private shownImages = 0;
  private shownWarnings = 0;

  constructor(private readonly openLink: (url: string) => void) {
    this.warnings.hidden = true;
  }

  update(answer: Answer, ended: boolean): void {
    this.addRefusal(answer.refusal);
    for (const [index, call] of answer.toolCalls.entries()) this.showCall(index, call, ended);
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

  private showCall(index: number, call: ToolCall, ended: boolean): void {
    const view = this.calls[index] ?? new ToolCallView();
    if (this.calls[index] === undefined) {
      this.calls.push(view);
      this.root.insertBefore(view.root, this.firstImage ?? null);
    }
    view.update(call, ended);
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

/** One tool call: its name, and its arguments folded away. */
class ToolCallView {
  readonly root = element("details", { class: "tool-call" });
  private readonly name = element("span", {});
  private readonly code = element("code", { dir: "ltr" });
  private shown = 0;

  constructor() {
    const text = element(
      "pre",
      { tabindex: "0", role: "group", "aria-label": t("Arguments") },
      this.code,
    );
    this.root.append(element("summary", {}, icon("tool"), this.name), text);
  }

  update(call: ToolCall, ended: boolean): void {
    if (call.arguments.length > this.shown) this.code.append(call.arguments.slice(this.shown));
    this.shown = call.arguments.length;
    const cut = ended && parseJson(call.arguments) === undefined;
    // The mark comes first: a long name is cut at its end.
    const name = cut
      ? t("Function call, incomplete: {0}", call.name)
      : t("Function call: {0}", call.name);
    if (this.name.textContent !== name) this.name.textContent = name;
  }
}
