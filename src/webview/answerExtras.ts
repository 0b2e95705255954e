// A chunk of its own, loaded at the end of the first answer.
import type { Answer } from "../core/messages";
import { type Spent, spentOn, tokensPerSecond } from "../core/spent";
import { count, dollars } from "./amounts";
import type { MenuItem } from "./menu";
import type { MessageActions } from "./messageActions";
import type { t as translate } from "./translate";

/** The quiet line under an answer; empty where nothing of it is known. */
export function lineOf(answer: Answer, t: typeof translate): string {
  const { details } = answer;
  const { promptTokens, completionTokens, cachedTokens, reasoningTokens, ...spent } =
    spentOn(answer);
  const { firstPieceMs = 0 } = details;
  const rate = tokensPerSecond(answer);
  const parts = [
    details.model,
    promptTokens !== undefined &&
      beside(t("{0} in", count(promptTokens)), cachedTokens, n => t("{0} cached", n)),
    completionTokens !== undefined &&
      beside(t("{0} out", count(completionTokens)), reasoningTokens, n => t("{0} reasoning", n)),
    promptTokens !== undefined && costWords(spent, t),
    firstPieceMs >= 50 && t("first after {0} s", seconds(firstPieceMs)),
    rate !== undefined && t("{0} tokens/s", count(Math.round(rate))),
  ];
  return parts.filter(part => typeof part === "string").join(" · ");
}

/** What is not known is never left to be taken for nothing. */
function costWords(spent: Pick<Spent, "dollars" | "estimated" | "unpriced">, t: typeof translate) {
  if (spent.dollars === undefined) return t("cost unknown");
  const amount = (spent.estimated ? "≈ " : "") + dollars(spent.dollars);
  return spent.unpriced > 0 ? t("{0} and more", amount) : amount;
}

/** `1,204 in (1,024 cached)`. */
function beside(words: string, part: number | undefined, say: (count: string) => string): string {
  return part ? `${words} (${say(count(part))})` : words;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(ms < 10_000 ? 1 : 0);
}

/** What the menu of an answer needs of the page. */
export interface AnswerMenu {
  readonly answer: Answer;
  readonly actions: MessageActions;
  readonly readOnly: boolean;
  readonly t: typeof translate;
  /** The row that shows the details, or hides them. */
  details(name: (shown: boolean) => string): MenuItem;
  /** Its last rows, which write. */
  readonly last: readonly MenuItem[];
}

/** What can be done with an answer that has ended. */
export function itemsOf(menu: AnswerMenu): readonly MenuItem[] {
  const { answer, actions, readOnly, t } = menu;
  const { id } = answer;
  const writes: readonly MenuItem[] = [
    { name: t("Try again with another model…"), run: () => actions.retryWith(id) },
    { name: t("Edit answer"), run: () => actions.edit(id) },
  ];
  const shows = menu.details(shown => (shown ? t("Hide details") : t("Details")));
  return [
    ...(readOnly ? [] : writes),
    { name: t("Fork from here"), run: () => actions.fork(id) },
    ...(hasDetails(answer) ? [shows] : []),
    ...wireItems(menu),
    ...(readOnly ? [] : menu.last),
  ];
}

/** What was sent, as it went over the wire or as code; an answer without a model was never asked for. */
function wireItems({ answer: { id, choice }, actions, t }: AnswerMenu): readonly MenuItem[] {
  if (choice.connectionId === "") return [];
  const item = (name: string, form: string): MenuItem => ({
    name,
    run: () => actions.showWire(id, form),
  });
  return [
    { ...item(t("Show request and response"), "shown"), apart: true },
    item(t("Copy as curl"), "curl"),
    item(t("Copy as Python"), "python"),
    item(t("Copy as TypeScript"), "typescript"),
  ];
}

/** Whether the provider said anything that is not seen anyway. */
function hasDetails({ details, usage = {} }: Answer): boolean {
  const { finishReason: _seen, ...said } = details;
  const { raw: _raw, cacheWriteTokens: _written, ...counts } = usage;
  return [said, counts].some(fields => Object.values(fields).some(value => value !== undefined));
}
