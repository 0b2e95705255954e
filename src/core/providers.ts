/** How a key is sent. */
export type AuthStyle = "bearer" | "api-key" | "none";

/** What a provider does differently; each is handled at one place in `src/client`. */
export type Quirk = "cannedAnswers";

/** One provider. A row is data; the picker, the key prompt, the settings and the README derive from it. */
export interface Provider {
  /** Also the id of its default connection. */
  readonly id: string;
  readonly label: string;
  /** Absent where the user must give it. Without a trailing slash. */
  readonly baseURL?: string;
  readonly auth: AuthStyle;
  /** Page where a key is made. */
  readonly keyUrl?: string;
  /** Environment variables that hold a key, in order of preference. */
  readonly keyVariables?: readonly string[];
  /** Runs on this computer: longer time limits, and asked for when the empty view opens. */
  readonly local?: boolean;
  /** A model that can be chosen without asking for a list. */
  readonly models?: readonly string[];
  readonly quirks?: readonly Quirk[];
}

export const offlineTour = "offline-tour";

export const providers: readonly Provider[] = [
  {
    id: "openai",
    label: "OpenAI",
    baseURL: "https://api.openai.com/v1",
    auth: "bearer",
    keyUrl: "https://platform.openai.com/api-keys",
    keyVariables: ["OPENAI_API_KEY"],
  },
  {
    id: "ollama",
    label: "Ollama",
    baseURL: "http://localhost:11434/v1",
    auth: "none",
    local: true,
  },
  { id: "openai-compatible", label: "OpenAI-compatible", auth: "bearer" },
  {
    id: offlineTour,
    label: "Offline tour (not an AI)",
    baseURL: "http://offline-tour.invalid/v1",
    auth: "none",
    models: [offlineTour],
    quirks: ["cannedAnswers"],
  },
];

/** Servers on this computer that need no connection to be found: {@link https://github.com/ggml-org/llama.cpp llama.cpp}'s own port. */
export const knownLocalServers: readonly { readonly label: string; readonly baseURL: string }[] = [
  { label: "llama.cpp", baseURL: "http://localhost:8080/v1" },
];

export function providerOf(id: string): Provider | undefined {
  return providers.find(provider => provider.id === id);
}
