import { emptyConversation, newHeader } from "../../src/core/conversation";
import type { ConversationEvent } from "../../src/core/events";
import type { ContentPart, ImagePart } from "../../src/core/messages";
import { type WireMessage, wireMessages } from "../../src/core/prompt";
import { reduceAll } from "../../src/core/reduce";

/** A request that a document prints, written down by hand, and how it is reached in the product. */
export interface SeedRequest {
  readonly name: string;
  /** The fields of a connection's entry, without its base URL. */
  readonly entry: Readonly<Record<string, unknown>>;
  /** Of the base URL. */
  readonly path: string;
  /** Path and query of the request. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly system?: string;
  /** What was said in turn, the user first. */
  readonly turns: readonly string[];
  /** An image that goes with the first question. */
  readonly image?: ImagePart;
  readonly model: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The printed body. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the product sends for a conversation. */
export function messagesOf({ system, turns, image }: SeedRequest): readonly WireMessage[] {
  const choice = { connectionId: "x", model: "m" };
  const events = turns.flatMap((text, index): readonly ConversationEvent[] => {
    const id = `m${index}`;
    const parentId = index === 0 ? null : `m${index - 1}`;
    if (index % 2 === 0) {
      const content: readonly ContentPart[] = [
        { type: "text", text },
        ...(image && index === 0 ? [image] : []),
      ];
      return [{ type: "messageAdded", at: 1, id, parentId, content }];
    }
    const started = { at: 1, id, parentId, choice, modelLabel: "m", parameters: {} };
    return [
      { type: "answerStarted", ...started },
      { type: "textReceived", at: 1, id, text },
      { type: "answerFinished", at: 1, id, finish: "stop" },
    ];
  });
  const prompt: readonly ConversationEvent[] =
    system === undefined ? [] : [{ type: "systemPromptChanged", at: 1, text: system }];
  const empty = emptyConversation(newHeader("c", 1, null));
  const conversation = reduceAll(empty, [...prompt, ...events]);
  return wireMessages(conversation, conversation.leafId);
}

const system = (content: string) => ({ role: "system", content });
const user = (content: string) => ({ role: "user", content });
const assistant = (content: string) => ({ role: "assistant", content });

const describing = "You are a helpful assistant that describes images in details.";
const picture = "data:image/jpeg;base64,/9j/4AAQSkZJRg==";
const whole = { stream: false };
const helpful = "You are a helpful assistant.";
const bard = "You are an AI assistant that writes poems in the style of William Shakespeare.";
const france = "What is the capital of France?";
const dodgers = "The Los Angeles Dodgers won the World Series in 2020.";

const github = { entry: { provider: "github" }, path: "/gh", url: "/gh/chat/completions" };
const openai = { entry: { provider: "openai" }, path: "/v1", url: "/v1/chat/completions" };
const indox = { entry: { provider: "indoxrouter" }, path: "/api", url: "/api/chat/completions" };

export const seedRequests: readonly SeedRequest[] = [
  {
    name: "the answer to life, with temperature 0",
    entry: { provider: "xai" },
    path: "/v1",
    url: "/v1/chat/completions",
    system: "You are Grok, a chatbot inspired by the Hitchhikers Guide to the Galaxy.",
    turns: ["What is the answer to life and universe?"],
    model: "grok-beta",
    parameters: { stream: false, temperature: 0 },
    body: {
      messages: [
        system("You are Grok, a chatbot inspired by the Hitchhikers Guide to the Galaxy."),
        user("What is the answer to life and universe?"),
      ],
      model: "grok-beta",
      stream: false,
      temperature: 0,
    },
  },
  {
    ...github,
    name: "the capital of France, with values that are the defaults",
    system: helpful,
    turns: [france],
    model: "gpt-4o-mini",
    parameters: { ...whole, temperature: 1.0, top_p: 1.0, max_tokens: 1000 },
    body: {
      messages: [system(helpful), user(france)],
      temperature: 1.0,
      top_p: 1.0,
      max_tokens: 1000,
      model: "gpt-4o-mini",
    },
  },
  {
    ...github,
    name: "then Spain",
    system: helpful,
    turns: [france, "The capital of France is Paris.", "What about Spain?"],
    model: "gpt-4o",
    parameters: whole,
    body: {
      messages: [
        system(helpful),
        user(france),
        assistant("The capital of France is Paris."),
        user("What about Spain?"),
      ],
      model: "gpt-4o",
    },
  },
  {
    ...github,
    name: "five reasons to exercise, streamed",
    system: helpful,
    turns: ["Give me 5 good reasons why I should exercise every day."],
    model: "gpt-4o",
    body: {
      messages: [system(helpful), user("Give me 5 good reasons why I should exercise every day.")],
      stream: true,
      model: "gpt-4o",
    },
  },
  {
    name: "where the World Series was played, at an event proxy's deployment",
    entry: {
      provider: "azure-event-proxy",
      deployment: "deployment-name",
      apiVersion: "2023-09-01-preview",
    },
    path: "/v1",
    url: "/v1/openai/deployments/deployment-name/chat/completions?api-version=2023-09-01-preview",
    headers: { "api-key": "hackathon/gloveboxes" },
    system: helpful,
    turns: ["Who won the world series in 2020?", dodgers, "Where was it played?"],
    model: "deployment-name",
    parameters: whole,
    body: {
      model: "deployment-name",
      messages: [
        system(helpful),
        user("Who won the world series in 2020?"),
        assistant(dodgers),
        user("Where was it played?"),
      ],
    },
  },
  {
    name: "a poem about elephants, at an event proxy with curl",
    entry: {
      provider: "azure-event-proxy",
      auth: "none",
      headers: { "openai-event-code": "${secret:event-token}" },
      omitModel: true,
      firstByteSeconds: 30,
    },
    secrets: { "event-token": "hackathon/githubuser" },
    path: "/api/v1",
    url: "/api/v1/chat/completions",
    headers: { "openai-event-code": "hackathon/githubuser" },
    system: bard,
    turns: ["Write a poem about indian elephants"],
    model: "event",
    parameters: { ...whole, max_tokens: 256, temperature: 1 },
    body: {
      max_tokens: 256,
      temperature: 1,
      messages: [system(bard), user("Write a poem about indian elephants")],
    },
  },
  {
    ...indox,
    name: "a joke about programming, at IndoxRouter",
    system: helpful,
    turns: ["Tell me a joke about programming."],
    model: "openai/gpt-4o-mini",
    parameters: whole,
    body: {
      messages: [system(helpful), user("Tell me a joke about programming.")],
      model: "openai/gpt-4o-mini",
    },
  },
  {
    ...indox,
    name: "a poem about AI with parameters, at IndoxRouter",
    turns: ["Write a poem about AI."],
    model: "openai/gpt-4o-mini",
    parameters: { temperature: 0.7, max_tokens: 100, stream: false },
    body: {
      messages: [user("Write a poem about AI.")],
      model: "openai/gpt-4o-mini",
      temperature: 0.7,
      max_tokens: 100,
      stream: false,
    },
  },
  ...[
    ["openai/gpt-4", "Hello!", "sk-your-openai-key-here"],
    ["anthropic/claude-3-sonnet-20240229", "Tell me a story", "sk-ant-your-anthropic-key-here"],
    ["google/gemini-1.5-pro", "Explain quantum computing", "your-google-api-key-here"],
  ].map(
    ([model = "", text = "", byok_api_key = ""]): SeedRequest => ({
      ...indox,
      name: `with a key of one's own for ${model}, at IndoxRouter`,
      secrets: {
        "byok-openai": "sk-your-openai-key-here",
        "byok-anthropic": "sk-ant-your-anthropic-key-here",
        "byok-google": "your-google-api-key-here",
      },
      turns: [text],
      model,
      parameters: whole,
      body: { messages: [user(text)], model, byok_api_key },
    }),
  ),
  {
    ...indox,
    name: "a story about a robot, streamed, at IndoxRouter",
    turns: ["Tell me a story about a robot in 5 sentences."],
    model: "mistral/ministral-8b-latest",
    body: {
      messages: [user("Tell me a story about a robot in 5 sentences.")],
      model: "mistral/ministral-8b-latest",
      stream: true,
    },
  },
  {
    ...indox,
    name: "a second turn, at IndoxRouter",
    system: helpful,
    turns: ["Hello, who are you?", "I am an assistant.", "What can you help me with?"],
    model: "openai/gpt-4o-mini",
    parameters: whole,
    body: {
      messages: [
        system(helpful),
        user("Hello, who are you?"),
        assistant("I am an assistant."),
        user("What can you help me with?"),
      ],
      model: "openai/gpt-4o-mini",
    },
  },
  {
    ...openai,
    name: "who won the World Series",
    system: helpful,
    turns: ["Who won the world series in 2020?"],
    model: "gpt-4",
    parameters: whole,
    body: {
      model: "gpt-4",
      messages: [system(helpful), user("Who won the world series in 2020?")],
    },
  },
  {
    ...openai,
    name: "a link to an image in plain text",
    system: "You are a creative assistant.",
    turns: ["Describe this image: https://example.com/image.jpg"],
    model: "gpt-4",
    parameters: whole,
    body: {
      model: "gpt-4",
      messages: [
        system("You are a creative assistant."),
        user("Describe this image: https://example.com/image.jpg"),
      ],
    },
  },
  {
    ...github,
    name: "an image as a data URL, with low detail",
    system: describing,
    turns: ["What's in this image?"],
    image: { type: "image", url: picture, detail: "low" },
    model: "gpt-4o",
    parameters: whole,
    body: {
      model: "gpt-4o",
      messages: [
        system(describing),
        {
          role: "user",
          content: [
            { type: "text", text: "What's in this image?" },
            { type: "image_url", image_url: { url: picture, detail: "low" } },
          ],
        },
      ],
    },
  },
  {
    ...openai,
    name: "the sum of 15 and 25, with a function that must be called",
    turns: ["Calculate the sum of 15 and 25."],
    model: "gpt-4",
    parameters: { ...whole, ...sum() },
    body: { model: "gpt-4", messages: [user("Calculate the sum of 15 and 25.")], ...sum() },
  },
  {
    ...openai,
    name: "“Hello!”, streamed",
    system: helpful,
    turns: ["Hello!"],
    model: "gpt-4o-mini",
    body: { model: "gpt-4o-mini", messages: [system(helpful), user("Hello!")], stream: true },
  },
];

function sum(): object {
  const number = (description: string) => ({ type: "number", description });
  return {
    functions: [
      {
        name: "add_numbers",
        description: "Adds two numbers together.",
        parameters: {
          type: "object",
          properties: { a: number("First number"), b: number("Second number") },
          required: ["a", "b"],
        },
      },
    ],
    function_call: { name: "add_numbers" },
  };
}
