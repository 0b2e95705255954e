import type { ImageColumn } from "./imageRules";

/*
 * What providers say of pictures. All that is attached is a PNG or a JPEG of at most 2048 pixels and
 * 3 MB, which every provider below takes; so no column says types or sizes of one picture.
 */

/** {@link https://platform.openai.com/docs/guides/images-vision OpenAI}, and those that are like it. */
export const openaiImages: ImageColumn = { detail: true, most: 500, bytes: 50 << 20 };

/** {@link https://docs.x.ai/docs/guides/image-understanding xAI}: as OpenAI, of fewer types. */
export const xaiImages: ImageColumn = { detail: true };

/** {@link https://ai.google.dev/gemini-api/docs/openai#image-understanding Gemini}: bytes only are sure to be taken. */
export const geminiImages: ImageColumn = { linkless: true, bytes: 20 << 20, tokens: "crops" };

/** {@link https://docs.mistral.ai/capabilities/vision/ Mistral}. */
export const mistralImages: ImageColumn = { most: 8, tokens: "merged" };

/** {@link https://console.groq.com/docs/vision Groq}. */
export const groqImages: ImageColumn = { most: 5, bytes: 4 << 20 };

/** {@link https://docs.anthropic.com/en/api/openai-sdk Anthropic}: `detail` is ignored. */
export const anthropicImages: ImageColumn = { tokens: "area" };

/** {@link https://api-docs.deepseek.com/api/create-chat-completion DeepSeek}: “unknown variant image_url, expected text”. */
export const deepseekImages: ImageColumn = { refused: true };

/**
 * Bytes only: {@link https://github.com/ollama/ollama/blob/main/openai/openai.go Ollama} refuses links,
 * {@link https://lmstudio.ai/docs LM Studio} and IndoxRouter show none.
 */
export const dataImages: ImageColumn = { linkless: true };
