import type { Answer } from "../core/messages";
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

/** Only what is known: a count or a price that is missing is unknown, never 0. */
function detailRows(
  { details, usage = {}, finish, choice }: Answer,
  t: typeof translate,
): readonly (readonly [string, string])[] {
  const rows: readonly (readonly [string, string | undefined])[] = [
    [t("Model asked"), choice.model],
    [t("Model that answered"), details.model],
    [t("Provider"), details.provider],
    [t("Ended with"), details.finishReason ?? finish],
    [t("Tokens in"), count(usage.promptTokens)],
    [t("of these from the cache"), count(usage.cachedTokens)],
    [t("Tokens out"), count(usage.completionTokens)],
    [t("of these reasoning"), count(usage.reasoningTokens)],
    [t("Tokens in all"), count(usage.totalTokens)],
    [t("Cost"), cost(usage.cost)],
    [t("First piece after"), seconds(details.firstPieceMs, t)],
    [t("Whole time"), seconds(details.wholeMs, t)],
    [t("Created"), details.created === undefined ? undefined : date(details.created)],
    [t("Answer id"), details.id],
    [t("Request id"), details.requestId],
    [t("System fingerprint"), details.systemFingerprint],
  ];
  return rows.filter((row): row is readonly [string, string] => row[1] !== undefined);
}

function count(value: number | undefined): string | undefined {
  return value?.toLocaleString(document.documentElement.lang || undefined);
}

function cost(dollars: number | undefined): string | undefined {
  return dollars === undefined ? undefined : `$${Number(dollars.toPrecision(4))}`;
}

function seconds(ms: number | undefined, t: typeof translate): string | undefined {
  return ms === undefined ? undefined : t("{0} s", (ms / 1000).toFixed(2));
}

function date(created: number): string {
  return new Date(created * 1000).toLocaleString(document.documentElement.lang || undefined);
}
