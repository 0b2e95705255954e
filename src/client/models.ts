import type { Clock } from "../core/answering";
import { isObject, parseJson } from "../core/decode";
import { type ChatError, ChatFailure } from "../core/errors";
import { type Destination, urlOf } from "./destination";
import { errorOf } from "./errors";
import { type Fetch, guardedFetch, textOf } from "./guardedFetch";

/** The model ids at a destination in alphabetical order, or why there is no list. */
export async function listModels(
  fetch: Fetch,
  clock: Clock,
  destination: Destination,
  signal: AbortSignal,
): Promise<readonly string[] | ChatError> {
  try {
    const url = urlOf(destination, "/models");
    const response = await guardedFetch(fetch, clock, { destination, url, model: "", signal });
    const list = readModelList(parseJson(await textOf(response)));
    if (!list) throw new ChatFailure({ kind: "notAnApi", values: [destination.connection.label] });
    return list;
  } catch (error) {
    return errorOf(error, destination, false);
  }
}

/** Reads a list of any known shape; nothing when it is not one. Broken entries are left out. */
export function readModelList(body: unknown): readonly string[] | undefined {
  const found = Array.isArray(body)
    ? body
    : isObject(body)
      ? (body["data"] ?? body["models"])
      : undefined;
  if (!Array.isArray(found)) return isObject(body) && body["object"] === "list" ? [] : undefined;
  return [...new Set(found.flatMap(idOf))].toSorted((a, b) => a.localeCompare(b));
}

function idOf(entry: unknown): readonly string[] {
  const id = isObject(entry) ? (entry["id"] ?? entry["name"]) : entry;
  return typeof id === "string" && id !== "" ? [id] : [];
}
