import assert from "node:assert/strict";
import { errorInAnswer, errorOf, errorOfResponse } from "../../../src/client/errors";
import { type ChatError, type ChatErrorKind, ChatFailure } from "../../../src/core/errors";
import { destinationAt, testKey } from "../../support/asking";

const here = destinationAt("https://host.example/v1");

interface Case {
  readonly of: string;
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly kind: ChatErrorKind;
  readonly code?: string;
  readonly words: string | RegExp;
  readonly requestId?: string;
}

/** Written by hand after the shapes that the providers' documents and recordings show. */
const cases: readonly Case[] = [
  {
    of: "OpenAI",
    status: 401,
    body: { error: { message: "Incorrect API key provided: sk-ab**yz.", code: "invalid_api_key" } },
    headers: { "x-request-id": "req_1", "cf-ray": "ray" },
    kind: "auth",
    code: "invalid_api_key",
    words: /^Incorrect API key provided/,
    requestId: "req_1",
  },
  {
    of: "OpenAI without quota",
    status: 429,
    body: {
      error: {
        message: "You exceeded your current quota, please check your plan and billing details.",
        type: "insufficient_quota",
        code: "insufficient_quota",
      },
    },
    kind: "quota",
    code: "insufficient_quota",
    words: /^You exceeded/,
  },
  {
    of: "OpenAI for a request that never fits its limit",
    status: 429,
    body: {
      error: {
        message: "Request too large for gpt on tokens per min (TPM): Limit 30000, Requested 50000.",
        code: "rate_limit_exceeded",
      },
    },
    kind: "contextOverflow",
    code: "rate_limit_exceeded",
    words: /^Request too large/,
  },
  {
    of: "Azure",
    status: 401,
    body: { error: { code: "401", message: "Access denied due to invalid subscription key." } },
    headers: { "apim-request-id": "apim", "x-ms-region": "East" },
    kind: "auth",
    code: "401",
    words: /^Access denied/,
    requestId: "apim",
  },
  {
    of: "Azure's content filter",
    status: 400,
    body: {
      error: {
        code: "content_filter",
        message:
          "The response was filtered due to the prompt triggering content management policy.",
        innererror: { code: "ResponsibleAIPolicyViolation" },
      },
    },
    headers: { "x-ms-request-id": "ms" },
    kind: "contentFilter",
    code: "content_filter",
    words: /^The response was filtered/,
    requestId: "ms",
  },
  {
    of: "xAI",
    status: 400,
    body: { code: "Client specified an invalid argument", error: "Model x does not support it." },
    kind: "badRequest",
    code: "Client specified an invalid argument",
    words: "Model x does not support it.",
  },
  {
    of: "xAI without credit",
    status: 403,
    body: { code: "denied", error: "Your newly created team doesn't have any credits yet." },
    kind: "quota",
    code: "denied",
    words: /^Your newly/,
  },
  {
    of: "Mistral",
    status: 401,
    body: { detail: "Invalid API Key" },
    kind: "auth",
    words: "Invalid API Key",
  },
  {
    of: "Mistral for a wrong model",
    status: 400,
    body: { object: "error", message: "Invalid model: x", type: "invalid_model", code: "1500" },
    kind: "badRequest",
    code: "1500",
    words: "Invalid model: x",
  },
  {
    of: "FastAPI",
    status: 422,
    body: {
      detail: [
        { type: "missing", loc: ["body", "messages"], msg: "Field required" },
        { type: "less", loc: ["body", "top_p"], msg: "Input should be less than 1" },
      ],
    },
    kind: "badRequest",
    words: "messages: Field required; top_p: Input should be less than 1",
  },
  {
    of: "DeepSeek without balance",
    status: 402,
    body: { error: { message: "Insufficient Balance", type: "unknown_error" } },
    kind: "quota",
    words: "Insufficient Balance",
  },
  {
    of: "DeepSeek for a prompt that is too long",
    status: 400,
    body: {
      error: {
        message: "This model's maximum context length is 1048565 tokens. However, you requested 2.",
        code: "invalid_request_error",
      },
    },
    headers: { "content-type": "application/octet-stream" },
    kind: "contextOverflow",
    code: "invalid_request_error",
    words: /^This model's maximum/,
  },
  {
    of: "OpenRouter",
    status: 401,
    body: {
      error: { message: "No auth credentials found", code: 401 },
      user_id: "user_2ab3cd4ef5",
    },
    headers: { "cf-ray": "ray" },
    kind: "auth",
    code: "401",
    words: "No auth credentials found",
    requestId: "ray",
  },
  {
    of: "OpenRouter for the provider behind it",
    status: 400,
    body: {
      error: {
        message: "Provider returned error",
        code: 400,
        metadata: {
          provider_name: "Other",
          raw: '{"error":{"message":"seed is wrong","code":"bad_seed"}}',
        },
      },
    },
    kind: "badRequest",
    code: "400",
    words: "Provider returned error: seed is wrong",
  },
  {
    of: "OpenRouter without a provider that takes it",
    status: 404,
    body: { error: { message: "No endpoints found that support tool use.", code: 404 } },
    kind: "badRequest",
    code: "404",
    words: /^No endpoints/,
  },
  {
    of: "Gemini",
    status: 400,
    body: [
      {
        error: {
          code: 400,
          message: "API key not valid.",
          status: "INVALID_ARGUMENT",
          details: [],
        },
      },
    ],
    kind: "auth",
    code: "400",
    words: "API key not valid.",
  },
  {
    of: "Gemini within its limits by the minute, which it calls a quota",
    status: 429,
    body: [
      {
        error: {
          code: 429,
          message: "You exceeded your current quota, please check your plan and billing details.",
          details: [{ "@type": "RetryInfo", retryDelay: "13s" }],
        },
      },
    ],
    kind: "rateLimit",
    code: "429",
    words: /^You exceeded/,
  },
  {
    of: "Ollama",
    status: 404,
    body: { error: "model 'small' not found" },
    kind: "modelNotFound",
    words: "model 'small' not found",
  },
  {
    of: "llama.cpp",
    status: 400,
    body: {
      error: { code: 400, message: "the request exceeds it", type: "exceed_context_size_error" },
    },
    kind: "contextOverflow",
    code: "400",
    words: "the request exceeds it",
  },
  {
    of: "llama.cpp while it loads",
    status: 503,
    body: { error: { code: 503, message: "Loading model", type: "unavailable_error" } },
    kind: "overloaded",
    code: "503",
    words: "Loading model",
  },
  {
    of: "Anthropic",
    status: 529,
    body: {
      type: "error",
      error: { type: "overloaded_error", message: "Overloaded" },
      request_id: "req_body",
    },
    kind: "overloaded",
    words: "Overloaded",
    requestId: "req_body",
  },
  {
    of: "Anthropic without credit",
    status: 400,
    body: {
      type: "error",
      error: { type: "invalid_request_error", message: "Your credit balance is too low to go on." },
    },
    kind: "quota",
    words: /^Your credit/,
  },
  {
    of: "SambaNova in a queue that is full",
    status: 429,
    body: { error: { message: "full", code: "queue_full" }, request_id: "id" },
    kind: "rateLimit",
    code: "queue_full",
    words: "full",
    requestId: "id",
  },
  {
    of: "SambaNova after its time",
    status: 408,
    body: { error: { message: "late" } },
    kind: "timeout",
    words: "late",
  },
  {
    of: "GitHub for a body that is too large",
    status: 413,
    body: {
      error: {
        code: "tokens_limit_reached",
        message: "Request body too large. Max size: 8000 tokens.",
      },
    },
    kind: "contextOverflow",
    code: "tokens_limit_reached",
    words: /^Request body/,
  },
  {
    of: "a server that says code and msg",
    status: 400,
    body: { code: 7, msg: "no" },
    kind: "badRequest",
    code: "7",
    words: "no",
  },
  {
    of: "a server that says error_code and error_msg",
    status: 400,
    body: { error_code: 17, error_msg: "no" },
    kind: "badRequest",
    code: "17",
    words: "no",
  },
  {
    of: "MiniMax",
    status: 400,
    body: { base_resp: { status_code: 1004, status_msg: "login fail" } },
    kind: "badRequest",
    code: "1004",
    words: "login fail",
  },
  {
    of: "JSON that is sent as HTML",
    status: 400,
    body: { error: { message: "temperature is wrong" } },
    headers: { "content-type": "text/html; charset=utf-8" },
    kind: "badRequest",
    words: "temperature is wrong",
  },
  { of: "a proxy", status: 407, body: "Proxy wants a name", kind: "proxy", words: /^Proxy/ },
  { of: "a gateway", status: 504, body: "<html>Gateway", kind: "timeout", words: "" },
  { of: "plain text", status: 500, body: "it broke", kind: "server", words: "it broke" },
  { of: "nothing", status: 500, body: "", kind: "server", words: "" },
];

describe("the words of a refusal", () => {
  for (const { of, status, body, headers, kind, code, words, requestId } of cases) {
    it(`are read from ${of}`, () => {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const response = { status, headers: new Headers(headers), body: text };
      const error = errorOfResponse(here, "small", response);
      assert.deepEqual(
        [error.kind, error.status, error.code, error.requestId],
        [kind, status, code, requestId],
      );
      if (typeof words === "string") assert.equal(error.detail ?? "", words);
      else assert.match(error.detail ?? "", words);
    });
  }

  /** The sentences of many servers for a prompt that does not fit. */
  const tooLong = [
    "This model's maximum context length is 4096 tokens.",
    "prompt too long; exceeded max context length by 3 tokens",
    "prompt is too long: 208310 tokens > 200000 maximum",
    "input length and `max_tokens` exceed context limit: 1 + 2 > 2",
    "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
    "This model's maximum prompt length is 131072 but the request contains 200000 tokens.",
    "Prompt contains 40000 tokens, too large for model with 32768 maximum context length",
    "the request exceeds the available context size (4096 tokens)",
    "The number of tokens to keep from the initial prompt is greater than the context length",
    "Please reduce the length of the messages or completion.",
    "Input is too long for requested model.",
    "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 20 `max_new_tokens`",
    "Input validation error: `inputs` must have less than 1024 tokens. Given: 2000",
    "Range of input length should be [1, 30720]",
    "Invalid request: Your request exceeded model token limit: 8192",
    "The prompt is longer than the maximum model length of 4096",
    "Prompt exceeds max length",
    "Input length 5000 exceeds the limit of 4096",
  ];
  for (const words of tooLong) {
    it(`mean a prompt that is too long: “${words}”`, () => {
      const response = { status: 400, headers: new Headers(), body: words };
      const { kind, values } = errorOfResponse(here, "small", response);
      assert.deepEqual([kind, values], ["contextOverflow", ["Loopback", "small"]]);
      assert.equal(errorInAnswer(here, "small", { error: words }).kind, "contextOverflow");
    });
  }

  for (const words of [
    "max_tokens is too large: 100000. This model supports at most 16384 completion tokens",
    "The tools are too long",
    "Input validation error: `max_new_tokens` must be <= 512",
  ]) {
    it(`do not mean it: “${words}”`, () => {
      const response = { status: 400, headers: new Headers(), body: words };
      assert.equal(errorOfResponse(here, "small", response).kind, "badRequest");
    });
  }

  const pages = [
    [400, "badRequest"],
    [403, "refusedRequest"],
    [404, "notAnApi"],
    [405, "notAnApi"],
    [408, "timeout"],
    [413, "contextOverflow"],
    [429, "rateLimit"],
    [502, "server"],
  ] as const;
  for (const [status, kind] of pages) {
    it(`of a web page are none, and its ${status} is ${kind}`, () => {
      const headers = new Headers({ "content-type": "text/html" });
      const body = `<html><h1>${status}</h1></html>`;
      const error = errorOfResponse(here, "small", { status, headers, body });
      assert.deepEqual([error.kind, error.detail], [kind, undefined]);
    });
  }

  it("say of many tokens in a minute that there are too many requests", () => {
    const response = { status: 429, headers: new Headers(), body: "too many tokens per minute" };
    assert.equal(errorOfResponse(here, "small", response).kind, "rateLimit");
  });

  it("name the event of a token that is bound in time", () => {
    const connection = { ...here.connection, quirks: ["eventToken"] as const };
    for (const status of [401, 403]) {
      const response = { status, headers: new Headers(), body: '{"error":"no"}' };
      const error = errorOfResponse({ ...here, connection }, "small", response);
      assert.deepEqual([error.kind, error.detail], ["eventOver", "no"]);
    }
    const daily = {
      status: 429,
      headers: new Headers(),
      body: '{"error":{"message":"event daily request rate exceeded"}}',
    };
    const limited = errorOfResponse({ ...here, connection }, "small", daily);
    assert.deepEqual(
      [limited.kind, limited.detail],
      ["rateLimit", "event daily request rate exceeded"],
    );
  });

  it("are shown without keys and without whose account it is", () => {
    const team = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
    const words = `no ${testKey} of org-AbC987654321, user_2abc3DEF4, team ${team}, API key ID: ${team}`;
    const body = JSON.stringify({ error: { message: words, code: testKey } });
    const refused = errorOfResponse(here, "small", { status: 400, headers: new Headers(), body });
    const shown = errorOf(new ChatFailure(refused), here, false);
    assert.equal(shown.detail, "no ••• of •••, •••, team •••, API key ID: •••");
    assert.equal(shown.code, "•••");
  });

  it("of an answer that is an error keep their kind where the advice differs", () => {
    const kindOf = (value: unknown): ChatError => errorInAnswer(here, "small", value);
    assert.equal(kindOf({ error: { code: "insufficient_quota" } }).kind, "quota");
    assert.equal(kindOf({ error: { message: "x", code: 502 } }).kind, "inStream");
    assert.equal(kindOf({ error: { message: "x", code: 502 } }).code, "502");
    assert.equal(kindOf({ error: { type: "content_filter" } }).kind, "contentFilter");
  });
});
