import { isObject } from "../core/decode";
import type { Model, ModelPrice } from "../core/models";

type Entry = Readonly<Record<string, unknown>>;

const order = new Intl.Collator("en", { numeric: true });

/**
 * Reads a list of any known shape, sorted by id; nothing when it is not one. Broken entries are left
 * out, and an id that comes twice is there once.
 */
export function readModelList(body: unknown): readonly Model[] | undefined {
  const found = Array.isArray(body)
    ? body
    : isObject(body)
      ? (body["data"] ?? body["models"])
      : undefined;
  if (!Array.isArray(found)) return isObject(body) && body["object"] === "list" ? [] : undefined;
  const models = new Map<string, Model>();
  for (const model of found.flatMap(readModel))
    if (!models.has(model.id)) models.set(model.id, model);
  return [...models.values()].toSorted((a, b) => order.compare(a.id, b.id));
}

function readModel(entry: unknown): readonly Model[] {
  if (typeof entry === "string") return readModel({ id: entry });
  if (!isObject(entry)) return [];
  const id = idOf(entry);
  if (id === "") return [];
  return [{ id, ...namesOf(entry, id), ...limitsOf(entry), ...abilitiesOf(entry) }];
}

/** Azure's model inference had a registry path as id, and took the name. */
function idOf(entry: Entry): string {
  const id = text(entry["id"]);
  return id === "" || id.startsWith("azureml://")
    ? text(entry["name"]) || text(entry["model"])
    : id;
}

function namesOf(entry: Entry, id: string): Partial<Model> {
  const named = ["display_name", "friendly_name", "name"].map(key => text(entry[key]));
  const name = named.find(name => name !== "" && name !== id);
  const created = secondsOf(entry["created"] ?? entry["created_at"]);
  const gone = text(entry["deprecation"]) !== "" || entry["deprecated"] === true;
  return {
    ...(name !== undefined && { name }),
    ...(created > 0 && { created }),
    ...((gone || entry["active"] === false) && { deprecated: true }),
  };
}

function limitsOf(entry: Entry): Partial<Model> {
  const { limits, top_provider: top, meta } = entry;
  const contextWindow = firstCount([
    ...["context_length", "context_window", "max_context_length", "max_input_tokens"].map(
      key => entry[key],
    ),
    entry["max_model_len"],
    field(limits, "max_input_tokens"),
    field(meta, "n_ctx_train"),
  ]);
  const maxOutput = firstCount([
    ...["max_completion_tokens", "max_output_tokens", "max_output_length", "max_tokens"].map(
      key => entry[key],
    ),
    field(top, "max_completion_tokens"),
    field(limits, "max_output_tokens"),
  ]);
  const price = priceOf(entry["pricing"]);
  return {
    ...(contextWindow !== undefined && { contextWindow }),
    ...(maxOutput !== undefined && { maxOutput }),
    ...(price && { price }),
  };
}

/** Per token in the list, as numbers or texts; -1 stands for a price that depends on the choice of the router. */
function priceOf(pricing: unknown): ModelPrice | undefined {
  const [input, output, cachedInput, cacheWrite] = [
    "prompt",
    "completion",
    "input_cache_read",
    "input_cache_write",
  ].map(key => perMillion(field(pricing, key)));
  if (input === undefined || output === undefined) return undefined;
  return {
    input,
    output,
    ...(cachedInput !== undefined && { cachedInput }),
    ...(cacheWrite !== undefined && { cacheWrite }),
  };
}

function perMillion(value: unknown): number | undefined {
  const number = typeof value === "string" ? Number(value.replace(/^\$/, "") || NaN) : value;
  if (typeof number !== "number" || !Number.isFinite(number) || number < 0) return undefined;
  return Number((number * 1e6).toPrecision(9));
}

function abilitiesOf(entry: Entry): Partial<Model> {
  const { capabilities, architecture } = entry;
  const inputs =
    texts(field(architecture, "input_modalities")) ??
    texts(entry["input_modalities"]) ??
    texts(entry["supported_input_modalities"]);
  const outputs =
    texts(field(architecture, "output_modalities")) ??
    texts(entry["output_modalities"]) ??
    texts(entry["supported_output_modalities"]);
  const said = texts(entry["supported_parameters"]) ?? texts(entry["supported_features"]);
  const able = (word: RegExp, ...names: readonly string[]) =>
    says(said, word) ??
    can(capabilities, ...names) ??
    (says(texts(capabilities), word) || undefined);
  const takes = texts(entry["supported_parameters"]);
  return {
    ...(takes && takes.length > 0 && { parameters: takes }),
    ...flag(
      "vision",
      entry["type"] === "vlm" ||
        (inputs?.includes("image") ?? able(/^vision$/, "vision", "image_input")),
    ),
    ...flag("tools", able(/^tools?([-_](calling|use))?$/, "function_calling")),
    ...flag("reasoning", able(/^(reasoning|thinking)$/, "reasoning", "thinking")),
    ...flag("chat", chats(entry) ?? outputs?.includes("text")),
  };
}

/** What the list itself says about chatting. */
function chats({ capabilities, task, type }: Entry): boolean | undefined {
  const said = can(capabilities, "completion_chat", "chat_completion");
  if (said !== undefined) return said;
  if (typeof task === "string") return task === "chat-completion";
  return type === "embeddings" || type === "embedding" ? false : undefined;
}

function flag(
  name: "vision" | "tools" | "reasoning" | "chat",
  value: boolean | undefined,
): Partial<Model> {
  return value === undefined ? {} : { [name]: value };
}

/** An ability in an object of booleans, or of objects that say `supported`. */
function can(capabilities: unknown, ...names: readonly string[]): boolean | undefined {
  const values = names.map(name => {
    const value = field(capabilities, name);
    return isObject(value) ? value["supported"] : value;
  });
  return values.find(value => typeof value === "boolean");
}

function says(list: readonly string[] | undefined, word: RegExp): boolean | undefined {
  return list?.some(item => word.test(item));
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter(item => typeof item === "string") : undefined;
}

function text(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

function field(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

/** Zero stands for “unknown” in lists. */
function firstCount(values: readonly unknown[]): number | undefined {
  return values.find(
    (value): value is number => typeof value === "number" && Number.isFinite(value) && value > 0,
  );
}

function secondsOf(value: unknown): number {
  const seconds = typeof value === "string" ? Date.parse(value) / 1000 : value;
  return typeof seconds === "number" && Number.isFinite(seconds) ? Math.floor(seconds) : 0;
}
