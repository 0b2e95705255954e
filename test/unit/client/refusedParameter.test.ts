import assert from "node:assert/strict";
import { errorBodyOf } from "../../../src/client/errorBody";
import { errorOfResponse } from "../../../src/client/errors";
import { refusedParameter } from "../../../src/client/refusedParameter";
import { destinationAt } from "../../support/asking";

type Case = readonly [provider: string, body: unknown, parameter?: string, replacement?: string];

const openai = (message: string, param: string | null = null, code: string | null = null) => ({
  error: { message, type: "invalid_request_error", param, code },
});

const cases: readonly Case[] = [
  [
    "OpenAI",
    openai(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      "max_tokens",
      "unsupported_parameter",
    ),
    "max_tokens",
    "max_completion_tokens",
  ],
  [
    "OpenAI",
    openai(
      "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
      "temperature",
      "unsupported_value",
    ),
    "temperature",
  ],
  [
    "OpenAI",
    openai(
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
      "max_tokens",
      "invalid_parameter_combination",
    ),
    "max_tokens",
  ],
  ["OpenAI", openai("Unrecognized request argument supplied: seed"), "seed"],
  ["OpenAI", openai("Unknown parameter: 'foo'.", "foo", "unknown_parameter"), "foo"],
  [
    "OpenAI",
    openai("Unsupported value: 'messages[0].role' does not support 'system'.", "messages[0].role"),
  ],
  [
    "OpenAI",
    openai("Invalid 'temperature': decimal above maximum value.", "temperature", "decimal_above"),
  ],
  ["OpenAI", openai("The model `x` does not exist", "model", "model_not_found")],
  [
    "Gemini",
    [
      {
        error: {
          code: 400,
          message:
            'Invalid JSON payload received. Unknown name "frequency_penalty": Cannot find field.',
        },
      },
    ],
    "frequency_penalty",
  ],
  [
    "xAI",
    { code: "invalid", error: "Model grok-x does not support parameter reasoningEffort." },
    "reasoning_effort",
  ],
  ["xAI", { error: "Argument not supported on this model: presencePenalty" }, "presence_penalty"],
  ["Anthropic", openai("`temperature` is deprecated for this model."), "temperature"],
  [
    "Anthropic",
    openai("`temperature` and `top_p` cannot both be specified for this model."),
    "top_p",
  ],
  ["Anthropic", openai("logit_bias: Extra inputs are not permitted"), "logit_bias"],
  ["DeepSeek", openai("unknown field `foo`, expected one of `model`, `messages`"), "foo"],
  ["DeepSeek", openai("The parameter `logprobs` is not supported by this model"), "logprobs"],
  ["DeepSeek", openai("deepseek-reasoner does not support this tool_choice"), "tool_choice"],
  [
    "DeepSeek",
    openai("messages[0]: unknown variant `image_url`, expected `text` at line 1 column 391"),
  ],
  [
    "Mistral",
    {
      detail: [
        { type: "extra_forbidden", loc: ["body", "seed"], msg: "Extra inputs are not permitted" },
      ],
    },
    "seed",
  ],
  [
    "Mistral",
    {
      object: "error",
      message: {
        detail: [
          { type: "extra_forbidden", loc: ["body", "user"], msg: "Extra inputs are not permitted" },
        ],
      },
    },
    "user",
  ],
  [
    "Mistral",
    { object: "error", message: "logprobs is not supported for this model", code: "3051" },
    "logprobs",
  ],
  ["Groq", openai("property 'logit_bias' is unsupported"), "logit_bias"],
  ["Groq", openai("`tool calling` is not supported with this model"), "tools"],
  ["Groq", openai("reasoning_effort is not supported with this model"), "reasoning_effort"],
  [
    "Cerebras",
    openai(
      "body.frequency_penalty: property 'body.frequency_penalty' is unsupported",
      "validation_error",
    ),
    "frequency_penalty",
  ],
  ["LiteLLM", openai("azure does not support parameters: ['top_p'], for model=x"), "top_p"],
  [
    "vLLM",
    openai("[{'type': 'extra_forbidden', 'loc': ('body', 'foo'), 'msg': 'Extra inputs'}]"),
    "foo",
  ],
  [
    "OpenRouter",
    {
      error: {
        message: "Provider returned error",
        code: 400,
        metadata: {
          raw: JSON.stringify(openai("Unsupported parameter: 'stop' is not supported.", "stop")),
        },
      },
    },
    "stop",
  ],
  ["any", openai("This model does not support images")],
  ["any", openai("Invalid request")],
  ["any", openai("Unsupported value in the request")],
  ["any", "it broke"],
];

describe("a parameter that is refused", () => {
  for (const [provider, body, parameter, replacement] of cases) {
    it(`is ${parameter ?? "nothing"} when ${provider} says ${JSON.stringify(body)}`, () => {
      assert.deepEqual(refusedParameter(errorBodyOf(body)), {
        ...(parameter !== undefined && { parameter }),
        ...(replacement !== undefined && { replacement }),
      });
    });
  }

  it("is told with a request that was not accepted, and with nothing else", () => {
    const body = JSON.stringify(openai("Unrecognized request argument supplied: seed"));
    const told = (status: number) => {
      const response = { status, headers: new Headers(), body };
      return errorOfResponse(destinationAt("https://host.example/v1"), "x", response).parameter;
    };
    assert.deepEqual([400, 422, 401, 429, 500].map(told), [
      "seed",
      "seed",
      undefined,
      undefined,
      undefined,
    ]);
  });
});
