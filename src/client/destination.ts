import type { Connection } from "../core/connections";
import { ChatFailure } from "../core/errors";
import { fillSecrets } from "../core/secrets";

/** Where a request goes, and the key it carries. The key never leaves `src/client` again. */
export interface Destination {
  readonly connection: Connection & { readonly baseURL: string };
  /** Absent for servers that need none. */
  readonly key?: string;
  /** The values for `${secret:NAME}` in the connection's headers and body. */
  readonly secrets?: Readonly<Record<string, string>>;
}

declare const PARLEY_VERSION: string;

/** The URL of a path below the base URL, with the connection's own query. */
export function urlOf({ connection }: Destination, path: string): string {
  const url = new URL(connection.baseURL + path);
  for (const [name, value] of Object.entries(connection.query)) url.searchParams.set(name, value);
  return url.href;
}

/**
 * All headers of a request; nothing of the SDK's or the environment's is among them. `auth` replaces
 * the connection's own way to send its key.
 */
export function headersOf(
  destination: Destination,
  auth: Readonly<Record<string, string>> = authHeader(destination),
): Record<string, string> {
  const headers = {
    accept: "application/json",
    "user-agent": `parley/${PARLEY_VERSION}`,
    ...ownHeaders(destination),
    ...auth,
  };
  refuseUnsendable(destination, headers);
  return headers;
}

/** Such values are refused where they are entered; one that came another way would break out of its line. */
function refuseUnsendable(
  { connection }: Destination,
  headers: Readonly<Record<string, string>>,
): void {
  const wrong = Object.keys(headers).find(name => !/^[\x20-\x7e]*$/.test(headers[name] ?? ""));
  if (wrong !== undefined)
    throw new ChatFailure({ kind: "noKey", values: [connection.label], detail: wrong });
}

/** What must not be shown: the key and all secrets. */
export function secretsOf({ key, secrets = {} }: Destination): readonly string[] {
  return [...(key === undefined ? [] : [key]), ...Object.values(secrets)];
}

/** The user's headers by lower-case name, so that none is sent twice. */
function ownHeaders({ connection, secrets = {} }: Destination): Record<string, string> {
  const filled = Object.entries(connection.headers).map(([name, text]) => {
    const value = fillSecrets(text, secrets);
    if (value === undefined)
      throw new ChatFailure({ kind: "noKey", values: [connection.label], detail: name });
    return [name.toLowerCase(), value] as const;
  });
  return Object.fromEntries(filled);
}

function authHeader({ connection, key }: Destination): Record<string, string> {
  if (key === undefined) return {};
  switch (connection.auth) {
    case "bearer":
      return { authorization: `Bearer ${key}` };
    case "api-key":
      return { "api-key": key };
    case "none":
      return {};
  }
}
