import type { ChatRequest } from "./answering";
import type { Conversation } from "./conversation";
import type { Answer } from "./messages";
import { wireMessages } from "./prompt";

/** One request and what came back, as they went over the wire. Where a secret stood there is a mark. */
export interface Exchange {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Absent where nothing came, and where it was not kept. */
  readonly response?: WireResponse;
  /** Made anew from the conversation: what was really sent is not kept any more. */
  readonly rebuilt?: true;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** There was more than is kept. */
  readonly cut: boolean;
}

/** What an answer's request can be shown as, or copied as. */
export const wireForms = ["shown", "curl", "python", "typescript"] as const;
export type WireForm = (typeof wireForms)[number];

export function isWireForm(form: string): form is WireForm {
  return (wireForms as readonly string[]).includes(form);
}

/** A sign that nobody writes: the last one that Unicode leaves to private use. */
const sign = "\u{10fffd}";
const marks = new RegExp(`${sign}([A-Za-z0-9_]+)${sign}`, "u");

/** Stands for a secret, by the name of the environment variable that is to hold it. */
export function markOf(variable: string): string {
  return sign + variable + sign;
}

/** A text in which nothing looks like a mark: what is sent may hold the sign itself. */
export function withoutMarks(text: string): string {
  return text.replaceAll(sign, "\u{fffd}");
}

/** A text with other words in the places of its marks. */
export function replaceMarks(text: string, words: (variable: string) => string): string {
  return text
    .split(marks)
    .map((piece, index) => (index % 2 === 1 ? words(piece) : piece))
    .join("");
}

/** A text cut at its marks: text, variable, text, … */
export function piecesOf(text: string): readonly string[] {
  return text.split(marks);
}

/** The variables whose secrets a text holds, each once. */
export function variablesIn(text: string): readonly string[] {
  return [...new Set(text.split(marks).filter((_piece, index) => index % 2 === 1))];
}

/** The request for an answer as the conversation tells it now. */
export function requestOf(conversation: Conversation, answer: Answer): ChatRequest {
  const { parentId, choice, parameters, repairs } = answer;
  return { choice, parameters, repairs, messages: wireMessages(conversation, parentId) };
}
