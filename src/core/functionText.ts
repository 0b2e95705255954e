import { isObject, parseJson } from "./decode";
import type { DeclaredFunction, Functions } from "./functions";
import { isWireName } from "./parameters";
import { type Phrase, phrase } from "./phrase";
import { schemaProblem } from "./schemaForm";

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

function isOptional(value: unknown, type: "string" | "boolean"): boolean {
  return value === undefined || typeof value === type;
}
