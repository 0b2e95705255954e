// A chunk of its own, loaded with the first answer that was asked to be JSON.
import { Validator } from "@cfworker/json-schema";
import { isObject } from "../core/decode";
import type { Answer } from "../core/messages";
import type { element } from "./dom";
import { readJson } from "./jsonText";
import type { t as translate } from "./translate";

/** What this chunk needs of the page. */
interface Page {
  readonly element: typeof element;
  readonly t: typeof translate;
}

/** How many errors are shown; more of them seldom say more. */
const most = 3;

/** The longest text that is looked at, in characters: a longer one would hold the page up. */
const longest = 1 << 19;

/** Keywords that only say that there is an error further in. */
const outer: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "items",
  "prefixItems",
  "additionalItems",
  "allOf",
  "$ref",
  "false",
]);

/** Whether an answer is the JSON that was asked for, in words; nothing where no JSON was. */
export function formatNote({ text, parameters }: Answer, page: Page): HTMLElement | undefined {
  const format = parameters["response_format"];
  const type = isObject(format) ? format["type"] : undefined;
  if (!isObject(format) || (type !== "json_object" && type !== "json_schema")) return undefined;
  const form = format["json_schema"];
  const schema = type === "json_schema" && isObject(form) ? form["schema"] : undefined;
  const { right, lines } = judged(text, schema, page.t);
  const [first = "", ...more] = lines;
  return page.element(
    "div",
    { class: `format-note ${right ? "right" : "wrong"}`, role: "note" },
    page.element("p", {}, first),
    ...(more.length === 0
      ? []
      : [page.element("ul", {}, ...more.map(line => page.element("li", { dir: "auto" }, line)))]),
  );
}

interface Judgement {
  readonly right: boolean;
  readonly lines: readonly string[];
}

function judged(text: string, schema: unknown, t: typeof translate): Judgement {
  if (text.length > longest) return wrong(t("Too long to be checked."));
  const reading = readJson(text);
  if (!reading.ok) {
    const { text: words, values } = reading.fault;
    const inBlock = readJson(/^\s*```\w*\n([^]*)\n```\s*$/.exec(text)?.[1] ?? "").ok;
    return wrong(
      inBlock
        ? t("The JSON stands in a block of code, so the whole is none.")
        : t(words, ...values),
    );
  }
  if (!isObject(schema)) return { right: true, lines: [t("Valid JSON.")] };
  try {
    const { valid, errors } = new Validator(schema, "2020-12", false).validate(reading.value);
    if (valid) return { right: true, lines: [t("Valid JSON, as the schema wants it.")] };
    const inner = errors.filter(({ keyword }) => !outer.has(keyword));
    const shown = (inner.length > 0 ? inner : errors).slice(0, most);
    return wrong(
      t("Valid JSON, but not as the schema wants it."),
      ...shown.map(
        ({ instanceLocation, error }) => `${instanceLocation.slice(1) || "/"}: ${error}`,
      ),
    );
  } catch (error) {
    return wrong(t("Valid JSON. The schema could not be applied: {0}", String(error)));
  }
}

function wrong(...lines: readonly string[]): Judgement {
  return { right: false, lines };
}
