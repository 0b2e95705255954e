import { isObject } from "./decode";
import type { SamplingParameters } from "./messages";
import { type Phrase, phrase } from "./phrase";

/** A function that a model may call, as the API's reference has it. */
export interface DeclaredFunction {
  readonly name: string;
  readonly description?: string;
  /** A JSON schema of its arguments; a function without it takes none. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly strict?: boolean;
}

/** Whether a model may, must or must not call a function, or which one it must call. */
export type FunctionChoice = "none" | "auto" | "required" | { readonly name: string };

/** What a conversation says of functions; what is not set is not sent. */
export interface Functions {
  readonly declared: readonly DeclaredFunction[];
  /** What was typed as the declarations and cannot be sent: it stays, and requests wait for it. */
  readonly unfinished?: string;
  readonly choice?: FunctionChoice;
  /** Whether a model may call several at once. */
  readonly parallel?: boolean;
  /** Sent as `functions` and `function_call`, which the API had before `tools`. */
  readonly legacy?: boolean;
}

/** What is known of functions at a provider, where it differs. */
export interface FunctionColumn {
  /** Takes the older form too; to the others all goes as tools. */
  readonly legacy?: true;
  /** Its word for a choice that has to call some function. */
  readonly required?: "any";
  /** What is set is sent all the same: what a provider takes may change. */
  readonly ignored?: readonly ("choice" | "parallel" | "strict")[];
  /** Refuses a choice, or does so while it thinks. */
  readonly refused?: readonly ["choice"];
  /** Takes only ids of calls that are made of nine letters and digits. */
  readonly callIds?: "nineSigns";
  /** The field in which it wants the reasoning of a call back while the same question is being answered. */
  readonly reasoning?: "reasoning_content" | "reasoning_details";
}

/** What is wrong with what is set, the first thing: the cause, and the way out. */
export function functionComplaint(
  { declared, unfinished, choice, legacy }: Functions,
  parameters: SamplingParameters = {},
  column: FunctionColumn = {},
): Phrase | undefined {
  if (unfinished !== undefined)
    return phrase("The functions are not valid yet: where they are edited it says why.");
  if (declared.length === 0) return undefined;
  if (typeof choice === "object" && declared.every(({ name }) => name !== choice.name))
    return phrase("The function “{0}” that must be called is not declared.", choice.name);
  if (legacy && column.legacy && choice === "required")
    return phrase("Legacy functions know no “required”: choose one of them by name.");
  const { extra } = parameters;
  const twice = isObject(extra) && fields.find(name => Object.hasOwn(extra, name));
  return twice
    ? phrase("“{0}” stands among the further fields of Parameters too: clear it there.", twice)
    : undefined;
}

/** Every field of a request that is about functions. */
export const fields = [
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "functions",
  "function_call",
] as const;

/** What is sent for them beside the messages: nothing where none is declared. */
export function wireFunctions(
  { declared, choice, parallel, legacy }: Functions,
  column: FunctionColumn = {},
): Readonly<Record<string, unknown>> {
  if (declared.length === 0) return {};
  if (legacy && column.legacy)
    return {
      functions: declared.map(({ strict: _newer, ...rest }) => rest),
      ...(choice !== undefined && { function_call: choice }),
    };
  return {
    tools: declared.map(declaration => ({ type: "function", function: declaration })),
    ...(choice !== undefined && { tool_choice: toolChoice(choice, column) }),
    ...(parallel !== undefined && { parallel_tool_calls: parallel }),
  };
}

/** Parameters of a connection without what functions of a conversation stand for. */
export function withoutFunctions(
  own: SamplingParameters,
  { declared }: Functions,
): SamplingParameters {
  if (declared.length === 0) return own;
  return Object.fromEntries(
    Object.entries(own).filter(([name]) => !(fields as readonly string[]).includes(name)),
  );
}

function toolChoice(choice: FunctionChoice, { required }: FunctionColumn): unknown {
  if (typeof choice === "object") return { type: "function", function: { name: choice.name } };
  return choice === "required" ? (required ?? choice) : choice;
}
