import type { FunctionColumn } from "./functions";

/** {@link https://platform.openai.com/docs/api-reference/chat/create#chat-create-functions Reference}: deprecated, and still taken. */
export const openaiFunctions: FunctionColumn = { legacy: true };

/** Any server: whether it takes the older form is for the user to know. */
export const anyFunctions: FunctionColumn = { legacy: true };

/** {@link https://docs.claude.com/en/api/openai-sdk What its layer supports}: both forms, `strict` is ignored. */
export const anthropicFunctions: FunctionColumn = { legacy: true, ignored: ["strict"] };

/**
 * {@link https://docs.mistral.ai/capabilities/function_calling Function calling}: `any` has to call
 * some function, and ids of calls are nine letters and digits.
 */
export const mistralFunctions: FunctionColumn = { required: "any", callIds: "nineSigns" };

/** {@link https://docs.ollama.com/api/openai-compatibility What it supports}: no `tool_choice`. */
export const ollamaFunctions: FunctionColumn = { ignored: ["choice"] };

/** {@link https://openrouter.ai/docs/use-cases/reasoning-tokens Reasoning}: its items go back with a call, as they came. */
export const openrouterFunctions: FunctionColumn = { reasoning: "reasoning_details" };

/** {@link https://api-docs.deepseek.com/guides/thinking_mode Thinking mode}: what was thought goes back with a call, and a choice is refused. */
export const deepseekFunctions: FunctionColumn = {
  reasoning: "reasoning_content",
  refused: ["choice"],
};
