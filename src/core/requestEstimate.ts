import type { SentParameters } from "./messages";
import type { WireMessage, WirePart } from "./prompt";
import { estimateTokens } from "./tokenEstimate";

/** About what a message takes beside its text: its role and the marks around it. */
const perMessage = 4;

/** What of the parameters becomes part of the prompt. */
const inPrompt = ["tools", "functions", "response_format"];

/** About how many tokens a request's prompt is, without its pictures: see `imageTokens`. */
export function estimateRequest(
  messages: readonly WireMessage[],
  parameters: SentParameters = {},
): number {
  const sum = messages.reduce((tokens, message) => tokens + estimateMessage(message), 0);
  return sum + estimateParameters(parameters);
}

/** Of what a declared function and the like add to the prompt. */
export function estimateParameters(parameters: SentParameters): number {
  return inPrompt.reduce((tokens, name) => {
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    return value === undefined ? tokens : tokens + estimateTokens(JSON.stringify(value));
  }, 0);
}

export function estimateMessage({ content, ...rest }: WireMessage): number {
  const { role: _role, prefill: _prefill, back: _back, ...beside } = rest;
  const other = Object.keys(beside).length > 0 ? estimateTokens(JSON.stringify(beside)) : 0;
  if (content === null) return perMessage + other;
  if (typeof content === "string") return perMessage + estimateTokens(content) + other;
  return content.reduce((tokens, part) => tokens + estimatePart(part), perMessage + other);
}

/** Whether a request holds a picture: its size is known too badly to learn from. */
export function hasImages(messages: readonly WireMessage[]): boolean {
  return messages.some(
    ({ content }) => Array.isArray(content) && content.some(part => part.type !== "text"),
  );
}

function estimatePart(part: WirePart): number {
  return part.type === "text" ? estimateTokens(part.text) : 0;
}
