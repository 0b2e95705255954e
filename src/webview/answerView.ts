import type { Answer } from "../core/messages";
import { endingOf } from "./answerEnding";
import { showFormat } from "./answerFormat";
import { AnswerFooter } from "./answerFooter";
import { AnswerNotes, firstModel } from "./answerNotes";
import { AnswerParts } from "./answerParts";
import { copy } from "./clipboard";
import { element } from "./dom";
import { editorActions } from "./editorActions";
import { markLeftOut } from "./leftOut";
import { MarkdownView } from "./markdown/markdownView";
import type { MessageActions } from "./messageActions";
import { showName } from "./messageName";
import { ReasoningView } from "./reasoningView";
import { t } from "./translate";
import type { Direction, Versions } from "./versions";

/** One answer on the screen. A delta touches its Markdown only. */
export class AnswerView {
  readonly root: HTMLElement;
  private readonly markdown: MarkdownView;
  private readonly parts: AnswerParts;
  private readonly reasoning: ReasoningView;
  private readonly model = element("div", { class: "answer-model", "aria-hidden": "true" });
  private readonly wait = element(
    "div",
    { class: "wait", "aria-hidden": "true" },
    element("span"),
    element("span"),
    element("span"),
  );
  /** Whether it is the JSON that was asked for. */
  private readonly format = element("div");
  private readonly notes: AnswerNotes;
  private readonly ending = element("div", { class: "ending" });
  private readonly footer: AnswerFooter;
  private shown = "";
  /** The end that is shown; empty while the answer is open. */
  private shownEnd = "";

  constructor(
    answer: Answer,
    private readonly actions: MessageActions,
    show: (id: string, direction: Direction) => void,
  ) {
    const text = element("div", { class: "markdown" });
    const openLink = (url: string) => actions.openLink(url);
    const editor = editorActions(answer.id);
    this.markdown = new MarkdownView(text, { openLink, copy, t, editor });
    this.reasoning = new ReasoningView(answer);
    this.parts = new AnswerParts(url => actions.openLink(url));
    this.notes = new AnswerNotes(actions);
    this.footer = new AnswerFooter(answer, actions, show);
    this.root = element(
      "article",
      { class: "message answer" },
      this.model,
      this.reasoning.root,
      text,
      this.parts.root,
      this.wait,
      this.parts.warnings,
      this.format,
      this.notes.root,
      this.ending,
      this.footer.root,
    );
    this.update(answer);
  }

  get versions(): Versions {
    return this.footer.versions;
  }

  /** Shows what is new since the last call: most often more text, or the end. */
  update(answer: Answer): void {
    const ends = answer.finish !== undefined || answer.error !== undefined;
    const end = ends ? JSON.stringify([answer.finish, answer.error, answer.earlier?.length]) : "";
    const name = showName(this.root, firstModel(answer), answer.name);
    if (this.model.textContent !== name) this.model.textContent = name;
    this.showText(answer.text, ends, end !== this.shownEnd);
    this.parts.update(answer);
    this.notes.update(answer);
    void showFormat(answer, ends, this.format);
    markLeftOut(this.root, answer.leftOut === true, () => this.actions.includeAll());
    const { length } = this.shown;
    const other = this.parts.root.hasChildNodes();
    // Where an answer goes on, there is text already.
    const begun = ends || other || length > (answer.earlier?.at(-1)?.length ?? 0);
    this.wait.hidden = begun;
    this.reasoning.update(answer, begun);
    if (end !== this.shownEnd) {
      const empty = length === 0 && !other;
      this.ending.replaceChildren(...(ends ? endingOf(answer, empty, this.actions) : []));
    }
    this.shownEnd = end;
    this.footer.update(answer, ends);
  }

  dispose(): void {
    this.markdown.dispose();
    this.parts.dispose();
  }

  /** Text that was changed is drawn anew; else only what came is added. */
  private showText(text: string, ends: boolean, turned: boolean): void {
    const { shown } = this;
    this.shown = text;
    if (!text.startsWith(shown) || (shown === "" && ends)) return this.markdown.set(text);
    if (text.length > shown.length) this.markdown.append(text.slice(shown.length));
    if (ends && (turned || text.length > shown.length)) this.markdown.finish();
  }
}
