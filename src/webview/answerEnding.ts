import { canContinue } from "../core/continuing";
import type { Answer } from "../core/messages";
import { errorAdvice, type ErrorAction } from "../core/errors";
import { fill } from "../core/phrase";
import { element, textButton } from "./dom";
import { durationWords } from "./durations";
import { endings } from "./endings";
import { icon } from "./icons";
import type { MessageActions } from "./messageActions";
import { t } from "./translate";

/** How an answer ended, where it did not simply end: a sentence or an error, with what can be done. */
export function endingOf(
  answer: Answer,
  empty: boolean,
  actions: MessageActions,
): readonly HTMLElement[] {
  const { error, finish = "" } = answer;
  if (error) return [errorBox(answer, error, actions)];
  const words = endings()[finish] ?? (empty ? t("The model ended without an answer.") : undefined);
  if (words === undefined) return [];
  const note = element("p", { class: "ending-note" }, words);
  if (canContinue(answer)) note.append(" ", continueButton(answer, actions));
  return [note];
}

function continueButton({ id }: Answer, actions: MessageActions): HTMLButtonElement {
  return textButton(t("Continue"), "button secondary continue writes", () => actions.continue(id));
}

function errorBox(
  answer: Answer,
  error: NonNullable<Answer["error"]>,
  actions: MessageActions,
): HTMLElement {
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
  const button = (name: ErrorAction, look: string) =>
    textButton(actionNames()[name], writing.has(name) ? `${look} writes` : look, () =>
      actions.resolve(name, answer),
    );
  const buttons = element("div", { class: "error-buttons" }, button(action, "button"));
  if (canContinue(answer)) buttons.append(continueButton(answer, actions));
  if (otherAction) buttons.append(button(otherAction, "button secondary"));
  box.append(buttons);
  return box;
}

/** Those that ask again in the same conversation. */
const writing: ReadonlySet<ErrorAction> = new Set(["retry", "shorten"]);

function actionNames(): Readonly<Record<ErrorAction, string>> {
  return {
    setKey: t("Set API Key"),
    retry: t("Try again"),
    chooseModel: t("Choose model"),
    editConnection: t("Change connection"),
    shorten: t("Leave out the oldest turns"),
  };
}
