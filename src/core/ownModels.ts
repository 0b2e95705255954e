import { isObject } from "./decode";
import type { Model, ModelPrice } from "./models";

/** Whether a value is a list of models as a user may write it: ids, or objects that say what is known. */
export function isOwnModels(value: unknown): value is readonly (string | Fields)[] {
  return Array.isArray(value) && value.every(item => isId(item) || isOwnModel(item));
}

/** What a user's list says: the ids of all, and what is known of some. */
export function readOwnModels(value: unknown): {
  readonly models: readonly string[];
  readonly ownModels: readonly Model[];
} {
  const items = isOwnModels(value) ? value : [];
  return {
    models: items.map(item => (typeof item === "string" ? item : String(item["id"]))),
    ownModels: items.flatMap(item => (typeof item === "string" ? [] : [modelOf(item)])),
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** Each field of an entry, with what it may be. */
const fields: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: isId,
  name: isId,
  contextWindow: isCount,
  maxOutput: isCount,
  price: isPrice,
  vision: isFlag,
  tools: isFlag,
  reasoning: isFlag,
};

function isOwnModel(value: unknown): value is Fields {
  return isObject(value) && isId(value["id"]) && isMade(value, fields);
}

/** In US dollars per million tokens; 0 is a price. */
function isPrice(value: unknown): boolean {
  if (!isObject(value) || !isAmount(value["input"]) || !isAmount(value["output"])) return false;
  return isMade(value, amounts);
}

const amounts = {
  input: isAmount,
  output: isAmount,
  cachedInput: isAmount,
  cacheWrite: isAmount,
};

function isMade(value: Fields, checks: Readonly<Record<string, (value: unknown) => boolean>>) {
  return Object.entries(value).every(
    ([name, field]) => Object.hasOwn(checks, name) && checks[name]?.(field) === true,
  );
}

function modelOf({ price, ...rest }: Fields): Model {
  const own = isObject(price) && { price: { ...price, own: true } as unknown as ModelPrice };
  return { ...(rest as unknown as Model), ...own };
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isAmount(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isFlag(value: unknown): boolean {
  return typeof value === "boolean";
}
