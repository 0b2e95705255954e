import type { Clock } from "../core/answering";
import { isObject, parseJson } from "../core/decode";
import { type ChatError, ChatFailure } from "../core/errors";
import type { KeyCheck, Model } from "../core/models";
import { secretsIn } from "../core/secrets";
import { type Destination, urlOf } from "./destination";
import { errorOf } from "./errors";
import { type Fetch, guardedFetch, textOf } from "./guardedFetch";
import { readModelList } from "./modelList";

/** Pages of one list that are read at most, of 1,000 models each. */
const mostPages = 10;

type Headers = Readonly<Record<string, string>>;

/** Reads the JSON at a path below the base URL, perhaps with other headers for the key. */
type Get = (path: string, auth?: Headers) => Promise<unknown>;

/** The models at a destination with what is known of them, sorted by id, or why there is no list. */
export async function listModels(
  fetch: Fetch,
  clock: Clock,
  destination: Destination,
  signal: AbortSignal,
): Promise<readonly Model[] | ChatError> {
  try {
    const { providerId, quirks, listPath, models } = destination.connection;
    if (quirks.includes("unlistedModels")) return models.map(id => ({ id }));
    const get = getter(fetch, clock, destination, signal);
    const listed = quirks.includes("anthropicModelList")
      ? await pagesOf(get, destination)
      : listIn(await get(listPath), destination);
    const { factsOf } = await import("../core/modelTable");
    return named(listed, quirks.includes("prefixedModelIds")).map(model => ({
      ...factsOf(providerId, model.id),
      ...model,
    }));
  } catch (error) {
    return errorOf(error, destination, false);
  }
}

/**
 * Asks a provider about a key. A list proves a key only where it is not given without one; where it
 * may be, it is asked for once more without.
 */
export async function checkKey(
  fetch: Fetch,
  clock: Clock,
  destination: Destination,
  signal: AbortSignal,
): Promise<KeyCheck> {
  const { publicModels, keyCheckPath, quirks } = destination.connection;
  if (quirks.includes("unlistedModels")) return { verdict: "unchecked" };
  const listed = await listModels(fetch, clock, destination, signal);
  if ("kind" in listed) return verdictOf(listed);
  const models = { models: listed };
  const without = keyless(destination);
  if (!without) return { verdict: "unchecked", ...models };
  if (publicModels === false) return { verdict: "works", ...models };
  if (keyCheckPath !== undefined) {
    const error = await failureOf(
      getter(fetch, clock, destination, signal)(keyCheckPath),
      destination,
    );
    return error ? { ...verdictOf(error), ...models } : { verdict: "works", ...models };
  }
  if (publicModels === true) return { verdict: "unchecked", ...models };
  const toAnyone = await listModels(fetch, clock, without, signal);
  const refused = "kind" in toAnyone && verdictOf(toAnyone).verdict === "refused";
  return { verdict: refused ? "works" : "unchecked", ...models };
}

/** The destination without anything secret; nothing when it carries nothing secret. */
function keyless({ key, secrets: _secrets, connection }: Destination): Destination | undefined {
  if (key === undefined && connection.secrets.length === 0) return undefined;
  const open = Object.entries(connection.headers).filter(
    ([, text]) => secretsIn(text).length === 0,
  );
  return { connection: { ...connection, headers: Object.fromEntries(open), secrets: [] } };
}

function getter(fetch: Fetch, clock: Clock, destination: Destination, signal: AbortSignal): Get {
  return async (path, auth) => {
    const url = urlOf(destination, path);
    const request = { destination, url, model: "", signal, ...(auth && { auth }) };
    return parseJson(await textOf(await guardedFetch(fetch, clock, request)));
  };
}

function listIn(body: unknown, { connection }: Destination): readonly Model[] {
  const list = readModelList(body);
  if (!list) throw new ChatFailure({ kind: "notAnApi", values: [connection.label] });
  return list;
}

/** {@link https://docs.anthropic.com/en/api/models-list Anthropic's list} takes the key in another header than chats do. */
async function pagesOf(get: Get, destination: Destination): Promise<readonly Model[]> {
  const { key } = destination;
  const auth = {
    "anthropic-version": "2023-06-01",
    ...(key !== undefined && { "x-api-key": key }),
  };
  const entries: unknown[] = [];
  let after = "";
  for (let page = 0; page < mostPages; page++) {
    const body = await get(`/models?limit=1000${after}`, auth);
    if (!isObject(body) || !Array.isArray(body["data"])) return listIn(body, destination);
    entries.push(...body["data"]);
    const last = body["has_more"] === true ? body["last_id"] : undefined;
    const next = typeof last === "string" ? `&after_id=${encodeURIComponent(last)}` : after;
    if (next === after) break;
    after = next;
  }
  return listIn(entries, destination);
}

/** {@link https://ai.google.dev/gemini-api/docs/openai Gemini} lists `models/x` and is asked for `x`. */
function named(models: readonly Model[], prefixed: boolean): readonly Model[] {
  return prefixed
    ? models.map(model => ({ ...model, id: model.id.replace(/^models\//, "") }))
    : models;
}

/** What went wrong, if anything. */
async function failureOf(
  work: Promise<unknown>,
  destination: Destination,
): Promise<ChatError | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return errorOf(error, destination, false);
  }
}

function verdictOf(error: ChatError): KeyCheck {
  const { kind, status } = error;
  const refused =
    status === 401 || status === 403 || kind === "auth" || kind === "keyWanted" || kind === "noKey";
  return { verdict: refused ? "refused" : "unchecked", error };
}
