import type { Answer } from "../core/conversation";
import { errorAdvice, type ErrorAction } from "../core/errors";
import { fill } from "../core/phrase";
import { answerDetails } from "./answerDetails";
import { AnswerParts } from "./answerParts";
import { copy } from "./clipboard";
import { durationWords } from "./durations";
import { endings } from "./endings";
import { element, iconButton, rename, textButton } from "./dom";
import { icon } from "./icons";
import { markLeftOut } from "./leftOut";
import { MarkdownView } from "./markdown/markdownView";
import { t } from "./translate";

export interface AnswerActions {
  openLink(url: string): void;
  retry(answerId: string): void;
  /** Runs the one action of an error. */
  resolve(action: ErrorAction, answer: Answer): void;
  /** Sends a parameter again that was left out or renamed. */
  undoRepair(answerId: string, parameter: string): void;
  /** Sends again what was left out. */
  includeAll(): void;
}

/** One answer on the screen. A delta touches its Markdown only. */
export class AnswerView {
  readonly root: HTMLElement;
  private readonly markdown: MarkdownView;
  private readonly parts: AnswerParts;
  private readonly reasoning = element("details", { class: "reasoning" });
  private readonly reasoningText = element("div", { class: "reasoning-text" });
  private readonly wait = element(
    "div",
    { class: "wait", "aria-hidden": "true" },
    element("span"),
    element("span"),
    element("span"),
  );
  private readonly ending = element("div", { class: "ending" });
  private readonly repairs = element("div", { class: "repairs" });
  private readonly footer = element("div", { class: "answer-actions" });
  private shown = 0;
  private shownReasoning = 0;
  private shownRepairs = "[]";
  private ended = false;

  constructor(
    private answer: Answer,
    private readonly actions: AnswerActions,
  ) {
    const text = element("div", { class: "markdown" });
    this.markdown = new MarkdownView(text, { openLink: url => actions.openLink(url), copy, t });
    this.reasoning.append(element("summary", {}, t("Reasoning")), this.reasoningText);
    this.reasoning.hidden = true;
    this.parts = new AnswerParts(url => actions.openLink(url));
    this.root = element(
      "article",
      { class: "message answer", "aria-label": answer.modelLabel },
      element("div", { class: "answer-model", "aria-hidden": "true" }, answer.modelLabel),
      this.reasoning,
      text,
      this.parts.root,
      this.wait,
      this.parts.warnings,
      this.repairs,
      this.ending,
      this.footer,
    );
    this.update(answer);
  }

  /** Shows what was added since the last call. */
  update(answer: Answer): void {
    this.answer = answer;
    this.addReasoning(answer.reasoning);
    const ends = answer.finish !== undefined || answer.error !== undefined;
    const whole = this.shown === 0 && ends;
    if (whole) this.markdown.set(answer.text);
    else if (answer.text.length > this.shown) this.markdown.append(answer.text.slice(this.shown));
    this.shown = answer.text.length;
    if (ends && !whole && !this.ended) this.markdown.finish();
    this.parts.update(answer, ends);
    this.showRepairs(answer);
    markLeftOut(this.root, answer.leftOut === true, () => this.actions.includeAll());
    this.wait.hidden = ends || this.shown > 0 || this.parts.root.hasChildNodes();
    if (ends && !this.ended) this.end();
  }

  dispose(): void {
    this.markdown.dispose();
  }

  /** How the request differed from what was set, each with a way back. */
  private showRepairs({ id, repairs, modelLabel }: Answer): void {
    const shown = JSON.stringify(repairs);
    if (shown === this.shownRepairs) return;
    this.shownRepairs = shown;
    const lines = repairs.map(({ parameter, replacement }) => {
      const words =
        replacement === undefined
          ? t("Sent without “{0}”, which {1} refused.", parameter, modelLabel)
          : t("Sent “{0}” as “{1}”, as {2} wants it.", parameter, replacement, modelLabel);
      const undo = textButton(t("Undo"), "quiet-button", () =>
        this.actions.undoRepair(id, parameter),
      );
      undo.ariaLabel = t("Undo leaving out or renaming “{0}”", parameter);
      return element("p", { class: "ending-note" }, words, " ", undo);
    });
    this.repairs.replaceChildren(...lines);
  }

  private addReasoning(text: string): void {
    if (text.length === this.shownReasoning) return;
    this.reasoning.hidden = false;
    this.reasoningText.append(text.slice(this.shownReasoning));
    this.shownReasoning = text.length;
  }

  private end(): void {
    this.ended = true;
    const { error, finish = "" } = this.answer;
    if (error) this.ending.append(this.errorBox());
    const nothing = this.shown === 0 && !this.parts.root.hasChildNodes() && !error;
    const words =
      endings()[finish] ?? (nothing ? t("The model ended without an answer.") : undefined);
    if (words !== undefined) this.ending.append(element("p", { class: "ending-note" }, words));
    if (this.answer.text !== "") {
      const button = iconButton(t("Copy answer"), "copy", () => void this.copyAnswer(button));
      this.footer.append(button);
    }
    const details = answerDetails(this.answer);
    if (details) {
      this.footer.append(details.button);
      this.footer.after(details.list);
    }
    if (error && errorAdvice[error.kind].action === "retry") return; // The box has the same button.
    const retry = iconButton(t("Try again"), "refresh", () => this.actions.retry(this.answer.id));
    retry.classList.add("retry");
    this.footer.append(retry);
  }

  private async copyAnswer(button: HTMLButtonElement): Promise<void> {
    await copy(this.answer.text);
    rename(button, t("Copied"), "check");
    setTimeout(() => rename(button, t("Copy answer"), "copy"), 2000);
  }

  private errorButton(action: ErrorAction, className: string): HTMLButtonElement {
    return textButton(actionNames()[action], className, () =>
      this.actions.resolve(action, this.answer),
    );
  }

  private errorBox(): HTMLElement {
    const error = this.answer.error ?? { kind: "unknown" };
    const { title, advice, action, otherAction } = errorAdvice[error.kind];
    const box = element(
      "div",
      { class: "error", role: "alert" },
      element("p", { class: "error-title" }, icon("error"), fill(t(title), error.values)),
      element("p", {}, fill(t(advice), error.values)),
    );
    const status = error.status === undefined ? "" : t("Status {0}", error.status);
    const detail = [status, error.detail ?? ""].filter(text => text !== "").join(": ");
    if (detail !== "") box.append(element("p", { class: "error-detail", dir: "auto" }, detail));
    const wait = error.retryAfterMs;
    if (wait !== undefined)
      box.append(element("p", {}, t("It asks to wait {0}.", durationWords(wait))));
    const className = action === "retry" ? "button retry" : "button";
    const actions = element("div", { class: "error-buttons" }, this.errorButton(action, className));
    if (otherAction) actions.append(this.errorButton(otherAction, "button secondary"));
    box.append(actions);
    return box;
  }
}

function actionNames(): Readonly<Record<ErrorAction, string>> {
  return {
    setKey: t("Set API Key"),
    retry: t("Try again"),
    chooseModel: t("Choose model"),
    editConnection: t("Change connection"),
    shorten: t("Leave out the oldest turns"),
  };
}
