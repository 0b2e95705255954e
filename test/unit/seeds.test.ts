import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { readAddress } from "../../src/core/address";
import { defaultConnection } from "../../src/core/connections";
import { providerOf } from "../../src/core/providers";
import { ask, endOf, testKey, textOf } from "../support/asking";
import { destinationOfEntry } from "../support/entries";
import { answer, json, LoopbackProvider, raw } from "../support/provider";
import { messagesOf, seedRequests } from "../support/seedRequests";

interface SeedLine {
  readonly what: string;
  /** Test files below `test`, each with words of a test in it that holds the line. */
  readonly held: readonly (readonly [file: string, words: string])[];
  /** What of it is still to come, each with the issue that brings it. */
  readonly waits?: readonly (readonly [part: string, issue: string])[];
}

const here = "unit/seeds.test.ts";

/** What Parley implements, line by line, and the tests that hold it. */
const lines: Readonly<Record<number, SeedLine>> = {
  1: {
    what: "providers, base URLs and variables",
    held: [
      [here, "is a row with its address, endpoint and variable"],
      ["unit/client/contract.test.ts", "goes to the path of the row's own address"],
      ["unit/client/everyProvider.test.ts", "is sent exactly the request that the user sees"],
    ],
  },
  2: {
    what: "a basic conversation, and values that are sent though they are 0, false or the default",
    held: [
      [here, "is sent as it is printed"],
      [here, "is sent even if it is 0, false or the default"],
      ["unit/client/specialServices.test.ts", "may be asked for a whole answer"],
      ["unit/client/parameters.test.ts", "is sent exactly when it is set, under the row's name"],
      ["panel/parameters.test.ts", "sends what was typed last, and nothing that is not set"],
      ["panel/parameters.test.ts", "sends an empty text until it is cleared"],
    ],
  },
  3: {
    what: "several turns, in order",
    held: [
      [here, "is sent as it is printed"],
      ["unit/core/prompt.test.ts", "wireMessages"],
    ],
  },
  4: {
    what: "streaming, with every form of a chunk that is printed",
    held: [
      [here, "a chunk with a whole message"],
      [here, "chunks with deltas"],
      ["unit/client/ask.test.ts", "streams text, reads usage and finishes once"],
    ],
  },
  5: {
    what: "images",
    held: [
      [here, "a link to an image in plain text"],
      [here, "an image as a data URL"],
      ["unit/core/prompt.test.ts", "sends an image beside the text"],
      ["unit/client/indoxRouter.test.ts", "carries images in its own form"],
      ["unit/client/images.test.ts", "is sent as every row wants it"],
      ["unit/core/imageHeader.test.ts", "is read from its bytes"],
      ["panel/images.test.ts", "are pasted, shown with their size and tokens, and sent"],
      ["panel/images.test.ts", "are chosen in the dialog of files"],
      ["panel/images.test.ts", "are looked at as closely as is said"],
      ["panel/images.test.ts", "are offered, attached by a click, and followed by nobody here"],
      ["panel/images.test.ts", "that are gone from the disk are named"],
    ],
  },
  6: {
    what: "the event proxy",
    held: [
      ["unit/client/specialServices.test.ts", "is asked as its page shows it for curl"],
      ["unit/client/specialServices.test.ts", "that the event may be over"],
      ["unit/client/specialServices.test.ts", "is given its own time only when the user says so"],
      ["vscode/workbench/specialServices.test.ts", "takes the token in two parts"],
    ],
  },
  7: {
    what: "IndoxRouter",
    held: [
      ["unit/client/specialServices.test.ts", "answers with an envelope"],
      ["unit/client/specialServices.test.ts", "with the key of the model's own provider"],
      ["unit/client/specialServices.test.ts", "reports an error with status 200"],
      ["unit/client/indoxRouter.test.ts", "carries images in its own form"],
      ["vscode/workbench/specialServices.test.ts", "asks IndoxRouter at a path of its own"],
    ],
  },
  8: {
    what: "all parameters",
    held: [
      ["unit/client/ask.test.ts", "own fields"],
      ["unit/client/parameters.test.ts", "is sent exactly when it is set, under the row's name"],
      ["unit/client/parameters.test.ts", "is absent when it is cleared, whatever else is set"],
      ["unit/core/parameters.test.ts", "is checked, and says what is wrong"],
      ["unit/core/parameterSessions.test.ts", "is asked for, kept and sent"],
      ["panel/parameters.test.ts", "is set from its menu, shown beside who speaks, and sent"],
      ["unit/client/functions.test.ts", "go to every provider in the form that it takes"],
      ["unit/core/functionSessions.test.ts", "go back one at a time in the older form"],
    ],
  },
  9: {
    what: "function calling",
    held: [
      [here, "the sum of 15 and 25"],
      ["unit/client/aimock.test.ts", "calls a tool, and the answer ends once"],
      ["unit/client/functions.test.ts", "of the documents are declared, called, answered"],
      ["unit/core/functionSessions.test.ts", "cannot be answered when cut by"],
      ["panel/functions.test.ts", "go on with the result that is typed, by keyboard alone"],
      ["panel/functions.test.ts", "show what a legacy result is sent as"],
      ["vscode/workbench/functions.test.ts", "are declared in an editor that knows their schema"],
    ],
  },
  10: {
    what: "the fields of an answer",
    held: [
      ["unit/client/indoxRouter.test.ts", "keeps the fields of its envelope"],
      ["panel/answerDetails.test.ts", "shows every field that the provider gave"],
      ["panel/answerDetails.test.ts", "shows nothing that is not known"],
      ["panel/spent.test.ts", "is one quiet line under it, of what is known"],
      ["unit/core/cost.test.ts", "is by the price of each kind of token"],
    ],
  },
  11: {
    what: "the examples themselves",
    held: [
      [here, "is sent as it is printed"],
      [here, "is shown as it is printed"],
      ["unit/client/specialServices.test.ts", "answers with an envelope"],
      ["unit/client/functions.test.ts", "of the documents are declared, called, answered"],
    ],
  },
  12: {
    what: "curl and Python",
    held: [
      ["unit/client/wireLog.test.ts", "is kept as it was sent and as it came"],
      ["unit/client/wireLog.test.ts", "holds neither key nor secret"],
      ["unit/client/wireCopies.test.ts", "sends the same again"],
      ["unit/client/wireCopies.test.ts", "as Python is Python"],
      ["panel/spent.test.ts", "can be asked for as it was sent"],
    ],
  },
};

describe("what the documents hold", () => {
  for (const [number, { what, held, waits = [] }] of Object.entries(lines)) {
    it(`${number}, ${what}, is held by the tests that are named`, () => {
      for (const [file, words] of held) {
        assert.ok(existsSync(`test/${file}`), file);
        const source = readFileSync(`test/${file}`, "utf8");
        // The table itself, which stands in one of the files, has the words as well.
        const found = source.split(words).length - 1 - (file === here ? 1 : 0);
        assert.ok(found > 0 || named(words), `${file}: ${words}`);
      }
      assert.ok(held.length + waits.length > 0);
    });
    // A test without a body is pending: reported, and never as passed.
    for (const [part, issue] of waits) it(`${number}, ${part}: to come with “${issue}”`);
  }
});

function named(words: string): boolean {
  return seedRequests.some(({ name }) => name.includes(words));
}

/** Name, base URL and variable of the documents' table; GitHub's examples have GITHUB_TOKEN. */
const table: readonly (readonly [id: string, baseURL: string, ...variables: string[]])[] = [
  ["xai", "https://api.x.ai/v1", "XAI_API_KEY"],
  ["gemini", "https://generativelanguage.googleapis.com/v1beta", "GEMINI_API_KEY"],
  ["codestral", "https://codestral.mistral.ai/v1", "CODESTRAL_API_KEY"],
  ["mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY"],
  ["openai", "https://api.openai.com/v1", "OPENAI_API_KEY"],
  ["sambanova", "https://api.sambanova.ai/v1", "SAMBANOVA_API_KEY"],
  ["github", "https://models.inference.ai.azure.com", "GITHUB_API_KEY", "GITHUB_TOKEN"],
  ["groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY"],
  ["openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"],
  ["ollama", "http://localhost:11434/v1"],
  ["lmstudio", "http://localhost:1234/v1"],
  ["litellm", "http://localhost:4000/v1", "LITELLM_API_KEY"],
  ["synthetic", "https://glhf.chat/api/openai/v1", "GLHF_API_KEY", "SYNTHETIC_API_KEY"],
  ["deepseek", "https://api.deepseek.com", "DEEPSEEK_API_KEY"],
  ["anthropic", "https://api.anthropic.com/v1", "ANTHROPIC_API_KEY"],
];

describe("a provider of the documents", () => {
  for (const [id, baseURL, ...variables] of table) {
    it(`is a row with its address, endpoint and variable: ${id}`, () => {
      const row = providerOf(id);
      assert.ok(row);
      const connection = defaultConnection(row);
      assert.equal(connection.path, "/chat/completions");
      for (const variable of variables) assert.ok(row.keyVariables?.includes(variable), variable);
      if (variables.length === 0) assert.equal(row.keyOptional, true);
      for (const typed of [baseURL, `${baseURL}/chat/completions`]) {
        const reading = readAddress(typed);
        assert.ok(reading.ok && reading.provider === id, typed);
        assert.equal(reading.baseURL, row.baseURL);
        // Where the world has moved on, that is said.
        assert.equal(reading.remark !== undefined, baseURL !== row.baseURL);
      }
    });
  }

  it("asks for address and token where the documents leave them to the user", () => {
    const proxy = providerOf("azure-event-proxy");
    assert.deepEqual(proxy?.urlVariables, ["PROXY_ENDPOINT_URL", "AZURE_OPENAI_ENDPOINT"]);
    assert.deepEqual(proxy?.keyVariables, ["EVENT_TOKEN", "AZURE_OPENAI_API_KEY"]);
    assert.equal(proxy?.baseURL, undefined);
    assert.equal(providerOf("indoxrouter")?.baseURL, undefined);
  });
});

describe("an example of the documents", () => {
  let server: LoopbackProvider;
  beforeEach(async () => {
    server = await LoopbackProvider.start();
  });
  afterEach(() => server.stop());

  for (const example of seedRequests) {
    const { name, entry, path, url, headers, secrets = {}, model, body } = example;
    it(`is sent as it is printed: ${name}`, async () => {
      const streams = body["stream"] === true;
      const whole = { choices: [{ message: { role: "assistant", content: "So." } }] };
      server.next(streams ? answer(["So."]) : json(200, whole));
      const origin = `http://127.0.0.1:${server.port}`;
      const made = destinationOfEntry({ ...entry, baseURL: origin + path }, secrets);
      const key = headers?.["api-key"] ?? testKey;
      const destination = { ...made, ...(made.key !== undefined && { key }) };
      const events = await ask(
        destination,
        messagesOf(example),
        undefined,
        example.parameters ?? {},
        model,
      );
      assert.equal(textOf(events), "So.");
      const [sent] = server.chats;
      assert.equal(sent?.url, url);
      for (const [header, value] of Object.entries(headers ?? {}))
        assert.equal(sent?.headers[header], value);
      assert.deepEqual(sent?.body, { ...body, ...said(entry["provider"], streams) });
    });
  }

  /** What the product says and the documents leave to the default: not to stream, or to count a stream. */
  function said(provider: unknown, streams: boolean): object {
    if (!streams) return { stream: false };
    return provider === "indoxrouter" ? {} : { stream_options: { include_usage: true } };
  }

  it("is sent even if it is 0, false or the default", async () => {
    const given = {
      temperature: 0,
      top_p: 1,
      n: 1,
      logprobs: false,
      presence_penalty: 0,
      stop: "",
    };
    const baseURL = server.baseURL;
    const destination = destinationOfEntry({ provider: "openai-compatible", baseURL });
    await ask(destination, undefined, undefined, given);
    const body = server.chats[0]?.body as unknown as Record<string, unknown>;
    for (const [name, value] of Object.entries(given)) assert.equal(body[name], value, name);
  });

  const chunk = (choice: object) =>
    `data: ${JSON.stringify({
      id: "chatcmpl-123",
      object: "chat.completion.chunk",
      created: 1694268190,
      model: "gpt-4o-mini",
      system_fingerprint: "fp_44709d6fcb",
      choices: [{ index: 0, logprobs: null, ...choice }],
    })}\n\n`;
  const grok = {
    id: "304e12ef-81f4-4e93-a41c-f5f57f6a2b56",
    object: "chat.completion",
    created: 1728511727,
    model: "grok-beta",
    choices: [{ index: 0, message: { role: "assistant", content: "The " }, finish_reason: "" }],
    usage: { prompt_tokens: 24, completion_tokens: 1, total_tokens: 25 },
    system_fingerprint: "fp_3813298403",
  };
  const answers: Readonly<Record<string, readonly [string, string]>> = {
    "a chunk with a whole message, an empty finish and usage": [
      `data: ${JSON.stringify(grok)}\n\ndata: [DONE]\n\n`,
      "The ",
    ],
    "chunks with deltas, null and stop": [
      chunk({ delta: { role: "assistant", content: "" }, finish_reason: null }) +
        chunk({ delta: { content: "Hello" }, finish_reason: null }) +
        chunk({ delta: {}, finish_reason: "stop" }) +
        "data: [DONE]\n\n",
      "Hello",
    ],
  };
  for (const [name, [stream, text]] of Object.entries(answers)) {
    it(`is shown as it is printed: ${name}`, async () => {
      server.next(raw(stream));
      const baseURL = server.baseURL;
      const destination = destinationOfEntry({ provider: "openai-compatible", baseURL });
      const events = await ask(destination);
      assert.equal(textOf(events), text);
      assert.equal(endOf(events).type, "finish");
    });
  }
});
