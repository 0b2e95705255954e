import type { Provider } from "./provider";

export const offlineTour = "offline-tour";

/** All providers, in the order in which they are offered. */
export const providers: readonly Provider[] = [
  {
    id: "xai",
    label: "xAI",
    baseURL: "https://api.x.ai/v1",
    auth: "bearer",
    keyUrl: "https://console.x.ai",
    keyVariables: ["XAI_API_KEY"],
    // grok-beta: its 404 names grok-3. The rest: https://docs.x.ai/developers/migration/may-15-retirement
    successors: {
      "grok-beta": "grok-3",
      "grok-3": "grok-4.3",
      "grok-4-0709": "grok-4.3",
      "grok-4-fast-reasoning": "grok-4.3",
      "grok-4-fast-non-reasoning": "grok-4.3",
      "grok-4-1-fast-reasoning": "grok-4.3",
      "grok-4-1-fast-non-reasoning": "grok-4.3",
      "grok-code-fast-1": "grok-4.3",
    },
  },
  {
    id: "gemini",
    label: "Google Gemini",
    baseURL: "https://generativelanguage.googleapis.com/v1beta/openai",
    formerBaseURLs: [
      "https://generativelanguage.googleapis.com/v1beta",
      "https://generativelanguage.googleapis.com/v1",
    ],
    auth: "bearer",
    keyUrl: "https://aistudio.google.com/apikey",
    keyVariables: ["GEMINI_API_KEY"],
    quirks: ["prefixedModelIds"],
  },
  {
    id: "codestral",
    label: "Codestral",
    baseURL: "https://codestral.mistral.ai/v1",
    auth: "bearer",
    keyUrl: "https://console.mistral.ai/codestral",
    keyVariables: ["CODESTRAL_API_KEY"],
    note: "Takes a key of its own: one made for Mistral is refused here.",
    prefill: "prefix",
  },
  {
    id: "mistral",
    label: "Mistral",
    baseURL: "https://api.mistral.ai/v1",
    auth: "bearer",
    keyUrl: "https://console.mistral.ai/api-keys",
    keyVariables: ["MISTRAL_API_KEY"],
    // https://docs.mistral.ai/api/#tag/chat, "prefix" of an assistant message
    prefill: "prefix",
  },
  {
    id: "openai",
    label: "OpenAI",
    baseURL: "https://api.openai.com/v1",
    auth: "bearer",
    keyUrl: "https://platform.openai.com/api-keys",
    keyVariables: ["OPENAI_API_KEY"],
  },
  {
    id: "sambanova",
    label: "SambaNova",
    baseURL: "https://api.sambanova.ai/v1",
    auth: "bearer",
    keyUrl: "https://cloud.sambanova.ai/apis",
    keyVariables: ["SAMBANOVA_API_KEY"],
    publicModels: "perhaps",
  },
  {
    id: "github",
    label: "GitHub Models",
    baseURL: "https://models.inference.ai.azure.com",
    auth: "bearer",
    keyUrl: "https://github.com/settings/personal-access-tokens",
    keyVariables: ["GITHUB_API_KEY", "GITHUB_TOKEN"],
    retired: true,
    note: "GitHub retired this service on 2026-07-30: use Azure OpenAI or OpenAI, or edit the URL.",
  },
  {
    id: "groq",
    label: "Groq",
    baseURL: "https://api.groq.com/openai/v1",
    auth: "bearer",
    keyUrl: "https://console.groq.com/keys",
    keyVariables: ["GROQ_API_KEY"],
    // https://console.groq.com/docs/prefilling
    prefill: "lastMessage",
    // https://console.groq.com/docs/deprecations
    successors: {
      "llama-3.3-70b-versatile": "openai/gpt-oss-120b",
      "llama-3.1-8b-instant": "openai/gpt-oss-20b",
      "meta-llama/llama-4-maverick-17b-128e-instruct": "openai/gpt-oss-120b",
      "meta-llama/llama-4-scout-17b-16e-instruct": "openai/gpt-oss-120b",
    },
  },
  {
    id: "openrouter",
    label: "OpenRouter",
    baseURL: "https://openrouter.ai/api/v1",
    auth: "bearer",
    keyUrl: "https://openrouter.ai/settings/keys",
    keyVariables: ["OPENROUTER_API_KEY"],
    publicModels: true,
    // https://openrouter.ai/docs/api/api-reference/api-keys/get-current-key
    keyCheckPath: "/key",
  },
  {
    id: "ollama",
    label: "Ollama",
    baseURL: "http://localhost:11434/v1",
    auth: "bearer",
    keyOptional: true,
    keyUrl: "https://ollama.com/settings/keys",
    keyVariables: ["OLLAMA_API_KEY"],
    publicModels: "perhaps",
    local: true,
    quirks: ["pulledModels"],
  },
  {
    id: "lmstudio",
    label: "LM Studio",
    baseURL: "http://localhost:1234/v1",
    auth: "bearer",
    keyOptional: true,
    keyUrl: "https://lmstudio.ai/docs/developer/core/authentication",
    keyVariables: ["LM_API_TOKEN"],
    publicModels: "perhaps",
    local: true,
  },
  {
    id: "litellm",
    label: "LiteLLM",
    baseURL: "http://localhost:4000/v1",
    auth: "bearer",
    keyOptional: true,
    keyUrl: "https://docs.litellm.ai/docs/proxy/virtual_keys",
    keyVariables: ["LITELLM_API_KEY"],
    publicModels: "perhaps",
    local: true,
  },
  {
    id: "synthetic",
    label: "Synthetic (GLHF)",
    baseURL: "https://api.synthetic.new/openai/v1",
    formerBaseURLs: [
      "https://glhf.chat/api/openai/v1",
      "https://glhf.chat/api/v1",
      "https://api.glhf.chat/v1",
      "https://api.synthetic.new/v1",
      "https://synthetic.new/api/openai/v1",
    ],
    auth: "bearer",
    keyUrl: "https://dev.synthetic.new/docs/api/overview",
    keyVariables: ["SYNTHETIC_API_KEY", "GLHF_API_KEY"],
    note: "GLHF is called Synthetic today, and takes the same keys.",
    publicModels: "perhaps",
  },
  {
    id: "deepseek",
    label: "DeepSeek",
    baseURL: "https://api.deepseek.com",
    auth: "bearer",
    keyUrl: "https://platform.deepseek.com/api_keys",
    keyVariables: ["DEEPSEEK_API_KEY"],
    // https://api-docs.deepseek.com/guides/chat_prefix_completion
    prefill: { prefixAt: "/beta/chat/completions" },
    // https://api-docs.deepseek.com/news/news260424
    successors: {
      "deepseek-chat": "deepseek-v4-flash",
      "deepseek-reasoner": "deepseek-v4-flash",
    },
  },
  {
    id: "anthropic",
    label: "Anthropic",
    baseURL: "https://api.anthropic.com/v1",
    auth: "bearer",
    keyUrl: "https://console.anthropic.com/settings/keys",
    keyVariables: ["ANTHROPIC_API_KEY"],
    note: "Anthropic offers this as a compatibility layer, without all that its models can do.",
    // Models from 4.6 on refuse it; they are asked by instruction then.
    prefill: "lastMessage",
    quirks: ["anthropicModelList"],
  },
  {
    id: "azure",
    label: "Azure OpenAI",
    auth: "api-key",
    keyUrl: "https://ai.azure.com",
    keyVariables: ["AZURE_OPENAI_API_KEY"],
    urlVariables: ["AZURE_OPENAI_ENDPOINT"],
    note: "The model is the name of your deployment, which you type.",
    quirks: ["deployments"],
  },
  {
    id: "azure-event-proxy",
    label: "Azure OpenAI event proxy",
    auth: "api-key",
    keyVariables: ["EVENT_TOKEN", "AZURE_OPENAI_API_KEY"],
    urlVariables: ["PROXY_ENDPOINT_URL", "AZURE_OPENAI_ENDPOINT"],
    note: "Who runs the event gives you the address and a token, which ends with the event.",
    quirks: ["eventToken", "unlistedModels", "usageUnasked"],
  },
  {
    id: "indoxrouter",
    label: "IndoxRouter",
    auth: "bearer",
    keyVariables: ["INDOX_ROUTER_API_KEY"],
    // The keys of other providers that requests carry as byok_api_key, by the model's prefix.
    optionalSecrets: ["byok-openai", "byok-anthropic", "byok-google"],
    note: "Experimental: its address is not published, so you are asked for address and path.",
    quirks: ["indoxRouter", "usageUnasked"],
  },
  {
    id: "openai-compatible",
    label: "OpenAI-compatible",
    auth: "bearer",
    generic: true,
    publicModels: "perhaps",
  },
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
