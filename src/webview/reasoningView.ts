import type { Answer } from "../core/messages";
import { element } from "./dom";
import { durationWords } from "./durations";
import { t } from "./translate";

/** An answer so young is drawn for the first time, in milliseconds. */
const justNow = 1000;

/** What a model thought before it answered: folded, with the time that it took where that is known. */
export class ReasoningView {
  readonly root = element("details", { class: "reasoning" });
  private readonly summary = element("summary");
  private readonly text = element("div", { class: "reasoning-text" });
  private shown = 0;
  private began: number | undefined;
  private took: number | undefined;
  private thinking = false;

  constructor(answer: Answer) {
    this.root.append(this.summary, this.text);
    this.root.hidden = true;
    // Began before this page looked: only the provider's own times can tell.
    if (answer.reasoning !== "" && Date.now() - answer.at > justNow) this.began = Number.NaN;
  }

  /** Takes what is new; `over` once something else than reasoning has come. */
  update({ reasoning, text, details }: Answer, over: boolean): void {
    if (reasoning === "") return;
    const { firstPieceMs, thoughtMs, wholeMs } = details;
    if (reasoning.length > this.shown) this.text.append(reasoning.slice(this.shown));
    this.shown = reasoning.length;
    this.began ??= Date.now();
    if (this.thinking && over) this.took = Date.now() - this.began;
    this.thinking = !over;
    this.took = thoughtMs ?? this.took;
    // Where it was all that came, it took the whole time.
    if (over && text === "" && firstPieceMs !== undefined && wholeMs !== undefined)
      this.took = wholeMs - firstPieceMs;
    this.root.hidden = false;
    this.root.classList.toggle("thinking", this.thinking);
    const words = this.words();
    if (this.summary.textContent !== words) this.summary.textContent = words;
  }

  private words(): string {
    if (this.thinking) return t("Thinking…");
    const { took = Number.NaN } = this;
    return Number.isNaN(took) ? t("Reasoning") : t("Thought for {0}", durationWords(took));
  }
}
