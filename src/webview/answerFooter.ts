import type { Answer } from "../core/messages";
import { errorAdvice } from "../core/errors";
import type * as extras from "./answerExtras";
import { copy } from "./clipboard";
import { element, iconButton, rename } from "./dom";
import { menuButton, type MenuItem } from "./menu";
import type { MessageActions } from "./messageActions";
import { nameItem } from "./messageName";
import { readOnly } from "./state";
import { t } from "./translate";
import { type Direction, Versions } from "./versions";

/** The row below an answer: its versions, and once it has ended what can be done with it and what it took. */
export class AnswerFooter {
  readonly root = element("div", { class: "message-actions" });
  readonly versions: Versions;
  private readonly copy = iconButton(t("Copy answer"), "copy", () => void this.copyAnswer());
  private readonly retry: HTMLButtonElement;
  private readonly more = menuButton(t("More actions"), () => this.items());
  private readonly line = element("p", { class: "answer-line" });
  private details: HTMLElement | undefined;

  constructor(
    private answer: Answer,
    private readonly actions: MessageActions,
    show: (id: string, direction: Direction) => void,
  ) {
    this.versions = new Versions(show);
    this.retry = iconButton(t("Try again"), "refresh", () => actions.retry(this.answer.id));
    this.retry.classList.add("writes");
    this.root.append(this.versions.root, this.copy, this.retry, this.more, this.line);
  }

  update(answer: Answer, ended: boolean): void {
    this.answer = answer;
    const { text, error } = answer;
    this.copy.hidden = !ended || text === "";
    // The box of such an error has the same button.
    this.retry.hidden = !ended || (error && errorAdvice[error.kind].action === "retry") === true;
    this.more.hidden = !ended;
    if (!ended) this.hideDetails();
    void this.showLine(ended);
  }

  /** Where an answer goes on, what is known of it is old. */
  private async showLine(ended: boolean): Promise<void> {
    const { answer } = this;
    const chunk = ended ? (loaded ?? (await load())) : undefined;
    if (answer === this.answer) this.line.textContent = chunk?.lineOf(answer, t) ?? "";
  }

  private async items(): Promise<readonly MenuItem[]> {
    const { answer, actions } = this;
    const last = [nameItem(answer.id), deleteItem(answer.id, actions)];
    const details = (name: (shown: boolean) => string): MenuItem => ({
      name: name(this.details !== undefined),
      run: () => (this.details ? this.hideDetails() : void this.showDetails()),
    });
    const menu = { answer, actions, readOnly: readOnly.value, t, details, last };
    return (loaded ?? (await load()))?.itemsOf(menu) ?? [];
  }

  /** A chunk of its own: few look at them. */
  private async showDetails(): Promise<void> {
    const chunk = await import("./answerDetails").catch(() => undefined); // Nothing else needs it.
    if (!chunk) return;
    this.hideDetails();
    this.details = chunk.detailsOf(this.answer, { element, t });
    this.root.after(this.details);
  }

  private hideDetails(): void {
    this.details?.remove();
    this.details = undefined;
  }

  private async copyAnswer(): Promise<void> {
    await copy(this.answer.text);
    rename(this.copy, t("Copied"), "check");
    setTimeout(() => rename(this.copy, t("Copy answer"), "copy"), 2000);
  }
}

let loaded: typeof extras | undefined;

/** What only an answer that has ended needs; without it there is neither its line nor its menu. */
async function load(): Promise<typeof extras | undefined> {
  return (loaded = await import("./answerExtras").catch(() => undefined));
}

/** The last row of a message's menu. */
export function deleteItem(id: string, actions: MessageActions): MenuItem {
  return { name: t("Delete message"), apart: true, run: () => actions.delete(id) };
}
