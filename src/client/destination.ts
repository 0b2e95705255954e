import type { Connection } from "../core/connections";

/** Where a request goes, and the key it carries. The key never leaves `src/client` again. */
export interface Destination {
  readonly connection: Connection & { readonly baseURL: string };
  /** Absent for servers that need none. */
  readonly key?: string;
}

declare const PARLEY_VERSION: string;

/** The URL of a path below the base URL, with the connection's own query. */
export function urlOf({ connection }: Destination, path: string): string {
  const url = new URL(connection.baseURL + path);
  for (const [name, value] of Object.entries(connection.query)) url.searchParams.set(name, value);
  return url.href;
}

/** All headers of a request; nothing of the SDK's or the environment's is among them. */
export function headersOf({ connection, key }: Destination): Record<string, string> {
  return {
    accept: "application/json",
    "user-agent": `parley/${PARLEY_VERSION}`,
    ...connection.headers,
    ...(key !== undefined && authHeader(connection, key)),
  };
}

function authHeader(connection: Connection, key: string): Record<string, string> {
  switch (connection.auth) {
    case "bearer":
      return { authorization: `Bearer ${key}` };
    case "api-key":
      return { "api-key": key };
    case "none":
      return {};
  }
}
