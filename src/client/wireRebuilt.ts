import type { ChatRequest } from "../core/answering";
import type { Connection } from "../core/connections";
import type { Exchange } from "../core/wire";
import { preparedOf } from "./ask";
import { type Destination, headersOf } from "./destination";
import { wireMask } from "./wireMask";

/** The request that a connection would send now; without the user's secrets, which it does not need. */
export function rebuiltExchange(
  connection: Connection | undefined,
  request: ChatRequest,
  at: number,
): Exchange | undefined {
  const { baseURL } = connection ?? {};
  if (!connection || baseURL === undefined) return undefined;
  const standIn = () => `secret-${crypto.randomUUID()}`;
  const destination: Destination = {
    connection: { ...connection, baseURL },
    secrets: Object.fromEntries(connection.secrets.map(name => [name, standIn()])),
    ...(connection.auth !== "none" && !connection.keyOptional && { key: standIn() }),
  };
  const mask = wireMask(destination);
  const { url, body } = preparedOf(destination, request);
  const headers = { ...headersOf(destination), "content-type": "application/json" };
  return {
    at,
    method: "POST",
    url: mask.text(url),
    headers: mask.headers(headers),
    body: mask.text(body),
    rebuilt: true,
  };
}
