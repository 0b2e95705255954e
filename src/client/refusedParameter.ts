import type { ErrorBody } from "./errorBody";

/** A parameter that a provider does not take, and what it wants in its place. */
export interface RefusedParameter {
  readonly parameter?: string;
  readonly replacement?: string;
}

/** What every request needs: no provider means that it should be left out. */
const needed = new Set(["model", "messages", "input", "body", "request", "validation_error"]);

/**
 * The parameter that a refusal says it does not take at all, as opposed to a value that is out of
 * range, which is the user's to change. Wordings: {@link https://platform.openai.com/docs/guides/error-codes OpenAI},
 * Gemini ("Unknown name"), xAI ("does not support parameter reasoningEffort"), Anthropic and FastAPI
 * ("Extra inputs are not permitted"), DeepSeek ("unknown field"), Groq ("property … is unsupported"),
 * LiteLLM ("does not support parameters: ['x']").
 */
export function refusedParameter({ words, code, parameter }: ErrorBody): RefusedParameter {
  if (saysRange(words)) return {};
  const named = namedIn(words) ?? (saysUnsupported(words, code) ? known(parameter) : undefined);
  if (named === undefined) return {};
  const replacement = known(match(replacements, words));
  return {
    parameter: named,
    ...(replacement !== undefined && replacement !== named && { replacement }),
  };
}

const name = "[\\[{(]*[`'\"“]?([A-Za-z_][\\w.\\[\\]-]{0,63})[`'\"”]?";

/** Words around the name of a parameter that is not taken; in each the name is the first group. */
const wordings: readonly RegExp[] = [
  `unsupported (?:parameter|value|argument)s?(?: supplied)?: ?${name}`,
  `(?:unknown|unrecognized|unexpected|unsupported|invalid) (?:request )?(?:parameter|argument|field|name|key|keyword argument)s?(?: supplied)?:? ?${name}(?!.{0,12} is (?:too|out))`,
  `parameters? ${name} (?:is|are) (?:not |un)supported`,
  `(?:does not|doesn't|do not) (?:support|accept|allow)(?: the)? (?:parameter|argument|field)s?:? ?${name}`,
  `(?:parameter|argument|field)s? not supported(?: on this model| with this model)?: ?${name}`,
  `property ${name} is unsupported`,
  `setting ${name} and .{1,60} at the same time is not supported`,
  `^${name}: extra (?:inputs|fields) (?:are )?not permitted`,
  `['"]loc['"]: [\\[(]['"]body['"], ['"]([a-z_]+)['"][\\])].{0,60}extra`,
  "(?:and|or) [`'\"](\\w+)[`'\"] cannot both be specified",
  "[`'\"]([a-z]\\w*(?: calling)?)[`'\"] is (?:not supported|unsupported|deprecated|not available|not allowed|not permitted)",
  "^(?:the )?([a-z]+(?:_[a-z]+)+|logprobs|seed|stop|tools|user|n) (?:is|are) (?:not|un)[ -]?supported",
  "does not support (?:this |setting )?[`'\"]?((?:[a-z]+_)+[a-z]+)[`'\"]?",
].map(source => new RegExp(source, "i"));

const replacements: readonly RegExp[] = [
  /(?:use|try) ['"`“]?([a-z_]+)['"`”]? instead/i,
  /instead,? use ['"`“]?([a-z_]+)/i,
  /did you mean ['"`“]?([a-z_]+)['"`”]?/i,
  /replaced (?:by|with) ['"`“]?([a-z_]+)/i,
];

/** Speaks of a value and not of the parameter itself. */
function saysRange(words: string): boolean {
  const range =
    /\b(must (be|have)|between|at (most|least)|out of range|(less|greater) than|too (large|small|high|low|long|many))\b/i;
  const whole =
    /\b(un(supported|known|recognized|expected)|not (supported|permitted|allowed)|instead|extra (inputs|fields))\b/i;
  return range.test(words) && !whole.test(words);
}

function namedIn(words: string): string | undefined {
  for (const wording of wordings) {
    const named = known(wording.exec(words)?.[1]);
    if (named !== undefined) return named;
  }
  return undefined;
}

function saysUnsupported(words: string, code = ""): boolean {
  if (
    /^(unsupported_(parameter|value)|unknown_parameter|invalid_parameter_combination)$/.test(code)
  )
    return true;
  return /\b(unsupported|not (supported|permitted|allowed|enabled)|does(n't| not) support|unrecognized|unknown)\b/i.test(
    words,
  );
}

/** The name as it stands in the body: xAI writes it in camel case, Groq calls tools “tool calling”. */
function known(named: string | undefined): string | undefined {
  if (named === undefined) return undefined;
  if (/^tool calling$/i.test(named)) return "tools";
  const top = named
    .replace(/^body\./, "")
    .replace(/[.\]]+$/, "")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
  return /^[a-z][a-z0-9_]*$/.test(top) && !needed.has(top) && !ordinary.has(top) ? top : undefined;
}

/** What stands where a name would, in sentences that name none. */
const ordinary = new Set([
  "in",
  "is",
  "for",
  "the",
  "a",
  "an",
  "to",
  "of",
  "with",
  "this",
  "value",
  "values",
]);

function match(patterns: readonly RegExp[], words: string): string | undefined {
  return patterns.map(pattern => pattern.exec(words)?.[1]).find(found => found !== undefined);
}
