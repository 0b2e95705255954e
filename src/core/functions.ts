import { isObject, parseJson } from "./decode";
import type { SamplingParameters } from "./messages";
import { isWireName } from "./parameters";
import { type Phrase, phrase } from "./phrase";
import { schemaProblem } from "./schemaForm";

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
  readonly legacy?: true;
}

/** What is known of functions at a provider, where it differs. */
export interface FunctionColumn {
  /** Takes the older form too; to the others all goes as tools. */
  readonly legacy?: true;
  /** Its word for a choice that has to call some function. */
  readonly required?: "any";
  /** What is set is sent all the same: what a provider takes may change. */
  readonly ignored?: readonly ("choice" | "parallel" | "strict")[];
  /** Takes only ids of calls that are made of nine letters and digits. */
  readonly callIds?: "nineSigns";
  /** The field in which it wants the reasoning of a call back while the same question is being answered. */
  readonly reasoning?: "reasoning_content";
}

/** What is wrong with what is set, the first thing: the cause, and the way out. */
export function functionComplaint(
  { declared, unfinished, choice, legacy }: Functions,
  parameters: SamplingParameters = {},
): Phrase | undefined {
  if (unfinished !== undefined) return complaintOfText(unfinished);
  if (declared.length === 0) return undefined;
  if (typeof choice === "object" && declared.every(({ name }) => name !== choice.name))
    return phrase("The function “{0}” that must be called is not declared.", choice.name);
  if (legacy && choice === "required")
    return phrase("Legacy functions know no “required”: choose one of them by name.");
  const { extra } = parameters;
  const twice = isObject(extra) && fields.find(name => Object.hasOwn(extra, name));
  return twice
    ? phrase("“{0}” stands among the further fields of Parameters too: clear it there.", twice)
    : undefined;
}

/** What the declarations of a text are, or what is wrong with it and about which function. */
export type FunctionReading =
  | { readonly ok: true; readonly declared: readonly DeclaredFunction[] }
  | { readonly ok: false; readonly phrase: Phrase; readonly at?: number };

/** Reads declarations as they are typed: a JSON list of functions, each as it is or wrapped as a tool. */
export function readFunctions(text: string): FunctionReading {
  if (text.trim() === "") return { ok: true, declared: [] };
  const value = parseJson(text);
  if (!Array.isArray(value))
    return { ok: false, phrase: phrase("Functions must be a JSON list, as in [ … ].") };
  const bare = value.map(unwrapped);
  for (const [at, item] of bare.entries()) {
    const wrong = wrongFunction(item, at, bare.slice(0, at));
    if (wrong) return { ok: false, phrase: wrong, at };
  }
  return { ok: true, declared: bare as readonly DeclaredFunction[] };
}

/** The declarations as they are edited. */
export function functionsText({ declared, unfinished }: Functions): string {
  return unfinished ?? `${JSON.stringify(declared, null, 2)}\n`;
}

/** What a declaration may look like, for a list that is still empty. */
export const exampleFunctions: readonly DeclaredFunction[] = [
  {
    name: "add_numbers",
    description: "Adds two numbers together.",
    parameters: {
      type: "object",
      properties: {
        a: { type: "number", description: "First number" },
        b: { type: "number", description: "Second number" },
      },
      required: ["a", "b"],
    },
  },
];

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

/** Reads what a page or a journal says of functions; nothing where it is none. */
export function decodeFunctions(value: unknown): Functions | undefined {
  if (!isObject(value) || !Array.isArray(value["declared"])) return undefined;
  const { declared, unfinished, choice, parallel, legacy } = value;
  const right =
    declared.every(isDeclared) &&
    isOptional(unfinished, "string") &&
    isOptional(parallel, "boolean") &&
    (choice === undefined || isChoice(choice));
  if (!right) return undefined;
  return {
    declared: declared as readonly DeclaredFunction[],
    ...(typeof unfinished === "string" && { unfinished }),
    ...(choice !== undefined && { choice: choice as FunctionChoice }),
    ...(typeof parallel === "boolean" && { parallel }),
    ...(legacy === true && { legacy }),
  };
}

function complaintOfText(text: string): Phrase {
  const reading = readFunctions(text);
  return reading.ok ? phrase("The functions were changed and not saved.") : reading.phrase;
}

function toolChoice(choice: FunctionChoice, { required }: FunctionColumn): unknown {
  if (typeof choice === "object") return { type: "function", function: { name: choice.name } };
  return choice === "required" ? (required ?? choice) : choice;
}

/** `{ type: "function", function: { … } }`, as requests have it, is the function in it. */
function unwrapped(item: unknown): unknown {
  return isObject(item) && item["type"] === "function" && isObject(item["function"])
    ? item["function"]
    : item;
}

const keys = ["name", "description", "parameters", "strict"];

function wrongFunction(item: unknown, at: number, before: readonly unknown[]): Phrase | undefined {
  const place = String(at + 1);
  if (!isObject(item)) return phrase("Function {0} must be a JSON object.", place);
  const { name, description, parameters, strict } = item;
  if (!isWireName(name))
    return phrase("Function {0}: its name must be 1 to 64 letters, digits, _ or -.", place);
  if (before.some(other => isObject(other) && other["name"] === name))
    return phrase("Function {0}: there is another “{1}” before it.", place, name);
  const foreign = Object.keys(item).find(key => !keys.includes(key));
  if (foreign !== undefined)
    return phrase("Function “{0}” has no field “{1}”: remove it.", name, foreign);
  if (!isOptional(description, "string"))
    return phrase("Function “{0}”: its description must be a text.", name);
  if (!isOptional(strict, "boolean"))
    return phrase("Function “{0}”: “strict” must be true or false.", name);
  return parameters === undefined ? undefined : wrongParameters(name, parameters);
}

function wrongParameters(name: string, parameters: unknown): Phrase | undefined {
  if (!isObject(parameters) || parameters["type"] !== "object")
    return phrase("Function “{0}”: its parameters must be a schema of type “object”.", name);
  const problem = schemaProblem(parameters, "parameters");
  return problem && phrase("Function “{0}”: “{1}” must be {2}.", name, problem.place, problem.what);
}

function isDeclared(value: unknown): boolean {
  if (!isObject(value) || typeof value["name"] !== "string") return false;
  const { description, parameters, strict } = value;
  return (
    isOptional(description, "string") &&
    isOptional(strict, "boolean") &&
    (parameters === undefined || isObject(parameters))
  );
}

function isChoice(value: unknown): boolean {
  if (isObject(value)) return typeof value["name"] === "string";
  return value === "none" || value === "auto" || value === "required";
}

function isOptional(value: unknown, type: "string" | "boolean"): boolean {
  return value === undefined || typeof value === type;
}
