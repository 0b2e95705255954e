import type { Answer } from "../core/messages";
import { element, textButton } from "./dom";
import type { MessageActions } from "./messageActions";
import { t } from "./translate";

/** Quiet lines about how an answer came to be what it is. */
export class AnswerNotes {
  readonly root = element("div", {});
  private shown = "[]";

  constructor(private readonly actions: MessageActions) {}

  update(answer: Answer): void {
    const { id, repairs, modelLabel } = answer;
    const others = continuedBy(answer);
    const edited = answer.received !== undefined;
    const shown = JSON.stringify([repairs, others, edited]);
    if (shown === this.shown) return;
    this.shown = shown;
    const lines = repairs.map(({ parameter, replacement }) => {
      const words =
        replacement === undefined
          ? t("Sent without “{0}”, which {1} refused.", parameter, modelLabel)
          : t("Sent “{0}” as “{1}”, as {2} wants it.", parameter, replacement, modelLabel);
      const undo = noteButton(t("Undo"), () => this.actions.undoRepair(id, parameter));
      undo.ariaLabel = t("Undo leaving out or renaming “{0}”", parameter);
      return note(words, " ", undo);
    });
    if (others.length > 0) lines.push(note(t("Continued by {0}.", others.join(", "))));
    const asItCame = noteButton(t("Show as it came"), () => this.actions.undoEdit(id));
    if (edited) lines.push(note(t("Changed by you."), " ", asItCame));
    this.root.replaceChildren(...lines);
  }
}

/** The name of the model that an answer began with. */
export function firstModel({ earlier, modelLabel }: Answer): string {
  return earlier?.[0]?.modelLabel ?? modelLabel;
}

/** The models that went on where another one had ended. */
function continuedBy({ earlier = [], modelLabel }: Answer): readonly string[] {
  const labels = [...earlier.map(end => end.modelLabel), modelLabel];
  return labels.filter((label, index) => index > 0 && label !== labels[index - 1]);
}

function note(...children: readonly (Node | string)[]): HTMLElement {
  return element("p", { class: "ending-note" }, ...children);
}

function noteButton(name: string, run: () => void): HTMLButtonElement {
  return textButton(name, "quiet-button writes", run);
}
