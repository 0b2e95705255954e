// A bundle of its own (dist/modelTable.js), loaded at the first list of models.
import type { Model } from "./models";

/** The day as of which the table holds. */
export const modelTableDate = "2026-07-02";

/**
 * What is known of a model that its provider's list may not tell. The facts are those of
 * {@link https://models.dev models.dev} (MIT) on the day of `modelTableDate`; what a live list says
 * comes before them, and prices were not checked at the providers.
 */
export function factsOf(providerId: string, modelId: string): Model | undefined {
  const provider = alike[providerId] ?? providerId;
  if (!Object.hasOwn(rows, provider)) return undefined;
  let read = tables.get(provider);
  if (!read) tables.set(provider, (read = readRows(rows[provider] ?? "")));
  return read.get(modelId);
}

const tables = new Map<string, ReadonlyMap<string, Model>>();

function readRows(text: string): ReadonlyMap<string, Model> {
  return new Map(
    text
      .trim()
      .split("\n")
      .map(line => {
        const model = readRow(line);
        return [model.id, model];
      }),
  );
}

/** One line: id, context window, most output, abilities, price (input/output/cached input), a mark. */
function readRow(line: string): Model {
  const [id = "", contextWindow, maxOutput, abilities = "", price = "", mark] = line.split(" ");
  const [input, output, cachedInput] = price.split("/").map(Number);
  return {
    id,
    ...(Number(contextWindow) > 0 && { contextWindow: Number(contextWindow) }),
    ...(Number(maxOutput) > 0 && { maxOutput: Number(maxOutput) }),
    ...(abilities !== "-" && {
      vision: abilities.includes("v"),
      tools: abilities.includes("t"),
      reasoning: abilities.includes("r"),
    }),
    ...(input !== undefined &&
      output !== undefined && {
        price: {
          input,
          output,
          ...(cachedInput !== undefined && { cachedInput }),
          asOf: modelTableDate,
        },
      }),
    ...(mark === "deprecated" && { deprecated: true }),
  };
}

/** Rows that serve the models of another. */
const alike: Readonly<Record<string, string>> = { codestral: "mistral" };

/** `v` sees images, `t` calls tools, `r` reasons; prices in US dollars per million tokens; `-` is not known. */
const rows: Readonly<Record<string, string>> = {
  anthropic: `
claude-3-5-sonnet-20240620 200000 8192 vt 3/15/0.3 deprecated
claude-3-5-sonnet-20241022 200000 8192 vt 3/15/0.3 deprecated
claude-3-7-sonnet-20250219 200000 64000 vtr 3/15/0.3 deprecated
claude-3-haiku-20240307 200000 4096 vt 0.25/1.25/0.03 deprecated
claude-3-opus-20240229 200000 4096 vt 15/75/1.5 deprecated
claude-3-sonnet-20240229 200000 4096 vt 3/15/0.3 deprecated
claude-fable-5 1000000 128000 vtr 10/50/1
claude-haiku-4-5 200000 64000 vtr 1/5/0.1
claude-haiku-4-5-20251001 200000 64000 vtr 1/5/0.1
claude-opus-4-0 200000 32000 vtr 15/75/1.5
claude-opus-4-1 200000 32000 vtr 15/75/1.5
claude-opus-4-1-20250805 200000 32000 vtr 15/75/1.5
claude-opus-4-20250514 200000 32000 vtr 15/75/1.5
claude-opus-4-5 200000 64000 vtr 5/25/0.5
claude-opus-4-5-20251101 200000 64000 vtr 5/25/0.5
claude-opus-4-6 1000000 128000 vtr 5/25/0.5
claude-opus-4-7 1000000 128000 vtr 5/25/0.5
claude-opus-4-8 1000000 128000 vtr 5/25/0.5
claude-sonnet-4-0 200000 64000 vtr 3/15/0.3
claude-sonnet-4-20250514 200000 64000 vtr 3/15/0.3
claude-sonnet-4-5 200000 64000 vtr 3/15/0.3
claude-sonnet-4-5-20250929 200000 64000 vtr 3/15/0.3
claude-sonnet-4-6 1000000 64000 vtr 3/15/0.3
claude-sonnet-5 1000000 128000 vtr 2/10/0.2
`,
  deepseek: `
deepseek-chat 1000000 384000 t 0.14/0.28/0.0028
deepseek-reasoner 1000000 384000 tr 0.14/0.28/0.0028
deepseek-v4-flash 1000000 384000 tr 0.14/0.28/0.0028
deepseek-v4-pro 1000000 384000 tr 0.435/0.87/0.003625
`,
  gemini: `
gemini-2.0-flash 1048576 8192 vt 0.1/0.4/0.025 deprecated
gemini-2.0-flash-lite 1048576 8192 vt 0.075/0.3 deprecated
gemini-2.5-flash-image 32768 32768 vr 0.3/30/0.075
gemini-2.5-flash-lite 1048576 65536 vtr 0.1/0.4/0.01
gemini-3-flash-preview 1048576 65536 vtr 0.5/3/0.05
gemini-3-pro-image-preview 131072 - - 2/120
gemini-3-pro-preview 1048576 65536 vtr 2/12/0.2 deprecated
gemini-3.1-flash-image-preview 65536 65536 vr 0.5/60
gemini-3.1-flash-lite 1048576 65536 vtr 0.25/1.5/0.025
gemini-3.1-flash-lite-preview 1048576 65536 vtr 0.25/1.5/0.025 deprecated
gemini-3.1-pro-preview 1048576 65536 vtr 2/12/0.2
gemini-3.1-pro-preview-customtools 1048576 65536 vtr 2/12/0.2
gemini-3.5-flash 1048576 65536 vtr 1.5/9/0.15
gemini-embedding-001 2048 1 - 0.15/0
gemini-flash-latest 1048576 65536 vtr 0.3/2.5/0.075
gemini-flash-lite-latest 1048576 65536 vtr 0.1/0.4/0.025
gemma-4-26b-a4b-it 262144 32768 vtr -
gemma-4-31b-it 262144 32768 vtr -
`,
  groq: `
groq/compound 131072 8192 - -
groq/compound-mini 131072 8192 - -
llama-3.1-8b-instant 131072 131072 t 0.05/0.08
llama-3.3-70b-versatile 131072 32768 t 0.59/0.79
meta-llama/llama-4-scout-17b-16e-instruct 131072 8192 vt 0.11/0.34
meta-llama/llama-prompt-guard-2-22m 512 512 - 0.03/0.03
meta-llama/llama-prompt-guard-2-86m 512 512 - 0.04/0.04
openai/gpt-oss-120b - 65536 - 0.15/0.6/0.075
openai/gpt-oss-20b 131072 65536 tr 0.075/0.3/0.0375
openai/gpt-oss-safeguard-20b 131072 65536 tr 0.075/0.3
qwen/qwen3-32b 131072 40960 tr 0.29/0.59
whisper-large-v3 - - - -
whisper-large-v3-turbo - - - -
`,
  mistral: `
codestral-latest 256000 4096 t 0.3/0.9
devstral-2512 262144 262144 t 0.4/2 deprecated
devstral-latest 262144 262144 t 0.4/2 deprecated
devstral-medium-2507 128000 128000 t 0.4/2 deprecated
devstral-medium-latest 262144 262144 t 0.4/2 deprecated
devstral-small-2505 128000 128000 t 0.1/0.3 deprecated
devstral-small-2507 128000 128000 t 0.1/0.3 deprecated
labs-devstral-small-2512 256000 256000 vt 0/0 deprecated
magistral-medium-latest 128000 16384 tr 2/5
magistral-small 128000 128000 tr 0.5/1.5
ministral-3b-latest 128000 128000 t 0.04/0.04
ministral-8b-latest 128000 128000 t 0.1/0.1
mistral-embed 8000 3072 - 0.1/0
mistral-large-2411 131072 16384 - 2/6
mistral-large-2512 262144 262144 vt 0.5/1.5
mistral-large-latest 262144 262144 vt 0.5/1.5
mistral-medium-2505 131072 131072 vt 0.4/2
mistral-medium-2508 262144 262144 vt 0.4/2
mistral-medium-2604 262144 262144 vtr 1.5/7.5
mistral-nemo 128000 128000 t 0.15/0.15
mistral-small-2506 128000 16384 vt 0.1/0.3
mistral-small-2603 256000 256000 vtr 0.15/0.6
mistral-small-latest 256000 256000 vtr 0.15/0.6
open-mistral-7b 8000 8000 t 0.25/0.25
open-mistral-nemo 128000 128000 t 0.15/0.15 deprecated
open-mixtral-8x22b 64000 64000 t 2/6
open-mixtral-8x7b 32000 32000 t 0.7/0.7
pixtral-12b 128000 128000 vt 0.15/0.15
pixtral-large-latest 128000 128000 vt 2/6
`,
  openai: `
chatgpt-image-latest - - v -
gpt-3.5-turbo 16385 4096 - 0.5/1.5/0
gpt-4 8192 8192 t 30/60
gpt-4-turbo 128000 4096 vt 10/30
gpt-4.1 1047576 32768 vt 2/8/0.5
gpt-4.1-mini 1047576 32768 vt 0.4/1.6/0.1
gpt-4.1-nano 1047576 32768 vt 0.1/0.4/0.025
gpt-4o 128000 16384 vt 2.5/10/1.25
gpt-4o-2024-05-13 128000 4096 vt 5/15
gpt-4o-2024-08-06 128000 16384 vt 2.5/10/1.25
gpt-4o-2024-11-20 128000 16384 vt 2.5/10/1.25
gpt-4o-mini 128000 16384 vt 0.15/0.6/0.075
gpt-5-chat-latest 400000 128000 vr 1.25/10/0.125
gpt-5-codex 400000 128000 vtr 1.25/10/0.125
gpt-5-mini 400000 128000 vtr 0.25/2/0.025
gpt-5-nano 400000 128000 vtr 0.05/0.4/0.005
gpt-5-pro 400000 272000 vtr 15/120
gpt-5.1 400000 128000 vtr 1.25/10/0.125
gpt-5.1-chat-latest 128000 16384 vtr 1.25/10/0.125
gpt-5.1-codex 400000 128000 vtr 1.25/10/0.125
gpt-5.1-codex-max 400000 128000 vtr 1.25/10/0.125
gpt-5.1-codex-mini 400000 128000 vtr 0.25/2/0.025
gpt-5.2 400000 128000 vtr 1.75/14/0.175
gpt-5.2-chat-latest 128000 16384 vtr 1.75/14/0.175
gpt-5.2-codex 400000 128000 vtr 1.75/14/0.175
gpt-5.2-pro 400000 128000 vtr 21/168
gpt-5.3-chat-latest 128000 16384 vt 1.75/14/0.175
gpt-5.3-codex 400000 128000 vtr 1.75/14/0.175
gpt-5.3-codex-spark 128000 32000 vtr 1.75/14/0.175
gpt-5.4 1050000 128000 vtr 2.5/15/0.25
gpt-5.4-mini 400000 128000 vtr 0.75/4.5/0.075
gpt-5.4-nano 400000 128000 vtr 0.2/1.25/0.02
gpt-5.4-pro 1050000 128000 vtr 30/180
gpt-5.5 1050000 128000 vtr 5/30/0.5
gpt-5.5-pro 1050000 128000 vtr 30/180
gpt-image-1 - - - -
gpt-image-1-mini - - v -
gpt-image-1.5 - - - -
gpt-image-2 - - - 5/30/1.25
o1 200000 100000 vtr 15/60/7.5
o1-pro 200000 100000 vtr 150/600
o3 200000 100000 vtr 2/8/0.5
o3-deep-research 200000 100000 vtr 10/40/2.5
o3-mini 200000 100000 tr 1.1/4.4/0.55
o3-pro 200000 100000 vtr 20/80
o4-mini 200000 100000 vtr 1.1/4.4/0.275
o4-mini-deep-research 200000 100000 vtr 2/8/0.5
text-embedding-3-large 8191 3072 - 0.13/0
text-embedding-3-small 8191 1536 - 0.02/0
text-embedding-ada-002 8192 1536 - 0.1/0
`,
  synthetic: `
hf:MiniMaxAI/MiniMax-M3 524288 65536 v 0.6/1.2/0.6
hf:moonshotai/Kimi-K2.6 262144 65536 v 0.95/4/0.95
hf:nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-NVFP4 262144 65536 - 0.3/1/0.3
hf:openai/gpt-oss-120b 131072 32768 tr 0.1/0.1/0.1
hf:zai-org/GLM-4.7 202752 65536 - 0.45/2.19/0.45
hf:zai-org/GLM-4.7-Flash 196608 65536 - 0.1/0.5/0.1
hf:zai-org/GLM-5.1 196608 65536 - 1/3/1
hf:zai-org/GLM-5.2 524288 65536 - 1.4/4.4/1.4
`,
  xai: `
grok-4.20-0309-non-reasoning 1000000 30000 vt 1.25/2.5/0.2
grok-4.20-0309-reasoning 1000000 30000 vtr 1.25/2.5/0.2
grok-4.20-multi-agent-0309 1000000 30000 vr 1.25/2.5/0.2
grok-4.3 1000000 30000 vtr 1.25/2.5/0.2
grok-build-0.1 256000 256000 vtr 1/2/0.2
`,
};
