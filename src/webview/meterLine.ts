// A chunk of its own, loaded with the first measure.
import type { MeterReading } from "../core/metering";
import { count, dollars, shortCount } from "./amounts";
import type { element } from "./dom";
import type { t as translate } from "./translate";

/** What this chunk needs of the page; it imports nothing that the first script has. */
interface Page {
  readonly element: typeof element;
  readonly t: typeof translate;
}

let line: HTMLElement | undefined;

/** Shows under the composer how much of the context window the next request takes, and what the chat cost. */
export function showMeter(reading: MeterReading, { element, t }: Page): void {
  if (!line) {
    line = element("p", { class: "meter" });
    document.querySelector("footer")?.append(line);
  }
  const parts = [tokenWords(reading, t), costWords(reading, t)].filter(words => words !== "");
  const whole = titleOf(reading, t);
  // The words are for the eye; whoever reads by ear gets the sentences.
  line.replaceChildren(
    element("span", { "aria-hidden": "true" }, parts.join(" · ")),
    element("span", { class: "visually-hidden" }, whole),
  );
  line.title = whole;
  line.dataset["fill"] = fillOf(reading);
}

/** How full the context window will be; what is near its end is told from what is not. */
function fillOf({ tokens, window }: MeterReading): "" | "near" | "over" {
  if (tokens === null || window === null) return "";
  return tokens > window ? "over" : tokens > window * 0.8 ? "near" : "";
}

function tokenWords(reading: MeterReading, t: typeof translate): string {
  const { tokens, window } = reading;
  if (tokens === null) return "";
  const about = shortCount(tokens);
  if (window === null) return t("≈ {0} tokens", about);
  return fillOf(reading) === "over"
    ? t("≈ {0} tokens, over the model's {1}", about, shortCount(window))
    : t("≈ {0} of {1} tokens", about, shortCount(window));
}

function costWords({ spent }: MeterReading, t: typeof translate): string {
  if (spent.dollars === undefined) return "";
  const amount = dollars(spent.dollars);
  if (spent.unpriced > 0) return t("{0} and more", amount);
  return (spent.estimated ? "≈ " : "") + amount;
}

/** The same in whole sentences. */
function titleOf({ tokens, window, spent }: MeterReading, t: typeof translate): string {
  const { promptTokens, completionTokens, dollars: cost, estimated, unpriced } = spent;
  return [
    tokens === null ? "" : t("The next request is about {0} tokens.", count(tokens)),
    tokens === null || window === null ? "" : t("The model takes {0}.", count(window)),
    promptTokens === undefined || completionTokens === undefined
      ? ""
      : t(
          "This chat took {0} tokens in and {1} out.",
          count(promptTokens),
          count(completionTokens),
        ),
    cost === undefined ? "" : t("It cost {0}.", dollars(cost, 4)),
    estimated ? t("Some of that is by lists of prices.") : "",
    cost !== undefined && unpriced > 0
      ? t("Requests whose cost is not known: {0}.", count(unpriced))
      : "",
  ]
    .filter(words => words !== "")
    .join(" ");
}

/** Another conversation is shown, of which nothing is measured yet. */
export function clearMeter(): void {
  line?.replaceChildren();
  line?.removeAttribute("title");
}
