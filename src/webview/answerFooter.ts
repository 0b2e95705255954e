import type { Answer } from "../core/messages";
import { errorAdvice } from "../core/errors";
import { copy } from "./clipboard";
import { element, iconButton, rename } from "./dom";
import { menuButton, type MenuItem } from "./menu";
import type { MessageActions } from "./messageActions";
import { nameItem } from "./messageName";
import { readOnly } from "./state";
import { t } from "./translate";
import { type Direction, Versions } from "./versions";

/** The row below an answer: its versions, and what can be done with it once it has ended. */
export class AnswerFooter {
  readonly root = element("div", { class: "message-actions" });
  readonly versions: Versions;
  private readonly copy = iconButton(t("Copy answer"), "copy", () => void this.copyAnswer());
  private readonly retry: HTMLButtonElement;
  private readonly more = menuButton(t("More actions"), () => this.items());
  private details: HTMLElement | undefined;

  constructor(
    private answer: Answer,
    private readonly actions: MessageActions,
    show: (id: string, direction: Direction) => void,
  ) {
    this.versions = new Versions(show);
    this.retry = iconButton(t("Try again"), "refresh", () => actions.retry(this.answer.id));
    this.retry.classList.add("writes");
    this.root.append(this.versions.root, this.copy, this.retry, this.more);
  }

  update(answer: Answer, ended: boolean): void {
    this.answer = answer;
    const { text, error } = answer;
    this.copy.hidden = !ended || text === "";
    // The box of such an error has the same button.
    this.retry.hidden = !ended || (error && errorAdvice[error.kind].action === "retry") === true;
    this.more.hidden = !ended;
    if (!ended) this.hideDetails();
  }

  private items(): readonly MenuItem[] {
    const { id } = this.answer;
    const { actions } = this;
    const writes: readonly MenuItem[] = [
      { name: t("Try again with another model…"), run: () => actions.retryWith(id) },
      { name: t("Edit answer"), run: () => actions.edit(id) },
    ];
    return [
      ...(readOnly.value ? [] : writes),
      { name: t("Fork from here"), run: () => actions.fork(id) },
      ...(hasDetails(this.answer) ? [this.detailsItem()] : []),
      ...(readOnly.value ? [] : [nameItem(id), deleteItem(id, actions)]),
    ];
  }

  private detailsItem(): MenuItem {
    if (this.details) return { name: t("Hide details"), run: () => this.hideDetails() };
    return { name: t("Details"), run: () => void this.showDetails() };
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

/** Whether the provider said anything that is not seen anyway. */
function hasDetails({ details, usage = {} }: Answer): boolean {
  const { finishReason: _seen, ...said } = details;
  const { raw: _raw, cacheWriteTokens: _written, ...counts } = usage;
  return [said, counts].some(fields => Object.values(fields).some(value => value !== undefined));
}

/** The last row of a message's menu. */
export function deleteItem(id: string, actions: MessageActions): MenuItem {
  return { name: t("Delete message"), apart: true, run: () => actions.delete(id) };
}
