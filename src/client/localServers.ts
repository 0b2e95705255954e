import type { Connection } from "../core/connections";
import { isObject, parseJson } from "../core/decode";
import { isLoopback } from "../core/hosts";
import { isChatModel } from "../core/models";
import type { ServerOffer } from "../core/protocol";
import { knownLocalServers } from "../core/providers";
import { type Fetch, textOf } from "./guardedFetch";
import { readModelList } from "./modelList";

/** How long a server on this computer may take to answer, in milliseconds. */
const patience = 300;

/**
 * Servers that answer on this computer: the base URLs of connections that need no key and well-known
 * ones, loopback only. No key is sent, and a server is known by its answer, not by its port.
 */
export async function findLocalServers(
  fetch: Fetch,
  connections: readonly Connection[],
): Promise<readonly ServerOffer[]> {
  const own = connections
    .filter(({ auth, keyOptional }) => auth === "none" || keyOptional)
    .filter(({ quirks }) => !quirks.includes("cannedAnswers"))
    .flatMap(({ id, label, baseURL }) => (baseURL ? [{ connectionId: id, label, baseURL }] : []));
  const known = knownLocalServers.filter(
    server => !own.some(({ baseURL }) => baseURL === server.baseURL),
  );
  const asked = [...own, ...known].filter(({ baseURL }) => isLoopback(new URL(baseURL).hostname));
  const answers = await Promise.all(
    asked.map(async server => {
      const body = await listAt(fetch, server.baseURL);
      const models = isObject(body) && body["object"] === "list" && readModelList(body);
      const ids = models && models.filter(isChatModel).map(({ id }) => id);
      return ids ? [{ ...server, label: nameOf(server.label, body), models: ids }] : [];
    }),
  );
  return answers.flat();
}

/** Only llama.cpp says its name; whatever else sits on its port is a server without one. */
function nameOf(label: string, body: unknown): string {
  const known = knownLocalServers.some(server => server.label === label);
  return known && !JSON.stringify(body).includes('"owned_by":"llamacpp"') ? "Local server" : label;
}

async function listAt(fetch: Fetch, baseURL: string): Promise<unknown> {
  try {
    const response = await fetch(`${baseURL}/models`, {
      headers: { accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(patience),
    });
    return response.ok ? parseJson(await textOf(response)) : undefined;
  } catch {
    return undefined; // Nothing there, or too slow: then it is not offered, and nothing is lost.
  }
}
