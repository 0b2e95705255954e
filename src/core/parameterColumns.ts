import {
  type ParameterName,
  type ParameterRule,
  type ParameterRules,
  parameters,
} from "./parameters";

/** Names, also in groups. */
type Names = readonly (ParameterName | readonly ParameterName[])[];

/** What a provider says of parameters: where its names and ranges differ, and which ones it takes. */
export interface ParameterColumn {
  readonly names?: Readonly<Partial<Record<ParameterName, string>>>;
  /** Least and most; for stop sequences how many, and 1 as the least where none may be blank. */
  readonly ranges?: Readonly<Partial<Record<ParameterName, readonly [min: number, max: number]>>>;
  readonly taken?: Names;
  readonly ignored?: Names;
  /** What is set is sent all the same: what a provider takes may change. */
  readonly refused?: Names;
  /** Models that differ from the others; a later row wins. */
  readonly models?: readonly (Omit<ParameterColumn, "models"> & { readonly ids: RegExp })[];
}

/** What holds for one model. */
export function rulesOf(column: ParameterColumn | undefined, model: string): ParameterRules {
  if (!column) return {};
  const rows = [column, ...(column.models ?? []).filter(({ ids }) => ids.test(model))];
  const rules = parameters.map(({ name }): readonly [string, ParameterRule] => [
    name,
    Object.assign({}, ...rows.map(row => ruleOf(row, name))) as ParameterRule,
  ]);
  return Object.fromEntries(rules.filter(([, rule]) => Object.keys(rule).length > 0));
}

/** Parameters that a list of models names where they are taken; of others its silence says nothing. */
const listable: Names = [
  "temperature",
  "top_p",
  "max_tokens",
  "stop",
  "seed",
  "presence_penalty",
  "frequency_penalty",
  "logit_bias",
  "logprobs",
  "top_logprobs",
  "response_format",
];

/**
 * What a live list says of a model, over what the row knows. What is not in it is left out on the way:
 * {@link https://openrouter.ai/docs/api-reference/parameters OpenRouter}, whose lists have this.
 */
export function withListed(rules: ParameterRules, listed?: readonly string[]): ParameterRules {
  if (!listed) return rules;
  const told = parameters.flatMap(({ name, aliases = [name] }) => {
    const taken = aliases.some(alias => listed.includes(alias));
    if (!taken && !listable.includes(name)) return [];
    return [[name, { ...rules[name], taken: taken ? "yes" : "ignored" }] as const];
  });
  return { ...rules, ...Object.fromEntries(told) };
}

function ruleOf(row: ParameterColumn, parameter: ParameterName): ParameterRule {
  const name = row.names?.[parameter];
  const [min, max] = row.ranges?.[parameter] ?? [];
  const taken = (["taken", "ignored", "refused"] as const).find(list =>
    row[list]?.flat().includes(parameter),
  );
  return {
    ...(name !== undefined && { name }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(taken && { taken: taken === "taken" ? "yes" : taken }),
  };
}

/** Every provider that was looked at takes these. */
const basic = ["temperature", "top_p", "max_tokens", "stop", "stream"] as const;
const penalties = ["presence_penalty", "frequency_penalty"] as const;
const logprobs = ["logprobs", "top_logprobs"] as const;

/** {@link https://platform.openai.com/docs/api-reference/chat/create Reference}, and {@link https://platform.openai.com/docs/guides/reasoning what reasoning models refuse}. */
export const openaiParameters: ParameterColumn = {
  names: { max_tokens: "max_completion_tokens" },
  taken: [basic, penalties, logprobs, "n", "logit_bias", "user", "seed"],
  models: [
    {
      ids: /^(o\d|gpt-5)/,
      taken: ["reasoning_effort"],
      refused: ["temperature", "top_p", penalties, "logit_bias", logprobs],
    },
    { ids: /^(o3|o4-mini)/, refused: ["stop"] },
  ],
};

/** {@link https://docs.x.ai/docs/guides/reasoning What its reasoning models refuse}. */
export const xaiParameters: ParameterColumn = {
  taken: [basic, "n", logprobs, "user", "seed"],
  models: [
    {
      ids: /^grok-(4\.3|4\.20-0309-reasoning|4\.20-multi-agent|build)/,
      refused: [penalties, "stop"],
    },
  ],
};

/** {@link https://ai.google.dev/gemini-api/docs/openai Its OpenAI layer} refuses fields that it does not know. */
export const geminiParameters: ParameterColumn = {
  ranges: { stop: [0, 5] },
  taken: [basic, "n", "reasoning_effort"],
  refused: [penalties, "logit_bias", "logprobs", "seed"],
};

/** {@link https://docs.mistral.ai/api/#tag/chat Reference}. */
export const mistralParameters: ParameterColumn = {
  names: { seed: "random_seed" },
  ranges: { temperature: [0, 1.5] },
  taken: [basic, penalties, "n", "seed"],
};

/** {@link https://console.groq.com/docs/openai What its layer leaves out}. */
export const groqParameters: ParameterColumn = {
  ranges: { n: [1, 1] },
  taken: [basic, "n", "user", "seed"],
  ignored: [penalties],
  refused: ["logit_bias", logprobs],
};

/** {@link https://docs.sambanova.ai/cloud/api-reference/endpoints/chat Reference}. */
export const sambanovaParameters: ParameterColumn = {
  ranges: { temperature: [0, 1] },
  taken: [basic],
};

/** The rest depends on who answers: {@link https://openrouter.ai/docs/api-reference/parameters parameters}. */
export const openrouterParameters: ParameterColumn = { taken: [basic, "user"] };

/** {@link https://docs.ollama.com/api/openai-compatibility What it supports}. */
export const ollamaParameters: ParameterColumn = {
  taken: [basic, penalties, "seed"],
  ignored: ["n", "logit_bias", "logprobs", "top_logprobs", "user"],
};

/** {@link https://lmstudio.ai/docs/developer/openai-compat/chat-completions What it supports}. */
export const lmstudioParameters: ParameterColumn = {
  taken: [basic, penalties, "logit_bias", "seed"],
};

/** {@link https://api-docs.deepseek.com/api/create-chat-completion Reference}, and {@link https://api-docs.deepseek.com/guides/thinking_mode what thinking ignores}: temperature and top_p among it. */
export const deepseekParameters: ParameterColumn = {
  names: { user: "user_id" },
  ranges: { n: [1, 1], stop: [0, 16] },
  taken: ["max_tokens", "stop", "stream", "n", "user"],
  ignored: [penalties, "seed"],
};

/** {@link https://docs.claude.com/en/api/openai-sdk What its layer ignores}. */
export const anthropicParameters: ParameterColumn = {
  ranges: { temperature: [0, 1], n: [1, 1], stop: [1, 4] },
  taken: [basic, "n"],
  ignored: [
    penalties,
    "logit_bias",
    logprobs,
    "user",
    "seed",
    "reasoning_effort",
    "response_format",
  ],
};
