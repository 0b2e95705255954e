import type { Destination } from "../../src/client/destination";
import { readEntry } from "../../src/core/connectionEntry";
import { testKey } from "./asking";
import { english } from "./english";

/** Where an entry of `parley.connections` goes, as its settings say it. */
export function destinationOfEntry(
  entry: Readonly<Record<string, unknown>>,
  secrets: Readonly<Record<string, string>> = {},
): Destination {
  const { connection, complaints } = readEntry({ id: "mine", ...entry });
  if (!connection?.baseURL || complaints.length > 0)
    throw new Error(complaints.map(phrase => english({ phrase })).join());
  const { baseURL } = connection;
  const key = connection.auth === "none" ? {} : { key: testKey };
  return { connection: { ...connection, baseURL }, secrets, ...key };
}
