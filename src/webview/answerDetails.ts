import type { Answer } from "../core/messages";
import { dollarsOf, tokensPerSecond } from "../core/spent";
import { count, dollars } from "./amounts";
import type { element } from "./dom";
import type { t as translate } from "./translate";

/** What this chunk needs of the page; it imports nothing that the first script has. */
interface Page {
  readonly element: typeof element;
  readonly t: typeof translate;
}

/** What the provider said of an answer, and what was measured of it. */
export function detailsOf(answer: Answer, { element, t }: Page): HTMLElement {
  const rows = detailRows(answer, t);
  const list = element("dl", { class: "answer-details" });
  for (const [name, value] of rows)
    list.append(element("dt", {}, name), element("dd", { dir: "auto" }, value));
  return list;
}

/** Only what is known: a count that is missing is unknown, never 0. */
function detailRows(answer: Answer, t: typeof translate): readonly (readonly [string, string])[] {
  const { details, usage = {}, finish, choice } = answer;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [t("Model asked"), choice.model],
    [t("Model that answered"), details.model],
    [t("Provider"), details.provider],
    [t("Ended with"), details.finishReason ?? finish],
    [t("Tokens in"), known(usage.promptTokens, count)],
    [t("of these from the cache"), known(usage.cachedTokens, count)],
    [t("of these into the cache"), known(usage.cacheWriteTokens, count)],
    [t("Tokens out"), known(usage.completionTokens, count)],
    [t("of these reasoning"), known(usage.reasoningTokens, count)],
    [t("Tokens in all"), known(usage.totalTokens, count)],
    [t("Cost"), costWords(answer, t)],
    [t("First piece after"), known(details.firstPieceMs, ms => seconds(ms, t))],
    [t("Whole time"), known(details.wholeMs, ms => seconds(ms, t))],
    [t("Tokens per second"), known(tokensPerSecond(answer), rate => count(Math.round(rate)))],
    [t("Created"), known(details.created, date)],
    [t("Answer id"), details.id],
    [t("Request id"), details.requestId],
    [t("System fingerprint"), details.systemFingerprint],
  ];
  return rows.filter((row): row is readonly [string, string] => row[1] !== undefined);
}

/** The cost, and whose word it is; unknown where tokens were counted and no price is known. */
function costWords(answer: Answer, t: typeof translate): string | undefined {
  const { usage, cost } = answer;
  const told = dollarsOf(answer);
  if (told === undefined) return usage ? t("unknown") : undefined;
  const amount = dollars(told, 4);
  if (usage?.cost !== undefined || !cost) return t("{0}, as the provider says", amount);
  switch (cost.from) {
    case "list":
      return t("about {0}, by the provider's list of models", amount);
    case "table":
      return t("about {0}, by the price list of {1}", amount, cost.asOf ?? "");
    case "yours":
      return t("about {0}, by your own price", amount);
  }
}

function known(value: number | undefined, say: (value: number) => string): string | undefined {
  return value === undefined ? undefined : say(value);
}

function seconds(ms: number, t: typeof translate): string {
  return t("{0} s", (ms / 1000).toFixed(2));
}

function date(created: number): string {
  return new Date(created * 1000).toLocaleString(document.documentElement.lang || undefined);
}
